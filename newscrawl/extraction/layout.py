"""Where the elements and lines of a page stand: among its blocks, and beside its body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from newscrawl.extraction.body.article_body import Body
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import SIDE_MATTER
from newscrawl.html.document import Document
from newscrawl.text import fold

_HEADINGS = frozenset(("h1", "h2", "h3"))

_LEAD = 40  # blocks between headline and body at most: by-line, date, sharing, the lead picture's caption


@dataclass(frozen=True)
class Layout:
    """A document with its blocks and its body. Answers depend on these three alone; `_positions` remembers them."""

    document: Document
    blocks: Blocks
    body: Body
    _positions: dict[etree._Element, int] = field(default_factory=dict, repr=False)

    @cached_property
    def places(self) -> dict[etree._Element, int]:
        """The block-level elements of the page and their numbers among `blocks.nodes`."""
        return dict(zip(self.blocks.nodes, range(len(self.blocks.nodes)), strict=True))

    def node_of(self, element: etree._Element) -> int:
        """The number of the nearest block-level element around (or at) an element; -1 outside of them."""
        places = self.places
        around: etree._Element | None = element
        while around is not None and around not in places:
            around = around.getparent()
        return -1 if around is None else places[around]

    def position_of(self, element: etree._Element) -> int:
        """The number of the first block that does not end before the element."""
        passed: list[etree._Element] = []
        position: int | None = None
        here: etree._Element | None = element
        while position is None and here is not None:
            passed.append(here)
            position = self._position_behind(here)
            here = here.getparent()
            if position is None and here in self.places:
                position = self.blocks.firsts[self.places[here]]
        self._positions.update(dict.fromkeys(passed, position or 0))
        return position or 0

    def _position_behind(self, element: etree._Element) -> int | None:
        """The position that an element's nearest earlier sibling gives it; None where none gives one."""
        places, known = self.places, self._positions
        for before in element.itersiblings(preceding=True):
            if before in places:
                return self.blocks.lasts[places[before]]
            if before in known:  # thousands of pictures side by side: each looks back to the one before it only
                return known[before]
        return None

    @cached_property
    def _span(self) -> tuple[int, int]:
        """The first block behind the headline and the last of the body; an empty span where there is no body."""
        kept, owners, tags = self.body.kept, self.blocks.owners, self.blocks.node_tags
        if not kept:
            return 1, 0
        start = max(0, kept[0] - _LEAD)
        titles = [number for number in range(start, kept[0] + 1) if tags[owners[number]] == "h1"]
        return titles[-1] if titles else start, kept[-1]

    def in_article(self, tag: str) -> Iterator[etree._Element]:
        """The elements of a tag between the headline and the end of the body, but those in side matter."""
        blocks, (start, end) = self.blocks, self._span
        for element in self.document.elements(tag) if start <= end else ():
            node = self.node_of(element)
            if node < 0 or blocks.path_bits[node] & SIDE_MATTER:
                continue
            first, last = blocks.firsts[node], blocks.lasts[node]
            if last < start or first > end:
                continue
            if (start <= first and last <= end) or start <= self.position_of(element) <= end:
                yield element

    def is_plain_line(self, text: str) -> bool:
        """Is this a line above the body's end that stands in no heading? Old pages set their headlines in bold type."""
        blocks = self.blocks
        end = self.body.kept[-1] if self.body.kept else len(blocks)
        place = -1
        for _ in range(blocks.texts.count(text)):
            place = blocks.texts.index(text, place + 1)
            if place < end and blocks.node_tags[blocks.owners[place]] not in _HEADINGS:
                return True
        return False

    def place_of_headline(self, value: str | None) -> int | None:
        """The index of the block that prints this headline, the last one above the body's end.

        A heading; where none does, a line that ends with it (old pages set their headlines in bold type).
        """
        headline = fold(value or "")
        end = self.body.kept[-1] if self.body.kept else len(self.blocks)
        tags, owners, texts = self.blocks.node_tags, self.blocks.owners, self.blocks.texts
        places = [i for i, owner in enumerate(owners[:end]) if tags[owner] in _HEADINGS and headline]
        heading = next((i for i in reversed(places) if (said := fold(texts[i])) and said in headline), None)
        if heading is not None or not value or not headline:
            return heading
        return next((i for i in range(end - 1, -1, -1) if texts[i].endswith(value)), None)
