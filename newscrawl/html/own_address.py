"""The address that a page gives as its own, for a page that comes without one: a saved file, a pipe.

What a browser writes into a file that it saves is the address the page was fetched from; what the page's maker states
(canonical, og:url, JSON-LD) is what it should be called. The first kind is asked first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from newscrawl.html.document import Document
from newscrawl.html.jsonld import link, read_jsonld
from newscrawl.text import is_placeholder
from newscrawl.urls import absolute

_HEAD = 8192  # characters of the page in which a browser leaves its note
# Internet Explorer, Chrome, Edge: <!-- saved from url=(0041)https://news.example/story -->
_SAVED = re.compile(r"<!--\s{0,9}saved from url=(?:\(\d{1,6}\))?\s{0,9}([^\s>]{1,2000})", re.I)
# SingleFile: <!-- Page saved with SingleFile  url: https://news.example/story  saved date: ... -->
_SINGLEFILE = re.compile(r"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{0,9}(\S{1,2000})", re.I)
# HTTrack: <!-- Mirrored from news.example/story by HTTrack Website Copier/3.x ... -->
_MIRRORED = re.compile(r"<!--\s{0,9}Mirrored from\s{1,9}([^\s>]{1,2000}) by HTTrack", re.I)
# The head of a MHTML archive (RFC 2557) that stands in front of its page.
_MHTML = re.compile(r"^(?:Snapshot-)?Content-Location:[ \t]{0,9}(\S{1,2000})", re.I | re.M)
_HEADERS = ("snapshot-content-location", "content-location")
_META = ("savepage-url", "og:url")  # Save Page WE's note; Open Graph


class OwnAddress(NamedTuple):
    """An address and where it stands (`link:canonical`, `comment:singlefile`)."""

    url: str
    signal: str


def own_address(document: Document) -> OwnAddress | None:
    """The first address that the page gives as its own; a home page's only where it gives no other.

    Templates call the home page the canonical address of every page more often than a home page states another's.
    """
    home: OwnAddress | None = None
    for href, signal in _stated(document):
        url = absolute(href) if href and not is_placeholder(href) else None
        if url is None:
            continue
        found = OwnAddress(url.partition("#")[0], signal)
        if not is_home(found.url):
            return found
        home = home or found
    return home


def is_home(url: str) -> bool:
    """Is it the address of a site's home page, or a host alone?"""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return not parts.path.strip("/") and not parts.query


def _stated(document: Document) -> Iterator[tuple[str, str]]:
    start = document.html[:_HEAD]
    for pattern, signal in ((_SINGLEFILE, "comment:singlefile"), (_SAVED, "comment:saved from url")):
        if found := pattern.search(start):
            yield found[1].removesuffix("--"), signal
    if found := _MIRRORED.search(start):
        yield found[1] if "://" in found[1] else f"http://{found[1]}", "comment:httrack"
    if not start.lstrip().startswith("<") and (found := _MHTML.search(start)):
        yield found[1], "mhtml:content-location"
    for name in _HEADERS:
        yield document.headers.get(name, ""), f"header:{name}"
    meta = document.meta
    for one in meta.linked("canonical"):
        yield one.href, "link:canonical"
    for key in _META:
        for value in meta.all(key):
            yield value, f"meta:{key}"
    article = read_jsonld(document).article
    for key in ("mainEntityOfPage", "url"):
        yield link(article.get(key)), f"jsonld:{key}"
