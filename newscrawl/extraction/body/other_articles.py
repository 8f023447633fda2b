"""Other articles on the page: the next one of an endless page, the stories of a column that prints several in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import numpy as np

from newscrawl.extraction.body.block_types import HEADINGS
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.body.hints import PageHints, is_headline
from newscrawl.extraction.body.surroundings import Matrix

_FEWEST = 40  # words of text that make an element an article
_HEAD = 8  # blocks of an article, among which its headline stands
_OPENS = bit_of("author") | bit_of("date")


def headline_of(blocks: Blocks, hints: PageHints) -> int:
    """The block of the page's headline: the first heading that says its title, else the first <h1>; -1 for none."""
    tags, texts = blocks.tags, blocks.texts
    for index, tag in enumerate(tags):
        if tag in HEADINGS and is_headline(texts[index], hints):
            return index
    return tags.index("h1") if "h1" in tags else -1


def in_others(blocks: Blocks, kept: Sequence[int], words: Matrix, hints: PageHints) -> set[int]:
    """The blocks of other articles than the one of the page's title.

    An article is another one where its element is of the same make as the headline's, holds text of its own, and opens
    with a heading of the headline's level. Sections of one article have lower headings, entries of a live blog stand
    below its headline.
    """
    tags, texts = blocks.tags, blocks.texts
    headline = headline_of(blocks, hints)
    if headline < 0:
        return set()
    rivals = [index for index, tag in enumerate(tags) if tag == tags[headline] and texts[index] != texts[headline]]
    if not rivals:
        return set()
    own_words = np.zeros(len(blocks) + 1)
    own_words[np.array(kept, dtype=np.int64) + 1] = words[list(kept)]
    sums = own_words.cumsum()

    def is_text(node: int) -> bool:
        return bool(sums[blocks.lasts[node]] - sums[blocks.firsts[node]] >= _FEWEST)

    own = next((node for node in blocks.ancestors(headline) if is_text(node)), -1)
    if own < 0:
        return set()
    near = ((node, rival) for rival in rivals for node in _opened_by(blocks, rival))
    return blocks.inside(node for node, rival in near if _is_alike(blocks, own, node, rival) and is_text(node))


def _opened_by(blocks: Blocks, heading: int) -> Iterator[int]:
    """The elements that have this heading among their first lines."""
    return takewhile(lambda node: heading - blocks.firsts[node] <= _HEAD, blocks.ancestors(heading))


def _is_alike(blocks: Blocks, own: int, node: int, heading: int) -> bool:
    """Whether the element of this heading could be an article beside the page's own."""
    first, last = blocks.firsts[node], blocks.lasts[node]
    if blocks.node_tags[node] != blocks.node_tags[own]:
        return False
    if first < blocks.lasts[own] and blocks.firsts[own] < last:
        return False
    if blocks.node_tags[node] == "article":
        return True
    opening = range(first, min(last, heading + _HEAD))
    says = any((blocks.own_bits[blocks.owners[i]] | blocks.inline_bits[i]) & _OPENS for i in opening)
    return says and not set(blocks.node_classes[own].split()).isdisjoint(blocks.node_classes[node].split())
