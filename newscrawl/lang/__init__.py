"""What newscrawl knows of each language: one flat TOML file per language, read when first asked for.

    german = load("de-AT")
    german.months[0]             # ("Januar", "Jan", "Jänner", "Jän")
    german.boilerplate["share"]  # Phrases(lines=(...), starts=(...))

A native speaker can review a file without reading code: it holds words and phrases only, no regular expression. A new
language is one new file with the keys of `en.toml`, and one of examples under `fixtures/lang/`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from newscrawl.errors import RuleError

_FOLDER = Path(__file__).parent  # importlib.resources takes 15 ms to load
KINDS = (
    "advertisement", "agency", "app", "author_box", "byline", "comments", "consent", "copyright", "donate", "filing",
    "follow", "navigation", "newsletter", "paywall", "photo_credit", "player", "related", "republished", "share",
    "stamp", "subscribe", "tools",
)  # fmt: skip
"""Every kind of boilerplate a language table may list phrases for."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Boilerplate of one kind: `lines` match a whole line, `starts` match a line that begins with them.

    Both are written as sites print them; case, quotes and decoration around a line do not count. Placeholders, in
    `lines` only: `{n}` a number, `{name}` one or more names, `{date}` a date or time, `{site}` up to six words,
    `{title}` anything.
    A start that ends with a colon needs the colon.
    """

    lines: Words = ()
    starts: Words = ()


@dataclass(frozen=True, eq=False)
class Language:
    """The words of one language. Everything is as printed in running text; compare case-folded.

    An unknown language is neutral: the English tables under the code that was asked for, but no `months` to mistake.
    """

    code: str  # BCP 47 primary tag: "de"
    name: str  # in the language itself: "Deutsch"
    date_order: Literal["dmy", "mdy", "ymd"] = "dmy"  # how 03/04/2025 is read

    months: tuple[Words, ...] = ()  # twelve tuples, January first: long, short, genitive and other forms
    jalali_months: tuple[Words, ...] = ()  # Persian calendar, Farvardin first
    hijri_months: tuple[Words, ...] = ()  # Islamic calendar, Muharram first
    bikram_months: tuple[Words, ...] = ()  # Nepalese calendar, Baisakh first
    weekdays: tuple[Words, ...] = ()  # seven tuples, Monday first
    am: Words = ()
    pm: Words = ()
    day_periods: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # {"夜" = [18, 28]}: from 6 p.m. to 4
    clock: Words = ()  # behind an hour, as "Uhr": "10 बजे"
    eras: Mapping[str, int] = field(default_factory=dict)  # {"令和": 2018}: Reiwa 7 is 2018 + 7
    date_words: Words = ()  # words inside a printed date that carry no number: "at", "um", "Uhr", "de", "г."
    ago: Mapping[str, Words] = field(default_factory=dict)  # second ... year -> "{n} hours ago"; without {n} it is one
    ago_fixed: Mapping[str, str] = field(default_factory=dict)  # {"half an hour ago" = "30 minute"}; duals: "2 hour"
    about: Words = ()  # before the {n} of these: "about"
    numbers: tuple[Words, ...] = ()  # one to twelve, in the forms that count units of time: ("deux",)
    now: Words = ()
    today: Words = ()
    yesterday: Words = ()
    before_yesterday: Words = ()
    published: Words = ()  # labels before the time of publication
    updated: Words = ()  # labels before the time of change

    byline: Words = ()  # words before a name: "by", "Von", "Автор"
    byline_after: Words = ()  # words after a name that make it a by-line: "記者", "기자"
    conjunctions: Words = ()  # between names: "and", "und"
    roles: Mapping[str, Words] = field(default_factory=dict)  # reporting, photo, editing, translation -> labels
    role_accounts: Words = ()  # by-lines that are no person: "admin", "Staff", "Redaktion"
    job_titles: Words = ()  # words that follow a name: "Senior Editor", "Korrespondentin"

    sections: Words = ()  # path segments of section pages, as in URLs: "politik"
    genres: Mapping[str, Words] = field(default_factory=dict)  # opinion, analysis ... -> labels and path segments
    boilerplate: Mapping[str, Phrases] = field(default_factory=dict)  # kind (see KINDS) -> phrases

    @property
    def every_month(self) -> tuple[Words, ...]:
        """The months of every calendar that dates are printed in."""
        return self.months + self.jalali_months + self.bikram_months


def load(code: str | None) -> Language:
    """The language of a BCP 47 tag: "de", "de-AT" and "de_AT" are German, "no", "nb" and "nn" are Norwegian.

    An unknown or missing tag gives a neutral Language. Raises RuleError, with file and key, for a broken table.
    """
    primary = (code or "").replace("_", "-").split("-", 1)[0].lower()
    primary = _ALIASES.get(primary, primary)
    if primary in _SISTERS:
        return _sister(primary)
    return _read(primary) if primary in _tables() else _neutral(primary or "und")


@cache
def agencies() -> Words:
    """News agencies as they sign, the same in every language: "Reuters", "AFP", "dpa" ..."""
    return tuple(tomllib.loads((_FOLDER / "shared" / "agencies.toml").read_text("utf-8"))["agencies"])


# Older and sister codes that share a table.
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh", "mo": "ro", "fil": "tl"}

# Languages of their own that are read with the words of another: its table includes theirs.
_SISTERS = {"bs": "sr", "cnr": "sr", "pnb": "ur", "prs": "fa", "arz": "ar"}

_WORD_LISTS = ("months", "jalali_months", "hijri_months", "bikram_months", "weekdays", "numbers")
_MAPS_OF_WORDS = ("ago", "roles", "genres")
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_ROLES = ("reporting", "photo", "editing", "translation")
_GENRES = (
    "opinion", "analysis", "review", "interview", "live", "explainer", "fact_check", "obituary", "sponsored",
    "press_release",
)  # fmt: skip
_KEYS = {"ago": _UNITS, "roles": _ROLES, "genres": _GENRES, "boilerplate": KINDS}


@cache
def _tables() -> dict[str, Path]:
    return {path.stem: path for path in _FOLDER.glob("*.toml")}


@cache
def _read(code: str) -> Language:
    return parse_table(_tables()[code].read_text("utf-8"), f"{code}.toml")


@cache
def _sister(code: str) -> Language:
    return replace(_read(_SISTERS[code]), code=code)


@cache
def _neutral(code: str) -> Language:
    english = _read("en")
    values = {f.name: getattr(english, f.name) for f in fields(Language)}
    return Language(**{**values, "code": code, "name": code, "date_order": "dmy", "months": (), "weekdays": ()})


def parse_table(toml: str, file: str) -> Language:
    """The Language of a table's text. Raises RuleError that names the file and the line or key."""
    try:
        table = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{file}: {error}") from None
    known = {f.name for f in fields(Language)}
    for key in table:
        if key not in known:
            raise RuleError(f"{file}: {key}: unknown key; a language has {', '.join(sorted(known))}")
    for key, allowed in _KEYS.items():
        for inner in table.get(key, {}):
            if inner not in allowed:
                raise RuleError(f"{file}: {key}.{inner}: unknown key; known are {', '.join(allowed)}")
    return Language(**{key: _value(key, value, file) for key, value in table.items()})


def _value(key: str, value: Any, file: str) -> Any:
    if key == "boilerplate":
        return {kind: _phrases(lists, f"{file}: boilerplate.{kind}") for kind, lists in value.items()}
    if key in _MAPS_OF_WORDS:
        return {inner: _words(words, f"{file}: {key}.{inner}") for inner, words in value.items()}
    if key in _WORD_LISTS:
        return tuple(_words(words, f"{file}: {key}") for words in value)
    if key == "day_periods":
        return {word: _hours(hours, f"{file}: {key}.{word}") for word, hours in value.items()}
    if key == "ago_fixed":
        return {phrase: _time(time, f"{file}: {key}: {phrase!r}") for phrase, time in value.items()}
    return _words(value, f"{file}: {key}") if isinstance(value, list) else value


def _hours(value: Any, where: str) -> tuple[float, float]:
    """From and to, of a part of the day; the hours after midnight are 24 to 30."""
    if isinstance(value, list) and len(value) == 2 and 0 <= value[0] <= value[1] <= 30:
        return value[0], value[1]
    raise RuleError(f"{where}: the first and the last hour belong here: [18, 24]")


def _time(value: Any, where: str) -> str:
    if isinstance(value, str) and re.fullmatch(rf"\d{{1,3}} (?:{'|'.join(_UNITS)})", value):
        return value
    raise RuleError(f'{where}: a number and a unit belong here: "2 hour"; the units are {", ".join(_UNITS)}')


def _phrases(lists: Mapping[str, Any], where: str) -> Phrases:
    for key in lists:
        if key not in ("lines", "starts"):
            raise RuleError(f"{where}.{key}: unknown key; a kind has lines and starts")
    phrases = Phrases(_words(lists.get("lines", []), where), _words(lists.get("starts", []), where))
    for start in phrases.starts:
        if "{" in start:
            raise RuleError(f"{where}.starts: {start!r}: a placeholder belongs into lines only")
    for line in phrases.lines:
        if line.startswith(("{name}", "{site}", "{title}")):
            raise RuleError(f"{where}.lines: {line!r}: a phrase begins with a word, {{n}} or {{date}}")
    return phrases


def _words(value: Any, where: str) -> Words:
    if isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value):
        return tuple(value)
    raise RuleError(f"{where}: a list of words belongs here")
