"""Microdata: `itemprop` values of the page's own article. https://html.spec.whatwg.org/multipage/microdata.html"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from newscrawl.html.jsonld import describes_article
from newscrawl.html.meta import plain

if TYPE_CHECKING:
    from newscrawl.html.document import Document

# A third of the time of //*[@itemprop]; //@itemprop/.. compares every parent with all before it.
_PROPERTIES = etree.XPath("//@itemprop")

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
        return (self.item.get("name") if self.item else "") or self.text


@dataclass(frozen=True, slots=True)
class Item:
    """One `itemscope`: its short types (`NewsArticle`) and its properties by name, in page order."""

    types: tuple[str, ...]
    properties: dict[str, list[Property]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The first text of a property, or ""."""
        return next((p.text for p in self.properties.get(name, ()) if p.text), "")

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


def read_microdata(document: Document) -> Microdata:
    """Every item of a document, with the properties that stand directly in it."""
    if "itemprop=" not in document.html:
        return Microdata()
    found: Any = _PROPERTIES(document.tree)
    items: dict[etree._Element, Item] = {}
    owners: dict[etree._Element | None, Item] = {None: Item(())}
    for element in [said.getparent() for said in found[:MAX_PROPERTIES]]:
        owner = _owner(element.getparent(), items, owners)
        opened = _item(element, items) if element.get("itemscope") is not None else None
        value = Property(element, opened)
        for name in dict.fromkeys(_tokens(element.get("itemprop", ""))):
            owner.properties.setdefault(name.rsplit("/", 1)[-1], []).append(value)
    article = next((item for item in items.values() if describes_article(item.types)), owners[None])
    return Microdata(tuple(items.values()), article)


def _owner(
    element: etree._Element | None, items: dict[etree._Element, Item], owners: dict[etree._Element | None, Item]
) -> Item:
    """The item that an element stands in; `owners` remembers what is known of the elements on the way."""
    way: list[etree._Element] = []
    while element is not None and element not in owners:
        if element.get("itemscope") is not None:
            owners[element] = _item(element, items)
            break
        way.append(element)
        element = element.getparent()
    owner = owners[element]
    owners.update(dict.fromkeys(way, owner))
    return owner


def _item(element: etree._Element, items: dict[etree._Element, Item]) -> Item:
    if element not in items:
        names = _tokens(element.get("itemtype", ""))
        items[element] = Item(tuple(name.rstrip("/").rsplit("/", 1)[-1] for name in names))
    return items[element]


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
