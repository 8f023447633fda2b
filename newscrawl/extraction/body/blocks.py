"""One walk over the tree: every visible text of the page as a block, in page order.

A block is the text of one block-level element up to the next block-level border or <br>; the cells of a table row are
one block. Menus (<nav>, <menu>, the page's <footer>) are one node each and give no blocks: on news pages they hold 40 %
of all texts and 0.02 % of the body. `read_all` reads one when removed texts are listed. Nothing else is left out but
what no reader sees (script, style, template, form fields, words for screen readers inside a line): blocks and menus
together are the page's visible text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from lxml import etree

from newscrawl.extraction.body.class_words import meaning_bits
from newscrawl.extraction.body.elements import (
    BLOCK,
    BREAK,
    CELL,
    HOLDERS,
    IMAGE,
    IN_LINE,
    ITALIC,
    LINES,
    LINK,
    MAKES,
    MEDIA,
    MENUS,
    PLACES,
    STRONG,
    UNREAD,
    holds_text,
    in_sentence,
    is_unseen,
    names_of,
    runs_on,
    speaks_of_article,
    stands_apart,
)
from newscrawl.html.document import TAGS, Document
from newscrawl.text import normalize

_LENGTH = etree.XPath("string-length(normalize-space())")
_PAGE = frozenset(("html", "body"))  # their class names speak of the page, not of a place on it


@dataclass(slots=True)
class Blocks:
    """Parallel sequences. The first group has one entry per block, the second one per block-level element (a node).

    `texts` are normalized. `link_sizes` are the characters inside links, `strong_sizes` those in bold, `italic_sizes`
    those in italics. `breaks` tells how many <br> stand between a block and the one before it in the same element,
    `media` how many pictures and players stand between it and the block before. `owners` index the nodes.

    Nodes stand in preorder. The blocks inside node n are `firsts[n]` to `lasts[n]` (exclusive). `own_bits` are what the
    node's names say (`class_words`), `path_bits` what it and its ancestors say. `menus` are the nodes whose texts were
    left out.
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
    firsts: list[int]
    lasts: list[int]
    path_bits: list[int]
    menus: list[int]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def tags(self) -> list[str]:
        """The tag of every block's element."""
        names = self.node_tags
        return [names[owner] for owner in self.owners]

    def part(self, start: int, stop: int, *, head: int = 0) -> Blocks:
        """The blocks from `start` to `stop` behind the page's first `head` ones, with the nodes around them."""
        if start == 0 and stop >= len(self):
            return self
        head, stop = min(head, start), min(stop, len(self))
        chosen = [*range(head), *range(start, stop)]
        nodes = sorted(self.around(chosen))
        places = {node: place for place, node in enumerate(nodes)}

        def place_of(block: int) -> int:
            return min(block, head) + max(0, min(block, stop) - start)

        return Blocks(
            **{name: [getattr(self, name)[block] for block in chosen] for name in _PER_BLOCK},
            **{name: [getattr(self, name)[node] for node in nodes] for name in _PER_NODE},
            owners=[places[self.owners[block]] for block in chosen],
            parents=[places.get(self.parents[node], -1) for node in nodes],
            firsts=[place_of(self.firsts[node]) for node in nodes],
            lasts=[place_of(self.lasts[node]) for node in nodes],
            menus=[],
        )

    def ancestors(self, block: int) -> Iterator[int]:
        """The nodes around a block, from its own element outwards."""
        node = self.owners[block]
        while node >= 0:
            yield node
            node = self.parents[node]

    def around(self, blocks: Iterable[int]) -> set[int]:
        """The nodes around any of these blocks."""
        found: set[int] = set()
        for block in blocks:
            for node in self.ancestors(block):
                if node in found:
                    break
                found.add(node)
        return found

    def inside(self, nodes: Iterable[int]) -> set[int]:
        """The blocks inside any of these nodes."""
        found: set[int] = set()
        end = 0
        for node in sorted(nodes):  # outer ones come before what is in them
            found.update(range(max(end, self.firsts[node]), self.lasts[node]))
            end = max(end, self.lasts[node])
        return found


_PER_BLOCK = ("texts", "link_sizes", "strong_sizes", "italic_sizes", "inline_bits", "breaks", "media")
_PER_NODE = ("nodes", "node_tags", "node_classes", "own_bits", "path_bits")
_ROWS = 10_000
_MOSTLY = 0.4  # more of the unlinked text than this inside menus: the page's markup is broken, nothing is left out


def read_blocks(document: Document) -> Blocks:
    """All blocks of the page outside its menus."""
    return walk_page(document)[0]


def walk_page(document: Document) -> tuple[Blocks, Document]:
    """All blocks of the page outside its menus, and the document with the elements of TAGS, found on the same walk."""
    found: dict[str, list[etree._Element]] = {name: [] for name in TAGS}
    blocks = _walk(document.tree, found)
    if blocks.menus and _stands_in_menus(blocks):
        blocks = read_all(document.tree)
    return blocks, replace(document, found=found)


def read_all(root: etree._Element) -> Blocks:
    """All blocks of a page or of one of its elements, menus included."""
    return _walk(root, {name: [] for name in TAGS}, whole=True)


def _stands_in_menus(blocks: Blocks) -> bool:
    """Do the menus hold more of the page's prose than menus can?"""
    free = sum(map(len, blocks.texts)) - sum(blocks.link_sizes)
    menus = [blocks.nodes[number] for number in blocks.menus]
    limit = free * _MOSTLY / (1 - _MOSTLY)
    if sum(map(_size, menus)) <= limit:  # links counted as well: enough to know for most pages
        return False
    return sum(_size(menu) - sum(map(_size, menu.iter("a"))) for menu in menus) > limit


def _size(element: etree._Element) -> float:
    """Characters of an element's text."""
    size = _LENGTH(element)
    assert isinstance(size, float)
    return size


def _walk(root: etree._Element, found: dict[str, list[etree._Element]], whole: bool = False) -> Blocks:
    """One loop over local names and one closure, long on purpose, since it runs for every element: with writer objects
    the same walk took 1.75 times a bare parse. What gives no text is stepped over.
    """
    texts: list[tuple[str, int, int, int, int, int, int, int]] = []  # rows of what Blocks holds by column
    nodes: list[tuple[etree._Element, str, str, int, int, int]] = []
    lasts: list[int] = []
    menus: list[int] = []
    opened: list[etree._Element] = []  # the open elements and what each one is
    makes: list[int] = []
    pieces: list[str] = []  # text since the last border, with its characters in links, in bold, in italics
    linked_size = strong_size = italic_size = names = breaks = media = 0
    linked = strong = italic = 0  # how many open elements of each make are around
    node = -1

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

    make_of = MAKES.get
    walk = root.iter("*")
    top: etree._Element | None = None
    element: etree._Element | None
    for element in chain(walk, (None,)):  # None closes what is open at the end
        above = element.getparent() if element is not None and opened else None
        while top is not above:
            make = makes.pop()
            if make == BLOCK:
                if pieces:
                    write()
                breaks = 0
                lasts[node] = len(texts)
                node = nodes[node][3]
            elif make == LINK:
                linked -= 1
            elif make == STRONG:
                strong -= 1
            elif make == ITALIC:
                italic -= 1
            text = opened.pop().tail
            top = opened[-1] if opened else None
            if text and top is not None and (pieces or not text.isspace()):
                pieces.append(text)
                if linked:
                    linked_size += len(text)
                if strong:
                    strong_size += len(text)
                elif italic:
                    italic_size += len(text)
        if element is None:
            break
        tag: str = element.tag
        if tag in found:
            found[tag].append(element)
        make = make_of(tag, BLOCK)
        if make == UNREAD and tag in HOLDERS and holds_text(element):
            make = BLOCK
        elif make == BLOCK and node >= 0 and nodes[node][1] in LINES and in_sentence(element, pieces):
            make = IN_LINE
        skipped = make >= BREAK
        if make == BLOCK:
            if pieces:
                write()
            breaks = bits = 0
            if tag in PLACES:
                said, bits = names_of(element)
            elif (said := element.get("class")) and tag not in _PAGE:
                bits = meaning_bits(said)
            nodes.append((element, tag, said or "", node, bits, len(texts)))
            lasts.append(len(texts))
            if tag in MENUS and not whole and not speaks_of_article(element, bits):
                skipped = True
                menus.append(len(nodes) - 1)
            else:
                node = len(nodes) - 1
        elif make == LINK:
            if element.get("href") is None and element.get("name") is not None:
                make = IN_LINE  # a place to link to; old pages leave it open down to their end
            else:
                linked += 1
        elif make == STRONG:
            strong += 1
        elif make == ITALIC:
            italic += 1
        elif make == BREAK:
            if pieces:
                write()
            breaks += 1
        elif make == IMAGE:
            media += 1
        elif make == UNREAD:
            media += tag in MEDIA
        elif make == CELL:
            if pieces and breaks + len(texts) > nodes[node][5]:  # a cell of several lines: the row only lays out
                write()
            pieces.append(" ")
        else:
            said = element.get("class")
            if pieces:
                if is_unseen(element, said):
                    skipped = True
                elif runs_on(pieces[-1], element.text):
                    write()
                elif said and stands_apart(element, pieces[-1]):
                    pieces.append(" ")
            if said:
                names |= meaning_bits(said)
        if skipped:
            if len(element):
                for inner in element.iterdescendants(*TAGS):
                    found[inner.tag].append(inner)
                deque(islice(walk, sum(1 for _ in element.iterdescendants("*"))), maxlen=0)
            text = element.tail
        else:
            opened.append(element)
            makes.append(make)
            top = element
            text = element.text
        if text and (pieces or not text.isspace()):
            pieces.append(text)
            if linked:
                linked_size += len(text)
            if strong:
                strong_size += len(text)
            elif italic:
                italic_size += len(text)
    columns = [*_turned(texts, 8), *_turned(nodes, 6), lasts]
    columns += [_paths(parents=columns[11], own_bits=columns[12]), menus]
    return Blocks(*columns)


def _turned(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as columns, some at a time: one call for all 240,000 of a page of 15 MB stops threads for half a second."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    for start in range(0, len(rows), _ROWS):
        for column, values in zip(columns, zip(*rows[start : start + _ROWS], strict=True), strict=True):
            column += values
    return columns


def _paths(parents: list[int], own_bits: list[int]) -> list[int]:
    """What the names of every node and its ancestors say."""
    out: list[int] = []
    for parent, bits in zip(parents, own_bits, strict=True):
        out.append(bits | out[parent] if parent >= 0 else bits)
    return out
