"""The names of the columns that the nets see: as many as there are, in the order of the numbers, and of the weights."""

from __future__ import annotations

import numpy as np
import pytest

from newscrawl.extraction.body import scoring
from newscrawl.extraction.body.class_words import MEANINGS, meaning_names
from newscrawl.extraction.body.columns import COLUMNS, name_columns
from newscrawl.extraction.explanation import BlockFeatures, explain_features
from tests.extraction.pages import HEADLINE, PARAGRAPHS, page

TOP = f"<h1>{HEADLINE}</h1><p class=byline>By Jane Doe</p><p><b>7 things?</b><br><br>“quoted</p><img src=/a.jpg>"


@pytest.fixture(scope="module")
def blocks() -> dict[str, BlockFeatures]:
    html = page("<meta property='og:title' content='" + HEADLINE + "'>", TOP, "<p><a href=/x>READ ON:</a></p>")
    return {block.text: block for block in explain_features(html)}


def numbers(blocks: dict[str, BlockFeatures], text: str) -> dict[str, float]:
    return {name: value for name, value in blocks[text].numbers.items() if value}


def test_every_column_has_a_name_of_its_own() -> None:
    assert len(COLUMNS) == len(set(COLUMNS)) == 138
    assert len(name_columns()) == len(set(name_columns()))
    assert len(meaning_names()) == MEANINGS


def test_the_shipped_weights_were_trained_on_these_columns() -> None:
    with np.load(scoring.WEIGHTS) as table:
        assert tuple(table["columns"].tolist()) == COLUMNS
        assert len(table["first_mean"]) == len(COLUMNS) + len(name_columns())


def test_weights_of_other_columns_are_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    with np.load(scoring.WEIGHTS) as table:
        other = dict(table) | {"columns": np.array([*COLUMNS[1:], COLUMNS[0]])}
    np.savez(tmp_path / "weights.npz", **other)
    monkeypatch.setattr(scoring, "WEIGHTS", tmp_path / "weights.npz")
    with pytest.raises(ValueError, match=r"weights\.npz was trained on other columns"):
        scoring.nets.__wrapped__()


def test_the_names_say_what_the_numbers_are(blocks: dict[str, BlockFeatures]) -> None:
    question, quote, link = (numbers(blocks, text) for text in ("7 things?", "“quoted", "READ ON:"))
    assert question["bold_share"] == question["mostly_bold"] == 1
    assert {"starts_with_digit", "ends_in_question", "ends_sentence", "starts_element"} <= question.keys()
    assert {"after_empty_line", "opens_with_quote"} <= quote.keys()
    assert "starts_element" not in quote
    assert {"all_capitals", "ends_in_colon", "mostly_links"} <= link.keys()
    assert link["link_share"] == 1
    assert quote["words_log"] == pytest.approx(np.log(2), abs=1e-3)


def test_hints_and_places_are_named(blocks: dict[str, BlockFeatures]) -> None:
    title, byline = numbers(blocks, HEADLINE), numbers(blocks, "By Jane Doe")
    first, last = (numbers(blocks, text) for text in (PARAGRAPHS[0], PARAGRAPHS[-1]))
    assert {"is_title", "is_headline", "page_has_headline"} <= title.keys()
    assert {"right_below_headline", "below_headline", "under_25_characters"} <= byline.keys()
    assert "prose_before_log" not in first
    assert first["prose_behind_log"] > 4
    assert last["prose_before_share"] > 0.5
    assert last["position"] > first["position"]


def test_neighbours_and_sums_are_named(blocks: dict[str, BlockFeatures]) -> None:
    title, byline, second = (numbers(blocks, text) for text in (HEADLINE, "By Jane Doe", PARAGRAPHS[1]))
    assert byline["before_1.is_heading"] == byline["before_1.is_title"] == 1
    assert title["behind_1.is_paragraph"] == title["behind_2.is_paragraph"] == 1
    assert second["before_1.same_siblings"] == second["behind_1.same_siblings"] == 1
    assert second["parent.blocks_log"] == pytest.approx(np.log1p(len(PARAGRAPHS)), abs=1e-3)
    assert second["parent.paragraph_share"] == second["siblings.closed_share"] == 1
    assert second["before_5.prose_log"] > 0
    assert second["behind_5.prose_log"] > 0
    assert numbers(blocks, "“quoted")["pictures_behind"] == 1


def test_tags_and_class_names_are_named(blocks: dict[str, BlockFeatures]) -> None:
    assert {"tag=p", "parent_tag=article", "inside=main", "element_named=author"} <= set(blocks["By Jane Doe"].names)
    assert "parent_named=stories" not in blocks[PARAGRAPHS[0]].names
    assert "parent_named=story" in blocks[PARAGRAPHS[0]].names


def test_a_page_without_blocks_has_no_features() -> None:
    assert list(explain_features(b"")) == []
