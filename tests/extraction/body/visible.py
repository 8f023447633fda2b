"""The visible text of a page by another way than the walk for the blocks, to hold the walk against."""

from __future__ import annotations

from itertools import count, groupby

from lxml import etree

from newscrawl.extraction.body.elements import HOLDERS, INLINE, MUTE, holds_text, is_unseen
from newscrawl.text import normalize


def visible(root: etree._Element, shown: str | None = None) -> str:
    """All characters that a reader sees, without white space.

    Of words that only screen readers get, the walk leaves those inside a line: they are in it where `shown` has them.
    """
    pieces: list[tuple[int, str]] = []  # number of the element that is for screen readers alone, or 0; text
    waiting: list[tuple[etree._Element, bool, int]] = [(root, False, 0)]
    numbers = count(1)
    while waiting:
        node, behind, unseen = waiting.pop()
        if behind:
            pieces.append((unseen, node.tail or ""))
        elif node.tag not in MUTE or (node.tag in HOLDERS and holds_text(node)):
            is_alone = node.tag in INLINE and is_unseen(node, node.get("class"))
            inside = next(numbers) if is_alone else unseen
            pieces.append((inside, node.text or ""))
            for child in reversed(node):
                waiting += [(child, True, inside), (child, False, inside)]
    seen = {""}  # one text, until words are in it or not
    for unseen, said in groupby(pieces, key=lambda piece: piece[0]):
        text = normalize(" ".join(one for _, one in said)).replace(" ", "")
        longer = {one + text for one in seen} | (seen if unseen and shown is not None else set())
        seen = longer if len(longer) == 1 else {one for one in longer if (shown or "").startswith(one)} or longer
    return shown if shown in seen else max(seen, key=len)
