"""From scores to a choice, with a reason for every block that is left out."""

from __future__ import annotations

import numpy as np

from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.score import Scores
from newscrawl.extraction.body.select import choose
from newscrawl.extraction.body.witness import read_witness
from newscrawl.extraction.document import Document
from newscrawl.lang import load

LONG = "The council of Harbour Town voted on Tuesday to rebuild the old bridge over the river"


def reasons(page: str, *scores: float) -> list[str | None]:
    document = Document.parse(f'<meta property="og:title" content="Bridge rebuilt">{page}', None, {})
    blocks = read_blocks(document)
    words = np.array([len(text.split()) for text in blocks.texts], np.float32)
    chances = np.array(scores or [0.9] * len(blocks), np.float32)
    return choose(blocks, Scores(chances, words, len(words)), read_witness(document, blocks), load("en")).reasons


def test_blocks_above_the_threshold_are_kept() -> None:
    assert reasons(f"<p>{LONG}</p><p>{LONG} again</p>", 0.9, 0.4) == [None, "score"]


def test_where_nothing_reaches_the_threshold_the_best_are_kept() -> None:
    assert reasons(f"<p>{LONG}</p><p>{LONG} again</p>", 0.3, 0.1) == [None, "score"]


def test_the_headline_is_dropped_at_the_start_only() -> None:
    assert reasons(f"<h1>Some head</h1><p>Bridge rebuilt</p><p>{LONG}</p><p>Bridge rebuilt</p>") == [
        "rule:above headline", "rule:headline", None, None,
    ]  # fmt: skip


def test_long_texts_stand_once_short_ones_may_return() -> None:
    assert reasons(f"<p>{LONG}</p><p>Why?</p><p>{LONG}</p><p>Why?</p>") == [None, None, "rule:double", None]


def test_polls_between_paragraphs_are_dropped_and_an_article_about_voting_is_not() -> None:
    poll = '<div class="poll-widget"><p>Do you agree?</p></div>'
    assert reasons(f"<p>{LONG}</p>{poll}<p>{LONG} again</p>") == [None, "rule:poll", None]
    assert reasons(f'<div class="vote"><p>{LONG}</p><p>{LONG} again</p></div>') == [None, None]


def test_headings_with_nothing_below_are_dropped() -> None:
    assert reasons(f"<h2>First</h2><p>{LONG}</p><h2>Second</h2><h3>Then</h3>") == [
        None, None, "rule:bare heading", "rule:bare heading",
    ]  # fmt: skip


def test_known_lines_are_dropped_whatever_their_score() -> None:
    assert reasons(f"<p>{LONG}</p><p>Leave a Comment</p>", 0.9, 0.999) == [None, "phrase:comments"]


def test_known_starts_are_dropped_unless_the_nets_are_sure() -> None:
    line = "Read more: a long story about the bridge and the river and the town"
    assert reasons(f"<p>{LONG}</p><p>{line}</p>", 0.9, 0.9)[1] == "phrase:related"
    assert reasons(f"<p>{LONG}</p><p>{line}</p>", 0.9, 0.99)[1] is None
