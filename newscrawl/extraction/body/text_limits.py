"""Which kinds of blocks make `article_body`. This table is the policy; `include` widens it.

The rule behind the table: what the reporter wrote for this article, in the order in which it is read, once. Annotators
of the news corpora disagree on embedded posts (91, 26, 10 and 1 % keep them), tables (99, -, 31, 19), fact boxes (81,
20, 17, 14) and lists (90, 95, 82, 25). Where the rule leaves it open, the figures decided (body F1, cross-validated,
kind inside against outside): embedded posts that the nets keep + 0.10 on average, tables + 0.25, fact boxes and asides
- 0.10. Captions describe a picture and go to `images`; a pull quote repeats a sentence of the text.
A standfirst is body where the nets score it so, else, where it is named so or equals the page's description,
the record's `abstract`.
"""

from __future__ import annotations

from collections.abc import Collection

from newscrawl.record.model import BlockKind

BODY: dict[BlockKind, bool] = {
    "paragraph": True,
    "heading": True,
    "list": True,
    "quote": True,
    "code": True,
    "table": True,
    "live_entry": True,
    "question": True,
    "answer": True,
    "correction": True,
    "embed": True,
    "fact_box": False,
    "pull_quote": False,
    "figure": False,
}

INCLUDE: dict[str, BlockKind] = {
    "tables": "table", "embeds": "embed", "fact_boxes": "fact_box", "pull_quotes": "pull_quote", "figures": "figure",
}  # fmt: skip
"""The words that `include` knows: every block of that kind between the body's first and last block joins it."""


def added_kinds(include: Collection[str]) -> frozenset[BlockKind]:
    """The kinds that `include` asks for. ValueError names a word that is not known."""
    for word in include:
        if word not in INCLUDE:
            raise ValueError(f"include={word!r}: unknown; known are {', '.join(INCLUDE)}")
    return frozenset(INCLUDE[word] for word in include)


def body_kinds(include: Collection[str] = ()) -> frozenset[BlockKind]:
    """The kinds that make the body."""
    return frozenset(kind for kind, inside in BODY.items() if inside) | added_kinds(include)
