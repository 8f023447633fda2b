"""Which of the addresses of a feed's entry is the article's own page.

Most entries have one. But software writes the home page into every link, and puts the page into the id; counting
services stand in front of it, and name it somewhere in the entry, or nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from newscrawl.urls import absolute, canonical_form, path_of, site_of

_WEB = ("http://", "https://")
_NAMES = ("origlink", "identifier", "permalink", "canonical")  # in the names of elements that hold the page's address
_HREF = re.compile(r"""<a\s[^<>]{0,500}?href\s*=\s*["']([^"'<>\s]{1,2000})""", re.IGNORECASE)
_INNER = re.compile(r"[/=?&](https?(?::|%3A)(?:/|%2F){2}.+)", re.IGNORECASE)
_ID = re.compile(
    rb"""(?:<(?:\w{1,20}:)?(?:guid|id)(?:\s[^<>]*+)?>\s*+(?:<!\[CDATA\[\s*+)?|\brdf:about=["'])(https?://[^<>\s\]"']++)""",
    re.IGNORECASE,
)
_HOMES = ("", "/")
_MOST_HREFS = 20  # links of an entry's text that are looked at


def entry_addresses(entries: Sequence[Mapping[str, Any]], base: str, home: str, data: bytes) -> list[str | None]:
    """The address of each entry (of feedparser), in their order; None for one without.

    `base` is where the feed was fetched, `home` the page that it says it is of, `data` the feed itself.
    """
    links = [_resolved(entry.get("link"), base) for entry in entries]
    pairs = list(zip(entries, links, strict=True))
    often = Counter(form for form, _ in {(canonical_form(link), str(one.get("title"))) for one, link in pairs if link})
    # What entries of several titles lead to is the page of none: the home page, a section.
    shared = {form for form, count in often.items() if count > 1 or form.endswith("/")} | {canonical_form(home)}
    sites = [site for site in dict.fromkeys((site_of(home), site_of(base))) if site]
    # feedparser makes an address of any id, with the feed's own before it.
    written = {unescape(found[1].decode("utf-8", "replace")) for found in _ID.finditer(data)}
    return [_address(entry, link, base, shared, sites, written) for entry, link in pairs]


def _address(
    entry: Mapping[str, Any], link: str | None, base: str, shared: set[str], sites: Sequence[str], written: set[str]
) -> str | None:
    original = _resolved(entry.get("feedburner_origlink"), base)
    is_own = link is not None and site_of(link) in sites
    if original or (is_own and canonical_form(link or "") not in shared):
        return original or link
    is_of_other_stories = is_own and path_of(link or "") not in _HOMES  # the entries of a live page link to anything
    raws = (*_named(entry, written), *(() if is_of_other_stories else _linked(entry)))
    named = [
        one
        for raw in raws
        if raw.strip().startswith(_WEB) and (one := _resolved(raw, base)) and canonical_form(one) not in shared
    ]
    own = (one for site in sites for one in named if site_of(one) == site and path_of(one) not in _HOMES)
    # An id that is no address of the site is a name; so is one that the feed does not hold as it stands.
    return next(own, None) or link or next(iter(named), None)


def _named(entry: Mapping[str, Any], written: set[str]) -> Iterator[str]:
    """The addresses by which an entry names its page, the likelier first."""
    link, ident = str(entry.get("link") or ""), str(entry.get("id") or "").strip()
    yield from (value for key, value in entry.items() if isinstance(value, str) and key.endswith(_NAMES))
    if ident in written:
        yield ident
    yield from (str(one.get("href") or "") for one in entry.get("links", ()) if one.get("rel") == "alternate")
    yield from (value for _, value in _parameters(link))
    yield from (unquote(found[1]) for found in [_INNER.search(link)] if found)


def _linked(entry: Mapping[str, Any]) -> Iterator[str]:
    """The addresses that an entry's comments and text lead to."""
    comments, mark, _ = str(entry.get("comments") or "").partition("#")
    if mark:
        yield comments
    texts = (str(part.get("value") or "") for part in (*entry.get("content", ()), {"value": entry.get("summary")}))
    yield from (found[1] for found in islice((one for text in texts for one in _HREF.finditer(text)), _MOST_HREFS))


def _parameters(link: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(link).query, max_num_fields=100)
    except ValueError:
        return []


def _resolved(raw: Any, base: str) -> str | None:
    text = str(raw or "").strip()
    return absolute(text, base) if text else None
