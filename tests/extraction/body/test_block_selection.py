"""From scores to a selection, with a reason for every block that is left out."""

from __future__ import annotations

import numpy as np
import pytest

from newscrawl.extraction.body.block_selection import select_blocks
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.hints import read_hints
from newscrawl.extraction.body.scoring import Scores
from newscrawl.html.document import Document
from newscrawl.lang import load

LONG = "The council of Harbour Town voted on Tuesday to rebuild the old bridge over the river"


def reasons(page: str, *scores: float) -> list[str | None]:
    document = Document.parse(f'<meta property="og:title" content="Bridge rebuilt">{page}', None, {})
    blocks = read_blocks(document)
    words = np.array([len(text.split()) for text in blocks.texts], np.float32)
    chances = np.array(scores or [0.9] * len(blocks), np.float32)
    return select_blocks(blocks, Scores(chances, words, len(words)), read_hints(document), load("en")).reasons


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


def test_a_text_set_in_headings_is_no_bare_heading() -> None:
    page = f"<h4>{LONG}.</h4><h4>{LONG} again.</h4><h4>More bridges</h4>"
    assert reasons(page) == [None, None, "rule:bare heading"]


def test_lines_of_links_at_the_end_are_dropped_unless_all_are() -> None:
    link, text = "<p><a href=/>A map of the old dykes</a></p>", "".join(f"<p>{LONG} {n}</p>" for n in range(3))
    assert reasons(f"{text}{link}<p>{LONG}</p>{link}") == [*[None] * 5, "rule:link at the end"]
    assert reasons(link * 3) == [None] * 3


def test_hashtags_at_the_end_are_dropped_and_those_of_a_sentence_are_not() -> None:
    assert reasons(f"<p>{LONG}</p><p>#flood #brücke #東京</p>") == [None, "rule:tags"]
    assert reasons(f"<p>{LONG}</p><p>#flood is the word of the day</p>") == [None, None]


def test_links_of_a_list_at_the_end_stay() -> None:
    assert reasons(f"<p>{LONG}</p><ul><li><a href=/>A map</a></li></ul>") == [None, None]


@pytest.mark.parametrize("hidden", ["hidden", 'style="color:red;display: none"', 'style="visibility:hidden"'])
def test_hidden_lines_are_dropped_unless_the_article_is_hidden(hidden: str) -> None:
    text = "".join(f"<p>{LONG} {n}</p>" for n in range(3))
    assert reasons(f"{text}<p {hidden}>{LONG}</p>") == [None, None, None, "rule:hidden"]
    assert reasons(f"<div {hidden}>{text}</div>") == [None] * 3
    assert reasons(f'{text}<p hidden="until-found">{LONG}</p>') == [None] * 4


def test_what_shall_not_be_quoted_is_dropped() -> None:
    text = "".join(f"<p>{LONG} {n}</p>" for n in range(3))
    assert reasons(f"{text}<div data-nosnippet><p>Do you like bridges?</p></div>")[3] == "rule:no snippet"


def test_comments_are_dropped_and_an_article_called_a_comment_is_not() -> None:
    comments = "".join(f"<div class='c-comment'><p>{LONG}, {n}</p></div>" for n in range(3))
    assert reasons(f"<p>{LONG}</p>{comments}") == [None, *["rule:comments"] * 3]
    assert reasons(f"<div class=comment><p>{LONG}</p></div>") == [None]
    assert reasons(comments) == [None] * 3


def test_one_of_several_articles_is_kept() -> None:
    texts = [f"<p>{LONG}, in {year}</p><p>In {year} {LONG} and the work took three years</p>" for year in (1990, 2020)]
    page = "".join(
        f"<article><h1>{title}</h1>{text}</article>"
        for title, text in zip(("Bridge rebuilt", "Ferry"), texts, strict=True)
    )
    assert reasons(page) == ["rule:headline", None, None, *["rule:other article"] * 3]


def test_known_lines_are_dropped_whatever_their_score() -> None:
    assert reasons(f"<p>{LONG}</p><p>Leave a Comment</p>", 0.9, 0.999) == [None, "phrase:comments"]


def test_known_starts_are_dropped_unless_the_nets_are_sure() -> None:
    line = "Read more: a long story about the bridge and the river and the town"
    assert reasons(f"<p>{LONG}</p><p>{line}</p>", 0.9, 0.9)[1] == "phrase:related"
    assert reasons(f"<p>{LONG}</p><p>{line}</p>", 0.9, 0.99)[1] is None


def test_a_correction_beside_the_text_is_kept() -> None:
    note = "An earlier version of this article gave the wrong year for the bridge."
    box = f"<div class=article-correction><p>{note}</p></div>"
    assert reasons(f"<p>{LONG}</p>{box}", 0.9, 0.1) == [None, None]
    assert reasons(f"<p>{LONG}</p><p class=correction>Suggest a correction</p>", 0.9, 0.1) == [None, "score"]
    assert reasons(f"<p>{LONG}</p><p class=note>{note}</p>", 0.9, 0.1) == [None, "score"]
