"""One walk over the tree: every visible text of the page as a block, in page order.

A block is the text of one block-level element up to the next block-level border or <br>; the cells of a table row are
one block. Nothing is left out but what no reader sees (script, style, template, form fields), so that kept and dropped
blocks together are the page's visible text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from newscrawl.extraction.body.marks import bit_of, meaning_bits
from newscrawl.extraction.document import Document
from newscrawl.text import normalize

_UNREAD = """
    head script style noscript template svg math iframe object embed applet select textarea input datalist option canvas
    audio video map progress meter rp
"""
_IN_LINE = """
    abbr acronym bdi bdo big blink cite code data del dfn em font i img ins kbd label mark nobr picture q rb rt ruby s
    samp small source span strike sub sup time tt u var wbr
"""
MUTE = frozenset(_UNREAD.split())
INLINE = frozenset(_IN_LINE.split())
_PLACES = frozenset(("div", "section", "article"))  # elements that carry itemprop, style and ids worth reading
_PAGE = frozenset(("html", "body"))  # their class names speak of the page, not of a place on it
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HIDDEN = bit_of("hidden")

_INLINE, _BLOCK, _MUTE, _LINK, _STRONG, _BREAK, _CELL = range(7)
_MAKES = (
    dict.fromkeys(MUTE, _MUTE)
    | dict.fromkeys(INLINE, _INLINE)
    | {"a": _LINK, "b": _STRONG, "strong": _STRONG, "br": _BREAK, "td": _CELL, "th": _CELL}
)


@dataclass(slots=True)
class Blocks:
    """Parallel sequences. The first group has one entry per block, the second one per block-level element (a node).

    `texts` are normalized. `link_sizes` are the characters inside links, `strong_sizes` those in bold. `breaks` tells
    how many <br> stand between a block and the one before it in the same element. `owners` index the nodes.

    Nodes stand in preorder. The blocks inside node n are `firsts[n]` to `lasts[n]` (exclusive). `own_bits` are what the
    node's names say (`marks`), `path_bits` what it and its ancestors say.
    """

    texts: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    link_sizes: list[int] = field(default_factory=list)
    strong_sizes: list[int] = field(default_factory=list)
    inline_bits: list[int] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    nodes: list[etree._Element] = field(default_factory=list)
    node_tags: list[str] = field(default_factory=list)
    node_classes: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    own_bits: list[int] = field(default_factory=list)
    path_bits: list[int] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    lasts: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def elements(self) -> list[etree._Element]:
        """The nearest block-level element of every block."""
        nodes = self.nodes
        return [nodes[owner] for owner in self.owners]

    @property
    def tags(self) -> list[str]:
        """The tag of every block's element."""
        names = self.node_tags
        return [names[owner] for owner in self.owners]

    def open_node(self, element: etree._Element, tag: str, parent: int) -> int:
        """A new node inside `parent` (-1: none); its index."""
        said, id_, bits = element.get("class"), element.get("id"), 0
        if tag in _PLACES:
            if said:
                bits = meaning_bits(said)
            if id_:
                bits |= meaning_bits(id_)
            if property_ := element.get("itemprop"):
                bits |= meaning_bits(property_)
            if (style := element.get("style")) and _UNSEEN.search(style):
                bits |= HIDDEN
        elif (said or id_) and tag not in _PAGE:
            bits = meaning_bits(said or id_ or "")
        self.nodes.append(element)
        self.node_tags.append(tag)
        self.node_classes.append(said or "")
        self.parents.append(parent)
        self.own_bits.append(bits)
        self.path_bits.append(bits | self.path_bits[parent] if parent >= 0 else bits)
        self.firsts.append(len(self.texts))
        self.lasts.append(0)
        return len(self.nodes) - 1

    def ancestors(self, block: int) -> Iterator[int]:
        """The nodes around a block, from its own element outwards."""
        node = self.owners[block]
        while node >= 0:
            yield node
            node = self.parents[node]


def read_blocks(document: Document) -> Blocks:
    """All blocks of the page.

    One loop over local names and one closure, long on purpose: with a writer object the same walk took 1.75 times a
    bare parse, this one takes 1.0.
    """
    b = Blocks()
    texts, link_sizes, strong_sizes = b.texts, b.link_sizes, b.strong_sizes
    opened: list[etree._Element] = []  # the open elements and what each one is
    makes: list[int] = []
    pieces: list[str] = []  # text since the last border, with the characters in links and in bold
    linked_size = strong_size = names = breaks = 0
    linked = strong = muted = 0  # how many open elements of each make are around
    node = -1

    def write() -> None:
        nonlocal linked_size, strong_size, names, breaks
        text = normalize("".join(pieces))
        pieces.clear()
        if text:
            size = len(text)
            texts.append(text)
            b.owners.append(node)
            link_sizes.append(min(linked_size, size))
            strong_sizes.append(min(strong_size, size))
            b.inline_bits.append(names)
            b.breaks.append(breaks)
            breaks = 0
        linked_size = strong_size = names = 0

    top: etree._Element | None = None
    for element in chain(document.tree.iter("*"), (None,)):  # None closes what is open at the end
        parent = element.getparent() if element is not None else None
        while top is not None and top is not parent:
            make = makes.pop()
            if make == _BLOCK:
                if pieces:
                    write()
                breaks = 0
                b.lasts[node] = len(texts)
                node = b.parents[node]
            elif make == _LINK:
                linked -= 1
            elif make == _STRONG:
                strong -= 1
            elif make == _MUTE:
                muted -= 1
            text = top.tail
            if text and not muted and (pieces or not text.isspace()):
                pieces.append(text)
                if linked:
                    linked_size += len(text)
                if strong:
                    strong_size += len(text)
            opened.pop()
            top = opened[-1] if opened else None
        if element is None:
            break
        tag: str = element.tag
        make = _MAKES.get(tag, _BLOCK)
        if muted and make != _MUTE:
            make = _INLINE
        opened.append(element)
        makes.append(make)
        top = element
        if make == _BLOCK:
            if pieces:
                write()
            breaks = 0
            node = b.open_node(element, tag, node)
        elif make == _LINK:
            linked += 1
        elif make == _STRONG:
            strong += 1
        elif make == _BREAK:
            if pieces:
                write()
            breaks += 1
        elif make == _CELL:
            pieces.append(" ")
        elif make == _MUTE:
            muted += 1
        elif said := element.get("class"):
            names |= meaning_bits(said)
        text = element.text
        if text and not muted and (pieces or not text.isspace()):
            pieces.append(text)
            if linked:
                linked_size += len(text)
            if strong:
                strong_size += len(text)
    return b
