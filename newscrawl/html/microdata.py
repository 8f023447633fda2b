"""Microdata and RDFa: `itemprop` and `property` values of the page's own article.

https://html.spec.whatwg.org/multipage/microdata.html, https://www.w3.org/TR/rdfa-lite/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from newscrawl.html.jsonld import describes_article
from newscrawl.html.meta import plain

if TYPE_CHECKING:
    from newscrawl.html.document import Document


class _Syntax(NamedTuple):
    """The attributes of one way to mark up values; `properties` finds those that name them."""

    properties: etree.XPath
    name: str
    scope: str
    types: str


# A third of the time of //*[@itemprop]; //@itemprop/.. compares every parent with all before it.
_MICRODATA = _Syntax(etree.XPath("//@itemprop"), "itemprop", "itemscope", "itemtype")
_RDFA = _Syntax(etree.XPath("//body//@property"), "property", "typeof", "typeof")
_RDFA_ARTICLE = re.compile(r'typeof="[^"<>]{0,100}?(?:Article|Posting|Review|Recipe|Report|Interview)')
# Dublin Core's names in RDFa, which schema.org has others for. https://www.dublincore.org/specifications/dublin-core/
_DUBLIN_CORE = {
    "title": "headline", "creator": "author", "date": "datePublished", "created": "datePublished",
    "issued": "datePublished", "modified": "dateModified",
}  # fmt: skip

MAX_PROPERTIES = 2_000
"""So many properties of a page are looked at; listing pages have the most."""

MAX_TOKENS = 20
"""So many names or types of one element are looked at; the most in use are three. Each name has the element's text."""

_ADDRESSES = {
    "a": "href", "link": "href", "area": "href", "img": "src", "audio": "src", "video": "src", "source": "src",
    "iframe": "src", "embed": "src", "object": "data",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Property:
    """One value of an item: the element, and the item it opens. Its text and address are read on use."""

    element: etree._Element
    item: Item | None = None

    @property
    def text(self) -> str:
        """The value as plain text: `content`, a time's `datetime`, else the element's text."""
        return _text(self.element)

    @property
    def url(self) -> str:
        """The address that the element carries, or ""."""
        return _url(self.element)

    @property
    def name(self) -> str:
        """The name of the item it opens, else its text."""
        return (self.item.name if self.item else "") or self.text


@dataclass(frozen=True, slots=True)
class Item:
    """One `itemscope`: its short types (`NewsArticle`) and its properties by name, in page order."""

    types: tuple[str, ...]
    properties: dict[str, list[Property]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The first text of a property, or ""."""
        return next((p.text for p in self.properties.get(name, ()) if p.text), "")

    @property
    def name(self) -> str:
        """Its name, which people's items may state in parts only; or ""."""
        return self.get("name") or " ".join(filter(None, map(self.get, ("givenName", "additionalName", "familyName"))))

    def all(self, name: str) -> list[Property]:
        """Every value of a property, in page order."""
        return self.properties.get(name, [])


@dataclass(frozen=True, slots=True)
class Microdata:
    """The page's items in page order. `article` is the first article item, or an empty item."""

    items: tuple[Item, ...] = ()
    article: Item = field(default_factory=lambda: Item(()))

    def of_type(self, *names: str) -> list[Item]:
        """The items of these types, in page order."""
        wanted = set(names)
        return [item for item in self.items if wanted.intersection(item.types)]


def read_microdata(document: Document, *, rdfa: bool = True) -> Microdata:
    """Every item of a document, with the properties that stand directly in it.

    With `rdfa`, RDFa's article where no other is: a look at the whole page that those whose JSON-LD has it can spare.
    """
    found = _Reader(_MICRODATA).read(document) if "itemprop=" in document.html else Microdata()
    if not rdfa or found.article.properties or not _RDFA_ARTICLE.search(document.html):
        return found
    other = _Reader(_RDFA).read(document)
    return Microdata((*found.items, *other.items), other.article) if other.article.types else found


class _Reader:
    """One page being read in one syntax: its items, and the item that each element stands in as far as it is known."""

    def __init__(self, syntax: _Syntax) -> None:
        self.syntax = syntax
        self.items: dict[etree._Element, Item] = {}
        self.owners: dict[etree._Element | None, Item] = {None: Item(())}

    def read(self, document: Document) -> Microdata:
        syntax = self.syntax
        found: Any = syntax.properties(document.tree)
        for element in [said.getparent() for said in found[:MAX_PROPERTIES]]:
            owner = self.owner(element.getparent())
            opened = self.item(element) if element.get(syntax.scope) is not None else None
            value = Property(element, opened)
            for name in dict.fromkeys(map(_short, _tokens(element.get(syntax.name, "")))):
                owner.properties.setdefault(name, []).append(value)
        own = (item for item in self.items.values() if describes_article(item.types))
        return Microdata(tuple(self.items.values()), next(own, self.owners[None]))

    def owner(self, element: etree._Element | None) -> Item:
        """The item that an element stands in."""
        way: list[etree._Element] = []
        while element is not None and element not in self.owners:
            if element.get(self.syntax.scope) is not None:
                self.owners[element] = self.item(element)
                break
            way.append(element)
            element = element.getparent()
        owner = self.owners[element]
        self.owners.update(dict.fromkeys(way, owner))
        return owner

    def item(self, element: etree._Element) -> Item:
        if element not in self.items:
            self.items[element] = Item(tuple(map(_short, _tokens(element.get(self.syntax.types, "")))))
        return self.items[element]


@lru_cache(maxsize=4096)
def _short(name: str) -> str:
    """A name without its vocabulary: "author" of "https://schema.org/author", "schema:author" and "dc:creator"."""
    vocabulary, _, own = name.rstrip("/").rsplit("/", 1)[-1].rpartition(":")
    return _DUBLIN_CORE.get(own, own) if vocabulary in ("dc", "dcterms") else own


def _tokens(said: str) -> list[str]:
    """The first MAX_TOKENS words of an attribute."""
    return said.split(None, MAX_TOKENS)[:MAX_TOKENS]


def _text(element: etree._Element) -> str:
    said = element.get("content")
    if said is None and element.tag in ("time", "data", "meter"):
        said = element.get("datetime") or element.get("value")
    if said is None and element.get("itemprop") == "articleBody":
        return ""  # the body is read from its blocks
    return plain(said if said is not None else "".join(map(str, element.itertext(with_tail=False)))[:2_000])


def _url(element: etree._Element) -> str:
    return (element.get(_ADDRESSES.get(str(element.tag), "itemid")) or "").strip()
