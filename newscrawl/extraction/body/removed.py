"""Removed texts: for every visible text that is not in the body, what it is and why it was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newscrawl.extraction.body.blocks import Blocks, read_all
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.record.model import Removal

# What the names around a block say it is; the first that says it, from the block outwards.
_KINDS = (
    ("navigation", ("nav", "breadcrumb")), ("comments", ("comment",)), ("related", ("related", "popular")),
    ("newsletter", ("newsletter",)), ("share", ("share",)), ("caption", ("caption",)), ("author", ("author", "bio")),
    ("tags", ("tag",)), ("advertisement", ("ad",)), ("cookie notice", ("cookie",)), ("paywall", ("paywall",)),
    ("form", ("form",)), ("teaser", ("teaser",)), ("date", ("date",)), ("footer", ("footer",)),
    ("sidebar", ("sidebar", "widget")), ("header", ("header",)), ("hidden", ("hidden",)),
)  # fmt: skip
_BITS = tuple((kind, sum(bit_of(word) for word in words)) for kind, words in _KINDS)
_TAGS = {"nav": "navigation", "menu": "navigation", "footer": "footer", "aside": "sidebar", "header": "header",
         "figcaption": "caption", "form": "form", "button": "button", "figure": "caption"}  # fmt: skip
IN_MENU = "rule:menu"


def visible_texts(blocks: Blocks) -> Iterator[tuple[str, int | None, str]]:
    """Every visible text of the page in page order: its block, and of those in menus no block but the menu's tag."""
    done = 0
    for number in blocks.menus:
        yield from ((blocks.texts[index], index, "") for index in range(done, blocks.firsts[number]))
        done = blocks.firsts[number]
        yield from ((text, None, blocks.node_tags[number]) for text in read_all(blocks.nodes[number]).texts)
    yield from ((blocks.texts[index], index, "") for index in range(done, len(blocks)))


def removals(blocks: Blocks, reasons: Sequence[str | None], scores: Sequence[float]) -> tuple[Removal, ...]:
    """Every visible text that is not in the body. Positions count all visible texts of the page: those
    that are not listed are the body's blocks.
    """
    places: dict[int, str] = {}
    return tuple(
        Removal(kind=_TAGS[menu], reason=IN_MENU, text=text, position=position)
        if index is None
        else _removal(blocks, index, position, str(reasons[index]), scores[index], places)
        for position, (text, index, menu) in enumerate(visible_texts(blocks))
        if index is None or reasons[index] is not None
    )


def _removal(blocks: Blocks, index: int, position: int, reason: str, score: float, places: dict[int, str]) -> Removal:
    said = f"score {score:.2f}" if reason == "score" else reason
    return Removal(kind=_kind(blocks, index, reason, places), reason=said, text=blocks.texts[index], position=position)


def _kind(blocks: Blocks, index: int, reason: str, places: dict[int, str]) -> str:
    """What the text is: named by the phrase or rule that spoke, else by the elements around it."""
    name, _, detail = reason.partition(":")
    if name in ("phrase", "policy", "rule") and detail:
        return detail
    inline = blocks.inline_bits[index]
    for kind, bits in _BITS:
        if inline & bits:
            return kind
    return _place(blocks, index, places)


def _place(blocks: Blocks, index: int, places: dict[int, str]) -> str:
    """What the elements around a block say it is. `places` remembers it of each node: 2,000 blocks may stand inside
    each other."""
    passed: list[int] = []
    place = "text"
    for node in blocks.ancestors(index):
        if node in places:
            place = places[node]
            break
        passed.append(node)
        if own := _own_place(blocks, node):
            place = own
            break
    places.update(dict.fromkeys(passed, place))
    return place


def _own_place(blocks: Blocks, node: int) -> str | None:
    own = blocks.own_bits[node]
    return _TAGS.get(blocks.node_tags[node]) or next((kind for kind, bits in _BITS if own & bits), None)
