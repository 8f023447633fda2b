"""The page's head as a witness: `<meta>`, `<link>` and `<title>`, read in one pass over the tree."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from newscrawl.text import normalize

if TYPE_CHECKING:
    from newscrawl.extraction.document import Document

_MARKUP = re.compile(r"<[/!?]?[a-zA-Z][^<>]{0,500}>")
# Links that tell the browser what to load say nothing of the article.
_LOADING = frozenset(["stylesheet", "preload", "preconnect", "dns-prefetch", "modulepreload", "prefetch"])
_NAMES = ("property", "name", "itemprop", "http-equiv")


def plain(text: str) -> str:
    """Text as a reader sees it: entities resolved (also doubly escaped ones), markup dropped, white space normal."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    return normalize(text)


class MetaLink(NamedTuple):
    """One `<link>`: `rel` is lower case, `href` as written."""

    rel: str
    href: str
    type: str = ""
    hreflang: str = ""


@dataclass(frozen=True, slots=True)
class MetaTags:
    """The head's statements. Keys are lower case (`og:title`, `description`, `article:tag`), values as written.

    `language` is that of `<html lang>`; `scripts` are the texts of the JSON-LD scripts, found in the same pass.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    links: tuple[MetaLink, ...] = ()
    title: str = ""
    language: str = ""
    scripts: tuple[str, ...] = ()

    def get(self, *keys: str) -> str | None:
        """The first non-empty value of the first key that has one, as plain text."""
        return next(self.read(*keys), (None, None))[1]

    def all(self, *keys: str) -> list[str]:
        """Every non-empty value of these keys, key by key, in page order, as plain text."""
        return [value for _, value in self.read(*keys)]

    def read(self, *keys: str) -> Iterator[tuple[str, str]]:
        """(key, plain value) of every non-empty value, in the order of the keys."""
        for key in keys:
            for value in self.values.get(key, ()):
                text = plain(value)
                if text:
                    yield key, text

    def linked(self, rel: str) -> list[MetaLink]:
        """The `<link>`s with this relation, in page order; those that only load style or scripts are left out."""
        return [link for link in self.links if rel in link.rel.split()]


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_meta(document: Document) -> MetaTags:
    """The head's statements of a document; misplaced ones in the body count as well."""
    values: dict[str, list[str]] = {}
    links: list[MetaLink] = []
    scripts: list[str] = []
    title = language = ""
    for element in chain.from_iterable(map(document.marks, ("html", "meta", "link", "title", "script"))):
        tag, get = element.tag, element.get
        if tag == "script":
            if "ld+json" in (get("type") or "").lower():
                scripts.append(element.text or "")
        elif tag == "meta":
            content = get("content") or get("value")
            if content:
                for key in filter(None, map(get, _NAMES)):
                    values.setdefault(key.strip().lower(), []).append(content)
        elif tag == "link":
            rel, href = get("rel"), get("href")
            if rel and href and rel not in _LOADING:
                links.append(MetaLink(rel.lower(), href.strip(), (get("type") or "").lower(), get("hreflang") or ""))
        elif tag == "title":
            title = title or plain("".join(map(str, element.itertext())))
        else:
            language = language or get("lang") or get("xml:lang") or get(_XML_LANG) or ""
    return MetaTags(values, tuple(links), title, language.strip(), tuple(scripts))
