"""What is stored can be read again; what cannot is left out by name, and nothing else is."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from newscrawl.errors import RefusedValueError
from newscrawl.export.formats import FORMATS
from newscrawl.export.writing import write_records
from newscrawl.record.article import Article
from newscrawl.record.model import Image, Meta
from newscrawl.store import Store
from newscrawl.store.keys import identity_of
from newscrawl.store.records import checked_json, from_json
from tests.store.newsroom import HOUR, NOW, article, output_of_all, page, publish, taken

HOME = "https://news.example/"
DAMAGES = {
    "a number that came back as another type": lambda text: text.replace('"word_count":null', '"word_count":1e30'),
    "cut": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "not JSON": lambda text: "<html>",
    "another type": lambda text: "[1, 2, 3]",
    "an unknown key": lambda text: text.replace('"headline"', '"heading"'),
    "nested without end": lambda text: "[" * 100_000,
    "a number of JSON that is none": lambda text: text.replace('"word_count":null', '"word_count":NaN'),
    "another type deep inside": lambda text: text.replace('"status":null', '"status":{"a":1}'),
    "a lone surrogate as an escape": lambda text: text.replace('"headline":"', '"headline":"\\ud800'),
}


class Newest(NamedTuple):
    sequence: int
    record: str


def damaged(store: Store, url: str, damage: Any) -> None:
    newest = store._database.row(
        Newest,
        "SELECT sequence, record FROM revisions r JOIN addresses a ON a.article = r.article WHERE a.identity = ? "
        "ORDER BY sequence DESC LIMIT 1",
        (identity_of(url),),
    )
    assert newest is not None
    damaged_text = damage(newest.record)
    assert damaged_text != newest.record
    store._database.write("UPDATE revisions SET record = ? WHERE sequence = ?", (damaged_text, newest.sequence))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_record_that_cannot_be_read_is_left_out_by_name(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    for number in range(3):
        publish(store, article(f"{HOME}{number}", number=number), at=NOW)
    damaged(store, f"{HOME}1", DAMAGES[damage])
    rest = [f"{HOME}0", f"{HOME}2"]
    with caplog.at_level(logging.WARNING):
        assert [record.article.url for record in store.articles.since(0)] == rest
        assert [record.article.url for record in store.articles.as_of(NOW + HOUR)] == rest
        for name, form in FORMATS.items():
            target = tmp_path / f"all{form.suffixes[0]}"
            assert write_records(store.articles.as_of(NOW + HOUR), target, name) == 2
            output = output_of_all(tmp_path / f"crawl{form.suffixes[0]}", store)
            output.catch_up(now=NOW)
            output.finish(now=NOW)
            assert target.stat().st_size == output.path.stat().st_size > 0 or name in ("jsonl.gz", "parquet")
            output_of_all(tmp_path / f"crawl{form.suffixes[0]}", store).finish(now=NOW)  # and the next run
    assert store.articles.history(f"{HOME}1") == []
    assert store.overview(now=NOW).newest is not None
    (message,) = caplog.messages
    assert message.startswith(f"{store.name}: record 2 ")
    assert "cannot be read and is left out" in message
    assert len(message) < 1000


def test_the_article_of_a_record_that_cannot_be_read_goes_on(store: Store) -> None:
    first = publish(store, article(f"{HOME}a"))
    damaged(store, f"{HOME}a", DAMAGES["cut"])
    assert store.overview(now=NOW).newest is None
    again = publish(store, article(f"{HOME}a"), at=NOW + HOUR)
    assert (again.verdict, again.article.meta.revision) == ("revised", 2)
    assert again.article.identifier == first.article.identifier
    assert [one.number for one in store.articles.history(f"{HOME}a")] == [2]
    assert publish(store, article(f"{HOME}a"), at=NOW + 2 * HOUR).verdict == "same"
    copy = replace(article(f"{HOME}copy", number=7), canonical_url=f"{HOME}a")
    damaged(store, f"{HOME}a", DAMAGES["cut"])
    assert publish(store, copy, at=NOW + 3 * HOUR).verdict == "new"


@pytest.mark.parametrize(
    "fields",
    [
        {"word_count": 10**30},
        {"word_count": -(2**63) - 1},
        {"images": (Image(url="https://x.example/a.jpg", width=10**400),)},
        {"headline": b"bytes"},
        {"headline": 7},
        {"keywords": ("a", None)},
        {"meta": Meta(status="200")},
        {"in_language": ["en"]},
        {"article_body": float("inf")},
        {"genre": True},
    ],
)
def test_a_record_that_could_not_be_read_again_is_not_stored(store: Store, fields: dict[str, Any]) -> None:
    odd = replace(article(f"{HOME}odd"), **fields)
    asked = taken(store, f"{HOME}odd")
    with pytest.raises((RefusedValueError, TypeError, AttributeError)):
        store.finish_page(page(asked, odd))
    assert store.frontier.counts() == {"in_flight": 1}
    assert store.articles.count() == store.articles.last_sequence() == 0
    assert publish(store, article(f"{HOME}b")).verdict == "new"


@pytest.mark.parametrize(
    "text", ["\ud800", "a\udfffb", "\x00", "\U0010ffff", "\ufffe", "\u2028", "<" * 100_000, "\x1b[31m", "\ud83d\ude00"]
)
def test_any_text_is_stored_so_that_it_can_be_read_again(store: Store, text: str) -> None:
    odd = replace(article(f"{HOME}odd"), headline=f"A {text} headline", description=text, keywords=(text,))
    assert publish(store, odd).verdict == "new"
    edited = replace(odd, headline=f"Another {text} headline", article_body=f"{odd.article_body} {text} more words")
    assert publish(store, edited, at=NOW + HOUR).verdict == "revised"
    assert len(store.articles.history(f"{HOME}odd")) == 2
    assert len(list(store.articles.since(0))) == 2


def test_numbers_at_the_edge_are_read_again_as_they_are() -> None:
    for number in (0, -1, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), 2**64 - 1):
        assert from_json(checked_json(Article(word_count=number))).word_count == number
    assert json.loads(checked_json(Article())) == Article().to_dict()


def test_links_that_cross_give_each_page_its_article(store: Store) -> None:
    """A names C, D names B, B names C: none of the names is B's to have. And every other such knot of four."""
    pages = "abcd"
    for number, first in enumerate(pages):
        for turn in range(1, 4):
            canonical = {one: pages[(pages.index(one) + turn) % 4] for one in pages}
            order = pages[number:] + pages[:number]
            base = f"https://site{number}{turn}.example/"
            for at, one in enumerate(order):
                named = f"{base}{canonical[one]}/x"
                record = article(f"{base}{one}/x", number=ord(one), canonical_url=named, headline=f"{one} {first}",
                                 article_body=" ".join(f"{one}{word}" for word in range(80)))  # fmt: skip
                assert publish(store, record, at=NOW + at * HOUR).verdict == "new"
    base = "https://news.example/"
    for one, other in (("a", "c"), ("d", "b"), ("b", "c"), ("c", "a")):
        body = " ".join(f"{one}{word}" for word in range(80))
        record = article(f"{base}{one}", headline=one, article_body=body, canonical_url=f"{base}{other}")
        assert publish(store, record).verdict == "new"
    identifiers = [record.article.identifier for record in store.articles.since(0)]
    assert len(identifiers) == len(set(identifiers)) == store.articles.count()
