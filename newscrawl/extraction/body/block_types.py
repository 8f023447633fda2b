"""What kind of block each kept text is, read from the elements around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.record.model import BlockKind

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_REACH = 8  # ancestors looked at: what is farther away is layout
_EMBEDS = ("twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "fb-post", "bluesky-embed",
           "reddit-embed", "mastodon-embed", "threads-post", "text-post-media", "telegram-post")  # fmt: skip
_PULL = bit_of("pullquote")
_PULL_QUOTE = re.compile(r"pull[-_]?quote", re.I)
_BOX = bit_of("infobox")
_CORRECTION = bit_of("correction")
_LIVE = bit_of("liveblog")
_LISTS = frozenset(("ul", "ol"))
_PARTS = frozenset(("ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr"))
_PROSE_ITEM = 60  # words per item on average: from here on a list is only the page's way to set paragraphs
_TICKER = re.compile(r"live[-_]?(?:ticker|blog|feed|stor)|newsticker", re.I)
_CLOCK, _CLOCK_LENGTH = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}(?!\d|[.:]\d)"), 20  # characters of a time with its zone
_WHOLE = frozenset(("embed", "pull_quote", "fact_box", "figure"))
_TIMED = 0.6  # share of equal siblings that must carry a <time> to be entries of a live blog


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring body blocks that make one typed block: a list, a table, an entry. `node` is its element."""

    kind: BlockKind
    node: int
    indexes: tuple[int, ...]


def pieces(blocks: Blocks, kept: Sequence[int], *, live: bool = False) -> list[Piece]:
    """The kept blocks, in page order, gathered into typed pieces. `live`: the page says that it is a live blog."""
    if not kept:
        return []
    container = _container(blocks, kept)
    entries = _live_entries(blocks, kept) if live or _calls_itself_live(blocks, kept) else frozenset()
    questions = _bold_questions(blocks, kept)
    first_question = min(questions, default=0)
    gathered: list[tuple[BlockKind, int, list[int]]] = []
    for index in kept:
        kind, node = _kind(blocks, index, container, entries)
        if questions and kind == "paragraph":
            kind = "question" if index in questions else "answer" if index > first_question else kind
        if gathered and gathered[-1][:2] == (kind, node) and _joins(blocks, kind, gathered[-1][2][-1], index):
            gathered[-1][2].append(index)
        else:
            gathered.append((kind, node, [index]))
    found = (Piece(kind, node, tuple(indexes)) for kind, node, indexes in gathered)
    return [checked for piece in found for checked in _checked(blocks, piece)]


def between(blocks: Blocks, kept: Sequence[int], wanted: Collection[BlockKind]) -> list[int]:
    """Blocks of these kinds that stand inside the body and were left out of it."""
    if not wanted or not kept:
        return []
    container, inside = _container(blocks, kept), set(kept)
    first, last = max(kept[0], blocks.firsts[container]), min(kept[-1] + 1, blocks.lasts[container])
    return [
        index
        for index in range(first, last)
        if index not in inside and _kind(blocks, index, container, frozenset())[0] in wanted
    ]


def _joins(blocks: Blocks, kind: BlockKind, last: int, index: int) -> bool:
    """Whether a block goes on with the piece of its kind and element that the block `last` ends."""
    if kind in ("list", "table", "code", "embed", "live_entry", "fact_box", "figure"):
        return True
    return blocks.owners[index] == blocks.owners[last] and blocks.breaks[index] == 1


def _container(blocks: Blocks, kept: Sequence[int]) -> int:
    """The innermost element around four fifths of the body: kinds are not read from it or above it, but a list or table
    that is nearly the whole text is still one.
    """
    node = blocks.owners[kept[len(kept) // 2]]
    need = len(kept) * 0.8
    while node > 0:
        inside = sum(blocks.firsts[node] <= index < blocks.lasts[node] for index in kept)
        if inside >= need and inside > 1:
            break
        node = blocks.parents[node]
    while node > 0 and blocks.node_tags[node] in _PARTS:
        node = blocks.parents[node]
    return node


def _kind(blocks: Blocks, index: int, container: int, entries: frozenset[int]) -> tuple[BlockKind, int]:
    owner = blocks.owners[index]
    found: tuple[BlockKind, int] = ("paragraph", owner)
    node = owner
    for _ in range(_REACH):
        if node in entries:
            return "live_entry", node
        if node <= container:
            break
        if kind := _kind_of_node(blocks, node, owner):
            found = _outer(found, kind, node)
        node = blocks.parents[node]
    return found


def _outer(found: tuple[BlockKind, int], kind: BlockKind, node: int) -> tuple[BlockKind, int]:
    """An outer element's kind replaces an inner one's where it decides for all inside it: a list in a fact box is part
    of the box, a list in a quote stays a list.
    """
    decides = kind in _WHOLE or found[0] == "paragraph" or (found[0] == kind == "list")
    return (kind, node) if decides else found


def _kind_of_node(blocks: Blocks, node: int, owner: int) -> BlockKind | None:
    tag, bits, names = blocks.node_tags[node], blocks.own_bits[node], blocks.node_classes[node]
    if tag in HEADINGS:
        return "heading"
    if bits & _PULL and _PULL_QUOTE.search(names):
        return "pull_quote"
    if tag == "blockquote" or tag == "div":
        if any(name in names for name in _EMBEDS):
            return "embed"
        if tag == "blockquote":
            return "pull_quote" if bits & _PULL and "pull" in names.lower() else "quote"
    if tag in _LISTS:
        return "list"
    if tag == "table":
        return "table"
    if tag == "pre":
        return "code"
    if tag in ("figure", "figcaption"):
        return "figure"
    if tag == "dt":
        return "question" if blocks.texts[blocks.firsts[node]].endswith(("?", "？", "؟")) else None
    if tag == "aside":
        return "pull_quote" if "pull" in names.lower() else "fact_box"
    if bits & _CORRECTION and "correction" in names.lower():
        return "correction"
    if bits & _BOX and any(word in names.lower() for word in ("factbox", "infobox", "fact-box", "info-box")):
        return "fact_box"
    return None


def _checked(blocks: Blocks, piece: Piece) -> list[Piece]:
    """Lists and tables that only lay out paragraphs are paragraphs."""
    if piece.kind == "list":
        items = {_item(blocks, index, piece.node) for index in piece.indexes}
        words = sum(blocks.texts[index].count(" ") + 1 for index in piece.indexes)
        prose = words > _PROSE_ITEM * len(items) or len(piece.indexes) >= 2 * len(items)
    elif piece.kind == "table":
        rows = {blocks.owners[index] for index in piece.indexes}
        prose = not all(blocks.node_tags[row] in ("tr", "caption") for row in rows)
        prose = prose or len(piece.indexes) < 2 or len(piece.indexes) >= 2 * len(rows)
        prose = prose or all(len(blocks.nodes[row]) < 2 for row in rows)
    else:
        prose = False
    if not prose:
        return [piece]
    return [Piece("paragraph", blocks.owners[index], (index,)) for index in piece.indexes]


def _item(blocks: Blocks, index: int, around: int) -> int:
    """The <li> of a block: the one nearest to the text."""
    for node in blocks.ancestors(index):
        if blocks.node_tags[node] == "li" or node == around:
            return node
    return around


def items(blocks: Blocks, piece: Piece) -> tuple[str, ...]:
    """A list's entries, one text each."""
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for index in piece.indexes:
        texts[_item(blocks, index, piece.node)].append(blocks.texts[index])
    return tuple(" ".join(parts) for parts in texts.values())


def _calls_itself_live(blocks: Blocks, kept: Sequence[int]) -> bool:
    some = kept[:: max(1, len(kept) // 8)]
    if any(blocks.path_bits[blocks.owners[index]] & _LIVE for index in some):
        return True
    return any(_TICKER.search(blocks.node_classes[node]) for node in {n for i in some for n in blocks.ancestors(i)})


def _live_entries(blocks: Blocks, kept: Sequence[int]) -> frozenset[int]:
    """Elements that are entries of a live blog: at least three equal siblings with text, most of them with a time."""
    groups: defaultdict[tuple[int, str, str], set[int]] = defaultdict(set)
    for index in kept:
        for node in blocks.ancestors(index):
            if blocks.node_tags[node] in ("div", "article", "section", "li"):
                groups[blocks.parents[node], blocks.node_tags[node], blocks.node_classes[node]].add(node)
    timed = [nodes for nodes in groups.values() if len(nodes) >= 3 and _share_timed(blocks, nodes) >= _TIMED]
    best = max(map(len, timed), default=0)
    return next((frozenset(nodes) for nodes in timed if len(nodes) == best), frozenset())


def _share_timed(blocks: Blocks, nodes: set[int]) -> float:
    return sum(
        next(blocks.nodes[node].iter("time"), None) is not None or bool(clock(blocks, node)) for node in nodes
    ) / len(nodes)


def clock(blocks: Blocks, entry: int) -> str | None:
    """The time of day that a live-blog entry prints in its first short lines: "18:42", "18.42 Uhr", "6:42 p.m."."""
    lines = blocks.texts[blocks.firsts[entry] : min(blocks.firsts[entry] + 2, blocks.lasts[entry])]
    return next((line for line in lines if len(line) <= _CLOCK_LENGTH and _CLOCK.match(line)), None)


def _bold_questions(blocks: Blocks, kept: Sequence[int]) -> frozenset[int]:
    """Paragraphs in bold that ask something: three of them make an interview."""
    asked = [
        index
        for index in kept
        if blocks.strong_sizes[index] >= 0.9 * len(blocks.texts[index]) and blocks.texts[index][-1] in "?？؟"
    ]
    return frozenset(asked) if len(asked) >= 3 else frozenset()
