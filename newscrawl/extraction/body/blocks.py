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

MUTE = frozenset(
    "head script style noscript template svg math iframe object embed applet select textarea input datalist option "
    "canvas audio video map progress meter rp".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i img ins kbd label mark nobr picture q rb rt "
    "ruby s samp small source span strike strong sub sup td th time tt u var wbr".split()
)
_PAGE = frozenset(("html", "body"))  # their class names speak of the page, not of a place on it
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HIDDEN = bit_of("hidden")

_INLINE, _BLOCK, _MUTE, _LINK, _STRONG, _BREAK, _CELL = range(7)
_NAMED = frozenset((_INLINE, _LINK))
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
    depths: list[int] = field(default_factory=list)
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

    def ancestors(self, block: int) -> Iterator[int]:
        """The nodes around a block, from its own element outwards."""
        node = self.owners[block]
        while node >= 0:
            yield node
            node = self.parents[node]


def read_blocks(document: Document) -> Blocks:
    """All blocks of the page."""
    blocks = Blocks()
    writer = _Writer(blocks)
    opened: list[tuple[etree._Element, int]] = []  # open elements with what they are
    linked = strong = muted = 0  # how many open elements of each make surround the place
    root = document.tree
    for element in chain(root.iter("*"), (None,)):  # None closes what is open at the end
        parent = element.getparent() if element is not None else None
        while opened and opened[-1][0] is not parent:
            closed, make = opened.pop()
            if make == _BLOCK:
                writer.close_node()
            elif make == _LINK:
                linked -= 1
            elif make == _STRONG:
                strong -= 1
            elif make == _MUTE:
                muted -= 1
            if not muted and (text := closed.tail):
                writer.add(text, linked, strong)
        if element is None:
            break
        make = _MAKES.get(element.tag, _BLOCK)
        opened.append((element, make))
        if make == _MUTE or muted:
            muted += make == _MUTE
            opened[-1] = (element, make if make == _MUTE else _INLINE)
            continue
        if make == _BLOCK:
            writer.open_node(element)
        elif make == _LINK:
            linked += 1
        elif make == _STRONG:
            strong += 1
        elif make == _BREAK:
            writer.break_line()
        elif make == _CELL:
            writer.add(" ", 0, 0)
        if make in _NAMED and (names := element.get("class")):
            writer.inline_bits |= meaning_bits(names)
        if text := element.text:
            writer.add(text, linked, strong)
    return blocks


class _Writer:
    """Gathers text up to the next border and writes it as a block of the innermost open node."""

    __slots__ = ("_blocks", "_breaks", "_linked", "_node", "_pieces", "_strong", "inline_bits")

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._pieces: list[str] = []
        self._node = -1
        self._linked = self._strong = self._breaks = self.inline_bits = 0

    def add(self, text: str, linked: int, strong: int) -> None:
        pieces = self._pieces
        if not pieces and text.isspace():
            return
        pieces.append(text)
        if linked:
            self._linked += len(text)
        if strong:
            self._strong += len(text)

    def break_line(self) -> None:
        self._flush()
        self._breaks += 1

    def open_node(self, element: etree._Element) -> None:
        self._flush()
        self._breaks = 0
        blocks, parent, tag = self._blocks, self._node, element.tag
        names = element.get("class") or ""
        said = f"{names} {element.get('id') or ''} {element.get('itemprop') or ''} {element.get('role') or ''}"
        bits = meaning_bits(said) if len(said) > 3 and tag not in _PAGE else 0
        if (style := element.get("style")) and _UNSEEN.search(style) or element.get("hidden") is not None:
            bits |= HIDDEN
        self._node = len(blocks.nodes)
        blocks.nodes.append(element)
        blocks.node_tags.append(tag)
        blocks.node_classes.append(names)
        blocks.parents.append(parent)
        blocks.depths.append(blocks.depths[parent] + 1 if parent >= 0 else 0)
        blocks.own_bits.append(bits)
        blocks.path_bits.append(bits | blocks.path_bits[parent] if parent >= 0 else bits)
        blocks.firsts.append(len(blocks.texts))
        blocks.lasts.append(0)

    def close_node(self) -> None:
        self._flush()
        self._breaks = 0
        blocks = self._blocks
        blocks.lasts[self._node] = len(blocks.texts)
        self._node = blocks.parents[self._node]

    def _flush(self) -> None:
        pieces = self._pieces
        if pieces and (text := normalize("".join(pieces))):
            blocks = self._blocks
            blocks.texts.append(text)
            blocks.owners.append(self._node)
            blocks.link_sizes.append(min(self._linked, len(text)))
            blocks.strong_sizes.append(min(self._strong, len(text)))
            blocks.inline_bits.append(self.inline_bits)
            blocks.breaks.append(self._breaks)
            self._breaks = 0
        if pieces:
            pieces.clear()
        self._linked = self._strong = self.inline_bits = 0
