"""One walk over the tree: every visible text of the page as a block, in page order.

A block is the text of one block-level element up to the next block-level border or <br>; the cells of a table row are
one block. Nothing is left out but what no reader sees (script, style, template, form fields), so that kept and dropped
blocks together are the page's visible text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from lxml import etree

from newscrawl.extraction.body.marks import bit_of, meaning_bits
from newscrawl.extraction.document import MARKS, Document
from newscrawl.text import normalize

_UNREAD = """
    head script style noscript template svg math iframe object embed applet select textarea input datalist option canvas
    audio video map progress meter rp rt
"""
_IN_LINE = """
    abbr acronym bdi bdo big blink code data del dfn font ins kbd label mark nobr picture q rb ruby s
    samp small source span strike sub sup time tt u var wbr
"""
MUTE = frozenset(_UNREAD.split())
INLINE = frozenset(_IN_LINE.split())
_PLACES = frozenset(("div", "section", "article"))  # elements that carry itemprop, style and ids worth reading
_PAGE = frozenset(("html", "body"))  # their class names speak of the page, not of a place on it
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HIDDEN = bit_of("hidden")

_INLINE, _BLOCK, _MUTE, _LINK, _STRONG, _ITALIC, _BREAK, _CELL, _IMAGE = range(9)
_MEDIA = frozenset(("iframe", "video", "audio", "object", "embed"))
_MAKES = (
    dict.fromkeys(MUTE, _MUTE)
    | dict.fromkeys(INLINE, _INLINE)
    | {
        "a": _LINK,
        "b": _STRONG,
        "strong": _STRONG,
        "br": _BREAK,
        "td": _CELL,
        "th": _CELL,
        "i": _ITALIC,
        "em": _ITALIC,
        "cite": _ITALIC,
        "img": _IMAGE,
    }
)


@dataclass(slots=True)
class Blocks:
    """Parallel sequences. The first group has one entry per block, the second one per block-level element (a node).

    `texts` are normalized. `link_sizes` are the characters inside links, `strong_sizes` those in bold, `italic_sizes`
    those in italics. `breaks` tells how many <br> stand between a block and the one before it in the same element,
    `media` how many pictures and players stand between it and the block before. `owners` index the nodes.

    Nodes stand in preorder. The blocks inside node n are `firsts[n]` to `lasts[n]` (exclusive). `own_bits` are what the
    node's names say (`marks`), `path_bits` what it and its ancestors say.
    """

    texts: list[str]
    owners: list[int]
    link_sizes: list[int]
    strong_sizes: list[int]
    italic_sizes: list[int]
    inline_bits: list[int]
    breaks: list[int]
    media: list[int]

    nodes: list[etree._Element]
    node_tags: list[str]
    node_classes: list[str]
    parents: list[int]
    own_bits: list[int]
    path_bits: list[int]
    firsts: list[int]
    lasts: list[int]

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


_PER_BLOCK = ("texts", "owners", "link_sizes", "strong_sizes", "italic_sizes", "inline_bits", "breaks", "media")
_MENUS = frozenset(("nav", "footer", "menu"))
MOST = 6000
"""So many blocks of a page are scored, the first ones: the time of huge lists of links has a bound. The most on a
corpus page is 2,617.
"""
_MOSTLY = 0.4  # more of the unlinked text than this inside menus: the page's markup is broken, nothing is left out


def outside_menus(blocks: Blocks) -> tuple[Blocks, list[int]]:
    """The blocks outside <nav>, <footer> and <menu>, MOST at most, and their places among all blocks.

    On news pages 40 % of all blocks stand in menus, and 0.02 % of the text.
    """
    inside: list[bool] = []
    for tag, parent in zip(blocks.node_tags, blocks.parents, strict=True):
        inside.append(tag in _MENUS or (parent >= 0 and inside[parent]))
    places, counts, free, shut = [], [0], 0, 0
    for index, owner in enumerate(blocks.owners):
        size = len(blocks.texts[index]) - blocks.link_sizes[index]
        if inside[owner]:
            shut += size
        else:
            free += size
            places.append(index)
        counts.append(len(places))
    if not places or shut > _MOSTLY * (free + shut):
        places, counts = list(range(len(blocks))), list(range(len(blocks) + 1))
    del places[MOST:]
    return replace(
        blocks,
        **{name: [getattr(blocks, name)[index] for index in places] for name in _PER_BLOCK},
        firsts=[min(counts[first], MOST) for first in blocks.firsts],
        lasts=[min(counts[last], MOST) for last in blocks.lasts],
    ), places


def read_blocks(document: Document) -> Blocks:
    """All blocks of the page.

    One loop over local names and one closure, long on purpose, since it runs for every element: with writer objects the
    same walk took 1.75 times a bare parse.
    """
    texts: list[tuple[str, int, int, int, int, int, int, int]] = []  # rows of what Blocks holds by column
    nodes: list[tuple[etree._Element, str, str, int, int, int]] = []
    firsts: list[int] = []
    lasts: list[int] = []
    opened: list[etree._Element] = []  # the open elements and what each one is
    makes: list[int] = []
    pieces: list[str] = []  # text since the last border, with its characters in links, in bold, in italics
    linked_size = strong_size = italic_size = names = breaks = media = 0
    linked = strong = italic = muted = 0  # how many open elements of each make are around
    node, path = -1, 0

    def write() -> None:
        nonlocal linked_size, strong_size, italic_size, names, breaks, media
        if text := normalize("".join(pieces)):
            size = len(text)  # the sizes count white space that normalizing takes out
            if linked_size > size:
                linked_size = size
            if strong_size > size:
                strong_size = size
            if italic_size > size:
                italic_size = size
            texts.append((text, node, linked_size, strong_size, italic_size, names, breaks, media))
            breaks = media = 0
        pieces.clear()
        linked_size = strong_size = italic_size = names = 0

    marked: dict[str, list[etree._Element]] = {name: [] for name in MARKS}
    top: etree._Element | None = None
    for element in chain(document.tree.iter("*"), (None,)):  # None closes what is open at the end
        parent = element.getparent() if element is not None else None
        while top is not None and top is not parent:
            make = makes.pop()
            if make == _BLOCK:
                if pieces:
                    write()
                breaks = 0
                lasts[node] = len(texts)
                node = nodes[node][3]
                path = nodes[node][5] if node >= 0 else 0
            elif make == _LINK:
                linked -= 1
            elif make == _STRONG:
                strong -= 1
            elif make == _ITALIC:
                italic -= 1
            elif make == _MUTE:
                muted -= 1
            text = top.tail
            if text and not muted and (pieces or not text.isspace()):
                pieces.append(text)
                if linked:
                    linked_size += len(text)
                if strong:
                    strong_size += len(text)
                elif italic:
                    italic_size += len(text)
            opened.pop()
            top = opened[-1] if opened else None
        if element is None:
            break
        tag: str = element.tag
        if tag in marked:
            marked[tag].append(element)
        make = _MAKES.get(tag, _BLOCK)
        if muted and make != _MUTE:
            make = _INLINE
        opened.append(element)
        makes.append(make)
        top = element
        if make == _BLOCK:
            if pieces:
                write()
            breaks = bits = 0
            said = element.get("class")
            if said and tag not in _PAGE:
                bits = meaning_bits(said)
            if tag in _PLACES:
                bits |= _other_bits(element)
            path |= bits
            nodes.append((element, tag, said or "", node, bits, path))
            node = len(firsts)
            firsts.append(len(texts))
            lasts.append(0)
        elif make == _LINK:
            linked += 1
        elif make == _STRONG:
            strong += 1
        elif make == _BREAK:
            if pieces:
                write()
            breaks += 1
        elif make == _CELL:
            if pieces and breaks + len(texts) > firsts[node]:  # a cell of several lines: the row only lays out the page
                write()
            pieces.append(" ")
        elif make == _ITALIC:
            italic += 1
        elif make == _IMAGE:
            media += 1
        elif make == _MUTE:
            muted += 1
            media += tag in _MEDIA
        elif said := element.get("class"):
            names |= meaning_bits(said)
        text = element.text
        if text and not muted and (pieces or not text.isspace()):
            pieces.append(text)
            if linked:
                linked_size += len(text)
            if strong:
                strong_size += len(text)
            elif italic:
                italic_size += len(text)
    document.marked = marked
    columns: Iterable[Sequence[Any]] = zip(*texts, strict=True) if texts else ((),) * 8
    rows: list[list[Any]] = [*map(list, columns), *map(list, zip(*nodes, strict=True)), firsts, lasts]
    return Blocks(*rows)


def _other_bits(element: etree._Element) -> int:
    """What id, item property and style say."""
    bits = meaning_bits(said) if (said := element.get("id")) else 0
    if said := element.get("itemprop"):
        bits |= meaning_bits(said)
    if (style := element.get("style")) and _UNSEEN.search(style):
        bits |= HIDDEN
    return bits
