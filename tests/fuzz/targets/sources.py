"""What names articles: feeds, sitemaps, section pages, robots.txt."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime

from newscrawl.crawling import priorities
from newscrawl.dates.w3c import instant
from newscrawl.discovery.crawl_scope import CrawlScope
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.found import FoundUrl, Source
from newscrawl.discovery.reader import read_source
from newscrawl.discovery.sitemaps import read_sitemap, worth_reading
from newscrawl.discovery.url_classifier import UrlClassifier
from newscrawl.net.robots_txt import MAX_DELAY, Robots, text_of
from newscrawl.net.sniffing import inflated
from newscrawl.rights import robots_statements as robots_rights
from newscrawl.urls import absolute, host_of
from tests.fuzz import tokens
from tests.fuzz.message import URL, Message
from tests.fuzz.seeds import files, pages
from tests.fuzz.target import Pump, Target, promise
from tests.fuzz.targets.pages import PUMPS

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
AT = "https://news.example/feed.xml"


def feed(data: bytes) -> None:
    """A feed, alone and as a source of a crawl."""
    read = read_feed(data, AT, {"content-type": "application/rss+xml"})
    found(read.found)
    read_feed(data, AT, since=SINCE, most=3)
    promise(read.ttl is None or 0 <= read.ttl < 10**9, "a feed's time to live is no span", read.ttl)
    source(data, Source(url=AT, kind="feed"), {"content-type": "text/xml"})


def sitemap(data: bytes) -> None:
    """A sitemap, alone and as a source of a crawl."""
    read = read_sitemap(data, AT)
    found(read.found)
    worth_reading(read.children, SINCE)
    read_sitemap(data, AT, since=SINCE, most=3, depth=2)
    source(data, Source(url=AT, kind="sitemap"), {})


def section(data: bytes) -> None:
    """A home page and a section page."""
    one = Message.read(data)
    url = absolute(one.url) or URL
    for kind in ("home", "section"):
        source(one.body, Source(url=url, kind=kind), one.named)  # type: ignore[arg-type]


def source(data: bytes, named: Source, headers: dict[str, str]) -> None:
    """As the spider reads it: what it gives becomes rows of the frontier."""
    reading = read_source(named, data, headers, scope=CrawlScope(since=SINCE), classifier=UrlClassifier())
    found(reading.found)
    UrlClassifier().learned(reading.listed)
    for one in reading.found:
        priorities.article(one, found_on=named.url, now=NOW)
    for rank, further in enumerate(reading.sources):
        priorities.source(further, found_on=named.url, rank=rank, now=NOW)
        promise(bool(host_of(further.url)), "a source has no host", further.url)
    if reading.next_page is not None:
        priorities.next_page(reading.next_page, found_on=named.url, now=NOW)


def found(urls: Iterable[FoundUrl]) -> None:
    """What holds for every found address: it can be fetched, and its times can be compared."""
    for one in urls:
        promise(bool(host_of(one.url)), "a found address has no host", one.url)
        for stated in (one.published, one.modified):
            promise(stated is None or instant(stated) is not None, "a found time cannot be read", stated)


def robots(data: bytes) -> None:
    """robots.txt: rules, delays, statements; what is remembered of it says the same."""
    read = Robots.parse(data, AT)
    for agent in ("newscrawl", "GPTBot"):
        allowed = read.allowed(URL, agent)
        delay = read.delay(agent)
        promise(
            delay is None or (math.isfinite(delay) and 0 <= delay <= MAX_DELAY),
            "no delay between 0 and the most",
            delay,
        )
        read.content_signals(agent)
    again = Robots.parse(text_of(data).encode("utf-8", "surrogatepass"), AT)
    promise(again.allowed(URL, agent) == allowed, "the remembered rules say another thing")
    for signal in robots_rights.signals(read, URL):
        promise(isinstance(signal.value, str), "a statement is no text")
    robots_rights.licences(read)
    for url in read.sitemaps:
        promise(bool(host_of(url)), "a sitemap's address has no host", url)


def unpack(data: bytes) -> None:
    """Packed bodies: no more than the cap comes out."""
    for cap in (100, 100_000):
        promise(len(inflated(data, cap=cap)) <= cap, "more comes out than the cap", cap)


_RSS = b"<rss version='2.0'><channel><title>x</title>"
_ITEM = _RSS + b"<item><link>https://news.example/a</link>"
FEED_PUMPS = (
    Pump("items", _RSS, b"<item><link>https://news.example/#</link><pubDate>2026-11-20</pubDate></item>"),
    Pump("open items", _RSS, b"<item>"),
    Pump("categories", _ITEM, b"<category>a#</category>"),
    Pump("authors", _ITEM, b"<author>a#@b.example (Ann)</author>"),
    Pump("links", _ITEM, b"<link>/a#</link>"),
    Pump("media", _ITEM, b"<media:content url='/a#.jpg'/>"),
    Pump("letters of a date", _ITEM + b"<pubDate>", b"a "),
    Pump("digits of a date", _ITEM + b"<pubDate>", b"1"),
    Pump("colons of a date", _ITEM + b"<pubDate>", b"1:"),
    Pump("open tags", _ITEM, b"<a>"),
    Pump("brackets", _ITEM + b"<title>", b"<"),
    Pump("entities", _ITEM, b"&amp;"),
    Pump("open entities", _ITEM, b"&a"),
    Pump("CDATA", _ITEM + b"<title>", b"<![CDATA[a]]>"),
    Pump("open CDATA", _ITEM + b"<title>", b"<![CDATA["),
    Pump("comments", _RSS, b"<!---->"),
    Pump("open comments", _RSS, b"<!--"),
    Pump("declarations", b"", b"<!DOCTYPE a>"),
    Pump("instructions", b"", b"<?a?>"),
    Pump("attributes", _RSS + b"<item ", b"a#='b' ", b">"),
    Pump("namespaces", b"<rss ", b"xmlns:a#='b#' ", b">"),
    Pump("letters of a title", _ITEM + b"<title>", b"a"),
    Pump("spaces", _RSS, b" "),
    Pump("newlines", b"", b"\n", _RSS),
    Pump("entries of JSON", b'{"version":"https://jsonfeed.org/version/1","items":[', b'{"url":"/#"},', b"{}]}"),
    Pump("JSON brackets", b'{"version":"https://jsonfeed.org/version/1","items":', b"["),
    Pump("base addresses", _RSS, b"<a xml:base='/b/'>"),
    Pump("open quotes", _RSS, b"<a b='"),
    Pump("declared entities", b"<!DOCTYPE a [", b"<!ENTITY a# 'b'>", b"]><rss version='2.0'><channel>"),
)
_SET = b"<urlset>"
SITEMAP_PUMPS = (
    Pump("entries", _SET, b"<url><loc>https://news.example/#</loc><lastmod>2026-11-20</lastmod></url>"),
    Pump("open entries", _SET, b"<url>"),
    Pump("places", _SET + b"<url>", b"<loc>/a#</loc>"),
    Pump("spaces", _SET, b" "),
    Pump("pictures", _SET + b"<url>", b"<image:image><image:loc>/a#</image:loc></image:image>"),
    Pump("ampersands", _SET + b"<url><loc>", b"&"),
    Pump("letters", _SET + b"<url><loc>", b"a"),
    Pump("attributes", _SET + b"<url ", b"a#='b' ", b">"),
    Pump("lines", b"", b"https://news.example/#\n"),
    Pump("children", b"<sitemapindex>", b"<sitemap><loc>/news-sitemap-#.xml</loc></sitemap>"),
    Pump("comments", b"", b"<!---->"),
    Pump("declared entities", b"<!DOCTYPE a [", b"<!ENTITY a# 'b'>", b"]><urlset>"),
    Pump("instructions", b"", b"<?a?>"),
    Pump("open comments", b"", b"<!--"),
    Pump("doctypes", b"", b"<!doctype a [", b"<urlset>"),
    Pump("open brackets", b"", b"<"),
    Pump("digits of a date", _SET + b"<url><loc>/a</loc><lastmod>", b"1"),
    Pump("letters of a child", b"<sitemapindex><sitemap><loc>/", b"tag-", b"</loc></sitemap>"),
)
_GROUP = b"User-agent: *\n"
ROBOTS_PUMPS = (
    Pump("rules", _GROUP, b"Disallow: /a#\n"),
    Pump("groups", b"", b"User-agent: a#\nDisallow: /\n\n"),
    Pump("agents", b"", b"User-agent: a#\n", b"Disallow: /"),
    Pump("stars", _GROUP + b"Disallow: /", b"*"),
    Pump("stars and letters", _GROUP + b"Disallow: /", b"*a"),
    Pump("escapes", _GROUP + b"Disallow: /", b"%2f"),
    Pump("letters", _GROUP + b"Disallow: /", b"a"),
    Pump("sitemaps", b"", b"Sitemap: https://news.example/#\n"),
    Pump("signals", _GROUP, b"Content-Signal: search=yes, ai-train=no\n"),
    Pump("usages", _GROUP, b"Content-Usage: /a# a=y\n"),
    Pump("noindex", _GROUP, b"Noindex: /*a#*b\n"),
    Pump("licences", b"", b"License: https://news.example/#\n"),
    Pump("comments", b"", b"#\n"),
    Pump("colons", b"", b":"),
    Pump("spaces", _GROUP + b"Disallow:", b" "),
    Pump("lines", b"", b"\n"),
    Pump("digits of a delay", _GROUP + b"Crawl-delay: ", b"9"),
    Pump("a rate", _GROUP + b"Request-rate: 1/", b"0"),
)
_TOKENS = (*tokens.MARKUP, *tokens.DATES, *tokens.ADDRESSES, *tokens.JSON)
_RULES = (
    b"User-agent:",
    b"Disallow:",
    b"Allow:",
    b"Crawl-delay:",
    b"Request-rate: 1/0",
    b"Sitemap:",
    b"/*",
    b"$",
    b"*",
)
_LISTS = (
    "letters of an address",
    "links",
    "headings",
    "pictures",
    "attributes",
    "alternates",
    "open divs",
    "dated metas",
)

TARGETS = (
    Target(name="feed", run=feed, seeds=files.feeds, tokens=_TOKENS, pumps=FEED_PUMPS, cases=1500),
    Target(name="sitemap", run=sitemap, seeds=files.sitemaps, tokens=_TOKENS, pumps=SITEMAP_PUMPS, cases=1500),
    Target(
        name="section",
        run=section,
        seeds=pages.seeds,
        tokens=_TOKENS,
        cases=500,
        pumps=tuple(pump for pump in PUMPS if pump.name in _LISTS),
    ),
    Target(
        name="robots",
        run=robots,
        seeds=files.robots,
        tokens=(*_RULES, *tokens.ADDRESSES),
        pumps=ROBOTS_PUMPS,
        cases=1500,
    ),
    Target(
        name="packed", run=unpack, seeds=files.feeds, tokens=(b"\x1f\x8b", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"), cases=400
    ),
)
