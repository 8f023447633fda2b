"""The record: lossless to plain data and back, and plain words for data that is no record."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.errors import RecordError
from newscrawl.record.article import Article
from newscrawl.record.model import Author, Block, DateNote, FieldNote, Image, Meta, Quality

LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(-(10**6), 10**6),
    float: st.floats(0, 1),
    bool: st.booleans(),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of an annotated type; every field of a dataclass is drawn, also those with defaults."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint in LEAVES:
        return LEAVES[hint]
    if is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return st.builds(hint, **{field.name: values(hints[field.name]) for field in fields(hint)})
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is Mapping or origin is typing.get_origin(Mapping[str, int]):
        return st.dictionaries(LEAVES[str], values(args[1]), max_size=2)
    return st.none() | st.one_of([values(arg) for arg in args if arg is not type(None)])


articles = values(Article)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(articles)
def test_any_article_comes_back_equal_from_its_dict_and_from_json(article: Article) -> None:
    plain = article.to_dict()
    assert Article.from_dict(plain) == article
    assert Article.from_dict(json.loads(json.dumps(plain))) == article


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(articles)
def test_a_dict_has_every_field_and_only_plain_data(article: Article) -> None:
    plain = article.to_dict()
    assert list(plain) == [field.name for field in fields(Article)]
    assert not [value for value in walk(plain) if value is not None and type(value) not in (str, int, float, bool)]


def walk(value: Any) -> list[Any]:
    """Every scalar inside plain data."""
    if isinstance(value, dict):
        return [leaf for held in value.values() for leaf in walk(held)]
    if isinstance(value, list):
        return [leaf for held in value for leaf in walk(held)]
    return [value]


def test_missing_keys_take_their_defaults() -> None:
    assert Article.from_dict({}) == Article()
    assert Article.from_dict({"headline": "Harbour reopens", "meta": {"status": 200}}) == Article(
        headline="Harbour reopens", meta=Meta(status=200)
    )


def test_an_article_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Article().headline = "other"  # type: ignore[misc]


def test_nested_records_are_built_as_their_types() -> None:
    article = Article.from_dict({
        "authors": [{"name": "Ada Quill"}], "blocks": [{"kind": "table", "text": "a b", "rows": [["a", "b"]]}],
        "main_image": {"url": "https://news.example/a.jpg", "width": 1200},
        "meta": {"dates": {"date_published": {"raw": "today", "precision": "day", "zone": "unknown"}},
                 "fields": {"headline": {"signal": "dom:h1", "confidence": 1}}, "quality": {"warnings": ["short"]}},
    })  # fmt: skip
    assert article.authors == (Author(name="Ada Quill", type="Person"),)
    assert article.blocks == (Block(kind="table", text="a b", rows=(("a", "b"),)),)
    assert article.main_image == Image(url="https://news.example/a.jpg", width=1200)
    assert article.meta.dates["date_published"] == DateNote(raw="today", precision="day", zone="unknown")
    assert article.meta.fields["headline"] == FieldNote(signal="dom:h1", confidence=1)
    assert article.meta.quality == Quality(warnings=("short",))


@pytest.mark.parametrize(
    ("record", "named"),
    [
        ({"headlien": "x"}, "article.headlien: unknown key"),
        ({"meta": {"statsu": 200}}, "article.meta.statsu: unknown key"),
        ({"authors": [{"name": "Ada"}, {"nam": "Bo"}]}, "article.authors[1].nam: unknown key"),
        ({"headline": 5}, "article.headline: int where str belongs"),
        ({"word_count": "5"}, "article.word_count: str where int belongs"),
        ({"word_count": True}, "article.word_count: bool where int belongs"),
        ({"keywords": "a, b"}, "article.keywords"),
        ({"authors": [{"name": "Ada", "type": "Robot"}]}, "article.authors[0].type: 'Robot' is not one of"),
        ({"blocks": [{"text": "no kind"}]}, "article.blocks[0]"),
        ({"meta": {"dates": {"date_published": "2024"}}}, "article.meta.dates.date_published"),
    ],
)
def test_wrong_data_is_named_by_its_place(record: dict[str, Any], named: str) -> None:
    with pytest.raises(RecordError) as error:
        Article.from_dict(record)
    assert named in str(error.value)
