"""Dates at the edge of what there is, wherever a source states them: no error, and the article is found."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newscrawl.crawling import priorities
from newscrawl.dates.w3c import instant, is_before, latest, stated
from newscrawl.discovery.crawl_scope import CrawlScope
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.found import Source
from newscrawl.discovery.reader import read_source
from newscrawl.store import Store
from tests.store.newsroom import page, taken

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://news.example/2026/11/20/a-story-of-the-old-bridge-over-the-river"
DATES = (
    "0001-01-01T00:00:00+01:00",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00Z",
    "0001-01-01T23:59:59+23:59",
    "0001-01-01",
    "0001",
    "0000-00-00",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59.9999999-12:00",
    "9999-12-31T23:59:59-23:59",
    "9999-12-31",
    "9999-12",
    "99999-01-01",
    "2026-02-30",
    "2026-11-20T24:00:00Z",
    "2026-11-20T23:59:60Z",
    "2026-11-20T10:00:00+99:99",
    "1601-01-01T00:00:00+01:00",
    "1970-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "Mon, 01 Jan 0001 00:00:00 +0100",
    "Fri, 31 Dec 9999 23:59:59 -1200",
    "Mon, 01 Jan 0000 00:00:00 GMT",
    "Mon, 01 Jan 2026 00:00:00 +9999",
    "Mon, 01 Jan 2026 00:00:00 -99999999999999999999",
    "Mon, 99999999999999999999 Jan 2026 00:00:00 GMT",
    "Mon, 01 Jan 99999999999 00:00:00 GMT",
    "٢٠٢٦-١١-٢٠",
    "9" * 5000,
    "",
)


def feed(date: str) -> bytes:
    return (
        f"<rss version='2.0'><channel><title>F</title><pubDate>{date}</pubDate><lastBuildDate>{date}</lastBuildDate>"
        f"<item><title>Story</title><link>{URL}</link><pubDate>{date}</pubDate></item></channel></rss>"
    ).encode()


def atom(date: str) -> bytes:
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><updated>{date}</updated><entry><title>Story</title>"
        f"<link href='{URL}'/><published>{date}</published><updated>{date}</updated></entry></feed>"
    ).encode()


def json_feed(date: str) -> bytes:
    item = {"id": URL, "url": URL, "title": "Story", "date_published": date, "date_modified": date}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [item]}).encode()


def sitemap(date: str) -> bytes:
    return f"<urlset><url><loc>{URL}</loc><lastmod>{date}</lastmod></url></urlset>".encode()


def news_sitemap(date: str) -> bytes:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    return (
        f"<urlset xmlns:news='{news}'><url><loc>{URL}</loc><lastmod>{date}</lastmod><news:news><news:publication_date>"
        f"{date}</news:publication_date><news:title>Story</news:title></news:news></url></urlset>"
    ).encode()


def index(date: str) -> bytes:
    return (
        f"<sitemapindex><sitemap><loc>https://news.example/sitemap-1.xml</loc><lastmod>{date}</lastmod></sitemap>"
        "</sitemapindex>"
    ).encode()


@pytest.mark.parametrize("make", [feed, atom, json_feed, sitemap, news_sitemap, index])
@pytest.mark.parametrize("date", DATES)
def test_a_date_at_the_edge_costs_nothing(date: str, make: object) -> None:
    body = make(date)  # type: ignore[operator]
    kind = "feed" if make in (feed, atom, json_feed) else "sitemap"
    with Store.open() as store:
        source = taken(store, "https://news.example/source", kind=kind, modified=date)
        found = []
        for since in (None, NOW):
            place = Source(url=source.url, kind=kind, modified=date)  # type: ignore[arg-type]
            reading = read_source(place, body, {}, scope=CrawlScope(since=since))
            found += [priorities.article(one, found_on=source.url, now=NOW) for one in reading.found]
            found += [priorities.source(one, found_on=source.url, rank=0, now=NOW) for one in reading.sources]
        assert found
        store.finish_page(page(source, found=tuple(found)))
        store.frontier.add(found, now=NOW)
        (one,) = store.frontier.take("news.example", 9, now=NOW)
        assert one.url in (URL, "https://news.example/sitemap-1.xml")
        store.finish_page(page(one, outcome="no article"))


@pytest.mark.parametrize("date", DATES)
def test_a_stated_time_is_one_that_can_be_compared(date: str) -> None:
    iso = stated(date)
    assert instant(iso) is None or instant(iso).utcoffset() is not None  # type: ignore[union-attr]
    assert (latest(iso) is None) == (instant(iso) is None)
    assert is_before(iso, NOW) in (True, False)
    assert read_feed(feed(date), URL, since=NOW).broken is None
