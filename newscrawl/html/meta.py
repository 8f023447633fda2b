"""The page's head: `<meta>`, `<link>` and `<title>`, read in one pass over the tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from newscrawl.text import is_placeholder, normalize, unescape

if TYPE_CHECKING:
    from lxml import etree

_MARKUP = re.compile(r"<[/!?]?[a-zA-Z][^<>]{0,500}>")
# Links that tell the browser what to load say nothing of the article.
_LOADING = frozenset(["stylesheet", "preload", "preconnect", "dns-prefetch", "modulepreload", "prefetch"])
_NAMES = ("property", "name", "itemprop", "http-equiv")

MAX_VALUES = 200
"""So many values under one name are looked at. The most on 2,000 pages are 79."""


def plain(text: str) -> str:
    """Text as a reader sees it: entities resolved (also doubly escaped ones), markup dropped, white space normal.

    What stands for no value ("undefined", "{{title}}") is "".
    """
    if "&" in text:
        text = unescape(unescape(text))
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    text = normalize(text)
    return "" if is_placeholder(text) else text


def attributes(element: etree._Element) -> dict[str, str]:
    """All attributes of an element: asking for six by name takes five times as long."""
    return dict(cast("list[tuple[str, str]]", element.items()))


class MetaLink(NamedTuple):
    """One `<link>`: `rel` is lower case, `href` as written."""

    rel: str
    href: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class MetaTags:
    """The head's statements. Keys are lower case (`og:title`, `description`, `article:tag`), values as written.

    `language` is that of `<html lang>`; `typed_scripts` are (media type, text) of the scripts that hold data of a
    structured type (application/ld+json, application/rsl+xml), found in the same pass.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    links: tuple[MetaLink, ...] = ()
    title: str = ""
    language: str = ""
    typed_scripts: tuple[tuple[str, str], ...] = ()

    @property
    def jsonld(self) -> Iterator[str]:
        """The texts of the JSON-LD scripts, in page order."""
        return (text for kind, text in self.typed_scripts if "ld+json" in kind)

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
        return [link for link in self.links if rel in link.rel and rel in link.rel.split()]


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_meta(elements: Callable[[str], list[etree._Element]]) -> MetaTags:
    """The head's statements; misplaced ones in the body count as well. `elements` gives all elements of a tag."""
    titles = (plain("".join(map(str, element.itertext()))) for element in elements("title"))
    scripts = ((kind.lower(), script) for script in elements("script") if (kind := script.get("type")) and "+" in kind)
    typed = tuple((kind, script.text or "") for kind, script in scripts)
    links = tuple(_read_links(elements("link")))
    title = next(filter(None, titles), "")
    return MetaTags(_read_values(elements("meta")), links, title, _language(elements("html")), typed)


def _read_values(elements: Iterable[etree._Element]) -> dict[str, list[str]]:
    """The values of the `<meta>`s under each of their names."""
    values: dict[str, list[str]] = {}
    for element in elements:
        said = attributes(element)
        content = said.get("content") or said.get("value")
        if content:
            for key in filter(None, map(said.get, _NAMES)):
                held = values.setdefault(key.strip().lower(), [])
                if len(held) < MAX_VALUES:
                    held.append(content)
    return values


def _read_links(elements: Iterable[etree._Element]) -> Iterator[MetaLink]:
    for element in elements:
        rel, href = element.get("rel"), element.get("href")
        if rel and href and rel not in _LOADING:
            yield MetaLink(rel.lower(), href.strip(), (element.get("type") or "").lower())


def _language(elements: Iterable[etree._Element]) -> str:
    said = (element.get(name) for element in elements for name in ("lang", "xml:lang", _XML_LANG))
    return next(filter(None, said), "").strip()
