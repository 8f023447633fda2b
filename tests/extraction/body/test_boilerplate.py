"""Lines that are boilerplate by their words, and lines that only look so."""

from __future__ import annotations

import timeit

import pytest

from newscrawl.extraction.body.boilerplate import is_date, is_name, match, match_line
from newscrawl.lang import load
from newscrawl.text import fold_phrase

ENGLISH = load("en")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Photo of author", "author_box"),
        ("» LEAVE A COMMENT «", "comments"),
        ("(12 comments)", "comments"),
        ("By Jane Doe and John Roe", "byline"),
        ("By staff reporter", "byline"),
        ("By Jane Doe March 5, 2024", "byline"),
        ("Tuesday, March 5, 2024 at 10:30 am EST", "stamp"),
        ("2 hours ago", "stamp"),
        ("Read more: the bridge", "related"),
        ("RELATED Bridge falls", "related"),
        ("The post The ferry stays appeared first on The Lantern", "republished"),
        ("© 2024 The Lantern", "copyright"),
    ],
)
def test_line_has_its_kind(line: str, kind: str) -> None:
    assert match(line, ENGLISH) == kind


@pytest.mark.parametrize(
    "line",
    ["", " ", "—", "02-751-1500", "-30-", "10 p.m.", "1,914 people came.", "By any means necessary, he said.",
     "Related work was done.", "Read more books than your father did.", "x" * 10_000],
)  # fmt: skip
def test_text_is_no_boilerplate(line: str) -> None:
    assert match(line, ENGLISH) is None


def test_a_start_is_no_whole_line() -> None:
    assert match_line("Read more: the bridge", ENGLISH) is None
    assert match_line("Read more", ENGLISH) == "related"


@pytest.mark.parametrize(
    ("line", "code"),
    [("İLGİLİ HABERLER", "tr"), ("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "el"), ("PUBLICITE", "fr"), ("اقرأ أيضاً:", "ar"),
     ("بيشتر بخوانيد", "fa")],
)  # fmt: skip
def test_capitals_accents_and_letter_variants_are_the_same_words(line: str, code: str) -> None:
    assert match(line, load(code))


@pytest.mark.parametrize(
    ("text", "code"),
    [("5. März 2024, 10:30 Uhr", "de"), ("2024年3月5日 10:30", "zh"), ("۱۴۰۲/۱۲/۱۵", "fa"), ("vor 3 Stunden", "de")],
)
def test_dates_of_many_languages(text: str, code: str) -> None:
    assert is_date(text, load(code))


def test_names_have_capitals_where_the_script_has_them() -> None:
    assert is_name("Jane van der Berg", ENGLISH)
    assert is_name("admin", ENGLISH)
    assert not is_name("the means", ENGLISH)
    assert not is_name("", ENGLISH)


def test_fold_is_stable() -> None:
    assert fold_phrase(fold_phrase("“İstanbul” ÇA’")) == fold_phrase("“İstanbul” ÇA’")


def test_a_line_that_begins_no_phrase_costs_microseconds() -> None:
    line = "Councillors voted on Tuesday to keep the ferry for five more years, and nobody minded. " * 3
    match(line, ENGLISH)
    assert min(timeit.repeat(lambda: match(line, ENGLISH), number=1_000, repeat=5)) < 0.02


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "about two hours ago"), ("fr", "Il y a environ deux heures"), ("fr", "Aujourdʼhui à 10h15"),
        ("de", "vor etwa zwei Stunden"), ("ar", "قبل ساعتين"), ("he", "לפני שעתיים"), ("zh", "2026年3月12日 晚上8点"),
        ("ru", "полчаса назад"), ("hi", "12 मार्च 2026, रात 9 बजे"), ("bn", "১২ মার্চ ২০২৬, দুপুর ১২টা"),
    ],
)  # fmt: skip
def test_dates_in_words_are_dates(code: str, line: str) -> None:
    assert is_date(line, load(code))


@pytest.mark.parametrize("line", ["two", "about ten", "Two of the ferries", "en", "one night"])
def test_numbers_in_words_alone_are_none(line: str) -> None:
    assert not is_date(line, load("en"))
