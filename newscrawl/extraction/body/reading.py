"""Reading the body: blocks in, the article's text out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.article import Block, Observed, Removal
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.marks import bit_of
from newscrawl.extraction.document import Document

if TYPE_CHECKING:
    from newscrawl.extraction.rules import SiteRules
    from newscrawl.lang import Language

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_AWAY = bit_of("nav") | bit_of("footer") | bit_of("sidebar") | bit_of("comment") | bit_of("related") | bit_of("share")
_AWAY |= bit_of("newsletter") | bit_of("cookie") | bit_of("hidden") | bit_of("breadcrumb") | bit_of("caption")


@dataclass(frozen=True)
class Body:
    """What was read. `kept` are indexes into the Blocks; confidences are 0 to 1."""

    blocks: tuple[Block, ...]
    text: str
    kept: tuple[int, ...]
    confidence: float
    is_article: bool
    article_confidence: float
    observed: Observed
    warnings: tuple[str, ...]
    removals: tuple[Removal, ...]
    abstract: str | None


def read_body(
    document: Document,
    blocks: Blocks,
    language: Language,
    *,
    rules: SiteRules | None = None,
    include: Collection[str] = (),
) -> Body:
    """The body of the page."""
    kept = _keep(blocks)
    pieces = tuple(_typed(blocks, index) for index in kept)
    text = "\n\n".join(piece.text for piece in pieces)
    words = text.count(" ")
    return Body(
        blocks=pieces,
        text=text,
        kept=tuple(kept),
        confidence=0.5,
        is_article=words > 80,
        article_confidence=min(1.0, words / 160),
        observed="full" if words > 80 else "missing",
        warnings=(),
        removals=(),
        abstract=None,
    )


def _typed(blocks: Blocks, index: int) -> Block:
    tag = blocks.node_tags[blocks.owners[index]]
    if tag in _HEADINGS:
        return Block(kind="heading", text=blocks.texts[index], level=int(tag[1]))
    return Block(kind="paragraph", text=blocks.texts[index])


def _keep(blocks: Blocks) -> Sequence[int]:
    """Blocks of the element that holds most text in paragraphs."""
    mass = [0.0] * len(blocks.nodes)
    good = []
    for index, owner in enumerate(blocks.owners):
        size = len(blocks.texts[index])
        if size > 60 and blocks.link_sizes[index] < size / 2 and not blocks.path_bits[owner] & _AWAY:
            good.append(index)
            parent = blocks.parents[owner]
            for node, share in ((owner, 0.3), (parent, 1.0), (blocks.parents[parent], 0.7)):
                mass[node] += size * share
    if not good:
        return good
    best = mass.index(max(mass))
    kept = [index for index in good if blocks.firsts[best] <= index < blocks.lasts[best]]
    first, last = kept[0], kept[-1]
    inner = range(first, last + 1)
    wanted = set(kept) | {i for i in inner if blocks.node_tags[blocks.owners[i]] in ("p", "h2", "h3", "li")}
    return [i for i in inner if i in wanted and not blocks.path_bits[blocks.owners[i]] & _AWAY]
