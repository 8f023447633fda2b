"""The visible text of a page by another way than the walk for the blocks, to hold the walk against."""

from __future__ import annotations

from lxml import etree

from newscrawl.extraction.body.elements import HOLDERS, MUTE, holds_text
from newscrawl.text import normalize


def visible(root: etree._Element) -> str:
    """All characters that a reader sees, without white space."""
    out: list[str] = []
    waiting: list[tuple[etree._Element, bool]] = [(root, False)]
    while waiting:
        node, behind = waiting.pop()
        if behind:
            out.append(node.tail or "")
        elif node.tag not in MUTE or (node.tag in HOLDERS and holds_text(node)):
            out.append(node.text or "")
            for child in reversed(node):
                waiting += [(child, True), (child, False)]
    return normalize(" ".join(out)).replace(" ", "")
