"""Headers of answers: redirects, cookies, waits, types, links, statements."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from scrapy import Request

from newscrawl.configuration import READABLE
from newscrawl.crawling.content_types import unreadable
from newscrawl.discovery.feeds import read_feed
from newscrawl.net.cookies import Jar
from newscrawl.net.pace import Pace, retry_after
from newscrawl.net.redirects import refresh_of, target_of
from newscrawl.rights import judge
from newscrawl.rights.usage_headers import linked_licences, signals
from newscrawl.urls import absolute, host_of
from newscrawl.warc.exchange import CrawlMetadata
from tests.fuzz import tokens
from tests.fuzz.message import URL, Message, message
from tests.fuzz.seeds import lines
from tests.fuzz.target import Pump, Target, promise

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_VALUES = (
    b"max-age=0",
    b"Max-Age=-1",
    b"Domain=",
    b"Domain=example",
    b"Path=",
    b"Secure",
    b"Expires=",
    b"rel=",
    b"rel=license",
    b"<",
    b">",
    b"charset=",
    b"url=",
    b"noindex",
    b"unavailable_after:",
    b"ai-train=",
    b"train-ai=n",
    b"\r\nX: y",
    b"=",
    b";;",
    b",,",
    b'"',
)


def answer(data: bytes) -> None:
    """Everything that a crawl reads of an answer beside its body."""
    one = Message.read(data)
    url = absolute(one.url) or URL
    for wait in one.values("retry-after"):
        seconds = retry_after(wait, NOW)
        promise(seconds is None or (math.isfinite(seconds) and seconds >= 0), "a wait is no span", seconds)
        rest = Pace(base=1.0).refused(0.0, seconds, 0.5, sent=0.0)
        promise(math.isfinite(rest), "a rest has no end", rest)
    for target in (*(target_of(url, 302, said) for said in one.values("location")), refresh_of(url, 200, one.body)):
        if target is not None:
            promise(bool(host_of(target)), "a redirect leads to no host", target)
            Request(target)
    for kind in one.values("content-type"):
        reason = unreadable(kind, READABLE)
        promise(reason is None or len(reason) < 150, "a reason holds a stranger's words", reason)
    judge(signals(one.named, url))
    for link in one.values("link"):
        list(linked_licences(link))
        read_feed(b"<rss><channel/></rss>", url, {"link": link})
    for metadata in one.values("newscrawl-lead"):
        CrawlMetadata.from_header(metadata)


def cookies(data: bytes) -> None:
    """Cookies: what is sent back is one line, and only where it belongs."""
    one = Message.read(data)
    url = absolute(one.url) or URL
    jar = Jar()
    jar.take(url, one.values("set-cookie"), now=NOW)
    over = jar.over()
    over.take("https://b.news.example/x", one.values("set-cookie"), now=NOW)
    for place in (url, URL, "https://b.news.example/x", "http://news.example/", "https://other.example/"):
        for holder in (jar, over):
            sent = holder.header(place, now=NOW)
            promise(sent is None or sent.isprintable(), "a Cookie header acts", sent)
    promise(
        jar.header("https://other.example/", now=NOW) is None or "other.example" in url, "a cookie reaches another site"
    )


def _answers(name: str, unit: bytes, before: bytes = b"", body: bytes = b"") -> Pump:
    return Pump(f"{name}", URL.encode() + b"\n" + before, unit, b"\n\n" + body)


PUMPS = (
    _answers("digits of a wait", b"1", b"Retry-After: "),
    _answers("words of a wait", b"a ", b"Retry-After: "),
    _answers("colons of a wait", b"1:", b"Retry-After: "),
    _answers("commas of a wait", b",", b"Retry-After: "),
    _answers("letters of a place", b"a", b"Location: /"),
    _answers("slashes of a place", b"/", b"Location: "),
    _answers("dots of a place", b"../", b"Location: "),
    _answers("links", b"<a#>; rel=license, ", b"Link: "),
    _answers("open links", b"<", b"Link: "),
    _answers("parts of a link", b";", b"Link: <a>"),
    _answers("relations", b"; rel=a", b"Link: <a>"),
    _answers("spaces of a link", b" ", b"Link: <a>;"),
    _answers("rules", b"noindex, ", b"X-Robots-Tag: "),
    _answers("dates of rules", b"unavailable_after: 25 Jun 2027, ", b"X-Robots-Tag: "),
    _answers("colons of rules", b"a:", b"X-Robots-Tag: "),
    _answers("usages", b"a#=y, ", b"Content-Usage: "),
    _answers("signals", b"a#=yes,", b"Content-Signal: "),
    _answers("letters of a type", b"a", b"Content-Type: "),
    _answers("parts of a type", b"; a=b", b"Content-Type: text/html"),
    _answers("brackets of a lead", b"[", b"Newscrawl-Lead: "),
    _answers("policies", b"a", b"TDM-Policy: "),
    Pump("refreshes", message(""), b"<meta http-equiv=refresh content='9;url=/a'>"),
    Pump("spaces of a refresh", message("<meta http-equiv=refresh content='0;"), b" ", b"url=/a'>"),
)
COOKIE_PUMPS = (
    _answers("cookies", b"Set-Cookie: a#=1\n"),
    _answers("letters of a cookie", b"a", b"Set-Cookie: a="),
    _answers("parts", b";", b"Set-Cookie: a=1"),
    _answers("attributes", b"; a#=b", b"Set-Cookie: a=1"),
    _answers("dots", b".a", b"Set-Cookie: a=1; Domain="),
    _answers("a date", b"1 ", b"Set-Cookie: a=1; Expires="),
    _answers("slashes", b"/a", b"Set-Cookie: a=1; Path="),
)
_TOKENS = (*_VALUES, *tokens.DATES, *tokens.ADDRESSES, *tokens.CHARSETS)

TARGETS = (
    Target(name="headers", run=answer, seeds=lambda: lines.HEADERS, tokens=_TOKENS, pumps=PUMPS, cases=2500),
    Target(name="cookies", run=cookies, seeds=lambda: lines.HEADERS, tokens=_TOKENS, pumps=COOKIE_PUMPS, cases=2000),
)
