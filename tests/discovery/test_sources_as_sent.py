"""Feeds and sitemaps as servers send them: behind what programs print, in elements of own invention, under any name."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.found import Source, SourceKind
from newscrawl.discovery.limits import Selection
from newscrawl.discovery.reader import Reading, read_source
from newscrawl.net.sniffing import classify
from newscrawl.urls import absolute

HOST = "https://ferry.example"
STORIES = [f"{HOST}/2026/11/2{n}/the-ferry-is-late-{n}" for n in range(3)]
SINCE = datetime(2026, 11, 10, tzinfo=UTC)
RSS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Ferry</title>'
    + "".join(f"<item><title>Story {n}</title><link>{url}</link></item>" for n, url in enumerate(STORIES))
    + "</channel></rss>"
)
URLSET = '<urlset xmlns="x">' + "".join(f"<url><loc>{url}</loc></url>" for url in STORIES) + "</urlset>"


def read(kind: SourceKind, body: str | bytes, headers: dict[str, str] | None = None, **selection: object) -> Reading:
    data = body if isinstance(body, bytes) else body.encode()
    return read_source(Source(url=f"{HOST}/named", kind=kind), data, headers, selection=Selection(**selection))  # type: ignore[arg-type]


def urls(reading: Reading) -> list[str]:
    return sorted(found.url for found in reading.found)


@pytest.mark.parametrize(
    "lead",
    [
        "Notice: Undefined index: lang in /srv/feed.php on line 3\n",
        "<br />\n<b>Warning</b>:  strftime() is deprecated in <b>/srv/feed.php</b> on line <b>7</b><br />\n" * 60,
        "[30-Nov-2026 10:00:00 UTC] PHP Deprecated: no words\n",
        "<!-- " + "made by a plugin " * 2000 + "-->\n",
        "<!-- kept -->\n" * 3000,
        "\ufeff\ufeff\n\ufeff",
        "Content-Type: text/xml\n\n",
        "<font size='1'><table class='xdebug-error'><tr><th>( ! ) Notice</th></tr></table></font>\n",
        "<!doctype html><html><body>The cache is cold</body></html>\n",
        '<?xml-stylesheet type="text/xsl" href="/looks.xsl"?>' * 200,
    ],
)
@pytest.mark.parametrize(("kind", "xml"), [("feed", RSS), ("sitemap", URLSET)])
def test_what_a_server_prints_before_the_xml_does_not_hide_it(kind: SourceKind, xml: str, lead: str) -> None:
    assert urls(read(kind, lead + xml)) == STORIES


@pytest.mark.parametrize(
    "page",
    [
        '<!doctype html><html><body><pre><rss version="2.0"></pre></body></html>',
        "<html><script>var feed = \"<feed xmlns='http://www.w3.org/2005/Atom'>\"</script></html>",
        '<head><title>How to write</title></head><code><urlset xmlns="x"></code>',
    ],
)
def test_a_page_about_feeds_stays_a_page(page: str) -> None:
    assert classify(page.encode()) == "html"


@pytest.mark.parametrize(
    "entry",
    [
        "<url>{}</url>", "<url><link>{}</link></url>", "<url><location>{}</location></url>", '<url loc="{}"/>',
        "<URL><LOC>{}</LOC></URL>", '<url><loc><a href="{0}">{0}</a></loc></url>', "<sitemap><loc>{}</loc></sitemap>",
        '<url><xhtml:link xmlns:xhtml="y" rel="canonical" href="{}"/></url>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("root", ["urlset", "sitemapindex"])
def test_an_entry_may_name_its_story_anywhere(entry: str, root: str) -> None:
    body = f"<{root}>{''.join(entry.format(url) for url in STORIES)}</{root}>"
    assert urls(read("sitemap", body)) == STORIES


@pytest.mark.parametrize("root", ["urls", "sitemap", "pages"])
def test_a_root_of_own_invention_is_read_in_a_sitemaps_place(root: str) -> None:
    assert urls(read("sitemap", URLSET.replace("urlset", root))) == STORIES
    assert read("sitemap", f"<{root}><a/></{root}>").reason == "XML of another kind, not a sitemap"


@pytest.mark.parametrize("element", ["url", "sitemap"])
@pytest.mark.parametrize("root", ["urlset", "sitemapindex"])
@pytest.mark.parametrize("part", ["/sitemap-part1.xml", "/maps/a.xml.gz?v=2", "/sitemap-news.php?month=11"])
def test_a_sitemap_is_a_sitemap_in_whatever_element_it_stands(element: str, root: str, part: str) -> None:
    body = f"<{root}><{element}><loc>{HOST}{part}</loc></{element}></{root}>"
    assert [one.url for one in read("sitemap", body).sources] == [HOST + part]


@pytest.mark.parametrize(
    "text",
    [
        "# all stories\n; and more\n\n" + "\n".join(STORIES),
        "Stories of the ferry\n====\n" + "\n".join(f"- {url}" for url in STORIES),
        "\n".join(f"{n}. {url}  # old" for n, url in enumerate(STORIES)),
        "url,lastmod\n" + "\n".join(f'"{url}",2026-11-20' for url in STORIES),
        "\n".join(f"{url};" for url in STORIES),
        "\ufeff\r\n" + "\r\n".join(STORIES),
    ],
)
@pytest.mark.parametrize("pack", [str.encode, lambda text: gzip.compress(gzip.compress(text.encode()))])
def test_a_list_of_addresses_may_hold_remarks(text: str, pack: object) -> None:
    assert urls(read("sitemap", pack(text))) == STORIES  # type: ignore[operator]


def test_robots_txt_is_no_list_of_addresses() -> None:
    assert classify(b"User-agent: *\nDisallow: /x\nSitemap: https://ferry.example/s.xml\n") == "text"


@pytest.mark.parametrize("address", ["/?p=1201", "/news.pl?record=30", "/most-10", "/新闻/桥桥", "/ferry", "/a/30"])
def test_a_day_in_a_sitemap_counts_more_than_the_form_of_the_address(address: str) -> None:
    entry = f"<url><loc>{HOST}{address}</loc>%s</url>"
    dated = read("sitemap", "<urlset>" + entry % "<lastmod>2026-11-20</lastmod>" + "</urlset>")
    assert len(dated.found) == 1


@pytest.mark.parametrize(
    "address", ["/", "/politics/", "/tag/ferry/", "/author/ilse", "/contact", "/2026/11/", "/?s=a"]
)
def test_a_day_makes_no_article_of_another_page(address: str) -> None:
    body = f"<urlset><url><loc>{HOST}{address}</loc><lastmod>2026-11-20</lastmod></url></urlset>"
    assert read("sitemap", body).dropped == {"unlikely": 1}


@pytest.mark.parametrize("day", ["1970-01-01T00:00:00Z", "1899-12-30", "1980-01-01", "2000-01-01", "2003-05-06"])
def test_a_broken_clock_does_not_hide_what_the_address_dates(day: str) -> None:
    sitemap = "<urlset>" + "".join(f"<url><loc>{u}</loc><lastmod>{day}</lastmod></url>" for u in STORIES) + "</urlset>"
    feed = RSS.replace("</link>", f"</link><pubDate>{day}</pubDate>")
    assert urls(read("sitemap", sitemap, since=SINCE)) == STORIES
    assert urls(read("feed", feed, since=SINCE)) == STORIES


@pytest.mark.parametrize(("day", "kept"), [("1970-01-01", 1), ("Thu, 01 Jan 1970 00:00:00 GMT", 1), ("2003-05-06", 0)])
def test_the_first_day_of_a_clock_is_no_day(day: str, kept: int) -> None:
    body = f"<urlset><url><loc>{HOST}/the-ferry-is-late-again</loc><lastmod>{day}</lastmod></url></urlset>"
    assert len(read("sitemap", body, since=SINCE).found) == kept


def test_a_json_feed_needs_no_version_and_no_type() -> None:
    items = [{"id": url, "title": f"Story {n}", "content_text": "Late."} for n, url in enumerate(STORIES)]
    body = "\ufeff" + json.dumps({"title": "Ferry", "items": items})
    assert urls(read("feed", body, {"content-type": "application/json"})) == STORIES
    other = read("feed", json.dumps({"items": [{"url": "/a", "price": 3}]}))
    assert (other.found, other.reason) == ((), "JSON of another kind, not a feed")


LINKS = {
    "home and guid": lambda n, url: f"<link>{HOST}/</link><guid isPermaLink='false'>{url}</guid>",
    "section and guid": lambda n, url: f"<link>{HOST}/news/</link><guid>{url}</guid>",
    "home and comments": lambda n, url: f"<link>{HOST}</link><comments>{url}#respond</comments>",
    "home and text": lambda n, url: f"<link>{HOST}/</link><description>&lt;a href='{url}'&gt;</description>",
    "counted and guid": lambda n, url: f"<link>https://count.example/{n}</link><guid>{url}</guid>",
    "counted in the query": lambda n, url: f"<link>https://count.example/?u={quote(url, '')}</link><guid>x{n}</guid>",
    "counted in the path": lambda n, url: f"<link>https://count.example/go/{url}</link>",
    "counted and named": lambda n, url: (
        f"<link>https://count.example/{n}</link><p:origLink xmlns:p='p'>{url}</p:origLink>"
    ),
}


@pytest.mark.parametrize("name", LINKS)
def test_the_page_of_an_entry_is_found_behind_its_link(name: str) -> None:
    items = "".join(f"<item><title>Story {n}</title>{LINKS[name](n, url)}</item>" for n, url in enumerate(STORIES))
    body = f"<rss version='2.0'><channel><title>T</title><link>{HOST}/</link>{items}</channel></rss>"
    assert sorted(found.url for found in read_feed(body.encode(), f"{HOST}/feed").found) == STORIES


def test_the_entries_of_a_live_page_are_of_that_page() -> None:
    items = "".join(
        f"<item><title>{n}</title><link>{STORIES[0]}#post{n}</link>"
        f"<description>&lt;a href='{HOST}/2026/11/02/another-story-of-old'&gt;</description></item>"
        for n in range(3)
    )
    reading = read("feed", f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert [found.url.partition("#")[0] for found in reading.found] == [STORIES[0]]


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ('</news.atomized>; rel="alternate"; type="application/rss+xml"', [("feed", "/news.atomized")]),
        ("</a.css>; rel=preload; as=style, </f>; type=application/atom+xml; rel=alternate", [("feed", "/f")]),
        ('</map>; rel=sitemap, </de>; rel=alternate; hreflang="de"', [("sitemap", "/map")]),
        ("</comments/feed/>; rel=alternate; type=application/rss+xml", []),
        ("<javascript:1>; rel=alternate; type=application/rss+xml, <<>>;;;=", []),
    ],
)
def test_a_link_header_names_feeds_and_sitemaps(link: str, named: list[tuple[str, str]]) -> None:
    reading = read("home", "<html><p>Welcome.</p></html>", {"Link": link})
    assert [(one.kind, one.url.removeprefix(HOST)) for one in reading.sources] == named


@pytest.mark.parametrize(
    ("element", "named"),
    [
        ('rel="alternate" type="application/json" href="/api/latest"', [("feed", "/api/latest")]),
        ('rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2"', []),
        ('rel="alternate" type="application/rss+xml" href="feed://ferry.example/f.xml"', [("feed", "/f.xml")]),
        ('rel="sitemap" type="application/xml" href="/maps/all"', [("sitemap", "/maps/all")]),
    ],
)
def test_a_page_names_feeds_and_sitemaps_in_many_ways(element: str, named: list[tuple[str, str]]) -> None:
    reading = read("home", f"<html><head><link {element}></head></html>")
    assert [(one.kind, one.url.removeprefix(HOST)) for one in reading.sources] == named


@pytest.mark.parametrize(
    "written",
    ["feed:https://ferry.example/f", "feed://ferry.example/f", "feed:://ferry.example/f", "FEED:HTTPS://ferry.example/f",
     "feed::https://ferry.example/f", "feed://https://ferry.example/f", "feed:/f"],
)  # fmt: skip
def test_the_scheme_of_feed_readers_is_passed_over(written: str) -> None:
    assert absolute(written, f"{HOST}/a/b") == f"{HOST}/f"


def test_a_packed_home_page_is_read() -> None:
    page = "".join(f"<article><h2><a href='{url}'>The ferry is late again today</a></h2></article>" for url in STORIES)
    assert urls(read("home", gzip.compress(f"<html><body>{page}</body></html>".encode()))) == STORIES
