"""What Unicode's CLDR states of a language, for its table: months, weekdays, parts of the day, "2 hours ago", "today".

    python -m tests.lang.cldr sl            the keys of a table that CLDR states, as TOML
    python -m tests.lang.cldr sl --write    add to newscrawl/lang/sl.toml what it lacks; a new file is begun with them
    python -m tests.lang.cldr --check       what the tables lack, by language and key; exit code 1 where one lacks any

CLDR is read through `babel` (pip install -e .[test]); newscrawl itself does not need it. What CLDR does not have stands
in the tables by hand: by-line words, phrases of boilerplate, words of numbers, "about".
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel import Locale

from newscrawl.dates.words import plain_signs
from tests.languages import available

TABLES = Path(__file__).parents[2] / "newscrawl" / "lang"
# Locales whose words a table holds, where they are not just the one of its code.
LOCALES = {
    "ar": ("ar", "ar_SY", "ar_DZ"), "no": ("nb", "nn"), "sr": ("sr", "sr_Latn", "sr_Latn_BA"), "tl": ("fil",),
    "uz": ("uz", "uz_Cyrl"), "zh": ("zh", "zh_Hant"),
}  # fmt: skip
# What CLDR has and no table should: words that mean something else far more often.
UNFIT = {"no": {"now": ["no"]}}
DAYS = {"today": 0, "yesterday": -1, "before_yesterday": -2}
UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_HOUR = 3600
_LETTER = re.compile(r"(?:^|\s)[^\W\d]\.?(?:\s|$)")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u061c]")


def stated(code: str) -> dict[str, Any]:
    """The keys of a language's table as CLDR states them."""
    locales = [Locale.parse(name) for name in LOCALES.get(code, (code,))]
    fields = [locale._data["date_fields"] for locale in locales]
    table: dict[str, Any] = {
        "months": [_forms(locales, "months", number) for number in range(1, 13)],
        "weekdays": [_forms(locales, "days", number) for number in range(7)],
        "am": _cleaned(_periods(locales, "am")),
        "pm": _cleaned(_periods(locales, "pm")),
        "now": _cleaned(field["second"].get("relative", {}).get(0, "") for field in fields),
    }
    for key, back in DAYS.items():
        table[key] = _cleaned(field["day"].get("relative", {}).get(back, "") for field in fields)
    table["day_periods"] = _parts_of_the_day(locales)
    table["ago"] = {unit: _cleaned(_past(fields, unit, {"one"})) for unit in UNITS}
    duals = {unit: _cleaned(_past(fields, unit, {"two"}, counted=False)) for unit in UNITS}
    table["ago_fixed"] = {phrase: f"2 {unit}" for unit, phrases in duals.items() for phrase in phrases}
    for key, unfit in UNFIT.get(code, {}).items():
        table[key] = [word for word in table[key] if word not in unfit]
    return {key: value for key, value in table.items() if value and any(value)}


def _forms(locales: Iterable[Locale], what: str, number: int) -> list[str]:
    """The long and short forms of a month or weekday, in a date and alone."""
    names = [getattr(locale, what) for locale in locales]
    return _cleaned(
        said[context][width][number]
        for said in names
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
    )


def _periods(locales: Iterable[Locale], name: str) -> Iterator[str]:
    """Both halves of the day; "AM" is known everywhere."""
    for locale in locales:
        for width in ("wide", "abbreviated"):
            word = locale.day_periods["format"][width].get(name, "")
            yield "" if word.lower().replace(".", "") in ("am", "pm", "a m", "p m", "a\xa0m", "p\xa0m") else word


def _parts_of_the_day(locales: Iterable[Locale]) -> dict[str, list[int]]:
    """A part of the day and its hours; one that several rules name has those of the longest."""
    parts: dict[str, list[int]] = {}
    for locale in locales:
        for name, hours in locale._data.get("day_period_rules", {}).get(None, {}).items():
            for word in _cleaned([locale.day_periods["format"]["wide"].get(name, "")]):
                if "from" in hours[0]:
                    first, before = hours[0]["from"] // _HOUR, hours[0]["before"] // _HOUR
                    found = [first, before if before > first else before + 24]
                    parts[word] = max(found, parts.get(word, found), key=lambda one: one[1] - one[0])
    return parts


def _past(fields: Iterable[Any], unit: str, alone: set[str], *, counted: bool = True) -> Iterator[str]:
    """ "{n} hours ago", and what stands without a number for the plural categories `alone`."""
    for field in fields:
        for width in ("", "-short"):
            past = field.get(unit + width, {}).get("past", {})
            for category, phrase in past.items():
                if unit in ("month", "year") and _LETTER.search(phrase):
                    continue  # "hace 5 m" are minutes where sites print it
                if "{0}" in phrase and counted and "(" not in phrase:
                    yield phrase.replace("{0}", "{n}")
                elif "{0}" not in phrase.replace("({0})", "") and category in alone:
                    yield phrase.replace("({0})", "")


def _cleaned(forms: Iterable[str]) -> list[str]:
    """Without doubles, numbers ("3月"), single letters, which other words begin with, and signs that are not seen."""
    plain = (_UNSEEN.sub("", form).replace("\xa0", " ").replace("\u202f", " ").strip() for form in forms)
    kept = (form.rstrip(".") if form.count(".") == 1 else form for form in plain)
    return [*dict.fromkeys(form for form in kept if len(form) > 1 and not any(map(str.isdigit, form)))]


def lacking(code: str, table: dict[str, Any]) -> dict[str, Any]:
    """What CLDR states and the table does not hold, by key."""
    lacks = {key: _lacking(table.get(key), value) for key, value in stated(code).items()}
    if "day_periods" in lacks:  # halves of the day are listed as such
        halves = _folded([*table.get("am", ()), *table.get("pm", ())])
        lacks["day_periods"] = {word: one for word, one in lacks["day_periods"].items() if _fold(word) not in halves}
    return {key: value for key, value in lacks.items() if value and any(value)}


def _lacking(held: Any, value: Any) -> Any:
    if isinstance(value, dict):
        held = held or {}
        if any(isinstance(one, list) and one and isinstance(one[0], str) for one in value.values()):
            parts = {key: _lacking(held.get(key), one) for key, one in value.items()}
            return {key: one for key, one in parts.items() if one}
        known = _folded(held)
        return {key: one for key, one in value.items() if _fold(key) not in known}
    if value and isinstance(value[0], list):
        held = held or [[]] * len(value)
        return [_lacking(have, one) for have, one in zip(held, value, strict=True)]
    known = _folded(held or ())
    return [word for word in value if _fold(word) not in known]


def _fold(word: str) -> str:
    return plain_signs(word).casefold().rstrip(".").replace(" ", "")


def _folded(words: Iterable[str]) -> set[str]:
    return set(map(_fold, words))


# -- writing ----------------------------------------------------------------------------------------------------------


def merged(table: dict[str, Any], lacks: dict[str, Any]) -> dict[str, Any]:
    """The keys that CLDR adds to, each with what the table holds first."""
    return {key: _merged(table.get(key), value) for key, value in lacks.items()}


def _merged(held: Any, value: Any) -> Any:
    if isinstance(value, dict):
        held = held or {}
        both = {key: _merged(held.get(key), one) if isinstance(one, list) else one for key, one in value.items()}
        return {**held, **both}
    if value and isinstance(value[0], list):
        return [_merged(have, one) for have, one in zip(held or [[]] * len(value), value, strict=True)]
    return [*(held or ()), *value]


def written(text: str, keys: dict[str, Any]) -> str:
    """A table's text with these keys in the place of its own, or before its first section."""
    for key, value in keys.items():
        if isinstance(value, dict):
            lines = "".join(f"{_name(inner)} = {_toml(one)}\n" for inner, one in value.items())
            text = _placed(text, f"[{key}]\n{lines}", rf"^\[{key}\]\n(?:(?!\[).*\n)*", at_end=True)
        else:
            text = _placed(text, f"{key} = {_toml(value)}\n", rf"^{key} = (?:.*\]|\[\n(?:.*\n)*?\])\n")
    return text


def _placed(text: str, new: str, pattern: str, *, at_end: bool = False) -> str:
    if found := re.search(pattern, text, re.MULTILINE):
        gap = "\n" if found[0].endswith("\n\n") else ""
        return text[: found.start()] + new + gap + text[found.end() :]
    section = re.search(r"^\[", text, re.MULTILINE)
    place = section.start() if section else len(text)
    return text[:place] + new + text[place:]


def _name(key: str) -> str:
    return key if re.fullmatch(r"[a-z_]+", key) else json.dumps(key, ensure_ascii=False)


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n")[0])
    parser.add_argument("code", nargs="?", help="a language: sl")
    parser.add_argument("--write", action="store_true", help="add to the language's table what it lacks")
    parser.add_argument("--check", action="store_true", help="list what the tables lack")
    asked = parser.parse_args(arguments)
    if asked.check:
        lacks = {code: lacking(code, _read(code)) for code in available()}
        for code, keys in lacks.items():
            for key, value in keys.items():
                print(f"{code}.toml {key}: {_toml(value)}")
        return int(any(lacks.values()))
    if not asked.code:
        parser.error("name a language, or ask for --check")
    if not asked.write:
        print(written("", stated(asked.code)), end="")
        return 0
    path = TABLES / f"{asked.code}.toml"
    table = _read(asked.code) if path.exists() else {}
    begin = path.read_text("utf-8") if table else f'code = "{asked.code}"\nname = "{_own_name(asked.code)}"\n'
    path.write_text(written(begin, merged(table, lacking(asked.code, table))), "utf-8")
    return 0


def _read(code: str) -> dict[str, Any]:
    return tomllib.loads((TABLES / f"{code}.toml").read_text("utf-8"))


def _own_name(code: str) -> str:
    return str(Locale.parse(LOCALES.get(code, (code,))[0]).display_name)


if __name__ == "__main__":
    sys.exit(main())
