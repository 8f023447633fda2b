"""What sites publish beside their pages, and what users write: feeds, sitemaps, rights files, WARC, configuration."""

from __future__ import annotations

import gzip
import tomllib
from functools import cache

from tests.fuzz.message import URL
from tests.fuzz.seeds.pages import FOLDER, full, simple

FEED = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:rsl="https://rslstandard.org/rsl"><channel>
<title>The Gazette</title><link>https://news.example/</link><language>en</language><ttl>60</ttl>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="next" href="?page=2"/>
<rsl:content url="/"><rsl:license><rsl:permits type="usage">search</rsl:permits></rsl:license></rsl:content>
<item><title>Bridge &amp; ferry</title><link>https://news.example/2026/11/20/bridge</link><guid>x</guid>
<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><dc:creator>Ada Marlow</dc:creator><category>Town</category>
<media:content url="/a.jpg" medium="image" width="100"/><content:encoded><![CDATA[<p>Text</p>]]></content:encoded>
</item>
<item><title>Old</title><link>/2026/11/19/old?a=1&amp;b=2</link><dc:date>2026-11-19T10:00:00+01:00</dc:date>
<atom:updated>2026-11-19T11:00:00Z</atom:updated></item></channel></rss>"""
JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "The Gazette", "language": "en", "items": [
{"id": "1", "url": "/2026/11/20/bridge", "title": "Bridge", "date_published": "2026-11-20T10:00:00Z", "tags": ["a"],
"authors": [{"name": "Ada"}], "content_html": "<p>x</p>", "image": "/a.jpg"}, {"id": "https://news.example/2",
"date_modified": "2026-11-19"}], "hubs": [{"type": "WebSub", "url": "https://hub.example"}],
"next_url": "/feed2.json"}"""
NEWS_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><loc>https://news.example/2026/11/20/bridge</loc><lastmod>2026-11-20T10:00:00+01:00</lastmod><news:news>
<news:publication><news:name>Gazette</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-20T10:00:00Z</news:publication_date><news:title>Bridge</news:title>
<news:keywords>a, b</news:keywords></news:news><image:image><image:loc>/a.jpg</image:loc></image:image>
<xhtml:link rel="alternate" hreflang="de" href="https://news.example/de"/></url>
<url><loc>/relative?a=1&b=2</loc><lastmod>2026-11</lastmod></url></urlset>"""
INDEX = b"""<sitemapindex><sitemap><loc>https://news.example/news-sitemap.xml</loc><lastmod>2026-11-20</lastmod></sitemap>
<sitemap><loc>https://news.example/sitemap-2026-11.xml.gz</loc></sitemap><sitemap><loc>/tag-sitemap.xml</loc></sitemap>
</sitemapindex>"""
ROBOTS = b"""User-agent: *
Disallow: /private/*$
Allow: /private/open
Crawl-delay: 2.5
Request-rate: 1/10
Sitemap: https://news.example/sitemap.xml
Content-Signal: search=yes, ai-train=no
Content-Usage: /2026 train-ai=n
License: https://news.example/rsl.xml
Noindex: /old/
# a word

User-agent: newscrawl
User-agent: GPTBot
Disallow: /*.pdf$
Disallow: /a?b=
Visit-time: 0600-0845
"""
RSL = b"""<?xml version="1.0"?><rsl xmlns="https://rslstandard.org/rsl"><content url="/2026/*" server="https://l.example">
<license><permits type="usage">search ai-input</permits><permits type="geo">DE</permits>
<prohibits type="usage">ai-train</prohibits><payment type="crawl"><amount currency="EUR">0.01</amount></payment>
</license><license><permits type="usage">all</permits><payment type="free"/></license></content>
<content url="https://news.example/"><license/></content></rsl>"""
TDMREP = b"""[{"location": "/2026/*", "tdm-reservation": 1, "tdm-policy": "https://news.example/policy.json"},
{"location": "/", "tdm-reservation": 0}]"""
AI_TXT = b"User-Agent: *\nDisallow: *.html\nAllow: /2026/\nDisallow: /\n\nUser-agent: newscrawl\nDisallow: /2026/11/*\n"
CONFIGURATION = b"""sites = ["https://news.example/", "b.example"]
urls = ["https://news.example/2026/11/20/bridge"]
output = ["articles.jsonl"]
since = "7d"
limit = 100
include = ["/2026/"]
exclude = ["/sport/"]
sections = ["/town/"]
delay = 1.5
jobs = 2
contact = "news@example.org"
allow_net = ["10.1.0.0/16", "fd00::/8"]
ignore_robots = ["news.example"]
[limits]
max_size = "16MiB"
timeout = 30
calendars = "/cal/"
[site."news.example"]
delay = 2
login = "user:word"
"""
RULES = b"""feeds = ["https://news.example/rss.xml"]
timezone = "Europe/Berlin"
drop = [".promo", "#newsletter"]
[fields]
headline = "h1.story"
date_published = ["time.first::attr(datetime)", ".stamp"]
authors = "a[rel=author]::text"
body = "article > p:not(.x), div.story"
[prefer]
authors = ["meta:author", "jsonld:author"]
[[older]]
valid_until = 2021-06-30
fields.headline = "h2.title"
"""
RECORDS = 3


def _record(kind: str, headers: str, block: bytes) -> bytes:
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0000-{len(block)}>\r\n{headers}"
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def _answer(page: bytes, more: str = "", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{more}\r\n".encode() + page


@cache
def warcs() -> tuple[bytes, ...]:
    """WARC files of another tool, and of newscrawl: plain, and each record a gzip member."""
    lead = '{"kind": "article", "source": "feed", "title": "Bridge", "published": "2026-11-20", "template": ["ab"]}'
    at = f"WARC-Target-URI: {URL}\r\nWARC-Date: 2026-11-20T10:00:00Z\r\n"
    kind = "Content-Type: application/http; msgtype=response\r\n"
    packed = gzip.compress(simple(2).encode(), mtime=0)
    page = _answer(full().encode())
    records = (
        _record("warcinfo", "WARC-Date: 2026-11-20T10:00:00Z\r\n", b"software: newscrawl/0.1\r\n"),
        _record("response", at + kind + f"Newscrawl-Lead: {lead}\r\nWARC-IP-Address: 192.0.2.1\r\n", page),
        _record("request", at + "Content-Type: application/http; msgtype=request\r\n", b"GET / HTTP/1.1\r\n\r\n"),
        _record("response", at.replace("bridge", "b") + kind, _answer(packed, "Content-Encoding: gzip\r\n")),
        _record(
            "revisit",
            at + kind + f"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
            f"WARC-Refers-To-Target-URI: {URL}\r\nWARC-Refers-To-Date: 2026-11-20T10:00:00Z\r\n",
            _answer(b""),
        ),
    )
    return b"".join(records), b"".join(records[1:]), b"".join(gzip.compress(one, mtime=0) for one in records)


@cache
def feeds() -> tuple[bytes, ...]:
    """Feeds of all makes, and a packed one."""
    found = [path.read_bytes() for path in sorted(FOLDER.glob("feeds/*.*")) if "expected" not in path.name]
    return (FEED, FEED, FEED, JSON_FEED, JSON_FEED, gzip.compress(FEED, mtime=0), *found)


@cache
def sitemaps() -> tuple[bytes, ...]:
    """Sitemaps of all kinds, and a packed one."""
    found = [path.read_bytes() for path in sorted(FOLDER.glob("sitemaps/*.*"))]
    return (NEWS_SITEMAP, NEWS_SITEMAP, INDEX, gzip.compress(NEWS_SITEMAP, mtime=0), *found)


def cases_of(name: str, key: str) -> tuple[bytes, ...]:
    """One key of all cases of a table of the rights fixtures."""
    cases = tomllib.loads((FOLDER / f"rights/{name}.toml").read_text("utf8"))["case"]
    return tuple(case[key].encode() for case in cases if key in case)


@cache
def robots() -> tuple[bytes, ...]:
    return (ROBOTS, ROBOTS, ROBOTS, *cases_of("robots", "robots"))


@cache
def rsl() -> tuple[bytes, ...]:
    return (RSL, RSL, RSL, FEED, *cases_of("rsl", "rsl"))


@cache
def tdmrep() -> tuple[bytes, ...]:
    return (TDMREP, TDMREP, *cases_of("tdmrep", "tdmrep"))


@cache
def ai_txt() -> tuple[bytes, ...]:
    return (AI_TXT, AI_TXT, *cases_of("ai-txt", "ai"))
