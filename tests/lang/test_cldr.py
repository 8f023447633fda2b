"""The tables hold what CLDR states, and the reader of dates reads what CLDR prints."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from babel.dates import format_date, format_timedelta

from newscrawl import lang
from newscrawl.dates import ago, find
from newscrawl.dates.words import plain_signs
from newscrawl.text import normalize
from tests.lang.cldr import LOCALES, TABLES, lacking, main, stated, written
from tests.languages import available

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
Unit = Literal["minute", "hour", "day"]
DAYS = [
    date(2026, month, day) for month, day in zip(range(1, 12), (12, 5, 28, 1, 30, 17, 9, 22, 13, 31, 2), strict=True)
]


@pytest.mark.parametrize("code", available())
def test_no_table_lacks_what_cldr_states(code: str) -> None:
    assert lacking(code, tomllib.loads((TABLES / f"{code}.toml").read_text("utf-8"))) == {}


@pytest.mark.parametrize("code", available())
@pytest.mark.parametrize("form", ["long", "full"])
def test_every_date_that_cldr_prints_is_read(code: str, form: str) -> None:
    for locale in LOCALES.get(code, (code,)):
        said = [format_date(day, form, locale) for day in DAYS]
        read = [next((one.date.iso for one in find(text, languages=(code,), now=NOW)), None) for text in said]
        assert dict(zip(said, read, strict=True)) == {
            text: day.isoformat() for text, day in zip(said, DAYS, strict=True)
        }


@pytest.mark.parametrize("code", available())
def test_every_time_ago_that_cldr_prints_is_read(code: str) -> None:
    units: tuple[tuple[Unit, timedelta], ...] = (
        ("minute", timedelta(minutes=1)), ("hour", timedelta(hours=1)), ("day", timedelta(days=1)),
    )  # fmt: skip
    for locale in LOCALES.get(code, (code,)):
        for unit, one in units:
            for count in (2, 3, 5, 11, 21):
                said = normalize(format_timedelta(-count * one, unit, threshold=99, add_direction=True, locale=locale))
                found = ago(said, languages=(code,), now=NOW)
                assert found is not None, said
                assert found.iso[:10] == (NOW - count * one).date().isoformat(), said
                assert found.moment in (None, NOW - count * one), said


def test_a_new_language_is_begun_with_what_cldr_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.lang.cldr.TABLES", tmp_path)
    assert main(["is", "--write"]) == 0
    begun = (tmp_path / "is.toml").read_text("utf-8")
    table = lang.parse_table(begun, "is.toml")
    assert (table.code, table.name, table.months[0][0], table.weekdays[0][0]) == (
        "is",
        "íslenska",
        "janúar",
        "mánudagur",
    )
    assert table.yesterday == ("í gær",)
    assert main(["is", "--write"]) == 0
    assert (tmp_path / "is.toml").read_text("utf-8") == begun, "a second time adds nothing"


def test_what_a_table_has_comes_first_and_stays() -> None:
    table = (
        'code = "xx"\nmonths = [\n  ["Jan"],\n]\nbyline = ["By"]\n\n[ago]\nday = ["{n} d"]\n\n[roles]\nphoto = ["P"]\n'
    )
    new = written(table, {"months": [["Jan", "January"]], "ago": {"day": ["{n} d", "{n} days"]}, "now": ["now"]})
    read = tomllib.loads(new)
    assert (read["months"], read["ago"], read["now"]) == ([["Jan", "January"]], {"day": ["{n} d", "{n} days"]}, ["now"])
    assert (read["byline"], read["roles"]) == (["By"], {"photo": ["P"]})


def test_numbers_and_single_letters_are_no_words() -> None:
    words = [word for code in ("zh", "ja", "ko", "vi") for forms in stated(code).get("months", ()) for word in forms]
    assert not [word for word in map(plain_signs, words) if any(map(str.isdigit, word))]
