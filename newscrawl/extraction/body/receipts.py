"""Receipts: for every visible text that is not in the body, what it is and why it was left out."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.article import Removal
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.marks import bit_of

# What the names around a block say it is; the first that speaks, from the block outwards.
_KINDS = (
    ("navigation", ("nav", "breadcrumb")), ("comments", ("comment",)), ("related", ("related", "popular")),
    ("newsletter", ("newsletter",)), ("share", ("share",)), ("caption", ("caption",)), ("author", ("author", "bio")),
    ("tags", ("tag",)), ("advertisement", ("ad",)), ("cookie notice", ("cookie",)), ("paywall", ("paywall",)),
    ("form", ("form",)), ("teaser", ("teaser",)), ("date", ("date",)), ("footer", ("footer",)),
    ("sidebar", ("sidebar", "widget")), ("header", ("header",)), ("hidden", ("hidden",)),
)  # fmt: skip
_BITS = tuple((kind, sum(bit_of(word) for word in words)) for kind, words in _KINDS)
_TAGS = {"nav": "navigation", "footer": "footer", "aside": "sidebar", "header": "header", "figcaption": "caption",
         "form": "form", "button": "button", "figure": "caption"}  # fmt: skip


def removals(blocks: Blocks, reasons: Sequence[str | None], scores: Sequence[float]) -> tuple[Removal, ...]:
    """One receipt per block that is not in the body; with the body's blocks they are the page's visible text."""
    return tuple(
        Removal(
            kind=_kind(blocks, index, reason),
            reason=f"score {scores[index]:.2f}" if reason == "score" else reason,
            text=blocks.texts[index],
            position=index,
        )
        for index, reason in enumerate(reasons)
        if reason is not None
    )


def _kind(blocks: Blocks, index: int, reason: str) -> str:
    """What the text is: named by the phrase or rule that spoke, else by the elements around it."""
    name, _, detail = reason.partition(":")
    if name in ("phrase", "policy", "rule") and detail:
        return detail
    inline = blocks.inline_bits[index]
    for kind, bits in _BITS:
        if inline & bits:
            return kind
    for node in blocks.ancestors(index):
        if tagged := _TAGS.get(blocks.node_tags[node]):
            return tagged
        own = blocks.own_bits[node]
        for kind, bits in _BITS:
            if own & bits:
                return kind
    return "text"
