"""The anchors of a page: every link once, with its text and what it says of itself."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from newscrawl.text import normalize
from newscrawl.urls import absolute

if TYPE_CHECKING:
    from newscrawl.html.document import Document

_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:", "whatsapp:")
_HEADINGS = ("h1", "h2", "h3", "h4")
# Anchors that never end stand in each other, up to 2,000 deep: what is read of one must not grow with the page.
_MOST_NODES = 200  # of an anchor; a card has some tens
_MOST_TEXT = 5000  # characters


class Anchor(NamedTuple):
    """One `<a href>`: its address as written and absolute (None: unreadable), text, rel words, classes, and the element
    around it.
    """

    href: str
    url: str | None
    text: str
    relations: tuple[str, ...]
    classes: str
    parent: etree._Element | None


def read_anchors(document: Document, most: int) -> list[Anchor]:
    """The anchors of a page in page order, at most so many."""
    anchors: list[Anchor] = []
    resolved: dict[str, str | None] = {}
    base = document.base_url
    for element in document.tree.iter("a"):
        href = element.get("href")
        if not href or href.startswith(_NOWHERE):
            continue
        if len(anchors) == most:
            break
        if href not in resolved:
            resolved[href] = absolute(href, base)
        relations = tuple((element.get("rel") or "").lower().split())
        classes = element.get("class") or ""
        anchors.append(Anchor(href, resolved[href], _text_of(element), relations, classes, element.getparent()))
    return anchors


def _text_of(element: etree._Element) -> str:
    """The anchor's text; of a whole card in one anchor its heading, of an image its description."""
    if len(element) == 0 and element.text:
        return normalize(element.text[:_MOST_TEXT])
    inside = list(islice(element.iter(), _MOST_NODES))
    if text := _text_in(next((one for one in inside if one.tag in _HEADINGS), element)):
        return text
    image = next((one for one in inside if one.tag == "img"), None)
    described = element.get("aria-label") or element.get("title") or (image.get("alt") if image is not None else "")
    return normalize((described or "")[:_MOST_TEXT])


def _text_in(element: etree._Element) -> str:
    inside = list(islice(element.iter(etree.Element), _MOST_NODES))
    pieces = element.itertext() if len(inside) < _MOST_NODES else (one.text or "" for one in inside)
    return normalize("".join(str(piece)[:_MOST_TEXT] for piece in pieces)[:_MOST_TEXT])
