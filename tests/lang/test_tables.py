"""Language tables: complete, and every phrase matches its example and not a true sentence with the same words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newscrawl.errors import RuleError
from newscrawl.extraction.body.boilerplate import match
from newscrawl.lang import KINDS, Language, agencies, load, parse_table
from tests.languages import available

EXAMPLES = Path(__file__).parents[2] / "fixtures" / "lang"
CODES = [
    "ar", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "hy", "id", "it", "ja", "ka", "kk", "km", "ko", "lt", "lv", "ml", "mn", "mr", "ms", "my", "ne", "nl", "no",
    "pl", "ps", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi",
    "zh",
]  # fmt: skip


def examples(code: str) -> dict[str, str]:
    return tomllib.loads((EXAMPLES / f"{code}.toml").read_text("utf-8"))


def filled(phrase: str, example: dict[str, str]) -> str:
    """The phrase as a page prints it, its placeholders filled."""
    values = {"n": "12", "site": "Lantern", "title": "The ferry stays"}
    values |= {key: example[key] for key in ("name", "date")}
    for name, value in values.items():
        phrase = phrase.replace("{" + name + "}", value)
    return phrase


def phrases(language: Language) -> list[tuple[str, str, bool]]:
    lists = language.boilerplate.items()
    lines = [(kind, line, False) for kind, held in lists for line in held.lines]
    return lines + [(kind, start, True) for kind, held in lists for start in held.starts]


def test_every_promised_language_has_a_table() -> None:
    assert list(available()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_table_has_its_calendar_and_its_people(code: str) -> None:
    language = load(code)
    assert (language.code, len(language.months), len(language.weekdays)) == (code, 12, 7)
    assert set(language.ago) == {"second", "minute", "hour", "day", "week", "month", "year"}
    assert all([language.today, language.yesterday, language.published, language.updated])
    assert all([language.byline, language.conjunctions, language.role_accounts, language.job_titles])
    assert {"comments", "related", "share", "byline", "author_box"} <= set(language.boilerplate) <= set(KINDS)


@pytest.mark.parametrize("code", CODES)
def test_every_phrase_matches_as_a_page_prints_it(code: str) -> None:
    language, example = load(code), examples(code)
    missed = [
        phrase
        for _, phrase, is_start in phrases(language)
        if match(filled(phrase, example) + (" Lantern" if is_start else ""), language) is None
    ]
    assert missed == []


@pytest.mark.parametrize("code", CODES)
def test_no_phrase_matches_a_true_sentence_with_the_same_words(code: str) -> None:
    language, example = load(code), examples(code)
    sentences = [example["sentence"].replace("{phrase}", filled(phrase, example)) for _, phrase, _ in phrases(language)]
    assert [sentence for sentence in sentences if match(sentence, language)] == []


@pytest.mark.parametrize("code", CODES)
def test_lines_that_are_easily_mistaken(code: str) -> None:
    language, example = load(code), examples(code)
    assert [line for line in example["yes"] if match(line, language) is None] == []
    assert [line for line in example["no"] if match(line, language)] == []


@pytest.mark.parametrize(
    ("tag", "code"),
    [("de-AT", "de"), ("DE_at", "de"), ("nb", "no"), ("nn-NO", "no"), ("iw", "he"), ("zh-Hant-TW", "zh")],
)
def test_tags_find_their_table(tag: str, code: str) -> None:
    assert load(tag).code == code


@pytest.mark.parametrize("tag", ["xx", "", None])
def test_unknown_language_is_neutral_with_english_phrases(tag: str | None) -> None:
    neutral = load(tag)
    assert (neutral.code, neutral.months) == (tag or "und", ())
    assert match("Leave a Comment", neutral) == "comments"


def test_english_stands_behind_every_language() -> None:
    assert match("Leave a Comment", load("hu")) == "comments"


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ('code = "xx"\nname = "X"\nmonth = []', "xx.toml: month: unknown key"),
        ('code = "xx"\nname = "X"\nbyline = "by"\n[ago]\nhours = []', "ago.hours"),
        ('code = "xx"\nname = "X"\n[boilerplate.sharing]\nlines = []', "boilerplate.sharing"),
        ('code = "xx"\nname = "X"\n[boilerplate.share]\nline = []', "boilerplate.share.line"),
        ('code = "xx"\nname = "X"\n[boilerplate.share]\nstarts = ["Join {n}"]', "a placeholder"),
        ('code = "xx"\nname = "X"\n[boilerplate.share]\nlines = ["{name} shared"]', "begins with a word"),
        ('code = "xx"\nname = "X"\nmonths = [["May", 3]]', "a list of words"),
        ("code = ", "xx.toml"),
    ],
)
def test_broken_table_names_file_and_key(toml: str, named: str) -> None:
    with pytest.raises(RuleError, match=r"^xx\.toml: ") as error:
        parse_table(toml, "xx.toml")
    assert named in str(error.value)


def test_agencies_are_one_table_for_all() -> None:
    assert {"Reuters", "AFP", "dpa", "新华社", "ТАСС"} <= set(agencies())
