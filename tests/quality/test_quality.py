"""The gate: no figure of the corpus sinks below its floor. Without the corpus it says so, loudly."""

from __future__ import annotations

import random
import re
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

import newscrawl
from newscrawl import Article
from newscrawl.extraction.body.article_body import read_body
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.html.document import Document
from newscrawl.lang import load
from newscrawl.record.model import Author
from tests.extraction.body.visible import visible
from tests.quality import corpus, figures, floors


def need_corpus() -> None:
    if corpus.folder() is None:
        message = "QUALITY GATE NOT RUN: no corpus beside the repository (set NEWSCRAWL_SHARED to its folder)"
        warnings.warn(message, stacklevel=2)
        pytest.skip(message)


def test_no_figure_is_below_its_floor() -> None:
    need_corpus()
    record = floors.read()
    if record["corpus"] != corpus.digest():
        pytest.fail(
            "the corpus is another one than the floors were measured on: python -m tests.quality.floors --raise"
        )
    sunk = floors.below(floors.measure(), record["floors"])
    assert not sunk, "\n".join(sunk)


def test_the_floors_tell_what_was_cross_validated() -> None:
    record = floors.read()
    assert set(record["cross_validated"]) == set(corpus.SETS)
    for name in corpus.SETS:
        key = "snippet_f1" if name == "traf" else "f1"
        assert record["cross_validated"][name][key] <= record["floors"][name][key] + 1


def test_kept_and_dropped_are_the_visible_text_of_every_page() -> None:
    need_corpus()
    for page in (*corpus.pages("sh"), *corpus.pages("fundus")):
        document = Document.parse(corpus.html(page), page.url, {})
        blocks = read_blocks(document)
        body = read_body(document, blocks, load(page.lang or "en"))
        dropped = {removal.position: removal.text for removal in body.removals}
        kept = (blocks.texts[index] for index in body.kept)
        texts = [dropped[place] if place in dropped else next(kept) for place in range(len(dropped) + len(body.kept))]
        shown = "".join(texts).replace(" ", "")
        assert shown == visible(document.tree, shown), page.key


def test_no_damage_to_a_real_page_raises() -> None:
    need_corpus()
    rng = random.Random(7)
    for page in rng.sample([*corpus.pages("sh"), *corpus.pages("aet"), *corpus.pages("fundus")], 60):
        data = bytearray(page.html)
        for _ in range(200):
            data[rng.randrange(len(data))] = rng.randrange(256)
        start = rng.randrange(len(data))
        tags = re.findall(rb"<[^>]*>", page.html)
        for damaged in (
            bytes(data),
            page.html[:start],
            b"".join(rng.sample(tags, len(tags))),
            page.html.hex().encode(),
        ):
            assert isinstance(newscrawl.extract(damaged, page.url).blocks, tuple)


OLD: dict[str, Any] = {"corpus": "a", "floors": {"sh": {"f1": 96.0}}, "cross_validated": {}}


def test_a_floor_rises_without_a_word() -> None:
    assert floors.update(OLD, {"sh": {"f1": 96.5}}, "a", None)["floors"]["sh"]["f1"] == 96.5


def test_a_floor_sinks_only_with_a_reason() -> None:
    with pytest.raises(ValueError, match=r"sh f1: 95\.00, floor 96\.00"):
        floors.update(OLD, {"sh": {"f1": 95.0}}, "a", None)
    record = floors.update(OLD, {"sh": {"f1": 95.0}}, "a", "annotations were corrected")
    assert record["lowered"] == [{"reason": "annotations were corrected", "floors": ["sh f1: 95.00, floor 96.00"]}]


def test_a_figure_that_vanishes_is_below_its_floor() -> None:
    assert floors.below({}, OLD["floors"]) == ["sh f1: 0.00, floor 96.00"]


def test_another_corpus_sets_new_floors() -> None:
    assert floors.update(OLD, {"sh": {"f1": 95.0}}, "b", None)["corpus"] == "b"


def test_fields_are_counted_by_set_and_by_language() -> None:
    need_corpus()
    page = SimpleNamespace(title="Harbour reopens", authors=["Jane Doe", "John Roe"], date="2025-03-14", lang="de-AT")
    right = Article(headline="Harbour Reopens!", authors=(Author(name="Jane Doe"),), date_published="2025-03-14T11:20")
    wrong = Article(headline="Harbour", date_published="2025-03-15")
    found = figures.fields_of([("aet", page, right), ("aet", page, wrong)], least=2)
    assert found == {
        "title by set": {"aet": 50.0},
        "title by language": {"de": 50.0},
        "authors by set": {"aet": 40.0},  # one of two names, then none of two, nothing wrong: P 1, R 1/4
        "authors by language": {"de": 40.0},
        "date by set": {"aet": 50.0},
        "date by language": {"de": 50.0},
    }
    assert figures.fields_of([("aet", page, right)], least=2)["title by language"] == {}


def test_every_field_has_floors_by_set_and_by_language() -> None:
    floors_of = floors.read()["floors"]
    for field in ("title", "authors", "date"):
        assert {"aet", "fundus", "traf", "wcxb"} <= set(floors_of[f"{field} by set"])
        assert {"de", "en"} <= set(floors_of[f"{field} by language"])
