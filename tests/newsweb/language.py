"""A language as data: words for the pages' furniture, and a grammar that invents sentences."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "languages"
_START = re.compile(r"(^\W*|[.!?]\W*\s\W*|[“„«])(\w)")
_SLOT = re.compile(r"\{(\w+)(?::(\d+)-(\d+))?\}")


@dataclass(frozen=True)
class Grammar:
    """Rules name -> phrases; `{name}` in a phrase is filled from another rule, `{n:3-40}` by a number."""

    rules: Mapping[str, Sequence[str]]

    def write(self, rule: str, rng: random.Random) -> str:
        def fill(slot: re.Match[str]) -> str:
            name, low, high = slot.groups()
            return str(rng.randint(int(low), int(high))) if low else self.write(name, rng)

        return _SLOT.sub(fill, rng.choice(self.rules[rule]))

    def sentence(self, rule: str, rng: random.Random) -> str:
        """As `write`, with capital letters where sentences and quotations begin."""
        return _START.sub(lambda start: start[1] + start[2].upper(), self.write(rule, rng))


@dataclass(frozen=True)
class Language:
    """`page` holds the furniture's words; dates are printed by `long_date` and `short_date`."""

    code: str
    direction: str
    space: str
    months: Sequence[str]
    weekdays: Sequence[str]
    formats: Mapping[str, str]
    sections: Mapping[str, str]
    page: Mapping[str, str]
    grammar: Grammar

    def date(self, moment: datetime, form: str = "long_date") -> str:
        return self.formats[form].format(
            weekday=self.weekdays[moment.weekday()], day=moment.day, month=self.months[moment.month - 1],
            year=moment.year, time=f"{moment:%H:%M}", number=moment.month,
        )  # fmt: skip


@cache
def load(code: str) -> Language:
    data: dict[str, Any] = tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))
    return Language(
        code=code, direction=data["direction"], space=data["space"], months=data["months"], weekdays=data["weekdays"],
        formats={key: data[key] for key in ("long_date", "short_date")}, sections=data["sections"], page=data["page"],
        grammar=Grammar(data["grammar"]),
    )  # fmt: skip
