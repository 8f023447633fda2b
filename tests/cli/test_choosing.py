"""Choosing what a crawl takes of a site: sections, patterns, how far back; and when sections are read again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.run import Result, newscrawl
from tests.newsweb import NewsWeb
from tests.servers import reply
from tests.smallsite import SmallSite, article

POLITICS, SPORT = (
    "/politics/2026/11/20/a-bridge-story-of-politics-one",
    "/sport/2026/11/20/a-bridge-story-of-sports-one",
)


def sectioned() -> SmallSite:
    """A site whose home page shows two stories and two sections; each section has a story of its own."""
    site = SmallSite(articles=2, robots=b"", links=("/politics/", "/sport/"))
    for number, story in enumerate((POLITICS, SPORT), 7):
        site.answers[f"/{story.split('/')[1]}/"] = listing(story)
        site.answers[story] = SmallSite(articles=number + 1)._pages()[SmallSite().path(number)]
    menu = "<nav class=menu><a href=/politics/>Politics</a><a href=/sport/>Sport</a></nav>"
    site.answers["/"] = listing(*(site.path(number) for number in range(2)), menu=menu)
    return site


def listing(*stories: str, menu: str = "") -> bytes:
    items = "".join(f'<li><a href="{story}">A headline of six or more words, here</a></li>' for story in stories)
    return reply(f"<!doctype html><html lang=en><title>The Bridge</title><body>{menu}<ul>{items}</ul></body>".encode())


def crawl(origin: str, folder: Path, *options: str) -> Result:
    return newscrawl("crawl", origin, "--delay", "0", "--store", folder / "news.db", *options)


def test_only_the_named_sections_are_read_and_a_wider_choice_catches_up(tmp_path: Path) -> None:
    site = sectioned()
    with site.serving() as origin:
        assert crawl(origin, tmp_path, "--sections", "/sport/").code == 0
        assert {POLITICS, "/politics/", site.path(0)}.isdisjoint(site.paths())
        assert SPORT in site.paths()
        site.hits.clear()
        assert crawl(origin, tmp_path).code == 0
    assert {POLITICS, site.path(0)} <= set(site.paths())
    assert SPORT not in site.paths()


def test_addresses_are_chosen_by_patterns(tmp_path: Path) -> None:
    site = sectioned()
    with site.serving() as origin:
        assert crawl(origin, tmp_path, "--include", "/(sport|news)/", "--exclude", "number-1").code == 0
        assert {POLITICS, site.path(1)}.isdisjoint(site.paths())
        assert {SPORT, site.path(0)} <= set(site.paths())
        site.hits.clear()
        assert crawl(origin, tmp_path, "--include", "politics").code == 0
    assert [path for path in site.paths() if "2026" in path] == [POLITICS]


def test_what_an_earlier_run_queued_waits_for_a_run_that_wants_it(tmp_path: Path) -> None:
    site = sectioned()
    with site.serving() as origin:
        assert crawl(origin, tmp_path, "--limit", "1").code == 0
        site.hits.clear()
        assert crawl(origin, tmp_path, "--include", "sport").code == 0
        assert [path for path in site.paths() if "2026" in path] == [SPORT]
        site.hits.clear()
        assert crawl(origin, tmp_path).code == 0
    assert POLITICS in site.paths()


def test_a_backfill_walks_the_archives(tmp_path: Path) -> None:
    site = sectioned()
    story = "/news/2019/03/02/a-bridge-story-from-years-ago"
    menu = "<nav class=menu><a href=/archive/2019/03/>March 2019</a></nav>"
    site.answers |= {
        "/": listing(site.path(0), menu=menu),
        "/archive/2019/03/": listing(story),
        story: site._pages()[site.path(1)],
    }
    with site.serving() as origin:
        assert crawl(origin, tmp_path).code == 0
        assert story not in site.paths()
        assert crawl(origin, tmp_path, "--backfill").code == 0
    assert story in site.paths()


DAY = "/{}/a-bridge-story-of-that-{}-day"


def test_since_stops_early_in_sitemaps_feeds_sections_and_archives(tmp_path: Path) -> None:
    """The server's log: old parts of an index, old pages of a section, feed and archive are not asked for."""
    site, new, old = SmallSite(articles=0), "2026/11/20", "2026/03/01"
    stories = {path: reply(article(number)) for number, path in enumerate(
        (DAY.format(new, place) for place in ("mapped", "fed", "listed", "kept")), 1
    )}  # fmt: skip
    with site.serving() as origin:
        site.robots = f"Sitemap: {origin}/sitemap.xml\n".encode()
        parts = (("new", "2026-11-20"), ("old", "2026-03-01"), ("2025-12", ""))
        part = "<sitemap><loc>{}/part-{}.xml</loc>{}</sitemap>"
        dated = "".join(part.format(origin, name, day and f"<lastmod>{day}</lastmod>") for name, day in parts)
        listed = "".join(f"<url><loc>{origin}{DAY.format(day, 'mapped')}</loc></url>" for day in (new, old))
        items = "<item><link>{}</link><pubDate>{}</pubDate></item>"
        atom = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="/feed?page={}"/>'
        feed = "<rss><channel>{}</channel></rss>"
        first = atom.format(2) + items.format(DAY.format(new, "fed"), "Fri, 20 Nov 2026 10:00:00 GMT")
        second = atom.format(3) + items.format(DAY.format(old, "fed"), "Sun, 01 Mar 2026 10:00:00 GMT")
        head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        menu = f"{head}<nav class=menu><a href=/politics/>Politics</a></nav><a href=/2026/11/>November</a>"
        older = '<a rel=next href="{}">older</a>'
        site.answers |= stories | {
            "/": listing(menu=menu),
            "/sitemap.xml": reply(f"<sitemapindex>{dated}</sitemapindex>".encode()),
            "/part-new.xml": reply(f"<urlset>{listed}</urlset>".encode()),
            "/feed": reply(feed.format(first).encode(), content_type="application/rss+xml"),
            "/feed?page=2": reply(feed.format(second).encode(), content_type="application/rss+xml"),
            "/politics/": listing(DAY.format(new, "listed"), menu=older.format("/politics/page/2/")),
            "/politics/page/2/": listing(DAY.format(old, "listed"), menu=older.format("/politics/page/3/")),
            "/2026/11/": listing(DAY.format(new, "kept"), menu=older.format("/2026/11/page/2/")),
            "/2026/11/page/2/": listing(DAY.format(old, "kept"), menu=older.format("/2026/11/page/3/")),
        }
        result = newscrawl(
            "crawl", origin, "--delay", "0", "--since", "2026-11-01", "--backfill", "-o", tmp_path / "a.jsonl"
        )
    assert result.code == 0, result.err
    asked = set(site.paths())
    assert set(stories) <= asked
    assert not [path for path in asked if old in path]
    assert not {"/part-old.xml", "/part-2025-12.xml", "/feed?page=3", "/politics/page/3/", "/2026/11/page/3/"} & asked
    assert {"/part-new.xml", "/feed?page=2", "/politics/page/2/", "/2026/11/page/2/"} <= asked


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--include", "news/(", "include.0: not a regular expression: missing ), unterminated subpattern"),
        ("--exclude", "*", "exclude.0: not a regular expression: nothing to repeat"),
        ("--sections", "https://news.example/sport/", "sections.0: write the start of a path, as /politics/"),
    ],
)
def test_a_wrong_pattern_is_named(option: str, value: str, message: str) -> None:
    result = newscrawl("crawl", "news.example", option, value)
    assert result.code == 2
    assert message in result.err
    assert value in result.err


def test_a_section_is_read_when_home_brings_something_new_else_once_a_day(tmp_path: Path) -> None:
    site = sectioned()
    with site.serving() as origin:
        assert crawl(origin, tmp_path).code == 0
        late = "/sport/2026/11/20/a-bridge-story-that-stands-in-sports-only"
        site.answers |= {"/sport/": listing(SPORT, late), late: SmallSite(articles=13)._pages()[SmallSite().path(12)]}
        site.hits.clear()
        assert crawl(origin, tmp_path).code == 3
        assert "/sport/" not in site.paths()
        a_day_passes(tmp_path / "news.db")
        assert crawl(origin, tmp_path).code == 0
        assert late in site.paths()
        site.hits.clear()
        site.answers["/"] = listing(site.path(2), menu="<nav class=menu><a href=/sport/>Sport</a></nav>")
        site.articles = 3
        assert crawl(origin, tmp_path).code == 0
    assert {"/sport/", site.path(2)} <= set(site.paths())


def a_day_passes(store: Path) -> None:
    with sqlite3.connect(store) as database:
        database.execute(
            "UPDATE frontier SET due = '2020' || substr(due, 5) WHERE kind = 'section' AND due IS NOT NULL"
        )


def test_a_crawl_with_nothing_new_costs_few_requests(tmp_path: Path) -> None:
    web = NewsWeb(sites=["consent-courier"], articles=12)
    with web.serving() as origins:
        crawl(origins["consent-courier"], tmp_path)
        web.log.clear()
        assert crawl(origins["consent-courier"], tmp_path).code == 3
    assert len(web.log.paths("consent-courier")) <= 6  # robots.txt, the consent page, home page, feed and sitemap


def test_a_feed_is_left_alone_as_long_as_it_asks_unless_home_brings_something_new(tmp_path: Path) -> None:
    site = sectioned()
    feed = b"<rss version='2.0'><channel><title>T</title><ttl>60</ttl><item><link>%s</link></item></channel></rss>"
    site.answers["/feed/"] = reply(feed % site.path(0).encode(), content_type="application/rss+xml")
    link = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    site.answers["/"] = listing(site.path(0), menu=link)
    with site.serving() as origin:
        assert crawl(origin, tmp_path).code == 0
        site.hits.clear()
        assert crawl(origin, tmp_path).code == 3
        assert site.paths() == ["/"]
        site.answers["/"] = listing(site.path(0), site.path(1), menu=link)
        site.hits.clear()
        assert crawl(origin, tmp_path).code == 0
    assert "/feed/" in site.paths()


def test_a_feed_that_was_not_changed_is_left_alone_as_long_as_it_asked_before(tmp_path: Path) -> None:
    site = sectioned()
    feed = b"<rss version='2.0'><channel><ttl>60</ttl><item><link>%s</link></item></channel></rss>"
    fresh = reply(feed % site.path(0).encode(), content_type="application/rss+xml", etag='"1"')
    answers = [reply(b"", "304 Not Modified", etag='"1"'), fresh]
    site.answers["/feed/"] = lambda: answers.pop()
    site.answers["/"] = listing(site.path(0), menu='<link rel="alternate" type="application/rss+xml" href="/feed/">')
    with site.serving() as origin:
        assert crawl(origin, tmp_path).code == 0
        with sqlite3.connect(tmp_path / "news.db") as database:
            database.execute("UPDATE frontier SET due = '2020-01-01T00:00:00Z' WHERE kind = 'feed'")
        assert crawl(origin, tmp_path).code == 3
        assert crawl(origin, tmp_path).code == 3
    assert site.paths().count("/feed/") == 2
    assert not answers


def test_the_summary_says_which_source_gave_nothing_and_why(tmp_path: Path) -> None:
    site = sectioned()
    login = reply(b"<!doctype html><html><body><form><input name=user></form></body></html>")
    site.answers |= {"/feed/": login, "/map.xml": login}
    site.answers["/"] = listing(site.path(0), menu='<link rel="alternate" type="application/rss+xml" href="/feed/">')
    with site.serving() as origin:
        site.robots = f"Sitemap: {origin}/map.xml".encode()
        result = crawl(origin, tmp_path)
    assert result.code == 0
    assert f"nothing from {origin}/feed/: an HTML page, not a feed" in result.err
    assert f"nothing from {origin}/map.xml: an HTML page, not a sitemap" in result.err
