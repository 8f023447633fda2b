"""The last lines of a page, where its copyright notice stands, menus and footers included.

The walk steps over menus. Those that hold what is looked for are read here, and of them only the innermost element
that holds it: reading whole footers cost a tenth of the page's parse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from newscrawl.extraction.body.blocks import Blocks, read_all
from newscrawl.extraction.body.elements import MUTE

_HOLDERS = frozenset(
    ["address", "article", "aside", "center", "dd", "div", "dl", "footer", "li", "nav", "ol", "p", "section", "ul"]
)
"""Elements whose lines are the same whether they are read alone or with what is around them."""


def last_parts(blocks: Blocks, *, behind: int, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
    """The texts from block `behind` on in pieces, the page's end first. Of a menu whose text is `wanted` a piece is
    the lines of the last element with such a text."""
    end = len(blocks)
    for number in reversed(blocks.menus):
        begin = blocks.firsts[number]
        yield blocks.texts[max(begin, behind) : end]
        if begin < behind:
            return
        end = begin
        if wanted(_text(blocks.nodes[number])):
            yield read_all(_innermost(blocks.nodes[number], wanted)).texts
    yield blocks.texts[behind:end]


def _innermost(element: etree._Element, wanted: Callable[[str], bool]) -> etree._Element:
    """The last element inside that holds a wanted text as a whole."""
    inner: etree._Element | None = element
    while inner is not None:
        element, inner = inner, _last_holder(inner, wanted)
    return element


def _last_holder(element: etree._Element, wanted: Callable[[str], bool]) -> etree._Element | None:
    """The last child with a wanted text; None where the element's own line holds it."""
    for child in element.iterchildren(reversed=True):
        if wanted(child.tail or ""):
            return None
        if child.tag not in MUTE and wanted(_text(child)):
            return child if child.tag in _HOLDERS else None
    return None


def _text(element: etree._Element) -> str:
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)
