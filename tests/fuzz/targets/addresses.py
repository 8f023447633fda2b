"""Addresses and IDN: what a stranger's link becomes, and what is known of it before it is fetched."""

from __future__ import annotations

from urllib.parse import urlsplit

import idna  # noqa: F401 - its tables take longer to load than a case may
from scrapy import Request

from newscrawl import configuration
from newscrawl.dates.w3c import date_in, instant
from newscrawl.discovery.crawl_scope import CrawlScope
from newscrawl.discovery.link_elements import is_comment_feed, is_feed_address
from newscrawl.discovery.page_numbers import is_further
from newscrawl.discovery.pagination import list_of, page_number
from newscrawl.discovery.survey import usual_places
from newscrawl.discovery.url_classifier import UrlClassifier, is_file, template
from newscrawl.extraction.assemble import identifier
from newscrawl.net.address_guard import Guard
from newscrawl.net.robots_txt import Robots
from newscrawl.rights.paths import matches, request_target
from newscrawl.store.keys import identity_of, plain_identity_of
from newscrawl.urls import MAX_LENGTH, absolute, canonical_form, cleaned, host_of, origin_of, path_of, site_of
from tests.fuzz import tokens
from tests.fuzz.seeds import files, lines
from tests.fuzz.target import Pump, Target, promise

BASE = "https://news.example/a/b?c"
_GUARD = Guard.of([BASE], ["10.0.0.0/8"])
_ROBOTS = Robots.parse(files.ROBOTS)


def link(data: bytes) -> None:
    """A link of a page, and what is asked of the address that it gives."""
    text = data.decode("utf-8", "surrogatepass" if _has_surrogates(data) else "replace")
    known(text)
    url = absolute(text, BASE)
    if url is None:
        return
    promise(len(url) <= MAX_LENGTH, "an address is too long", len(url))
    promise(bool(host_of(url)) and bool(site_of(url)) and bool(origin_of(url)), "an address has no host", url)
    promise("&amp;" in url or absolute(url) == url, "an address read again is another", url, absolute(url))
    promise(urlsplit(url).scheme in ("http", "https"), "an address has another scheme", url)
    known(url)
    form = canonical_form(url)
    promise(host_of(form) != "", "a canonical form has no host", form)
    request = Request(url)
    promise(bool(host_of(request.url)), "a request has no host", request.url)


def known(text: str) -> None:
    """Everything that is asked of an address, as text of any kind: nothing raises."""
    for ask in (
        cleaned,
        canonical_form,
        host_of,
        path_of,
        origin_of,
        site_of,
        request_target,
        is_file,
        template,
        list_of,
        page_number,
        is_further,
        is_feed_address,
        is_comment_feed,
        usual_places,
        identity_of,
    ):
        ask(text)
    for scope in (CrawlScope(), CrawlScope(sections=("/a/",))):
        scope.wants(text)
        scope.wants_section(text)
        scope.is_trap(text)
    UrlClassifier().likelihood(text)
    UrlClassifier().learned([text, f"{text}/2"])
    promise(
        date_in(text) is None or instant(date_in(text)) is not None,
        "an address states a date that is none",
        date_in(text),
    )
    _GUARD.url_refusal(text)
    _ROBOTS.allowed(text, "newscrawl")
    matches(text, "/a/b")
    matches("/*a*b$", text)
    identifier(text, "")
    if host_of(text):
        plain_identity_of(text)


def named(data: bytes) -> None:
    """An address as a person types it."""
    text = data.decode("utf-8", "replace")
    url = configuration.address(text)
    promise(bool(host_of(url)), "an address has no host", url)
    Guard.of([url]).url_refusal(url)


def _has_surrogates(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


_AT = b"https://news.example/"
_UNITS = tuple(
    Pump(f"{unit!r} {name}", before, unit, after)
    for unit in (
        b"a",
        b"-",
        b"/",
        b"1",
        b".",
        b"%41",
        b"a-",
        b"a/",
        b"1/",
        b"\\",
        b" ",
        b"2026",
        b"2026/",
        b"\xc3\xa4",
        b"(",
        b";",
        b"A1",
        b"_",
        b"a1-",
        b"page/",
        b"amp/",
        b"../",
        b"index.",
        b"?",
    )
    for name, before, after in (
        ("in a path", _AT, b""),
        ("in a path's end", _AT + b"a/", b"/!"),
        ("in a query", _AT + b"?a=", b""),
        ("in a host", b"https://", b".example/"),
    )
)
PUMPS = (
    *_UNITS,
    Pump("pairs", _AT + b"?", b"a#=1&"),
    Pump("noise", _AT + b"?", b"utm_a#=1&"),
    Pump("user names", b"https://", b"a@", b"news.example/"),
)

TARGETS = (
    Target(
        name="address",
        run=link,
        seeds=lines.addresses,
        tokens=tokens.ADDRESSES,
        pumps=PUMPS,
        cases=4000,
        sizes=(120, 480, 1900),
    ),
    Target(
        name="named address",
        run=named,
        seeds=lines.addresses,
        tokens=tokens.ADDRESSES,
        allowed=(ValueError,),
        cases=1500,
    ),
)
