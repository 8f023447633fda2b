"""The page after this one of a list: rel=next, "older", /page/2, ?page=2, load-more buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lxml import etree

from newscrawl.discovery.anchors import Anchor
from newscrawl.discovery.url_classifier import path_words
from newscrawl.urls import absolute, canonical_form, cleaned, site_of

if TYPE_CHECKING:
    from newscrawl.html.document import Document

_NUMBER_IN_PATH = re.compile(
    r"/(?:page|p|seite|pagina|strona|sivu|side|sida|sayfa|pag|index)[/_\-]?(\d{1,5})(?:\.\w{2,5})?/?(?=\Z|\?)|"
    r"(?<=[^/\d])[/_\-](\d{1,3})(?:\.\w{2,5})?/?(?=\Z|\?)",
    re.IGNORECASE,
)
_NUMBER_IN_QUERY = re.compile(
    r"(?<=[?&])(?:page|paged|pg|p|seite|pagina|pag|strona|sayfa|sivu|pn|pagenum)=(\d{1,5})", re.IGNORECASE
)
_CURSOR = re.compile(r"(?<=[?&])(?:offset|start|from|cursor|after|before|skip|last_?id|max_?id)=[^&#]+", re.IGNORECASE)
# Buttons with any of the usual attributes, other elements only with the unmistakable ones: asking every element for all
# of them costs half as much as parsing the page.
_LOAD_MORE = etree.XPath(
    "//button[@*] | //div[@data-next-url or @data-load-more-url or @hx-get]"
    " | //ul[@data-next-url or @data-load-more-url] | //a[@data-next-url or @data-load-more-url or @hx-get]"
)
_LOAD_MORE_KEYS = (
    "data-next-url", "data-next-page", "data-load-more-url", "data-more-url", "hx-get", "data-next", "data-load-more",
    "data-url", "data-href",
)  # fmt: skip
_NEXT_CLASS = re.compile(r"(?:^|[\s_\-])(?:next|older|nextpostslink|load-?more|show-?more)(?:$|[\s_\-])", re.IGNORECASE)
_DECORATION = " \t\n»›>→⟩»«‹<←▸▶►▼↓+.…:-–—|()[]0123456789"


def next_pages(
    document: Document, anchors: list[Anchor], stated: str | None, *, site: str, is_trap: Callable[[str], bool]
) -> tuple[str, ...]:
    """The addresses of the page after this one, the best stated first; `stated` is that of `<link rel=next>`.

    Only addresses of the same site that differ from this page, and that are pages of the same list: the path and query
    without the page number are the same, or the link itself says rel=next.
    """
    url = document.url or ""
    found: dict[str, str] = {}
    for target, is_stated in _candidates(document, anchors, stated):
        if target is None or site_of(target) != site or is_trap(target):
            continue
        key = canonical_form(target)
        if key != canonical_form(url) and (is_stated or list_of(target) == list_of(url)):
            found.setdefault(key, cleaned(target))
    return tuple(found.values())[:2]


def list_of(url: str) -> str:
    """The identity of the list that a page is of: its canonical form without page number and cursor."""
    bare = _CURSOR.sub("", _NUMBER_IN_QUERY.sub("", url.partition("#")[0]))
    bare = _NUMBER_IN_PATH.sub("/", bare)
    return canonical_form(bare.rstrip("?&").replace("?&", "?").replace("&&", "&"))


def page_number(url: str) -> int:
    """The number of a page in its list by its address; 1 where there is none."""
    match = _NUMBER_IN_QUERY.search(url) or _NUMBER_IN_PATH.search(url)
    return int(next(group for group in match.groups() if group)) if match else 1


def _candidates(document: Document, anchors: list[Anchor], stated: str | None) -> Iterator[tuple[str | None, bool]]:
    if stated:
        yield stated, True
    following = page_number(document.url or "") + 1
    yield from ((anchor.url, True) for anchor in anchors if "next" in anchor.relations)
    written = str(following)
    numbered = (anchor.url for anchor in anchors if anchor.url and written in anchor.url)
    yield from ((address, False) for address in numbered if page_number(address) == following)
    yield from ((anchor.url, False) for anchor in anchors if _is_worded(anchor))
    for element in _LOAD_MORE(document.tree):  # type: ignore[union-attr]  # the XPath gives elements
        raw = next((value for key in _LOAD_MORE_KEYS if (value := element.get(key))), "")  # type: ignore[union-attr]
        if "/" in raw or "?" in raw:
            yield absolute(raw, document.base_url), False


def _is_worded(anchor: Anchor) -> bool:
    if anchor.classes and _NEXT_CLASS.search(anchor.classes):
        return True
    return len(anchor.text) < 60 and is_older(anchor.text)


def is_older(text: str) -> bool:
    """Whether a link's text says "next page", "older" or "load more" in one of the languages of path_words.toml."""
    return text.casefold().strip(_DECORATION) in path_words()["older"]
