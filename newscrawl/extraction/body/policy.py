"""Which kinds of blocks make `article_body`. This table is the policy; `include` widens it.

Annotators of the four news corpora disagree on embeds (91, 26, 10 and 1 % keep them), tables (99, -, 31, 19), fact boxes
(81, 20, 17, 14) and lists (90, 95, 82, 25). The rule behind the table: what the reporter wrote for this article, in the
order in which it is read, once. Captions describe a picture and go to `images`; a post quoted by embedding is somebody
else's page and keeps its address; a pull quote repeats a sentence of the text.
"""

from __future__ import annotations

from collections.abc import Collection

from newscrawl.article import BlockKind

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
    "fact_box": True,
    "pull_quote": False,
    "figure": False,
    "embed": False,
}

INCLUDE: dict[str, BlockKind] = {"pull_quotes": "pull_quote", "figures": "figure", "embeds": "embed"}
"""The words that `include` knows, with the kind each one adds to the body."""


def body_kinds(include: Collection[str] = ()) -> frozenset[BlockKind]:
    """The kinds that make the body. ValueError names a word of `include` that is not known."""
    for word in include:
        if word not in INCLUDE:
            raise ValueError(f"include={word!r}: unknown; known are {', '.join(INCLUDE)}")
    return frozenset(kind for kind, inside in BODY.items() if inside) | {INCLUDE[word] for word in include}
