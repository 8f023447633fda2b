"""What newscrawl knows of each language: one flat TOML file per language, read when first asked for.

    german = load("de-AT")
    german.months[0]             # ("Januar", "Jan", "Jänner", "Jän")
    german.boilerplate["share"]  # Phrases(lines=(...), starts=(...))

A native speaker can review a file without reading code: it holds words and phrases only, no regular expression. A new
language is one new file with the keys of `en.toml`, and one of examples under `fixtures/lang/`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from newscrawl.errors import RuleError

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
    weekdays: tuple[Words, ...] = ()  # seven tuples, Monday first
    am: Words = ()
    pm: Words = ()
    eras: Mapping[str, int] = field(default_factory=dict)  # {"令和": 2018}: Reiwa 7 is 2018 + 7
    date_words: Words = ()  # words inside a printed date that carry no number: "at", "um", "Uhr", "de", "г."
    ago: Mapping[str, Words] = field(default_factory=dict)  # second ... year -> "{n} hours ago"; without {n} it is one
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


def load(code: str | None) -> Language:
    """The language of a BCP 47 tag: "de", "de-AT" and "de_AT" are German, "no", "nb" and "nn" are Norwegian.

    An unknown or missing tag gives a neutral Language. Raises RuleError, with file and key, for a broken table.
    """
    primary = (code or "").replace("_", "-").split("-", 1)[0].lower()
    primary = _ALIASES.get(primary, primary)
    return _read(primary) if primary in _tables() else _neutral(primary or "und")


@cache
def agencies() -> Words:
    """News agencies as they sign, the same in every language: "Reuters", "AFP", "dpa" ..."""
    return tuple(tomllib.loads((files(__name__) / "shared" / "agencies.toml").read_text("utf-8"))["agencies"])


# Older and sister codes that share a table.
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh", "prs": "fa", "mo": "ro"}

_WORD_LISTS = ("months", "jalali_months", "hijri_months", "weekdays")
_MAPS_OF_WORDS = ("ago", "roles", "genres")
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_ROLES = ("reporting", "photo", "editing", "translation")
_GENRES = (
    "opinion", "analysis", "review", "interview", "live", "explainer", "fact_check", "obituary", "sponsored",
    "press_release",
)  # fmt: skip
_KEYS = {"ago": _UNITS, "roles": _ROLES, "genres": _GENRES, "boilerplate": KINDS}


@cache
def _tables() -> dict[str, Traversable]:
    return {path.name[:-5]: path for path in files(__name__).iterdir() if path.name.endswith(".toml")}


@cache
def _read(code: str) -> Language:
    return parse_table(_tables()[code].read_text("utf-8"), f"{code}.toml")


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
    return _words(value, f"{file}: {key}") if isinstance(value, list) else value


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
