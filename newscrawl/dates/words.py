"""The words that printed dates are made of, per set of languages: months, eras, halves of the day, "2 hours ago".

All of them come from the language tables (`lang/`). Patterns are compiled when a text first needs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from newscrawl import lang
from newscrawl.text import UNSPACED

# The zeros of the scripts whose digits news prints (Unicode, general category Nd), the nine others behind each.
_ZEROS = "٠۰०০੦૦୦௦౦೦൦෦๐໐༠၀០᠐０"
# Forms of apostrophe and quotation mark: typographic, modifier letters, primes, Hebrew geresh and gershayim, wide.
_SIGNS = str.maketrans("’‘ʼʻʹ`´′‛׳＇“”„«»״＂／．：", "'" * 11 + '"' * 7 + "/.:") | {
    ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)
}


def plain_signs(text: str) -> str:
    """The text with the digits of every script as 0-9, every apostrophe as ' and quotation mark as ", sign for sign."""
    return text if text.isascii() and "`" not in text else text.translate(_SIGNS)


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

_BUDDHIST = frozenset(["th"])
_UNSPACED = re.compile(f"[{UNSPACED}\u1000-\u109f\u1780-\u17ff]")  # Burmese and Khmer among them

SHORT_WORD = 4
"""Letters of the words that may stand inside a date without being known."""
_FLAGS = re.VERBOSE | re.IGNORECASE
_ERA = r"(?P<era>{eras})\s?(?P<year>\d{{1,2}}|元)年\s?(?P<month>\d{{1,2}})月\s?(?P<day>\d{{1,2}})日"
_TIME = r"""
    (?:(?P<early>{halves})\s?)?
    (?<![\d:.,])(?P<hour>2[0-4]|[01]?\d)(?!\d)
    (?:\s?(?:[:h.٫]|時|时|點|点|시{clocks})\s?(?P<minute>[0-5]\d|\d(?=\s?[分분]))(?![\d%])\s?(?:[分분])?
       (?::(?P<second>[0-5]\d)(?:\.\d+)?(?!\d))?)?
    (?:\s?[时時點点시]\s?(?P<half>[半반]))?
    (?P<clock>\s?(?:(?:h(?:rs|ora)?|Uhr|uur|[时時點点]|시{clocks})(?!\w)|[时時點点][钟鐘整许許]))?
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
    def bikram_months(self) -> Mapping[str, int]:
        return _numbered(table.bikram_months for table in self.tables)

    @cached_property
    def eras(self) -> Mapping[str, int]:
        return {name: base for table in self.tables for name, base in table.eras.items()}

    @cached_property
    def day_periods(self) -> Mapping[str, tuple[float, float]]:
        """A half or another part of the day -> its first and last hour; those after midnight count on from 24."""
        morning, afternoon = (0, 11.5), (12, 23.5)
        parts = {squeezed(word): morning for table in self.tables for word in table.am} | {"am": morning}
        parts |= {squeezed(word): afternoon for table in self.tables for word in table.pm} | {"pm": afternoon}
        return parts | {squeezed(word): hours for table in self.tables for word, hours in table.day_periods.items()}

    @cached_property
    def counts_buddhist_years(self) -> bool:
        return any(table.code in _BUDDHIST for table in self.tables)

    @cached_property
    def month(self) -> re.Pattern[str]:
        """The name of a month."""
        tables = (forms for table in self.tables for forms in table.every_month)
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
        parts = _any_of(word for table in self.tables for word in (*table.am, *table.pm, *table.day_periods))
        return _time_pattern(parts, _any_of(word for table in self.tables for word in table.clock))

    @cached_property
    def ago(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Unit -> "2 hours ago"."""
        phrases: dict[str, list[str]] = {}
        for table in self.tables:
            for unit, said in table.ago.items():
                phrases.setdefault(unit, []).extend(said)
        return tuple((unit, self._any_phrase(said)) for unit, said in phrases.items())

    @cached_property
    def ago_fixed(self) -> tuple[tuple[int, str, re.Pattern[str]], ...]:
        """(30, "minute", its pattern) of phrases with a number of their own: "half an hour ago", a dual."""
        phrases: dict[str, list[str]] = {}
        for table in self.tables:
            for said, time in table.ago_fixed.items():
                phrases.setdefault(time, []).append(said)
        return tuple((*_count_and_unit(time), self._any_phrase(said)) for time, said in phrases.items())

    def readings(self, text: str) -> Iterator[str]:
        """ "about two hours ago" as "2 hours ago", as "two hours ago" and as it is, without doubles.

        The digits come first: of "kahe tunni eest", two hours ago, the end alone is an hour ago.
        """
        without = self._about.sub("", text)
        counted = self._number.sub(lambda word: str(self._numbers[word[0].casefold()]), without)
        yield from dict.fromkeys((counted, without, text))

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return _numbered(table.numbers for table in self.tables)

    @cached_property
    def _number(self) -> re.Pattern[str]:
        """The word of a number; "twenty-two" is not two, nor is "二十二"."""
        return re.compile(rf"(?<![-一二三四五六七八九十百])(?:{_standing(self._numbers)})", re.IGNORECASE)

    @cached_property
    def _about(self) -> re.Pattern[str]:
        """Words in front of a number. One letter is a part of the next word: "כשעתיים"."""
        words = {word for table in self.tables for word in table.about}
        letters = {word for word in words if len(word) == 1 and not _UNSPACED.match(word)}
        glued = rf"|(?<!\w)(?:{_any_of(letters)})-?(?=\w)" if letters else ""
        return re.compile(rf"(?:{_standing(words - letters)})\s*{glued}", re.IGNORECASE)

    def _any_phrase(self, phrases: Iterable[str]) -> re.Pattern[str]:
        return re.compile("|".join(map(_counted, phrases)), re.IGNORECASE)

    @cached_property
    def relative_words(self) -> frozenset[str]:
        """Words without one of which no text says "2 hours ago" or "yesterday": the longest of each phrase."""
        phrases = [phrase for table in self.tables for said in table.ago.values() for phrase in said]
        phrases += [phrase for table in self.tables for phrase in table.ago_fixed]
        phrases += [day for table in self.tables for day in (*table.before_yesterday, *table.yesterday, *table.today)]
        said = (plain_signs(phrase).replace("{n}", " ").casefold().split() for phrase in phrases)
        return frozenset(max(words, key=len) for words in said)

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
def _time_pattern(parts: str, clocks: str) -> re.Pattern[str]:
    halves = "|".join(filter(None, (_HALVES, parts)))
    return re.compile(_TIME.format(halves=halves, clocks=f"|{clocks}" if clocks else ""), _FLAGS)


def _numbered(tables: Iterable[tuple[tuple[str, ...], ...]]) -> dict[str, int]:
    numbered: dict[str, int] = {}
    for names in tables:
        for number, forms in enumerate(names, 1):
            for form in forms:
                numbered.setdefault(plain_signs(form).casefold().rstrip("."), number)
    return numbered


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(map(plain_signs, words)), key=len, reverse=True))


def _standing(words: Iterable[str]) -> str:
    """A pattern of words that stand for themselves; Korean ones before a unit ("두시간"), unspaced ones anywhere."""
    listed = set(words)
    unspaced = {word for word in listed if _UNSPACED.match(word)}
    korean = {word for word in listed if "\uac00" <= word[0] <= "\ud7af"}
    kinds = ((listed - unspaced - korean, r"(?<!\w)", r"(?!\w)"), (korean, r"(?<!\w)", ""), (unspaced, "", ""))
    return "|".join(f"{before}(?:{_any_of(kind)}){behind}" for kind, before, behind in kinds if kind)


def _counted(phrase: str) -> str:
    """The pattern of a phrase. Those of scripts without spaces stand between other words: "约2小时前发布"."""
    words = re.escape(plain_signs(phrase)).replace(r"\{n\}\ ", r"\{n\}").replace(r"\{n\}", r"\d{1,3}\s?")
    words = words.replace(r"\ ", r"\s?")
    return rf"(?<![\d.,:]){words}" if _UNSPACED.search(phrase) else rf"(?<!\w){words}(?!\w)"


def _count_and_unit(time: str) -> tuple[int, str]:
    count, _, unit = time.partition(" ")
    return int(count), unit


def squeezed(half: str) -> str:
    """A part of the day as the tables are asked for it: "p. m." is "pm"."""
    return plain_signs(half).casefold().replace(".", "").replace(" ", "")
