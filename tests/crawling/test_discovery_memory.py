"""What a run learns of its sites' sources: pages that are skipped, paths that are tried, homes that have moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy.signalmanager import SignalManager

from newscrawl.configuration import load
from newscrawl.crawling import signals
from newscrawl.crawling.declarations import Declarations
from newscrawl.crawling.discovery_memory import DiscoveryMemory
from newscrawl.crawling.scope import Scope
from newscrawl.discovery.found import Source
from newscrawl.discovery.reader import Reading
from newscrawl.store.store import Store
from tests.crawling.rows import row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SITE = "https://news.example/"
HOME = row(SITE, kind="home")


class Crawl:
    """A discovery memory over a real store, and the sites that the scheduler hears of."""

    def __init__(self, store: Store, **options: Any) -> None:
        config = load(sites=[SITE], **options)
        sender = SignalManager(self)
        self.store, self.scope = store, Scope(config)
        self.memory = DiscoveryMemory(config, store, self.scope, Declarations(), sender)
        self.heard: list[str] = []
        sender.connect(self._hear, signals.rows_added)
        store.sites.add("news.example", SITE, now=NOW, since=None)

    def _hear(self, sites: set[str]) -> None:
        self.heard += sites


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open() as opened:
        yield opened


class Complete:
    """A coverage that is complete."""

    is_complete = is_current = True


def test_a_section_of_a_complete_site_is_skipped_six_times_in_seven(store: Store) -> None:
    crawl = Crawl(store)
    sections = [row(f"{SITE}sport", kind="section", unchanged=number) for number in range(14)]
    assert not any(map(crawl.memory.skips, sections))
    crawl.memory.coverage["news.example"] = Complete()  # type: ignore[assignment]
    assert [number for number, section in enumerate(sections) if not crawl.memory.skips(section)] == [6, 13]
    assert not crawl.memory.skips(row(f"{SITE}feed.xml", kind="feed"))


def test_a_backfill_skips_nothing(store: Store) -> None:
    crawl = Crawl(store, backfill=True)
    crawl.memory.coverage["news.example"] = Complete()  # type: ignore[assignment]
    assert not crawl.memory.skips(row(f"{SITE}sport", kind="section"))


def test_well_known_paths_are_tried_one_by_one_and_may_be_missing(store: Store) -> None:
    crawl = Crawl(store)
    reading = Reading(source=Source(url=SITE, kind="home"), kind="html")
    crawl.memory.learn_paths(HOME, SITE, reading, now=NOW)
    untried = list(crawl.memory.untried["news.example"])
    assert untried[0].kind == "sitemap"
    assert {path.kind for path in untried} == {"sitemap", "feed"}
    crawl.memory.try_next_path("news.example", now=NOW)
    assert crawl.memory.guessed == {untried[0].url}
    assert store.frontier.known(untried[0].url) is not None
    assert crawl.heard == ["news.example"]
    crawl.memory.try_next_path("unknown.example", now=NOW)
    assert crawl.heard == ["news.example"]


def test_no_path_of_a_kind_that_gave_something_is_tried(store: Store) -> None:
    crawl = Crawl(store)
    crawl.memory.learn_paths(HOME, SITE, Reading(source=Source(url=SITE, kind="home"), kind="html"), now=NOW)
    feed = Source(url=f"{SITE}feed.xml", kind="feed")
    crawl.memory.learn_paths(row(feed.url, kind="feed"), feed.url, Reading(source=feed, kind="feed"), now=NOW)
    assert {path.kind for path in crawl.memory.untried["news.example"]} == {"sitemap"}


def test_without_a_declared_sitemap_the_usual_one_is_guessed(store: Store) -> None:
    crawl = Crawl(store)
    (guess,) = crawl.memory.declared_sitemaps([SITE])
    assert crawl.memory.guessed == {guess.url}
    crawl.memory.sitemaps["https://news.example"] = (f"{SITE}all.xml", f"{SITE}all.xml")
    assert [source.url for source in crawl.memory.declared_sitemaps([SITE])] == [f"{SITE}all.xml"]


def test_the_site_at_which_a_home_page_is_belongs_to_the_crawl(store: Store) -> None:
    crawl = Crawl(store)
    crawl.scope.whole.add("news.example")
    crawl.memory.learn_home(HOME, SITE, now=NOW)
    assert not crawl.heard
    crawl.memory.learn_home(HOME, "https://moved.example/", now=NOW)
    crawl.memory.learn_home(HOME, "https://moved.example/", now=NOW)
    assert crawl.heard == ["moved.example"]
    assert crawl.scope.whole == {"news.example", "moved.example"}
    assert store.sites.homes() == {"news.example": "moved.example"}


def test_a_home_page_that_fails_leaves_its_sources_to_be_asked(store: Store) -> None:
    crawl = Crawl(store)
    crawl.memory.sitemaps["https://news.example"] = (f"{SITE}all.xml",)
    crawl.memory.look_beside(HOME, now=NOW)
    assert store.frontier.sources("news.example", now=NOW) == [f"{SITE}all.xml"]
    assert {path.kind for path in crawl.memory.untried["news.example"]} == {"feed"}
