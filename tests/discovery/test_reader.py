from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.discovery.crawl_scope import CEILINGS, OVERLONG, CrawlScope
from newscrawl.discovery.found import Source, SourceKind
from newscrawl.discovery.reader import Reading, read_page, read_source
from newscrawl.discovery.url_classifier import UrlClassifier
from tests.discovery.page import HOST, MENU, cards, document, paths

LOGIN = b"<!DOCTYPE html><html><body><form><input name=user></form></body></html>"
RSS = b"<rss version='2.0'><channel><title>T</title>%s</channel></rss>"
ITEM = b"<item><title>Story</title><link>%s</link><pubDate>%s</pubDate></item>"


def source(kind: SourceKind = "section", path: str = "/politics/", depth: int = 0) -> Source:
    return Source(url=HOST + path, kind=kind, depth=depth)


def section(html: str, path: str = "/politics/", depth: int = 0, **scope: object) -> Reading:
    kind: SourceKind = "home" if path == "/" else "section"
    return read_source(source(kind, path, depth), f"<html>{html}</html>".encode(), scope=CrawlScope(**scope))  # type: ignore[arg-type]


def test_a_feed_gives_articles_and_teaches_their_form() -> None:
    body = RSS % (ITEM % (b"/n/1", b"Mon, 23 Nov 2026 10:00:00 GMT") + ITEM % (b"https://other.example/x", b""))
    reading = read_source(source("feed", "/feed/"), body)
    assert paths(reading.found) == ["/n/1"]
    assert reading.listed == (f"{HOST}/n/1",)
    assert reading.dropped == {"other site": 1}
    assert reading.feed is not None


LONG = f"{HOST}/news/{'a-headline-' * 200}".encode()
JSON_FEED = b'{"version": "https://jsonfeed.org/version/1.1", "items": [%s]}'
KEPT = f"{HOST}/news/a-story-that-is-told-in-time".encode()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feed", RSS % (ITEM % (KEPT, b"") + ITEM % (LONG, b""))),
        ("feed", JSON_FEED % b",".join(b'{"url": "%s"}' % url for url in (KEPT, LONG))),
        ("sitemap", b"<urlset><url><loc>%s</loc></url><url><loc>%s</loc></url></urlset>" % (KEPT, LONG)),
        ("section", b"<html><h2><a href='%s'>A</a></h2><h2><a href='%s'>B</a></h2>" % (KEPT, LONG)),
    ],
)
@pytest.mark.parametrize("length", [2000, 100])
def test_addresses_of_too_many_characters_are_counted(kind: SourceKind, body: bytes, length: int) -> None:
    body = body.replace(b"a-headline-" * 200, b"a-headline-" * (200 if length > 100 else 10))
    reading = read_source(source(kind), body, scope=CrawlScope(url_length=length))
    assert [found.url.encode() for found in reading.found] == [KEPT]
    assert reading.dropped == {OVERLONG: 1}
    assert OVERLONG in CEILINGS


@pytest.mark.parametrize("wrapped", [RSS % b"".join(ITEM % (b"/n/%d" % n, b"") for n in range(9)),
                                     JSON_FEED % b",".join(b'{"url": "/n/%d"}' % n for n in range(9))])  # fmt: skip
def test_entries_of_a_feed_beyond_the_ceiling_are_counted(wrapped: bytes) -> None:
    reading = read_source(source("feed"), wrapped, scope=CrawlScope(feed_entries=4))
    assert paths(reading.found) == [f"/n/{n}" for n in range(4)]
    assert dict(reading.dropped) == {"entries of a feed beyond the first ones": 5}
    assert reading.dropped.keys() <= CEILINGS


def test_a_feed_at_a_feed_service_is_read_for_the_site_that_is_crawled() -> None:
    body = RSS % (ITEM % (b"https://gazette.example/n/1", b""))
    reading = read_source(Source(url="https://feeds.example/gazette", kind="feed"), body, site="gazette.example")
    assert paths(reading.found) == ["/n/1"]


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("sitemap", LOGIN, "an HTML page, not a sitemap"),
        ("feed", LOGIN, "an HTML page, not a feed"),
        ("section", b"%PDF-1.4", "not text, not a section"),
        ("home", b"", "empty, not a home"),
        ("feed", b"<opml/>", "XML of another kind, not a feed"),
        ("sitemap", b"<urlset></urlset>", "a sitemap without entries"),
        ("feed", RSS % b"", "a feed without entries"),
        ("section", b"<html><p>Nothing here</p></html>", "no links to articles"),
        ("section", b"{}", "JSON without articles"),
        ("section", b'{"a": ', "JSON that cannot be read"),
    ],
)
def test_a_source_that_gives_nothing_says_why(kind: SourceKind, body: bytes, reason: str) -> None:
    reading = read_source(source(kind), body, {"Content-Type": "application/xml"})
    assert not reading.found
    assert not reading.sources
    assert reading.reason == reason


def test_what_was_left_out_stands_in_the_reason() -> None:
    body = b"<urlset><url><loc>/tag/a/</loc></url><url><loc>/about-us/</loc></url></urlset>"
    assert read_source(source("sitemap"), body).reason == "a sitemap without entries (2 unlikely)"


def test_a_feed_in_a_sitemaps_place_is_read_as_a_feed() -> None:
    reading = read_source(source("sitemap", "/sitemap.xml"), RSS % (ITEM % (b"/n/1", b"")))
    assert (reading.kind, paths(reading.found)) == ("feed", ["/n/1"])


def test_a_page_that_lists_feeds_in_a_feeds_place_gives_its_feeds_only() -> None:
    html = '<a href="/feed/politics.xml">Politics</a>' + cards("ferry-runs-aground-at-dawn")
    reading = read_source(source("feed", "/rss"), f"<html>{html}</html>".encode())
    assert paths(reading.sources) == ["/feed/politics.xml"]
    assert reading.found == ()


def test_a_sitemap_is_taken_newest_first_and_only_where_articles_are_likely() -> None:
    body = b"""<urlset><url><loc>/2026/11/20/an-older-story-of-words</loc></url><url><loc>/tag/ferry</loc></url>
    <url><loc>/2026/11/23/the-newest-story-of-all</loc></url><url><loc>/an-undated-story-of-words</loc></url></urlset>"""
    reading = read_source(source("sitemap", "/sitemap.xml"), body)
    assert [path.split("/")[-1] for path in paths(reading.found)] == [
        "the-newest-story-of-all", "an-older-story-of-words", "an-undated-story-of-words",
    ]  # fmt: skip
    assert reading.dropped == {"unlikely": 1}
    assert reading.listed == ()


def test_a_news_sitemap_is_believed_whatever_its_addresses_look_like() -> None:
    body = b"<urlset><url><loc>/x</loc><news:news xmlns:news='n'><news:title>T</news:title></news:news></url></urlset>"
    reading = read_source(source("sitemap", "/news.xml"), body)
    assert paths(reading.found) == ["/x"]
    assert reading.listed == (f"{HOST}/x",)


def test_a_home_page_names_feeds_then_sections_and_a_section_only_those_below_it() -> None:
    html = '<link rel="alternate" type="application/rss+xml" href="/feed/">' + MENU
    html += '<nav><a href="/politics/local/">Local</a></nav>' + cards("ferry-runs-aground-at-dawn")
    home = section(html, "/")
    assert paths(home.sources)[:3] == ["/feed/", "/politics/", "/sport/"]
    assert {"/harbour/", "/politics/local/"} <= set(paths(home.sources))
    below = section(html, "/politics/")
    assert paths(below.sources) == ["/feed/", "/politics/local/"]
    assert paths(section(html, "/politics/", depth=1).sources) == ["/feed/"]


def test_policy_bounds_sections_and_patterns_choose_articles() -> None:
    html = MENU + cards("ferry-runs-aground-at-dawn", "council-votes-on-tax-again")
    assert len(section(html, "/", sections=1).sources) == 1
    assert paths(section(html, "/", only_sections=("/sport/",)).sources) == ["/sport/"]
    chosen = section(html, "/", include=(re.compile("ferry"),))
    assert len(chosen.found) == 1
    assert chosen.dropped["excluded"] == 1


def test_of_other_sections_only_what_a_wanted_section_lists_counts() -> None:
    html = cards("ferry-runs-aground-at-dawn")  # at /2026/11/23/
    home = section(
        html + '<h2><a href="/sport/cup-final-ends-in-the-rain">Cup final</a></h2>', "/", only_sections=("/sport/",)
    )
    assert paths(home.found) == ["/sport/cup-final-ends-in-the-rain"]
    assert home.dropped["other section"] == 1
    assert len(section(html, "/sport/", only_sections=("/sport/",)).found) == 1
    feed = read_source(
        source("feed", "/sport/feed/"), RSS % (ITEM % (b"/n/1", b"")), scope=CrawlScope(only_sections=("sport",))
    )
    assert paths(feed.found) == ["/n/1"]


def test_archives_are_sources_only_for_a_backfill() -> None:
    html = '<a href="/2026/11/">November</a>' + cards("ferry-runs-aground-at-dawn")
    assert section(html, "/").sources == ()
    (archive,) = section(html, "/", backfill=True).sources
    assert archive.kind == "archive"


def test_since_ends_a_walk_where_every_dated_address_is_older() -> None:
    html = cards("ferry-runs-aground-at-dawn", "council-votes-on-tax-again", day="02") + '<a href="?page=2">2</a>'
    old = section(html, since=datetime(2026, 11, 20, tzinfo=UTC))
    assert not old.in_time
    assert old.found == ()
    young = section(html, since=datetime(2026, 11, 1, tzinfo=UTC))
    assert young.in_time
    assert young.next_page == Source(url=f"{HOST}/politics/?page=2", kind="section", depth=1)


def test_a_load_more_answer_in_json_is_read() -> None:
    data = {
        "more": True,
        "items": [{"url": "/2026/11/23/from-a-json-address-of-words", "id": 3}, {"link": "mailto:a@b.example"}],
        "html": cards("ferry-runs-aground-at-dawn"),
    }
    reading = read_source(source(path="/politics/?page=2", depth=1), json.dumps(data).encode())
    assert paths(reading.found) == [
        "/2026/11/23/ferry-runs-aground-at-dawn/", "/2026/11/23/from-a-json-address-of-words",
    ]  # fmt: skip


def test_a_page_parsed_already_gives_the_same() -> None:
    html = MENU + cards("ferry-runs-aground-at-dawn")
    parsed = read_page(document(html, f"{HOST}/"), source("home", "/"))
    assert parsed.found == section(html, "/").found


KINDS: st.SearchStrategy[SourceKind] = st.sampled_from(["home", "feed", "sitemap", "section", "archive"])
BODIES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=80).map(lambda text: f"<html><a href='{text}'>{text}</a></html>".encode(errors="replace")),
    st.text(max_size=80).map(lambda text: f"<urlset><url><loc>{text}</loc></url></urlset>".encode(errors="replace")),
    st.text(max_size=80).map(lambda text: json.dumps({"url": text, "html": f"<a href='{text}'>"}).encode()),
)


@settings(deadline=None, max_examples=80)
@given(KINDS, BODIES, st.booleans())
def test_every_body_is_read_without_raising_and_gives_something_or_a_reason(
    kind: SourceKind, body: bytes, dated: bool
) -> None:
    scope = CrawlScope(since=datetime(2026, 11, 20, tzinfo=UTC) if dated else None)
    reading = read_source(source(kind), body, scope=scope, classifier=UrlClassifier())
    assert reading.found or reading.sources or reading.reason


def test_what_the_ceilings_leave_out_is_counted() -> None:
    links = "".join(f'<a href="/politics/2026/11/20/a-story-of-many-words-{n}.html">Story {n}</a>' for n in range(30))
    trap = '<a href="/a/b/a/b/a/b/2026/11/20/a-story-of-many-words.html">Again</a>'
    read = section(trap + links, links=20)
    assert len(read.found) == 19
    assert {"trap": 1, "links of a page beyond the first ones": 1}.items() <= read.dropped.items()
    assert "trap" not in section(trap, path_repeats=3).dropped
    entries = "".join(f"<url><loc>{HOST}/2026/11/20/a-story-of-many-words-{n}</loc></url>" for n in range(9))
    listed = read_source(source("sitemap"), f"<urlset>{entries}</urlset>".encode(), scope=CrawlScope(sitemap_urls=5))
    assert (len(listed.found), listed.dropped["end of a longer sitemap"]) == (5, 1)
    index = f"<sitemapindex><sitemap><loc>{HOST}/news.xml</loc></sitemap></sitemapindex>".encode()
    for depth, left_out in ((2, 0), (3, 1)):
        deep = read_source(source("sitemap", depth=depth), index)
        assert deep.dropped["sitemap below too many indexes"] == left_out
        assert len(deep.sources) == 1 - left_out
    more = '<a rel="next" href="/politics/?page=3">Next</a>'
    assert section(links + more, depth=2, pages=2).dropped["pages of a list beyond the first ones"] == 1
    assert section(links + more, depth=1, pages=2).dropped["pages of a list beyond the first ones"] == 0
    assert {"trap", "end of a longer sitemap", "sitemap below too many indexes"} <= CEILINGS
