"""The anchors of a page: every link once, with its text and what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from newscrawl.text import normalize
from newscrawl.urls import absolute

if TYPE_CHECKING:
    from newscrawl.html.document import Document

_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:", "whatsapp:")


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
        return normalize(element.text)
    heading = next(element.iter("h1", "h2", "h3", "h4"), None)
    text = normalize("".join(str(part) for part in (element if heading is None else heading).itertext()))
    if text:
        return text
    image = next(element.iter("img"), None)
    described = element.get("aria-label") or element.get("title") or (image.get("alt") if image is not None else "")
    return normalize(described or "")
