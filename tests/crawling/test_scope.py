"""Which sites and addresses belong to a crawl, and to which of its processes."""

from __future__ import annotations

from newscrawl.configuration import load
from newscrawl.crawling.scope import Scope
from tests.crawling.rows import row

NEWS = "https://news.example/"


def scope() -> Scope:
    made = Scope(load(sites=[NEWS], urls=["https://one.example/story"]), elsewhere=["https://far.example/"])
    made.whole.add("news.example")
    return made


def test_named_sites_and_addresses_are_in() -> None:
    assert scope().sites == ("news.example", "one.example")
    assert len(scope().named) == 2


def test_sites_of_other_workers_are_left_to_them() -> None:
    assert scope().own(["far.example", "news.example", "news.example", "new.example"]) == [
        "news.example",
        "new.example",
    ]
    assert scope().has_elsewhere("far.example")


def test_of_other_sites_only_what_this_crawl_led_to_is_fetched() -> None:
    assert scope().owners_at("news.example") == ()
    assert scope().owners_at("cdn.example") == ("news.example", "one.example")


def test_a_site_belongs_to_the_first_that_led_there() -> None:
    made = scope()
    assert made.owner_of("cdn.example") == "cdn.example"
    made.note_owner("cdn.example", "news.example")
    made.note_owner("cdn.example", "one.example")
    assert made.owner_of("cdn.example") == "news.example"


def test_a_source_lists_the_articles_of_the_site_that_it_belongs_to() -> None:
    made = scope()
    home = row(NEWS, kind="home")
    assert made.listed_site(home, "https://www.moved.example/") == "moved.example"
    own = row(f"{NEWS}feed.xml", kind="feed")
    assert (made.listed_site(own, own.url), made.also_listed(own)) == ("news.example", frozenset())
    foreign = row("https://feeds.example/news", kind="feed", owner="news.example")
    assert made.listed_site(foreign, foreign.url) == "news.example"
    assert made.also_listed(foreign) == {"news.example", "far.example", "feeds.example"}
    made.homes["news.example"] = "moved.example"
    assert made.listed_site(foreign, foreign.url) == "moved.example"
