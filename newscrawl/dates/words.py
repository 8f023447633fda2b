"""The words that printed dates are made of, per set of languages: months, eras, halves of the day, "2 hours ago".

All of them come from the language tables (`lang/`). Patterns are compiled when a text first needs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from newscrawl import lang

_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９／．：",
    "0123456789" * 6 + "/.:",
)


def ascii_digits(text: str) -> str:
    """The text with Arabic, Persian, Hindi, Bengali, Thai and wide digits as 0-9, letter for letter."""
    return text if text.isascii() else text.translate(_DIGITS)


@dataclass(frozen=True, slots=True)
class Locale:
    """Who reads: language codes, likeliest first, the region that decides on 3/4/2024, and the time of the fetch."""

    codes: tuple[str, ...]
    region: str = ""
    now: datetime | None = None

    @property
    def words(self) -> Vocabulary:
        return _vocabulary(self.codes)

    @property
    def month_first(self) -> bool:
        """3/4/2024 is in March where the language's table says so, but English only does in the United States."""
        if self.region and self.codes[0] == "en":
            return self.region in _MONTH_FIRST_REGIONS
        return self.words.month_first


_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "PR", "FM", "GU", "MH", "PW"})

SHORT_WORD = 4
"""Letters of the words that may stand inside a date without being known."""
_FLAGS = re.VERBOSE | re.IGNORECASE
_ERA = r"(?P<era>{eras})\s?(?P<year>\d{{1,2}}|元)年\s?(?P<month>\d{{1,2}})月\s?(?P<day>\d{{1,2}})日"
_TIME = r"""
    (?:(?P<early>{halves})\s?)?
    (?<![\d:.,])(?P<hour>2[0-4]|[01]?\d)(?!\d)
    (?:\s?(?:[:h.٫]|時|时|點|点|시)\s?(?P<minute>[0-5]\d)(?![\d%])\s?(?:[分분])?(?::(?P<second>[0-5]\d)(?:\.\d+)?(?!\d))?)?
    (?P<clock>\s?(?:h(?:rs|ora)?|Uhr|uur|[時时點点]|시)(?!\w))?
    (?:\s?(?P<late>{halves}))?
    (?:\s?(?:h|hrs|Uhr|uur)\b\.?)?
"""
_HALVES = r"[AaPp]\.?\s?[Mm](?:\.|(?!\w))"


@dataclass(frozen=True)
class Vocabulary:
    """The words of some languages that dates are made of. Its patterns are compiled when a text first needs them."""

    tables: tuple[lang.Language, ...]

    @property
    def month_first(self) -> bool:
        return self.tables[0].date_order == "mdy"

    @cached_property
    def months(self) -> Mapping[str, int]:
        return _numbered(table.months for table in self.tables)

    @cached_property
    def persian_months(self) -> Mapping[str, int]:
        return _numbered(table.jalali_months for table in self.tables)

    @cached_property
    def eras(self) -> Mapping[str, int]:
        return {name: base for table in self.tables for name, base in table.eras.items()}

    @cached_property
    def afternoon(self) -> frozenset[str]:
        return frozenset(squeezed(word) for table in self.tables for word in table.pm) | {"pm"}

    @cached_property
    def month(self) -> re.Pattern[str]:
        """The name of a month."""
        tables = (forms for table in self.tables for forms in (*table.months, *table.jalali_months))
        names = _any_of(
            form.lower().rstrip(".") for forms in tables for form in forms
        )  # casefold() splits "ΐ" in three
        return re.compile(rf"(?:{names})(?![^\W\d_])" if names else "(?!)", re.IGNORECASE)

    @cached_property
    def fillers(self) -> frozenset[str]:
        """Long words inside a date: "ngày 5 tháng 3 năm 2024"."""
        words = (word.casefold() for table in self.tables for word in table.date_words)
        return frozenset(word for word in words if len(word) > SHORT_WORD)

    @cached_property
    def era(self) -> re.Pattern[str] | None:
        """A date that counts from the beginning of a reign: "令和7年3月5日"."""
        return re.compile(_ERA.format(eras=_any_of(self.eras)), _FLAGS) if self.eras else None

    @cached_property
    def time(self) -> re.Pattern[str]:
        """A time of day, with its zone."""
        return _time_pattern(_any_of(word for table in self.tables for word in (*table.am, *table.pm)))

    @cached_property
    def ago(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Unit -> "2 hours ago"."""
        return _ago(self.tables)

    @cached_property
    def relative_words(self) -> frozenset[str]:
        """Words without one of which no text says "2 hours ago" or "yesterday": the longest of each phrase."""
        phrases = [phrase for table in self.tables for said in table.ago.values() for phrase in said]
        phrases += [day for table in self.tables for day in (*table.before_yesterday, *table.yesterday, *table.today)]
        return frozenset(max(phrase.replace("{n}", " ").casefold().split(), key=len) for phrase in phrases)

    @cached_property
    def days_back(self) -> tuple[tuple[int, re.Pattern[str]], ...]:
        """2 -> "the day before yesterday", 1, 0."""
        return tuple(
            (back, re.compile(rf"(?<![^\W\d_])(?:{_any_of(words)})(?![^\W\d_])", re.IGNORECASE))
            for back, name in ((2, "before_yesterday"), (1, "yesterday"), (0, "today"))
            if (words := [word for table in self.tables for word in getattr(table, name)])
        )


@lru_cache(maxsize=64)
def _vocabulary(codes: tuple[str, ...]) -> Vocabulary:
    return Vocabulary(tuple(map(lang.load, codes)))


@lru_cache(maxsize=64)
def _time_pattern(halves: str) -> re.Pattern[str]:
    return re.compile(_TIME.format(halves="|".join(filter(None, (_HALVES, halves)))), _FLAGS)


def _numbered(tables: Iterable[tuple[tuple[str, ...], ...]]) -> dict[str, int]:
    numbered: dict[str, int] = {}
    for names in tables:
        for number, forms in enumerate(names, 1):
            for form in forms:
                numbered.setdefault(form.casefold().rstrip("."), number)
    return numbered


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def _ago(tables: Iterable[lang.Language]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    by_unit: dict[str, list[str]] = {}
    for table in tables:
        for unit, phrases in table.ago.items():
            by_unit.setdefault(unit, []).extend(phrases)
    return tuple(
        (unit, re.compile("|".join(rf"(?<!\w){_counted(phrase)}(?!\w)" for phrase in phrases), re.IGNORECASE))
        for unit, phrases in by_unit.items()
    )


def _counted(phrase: str) -> str:
    return re.escape(phrase).replace(r"\{n\}", r"\d{1,3}").replace(r"\ ", r"\s?")


def squeezed(half: str) -> str:
    """A half of the day as the tables are asked for it: "p. m." is "pm"."""
    return half.casefold().replace(".", "").replace(" ", "")
