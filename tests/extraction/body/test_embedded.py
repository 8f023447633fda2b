"""What scripts and heads declare, and how it is read without trust."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from newscrawl.extraction.body.embedded import paragraphs, read_state, read_unshown
from newscrawl.extraction.body.hints import PageHints, read_hints
from newscrawl.html.document import Document
from newscrawl.text import fold_words

PROSE = "The council of Harbour Town voted on Tuesday to rebuild the old bridge over the river."


def document(page: str) -> Document:
    return Document.parse(page, "https://news.example/a", {})


def hints_of(page: str) -> PageHints:
    parsed = document(page)
    return read_hints(parsed)


def linked(**data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **data})}</script>'


def test_titles_and_descriptions_of_the_head_are_folded() -> None:
    said = hints_of('<title>Bridge, rebuilt! - Times</title><meta property="og:title" content="Bridge, rebuilt!">'
                   '<meta name="description" content="A “vote”.">')  # fmt: skip
    assert said.titles == {"bridge rebuilt"}
    assert said.page_title == "bridge rebuilt times"
    assert said.descriptions == {"a vote"}


def test_linked_data_gives_body_size_and_lock() -> None:
    said = hints_of(linked(articleBody='One "two"\nthree.', wordCount="300", isAccessibleForFree="False"))
    assert (said.declared, said.word_count, said.locked) == ("one two three", 300, True)
    assert said.kinds == {"NewsArticle"}


def test_a_declared_text_of_a_megabyte_takes_little_memory() -> None:
    page = document(linked(articleBody='A "text" of the day. ' * 50_000))
    page.meta  # noqa: B018 - read before, as on every page
    tracemalloc.start()
    try:
        read_hints(page)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30 * len(page.html)


@pytest.mark.parametrize("script", ['{"articleBody": "broken', '{"articleBody": 3}', '{"articleBody": "\\ud800"}', ""])
def test_broken_linked_data_gives_no_hint(script: str) -> None:
    assert hints_of(f'<script type="application/ld+json">{script}</script>').word_count == 0


def test_markup_in_a_declared_text_makes_paragraphs() -> None:
    assert paragraphs("<p>One &amp; two.</p><p>Three<br>four.</p><ul><li>five</li></ul>") == [
        "One & two.", "Three four.", "five",
    ]  # fmt: skip


def test_markup_inside_a_sentence_leaves_no_gaps() -> None:
    assert paragraphs("<p>The <a href='/b'>bridge</a>, a <em>steel</em><strong>work</strong>.</p>") == [
        "The bridge, a steelwork."
    ]


def test_lines_of_a_plain_declared_text_are_paragraphs() -> None:
    assert paragraphs("One.\n\n Two.\n") == ["One.", "Two."]


@pytest.mark.parametrize("frame", ["{}", "window.__STATE__ = {};", "var page={}; other();"])
def test_the_state_with_most_prose_is_the_article(frame: str) -> None:
    story = [{"kind": "p", "html": f"<p>{PROSE} {n}</p>"} for n in range(8)]
    state = json.dumps({"menu": [{"html": "Home"}], "teaser": {"text": PROSE}, "body": {"story": story}})
    found = read_state(document(f"<script>{frame.replace('{}', state)}</script>"))
    assert found == [f"{PROSE} {n}" for n in range(8)]


def test_short_lines_of_a_state_stay_in_their_text() -> None:
    story = [f"{PROSE} 1", "The old bridge", *(f"{PROSE} {n}" for n in range(2, 8)), "Never."]
    texts = [{"text": text} for text in [*story[:3], "img-4711", *story[3:]]]
    state = json.dumps({"story": texts, "menu": [{"label": "All news"}]})
    assert read_state(document(f"<script>{state}</script>")) == story


def test_two_states_with_the_same_article_give_it_once() -> None:
    state = json.dumps({"body": [{"text": f"{PROSE} {n}"} for n in range(8)]})
    found = read_state(document(f"<script>var a={state};</script><script>var b={state};</script>"))
    assert found == [f"{PROSE} {n}" for n in range(8)]


@pytest.mark.parametrize("tag", ["noscript", "template shadowrootmode='open'"])
def test_what_readers_without_scripts_see_is_read(tag: str) -> None:
    story = "".join(f"<p>{PROSE} {n}</p>" for n in range(4))
    hidden = f"<{tag}><style>p {{}}</style>{story}</{tag.split()[0]}>"
    page = document(f"<body><div id=root></div>{hidden}<noscript>Please enable JavaScript.</noscript></body>")
    assert read_unshown(page) == [f"{PROSE} {n}" for n in range(4)]


def test_a_call_to_enable_scripts_is_no_article() -> None:
    assert read_unshown(document("<noscript><p>Please enable JavaScript.</p></noscript>")) == []


@pytest.mark.parametrize("script", ["let a = 1;" * 200, "{" * 5000, "[" * 5000, '{"a": "' + "x" * 5000])
def test_programs_and_broken_states_hold_no_article(script: str) -> None:
    assert read_state(document(f"<script>{script}</script>")) == []


def test_folded_texts_compare_by_their_words() -> None:
    assert fold_words("“Bridge”: RE-built?") == fold_words("bridge re built")
