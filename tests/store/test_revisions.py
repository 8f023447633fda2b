from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.record.article import Article
from newscrawl.record.model import Access, Author, Block, Image, Link, Meta
from newscrawl.store.revisions import compare, word_runs

BODY = (
    "Mayor Anna Berg said on Monday that 12 people were hurt when the ferry hit the pier in heavy fog.\n\n"
    "The captain, a man of long experience, was taken to hospital and has not spoken yet.\n\n"
    "Police closed the harbour until noon; trains carried the passengers to the other side of the bay."
)
STORY = Article(
    url="https://news.example/a", headline="Ferry hits pier in fog", article_body=BODY,
    authors=(Author(name="Jo Roe"),),
    blocks=tuple(Block(kind="paragraph", text=text) for text in BODY.split("\n\n")), access=Access(observed="full"),
    meta=Meta(content_hash="1"),
)  # fmt: skip


def edited(**fields: object) -> Article:
    return replace(STORY, meta=Meta(content_hash="2"), **fields)  # type: ignore[arg-type]


def body(old: str, new: str) -> Article:
    assert old in BODY
    return edited(article_body=BODY.replace(old, new))


CORRECTED = edited(
    article_body=f"{BODY}\n\nCorrection: an earlier version named the wrong pier.",
    blocks=(*STORY.blocks, Block(kind="correction", text="Correction: an earlier version named the wrong pier.")),
)


@pytest.mark.parametrize(
    ("after", "classes"),
    [
        (body("harbour", "harbuor"), ("typo",)),
        (body("12 people", "14 people"), ("number changed",)),
        (body("Anna Berg", "Eva Lindqvist"), ("name changed",)),
        (body("taken to hospital", "flown home at once"), ("rewritten",)),
        (edited(headline="Ferry hits pier, 12 hurt"), ("headline changed",)),
        (CORRECTED, ("correction added", "extended")),
        (edited(article_body=f"{BODY}\n\nThe pier will stay closed for a week."), ("extended",)),
        (edited(article_body=BODY.replace(BODY.split("\n\n")[1], "")), ("shortened",)),
        (edited(article_body="This article was removed."), ("deleted",)),
        (edited(article_body=None, blocks=()), ("deleted",)),
        (edited(article_body=BODY[:98], access=Access(observed="teaser")), ("paywalled",)),
        (edited(authors=(Author(name="Jo Roe"), Author(name="Al Poe"))), ("byline changed",)),
        (edited(abstract="Twelve were hurt."), ("summary changed",)),
        (replace(body("12 people", "14 people"), headline="Fourteen hurt"), ("headline changed", "number changed")),
    ],
)  # fmt: skip
def test_an_edit_has_its_class(after: Article, classes: tuple[str, ...]) -> None:
    edit = compare(STORY, after)
    assert edit is not None
    assert edit.classes == classes


@pytest.mark.parametrize(
    "after",
    [
        edited(),
        edited(article_body=BODY.replace(";", ",").replace("\n\n", "\n\n ").upper()),
        edited(headline="Ferry hits pier in fog!"),
        edited(authors=(Author(name="JO ROE", url="https://news.example/jo"),)),
        edited(date_modified="2026-11-24", date_published="2026-11-23", keywords=("fog",), breadcrumbs=("Home",)),
        edited(images=(Image(url="https://news.example/p.jpg"),), links=(Link(url="https://news.example/b"),)),
        edited(access=Access(stated="free", observed="full")),
        replace(body("12", "14"), meta=Meta(content_hash="1")),  # the same bytes, read by another version of us
    ],
)
def test_what_no_editor_wrote_is_no_edit(after: Article) -> None:
    assert compare(STORY, after) is None


def test_the_changes_say_from_what_to_what() -> None:
    edit = compare(STORY, replace(body("12 people", "14 people"), headline="Fog"))
    assert edit is not None
    assert edit.changes == {"headline": ["Ferry hits pier in fog", "Fog"], "article_body": [["12", "14"]]}


def test_a_sign_that_changes_a_number_counts() -> None:
    assert word_runs("It cost $5 more", "It cost €5 more") == [["$", "€"]]


def test_a_new_sentence_is_one_run() -> None:
    assert word_runs("One two. Five six.", "One two. Three four. Five six.") == [["", "Three four"]]


def test_a_long_text_that_was_rewritten_is_compared_in_no_time() -> None:
    old, new = (" ".join(f"{kind}{n % 700}" for n in range(20_000)) for kind in ("old", "new"))
    assert word_runs(f"{old}\n\nKept.", f"{new}\n\nKept.") == [[old, new]]


WORD = st.text("abcdefghijk", min_size=1, max_size=6)


@given(st.lists(WORD, max_size=40), st.lists(WORD, max_size=40))
def test_runs_turn_one_text_into_the_other(before: list[str], after: list[str]) -> None:
    runs = word_runs(" ".join(before), " ".join(after))
    kept = len(before) - sum(len(old.split()) for old, _ in runs)
    assert kept == len(after) - sum(len(new.split()) for _, new in runs)
    assert (runs == []) == (before == after)


def test_one_changed_word_is_always_found_and_chrome_never_counts() -> None:
    chance = random.Random(7)
    for _ in range(200):
        words = BODY.split(" ")
        at = chance.randrange(len(words))
        words[at] = "zebra"
        assert compare(STORY, edited(article_body=" ".join(words))) is not None
        chrome = edited(date_modified=f"2026-11-{chance.randrange(10, 30)}", keywords=(str(chance.random()),))
        assert compare(STORY, chrome) is None
