"""Dates as people print them: "5 March 2024, 10:15 pm EST", "2024年3月5日 下午3:15", "۱۵ اسفند ۱۴۰۲", "vor 2 Stunden".

All words come from the language tables (`lang/`); a set of languages is compiled once into one pattern for dates and
one for times of day. Texts are expected with the digits 0-9 (`ascii_digits`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from newscrawl import calendars, lang, zones
from newscrawl.article import Precision

_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９／．：",
    "0123456789" * 6 + "/.:",
)


def ascii_digits(text: str) -> str:
    """The text with Arabic, Persian, Hindi, Bengali, Thai and wide digits as 0-9, letter for letter."""
    return text if text.isascii() else text.translate(_DIGITS)


@dataclass(frozen=True, slots=True)
class Printed:
    """A date in a text: where it stands, what it says (a plain day, or a time, aware where a zone is printed)."""

    start: int
    end: int
    when: date | datetime
    precision: Precision


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

# -- patterns ---------------------------------------------------------------------------------------------------------

_YEAR4 = r"(?:1[3-9]|2[0-6])\d{2}"
_NUMERIC = rf"""
    (?<![\d./-])(?P<year1>{_YEAR4})\s?(?:[-/.]|년|年)\s?(?P<month1>\d{{1,2}})\s?(?:[-/.]|월|月)\s?(?P<day1>\d{{1,2}})
    (?!\d)(?:\s?[日일])?
  | (?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>\s?[./-]\s?)(?P<second>\d{{1,2}})(?P=mark)
    (?P<year2>{_YEAR4}|\d{{2}})(?![\d%]|[.,:/-]\d)
"""
_ERA = r" | (?P<era>{eras})\s?(?P<era_year>\d{{1,2}}|元)年\s?(?P<era_month>\d{{1,2}})月\s?(?P<era_day>\d{{1,2}})日"
_TIME = r"""
    (?:(?P<early>{halves})\s?)?
    (?<![\d:.,])(?P<hour>2[0-4]|[01]?\d)(?!\d)
    (?:\s?(?:[:h.٫]|時|时|點|点|시)\s?(?P<minute>[0-5]\d)(?![\d%])\s?(?:[分분])?(?::(?P<second>[0-5]\d)(?:\.\d+)?(?!\d))?)?
    (?P<clock>\s?(?:h(?:rs|ora)?|Uhr|uur|[時时點点]|시)(?!\w))?
    (?:\s?(?P<late>{halves}))?
    (?:\s?(?:h|hrs|Uhr|uur)\b\.?)?
    (?:[\s,]*(?-i:{zone}))?
"""
_HALVES = r"[AaPp]\.?\s?[Mm](?:\.|(?!\w))"
_FLAGS = re.VERBOSE | re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of some languages that dates are made of, compiled."""

    date: re.Pattern[str]
    time: re.Pattern[str]
    months: Mapping[str, int]
    persian_months: Mapping[str, int]
    afternoon: frozenset[str]
    eras: Mapping[str, int]
    month_first: bool
    ago: tuple[tuple[str, re.Pattern[str]], ...]
    days_back: tuple[tuple[int, re.Pattern[str]], ...]


@lru_cache(maxsize=64)
def _vocabulary(codes: tuple[str, ...]) -> Vocabulary:
    tables = [lang.load(code) for code in codes]
    months = _numbered(table.months for table in tables)
    persian = _numbered(table.jalali_months for table in tables)
    eras = {name: base for table in tables for name, base in table.eras.items()}
    halves = [word for table in tables for word in (*table.am, *table.pm)]
    time = _TIME.format(halves="|".join(filter(None, (_HALVES, _any_of(halves)))), zone=zones.PATTERN)
    fillers = {word for table in tables for word in table.date_words if len(word) > 4}
    return Vocabulary(
        date=re.compile(_date_pattern([*months, *persian], list(eras), fillers), _FLAGS),
        time=re.compile(time, _FLAGS),
        months=months,
        persian_months=persian,
        afternoon=frozenset(_squeezed(word) for table in tables for word in table.pm) | {"pm"},
        eras=eras,
        month_first=tables[0].date_order == "mdy",
        ago=_ago(tables),
        days_back=tuple(
            (back, re.compile(rf"(?<![^\W\d_])(?:{_any_of(words)})(?![^\W\d_])", re.IGNORECASE))
            for back, name in enumerate(("today", "yesterday", "before_yesterday"))
            if (words := [word for table in tables for word in getattr(table, name)])
        )[::-1],
    )


def _numbered(tables: Iterable[tuple[tuple[str, ...], ...]]) -> dict[str, int]:
    numbered: dict[str, int] = {}
    for names in tables:
        for number, forms in enumerate(names, 1):
            for form in forms:
                numbered.setdefault(form.casefold().rstrip("."), number)
    return numbered


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def _date_pattern(months: list[str], eras: list[str], fillers: set[str]) -> str:
    """Numbers first, then the four orders of a worded date; between its parts stand separators and at most two short
    words ("5 de marzo de 2024") or words of the table ("ngày 5 tháng 3 năm 2024")."""
    pattern = _NUMERIC + (_ERA.format(eras=_any_of(eras)) if eras else "")
    if not months:
        return pattern
    long = f"|{_any_of(fillers)}" if fillers else ""
    gap = rf"[\s.,/·–-]*(?:(?:[^\W\d_]{{1,4}}{long})[.,'’]?\s+|d['’]){{0,2}}?"
    names = _any_of(months)

    def day(form: int) -> str:
        return rf"(?<![\d.,:/-])(?P<day{form}>\d{{1,2}})(?:(?:st|nd|rd|th|er|re|ter|[ºª°]|-?[еяго]{{1,3}})(?!\w))?"

    def month(form: int) -> str:
        return rf"(?<![^\W\d_])(?P<month{form}>{names})(?![^\W\d_])\.?"

    def year(form: int) -> str:
        return rf"(?P<year{form}>{_YEAR4}|['’]\d{{2}})(?![\d:]|[.,]\d)"

    return f"""{pattern}
      | {day(3)}{gap}{month(3)}{gap}{year(3)}
      | {month(4)}[\\s.]*{day(4)}[\\s.,]+{gap}{year(4)}
      | (?<!\\d)(?P<year5>{_YEAR4}){gap}{month(5)}\\s*{day(5)}(?![\\d:])
      | {month(6)}\\s+{gap}{year(6)}
    """


def _ago(tables: list[lang.Language]) -> tuple[tuple[str, re.Pattern[str]], ...]:
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


# -- reading ----------------------------------------------------------------------------------------------------------

_REACH = 32  # characters between a date and its time: " | Last updated on Tuesday at 10:15"
_FAR = re.compile(r"[^\W\d_]{14,}|[!?;]")


def printed(text: str, locale: Locale) -> Iterator[Printed]:
    """Every date of a text, in order, with the time of day that stands beside it."""
    words, end = locale.words, 0
    for match in words.date.finditer(text):
        day = _day(match, locale)
        if day is None:
            continue
        if match.groupdict().get("month6"):
            found = Printed(match.start(), match.end(), day, "month")
        else:
            found = _timed(text, day, match.span(), (max(end, match.start() - _REACH), locale))
        end = found.end
        yield found


def _day(match: re.Match[str], locale: Locale) -> date | None:
    """The Gregorian day (of a month: its first) that a match states; None where there is no such day."""
    said, words = match.groupdict(), locale.words
    if said["first"]:
        return _numeric(said, locale)
    if said["year1"]:
        return _in_calendar(int(said["year1"]), int(said["month1"]), int(said["day1"]), locale)
    if said.get("era"):
        year = words.eras[said["era"]] + (1 if said["era_year"] == "元" else int(said["era_year"]))
        return _date(year, int(said["era_month"]), int(said["era_day"]))
    form = next(number for number in "3456" if said[f"month{number}"])
    name, year = said[f"month{form}"].casefold(), _full_year(said[f"year{form}"], locale.now)
    day = int(said.get(f"day{form}") or 1)
    if name in words.persian_months and year < _GREGORIAN:
        return calendars.from_persian(year, words.persian_months[name], day)
    return _in_calendar(year, words.months.get(name, 0), day, locale)


_GREGORIAN, _BUDDHIST = 1600, 2400  # years before are Persian, years from there on Thai


def _in_calendar(year: int, month: int, day: int, locale: Locale) -> date | None:
    if year < _GREGORIAN:
        return calendars.from_persian(year, month, day) if locale.words.persian_months else None
    if year >= _BUDDHIST:
        return _date(calendars.from_buddhist(year), month, day) if "th" in locale.codes else None
    return _date(year, month, day)


def _numeric(said: Mapping[str, str], locale: Locale) -> date | None:
    """A date of three numbers. With dots the day always comes first."""
    first, second, year = int(said["first"]), int(said["second"]), _full_year(said["year2"], locale.now)
    orders = [(second, first), (first, second)]
    if said["mark"].strip() != "." and locale.month_first:
        orders.reverse()
    days = (_in_calendar(year, month, day, locale) for month, day in orders)
    return next((day for day in days if day and not _too_late(day, locale.now)), None)


def _too_late(day: date, now: datetime | None) -> bool:
    return now is not None and day > (now + timedelta(days=1)).date()


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(text: str, now: datetime | None) -> int:
    """Four digits as they are; two digits are the last such year that may have come (by 2068 without a clock)."""
    digits = text.lstrip("'’")
    year = int(digits)
    if len(digits) > 2:
        return year
    return 2000 + year if 2000 + year <= (now.year if now else 2068) else 1900 + year


def _timed(text: str, day: date, span: tuple[int, int], around: tuple[int, Locale]) -> Printed:
    """The date with the time that stands behind it or, failing that, in front of it."""
    (start, end), (floor, locale) = span, around
    behind = locale.words.time.search(text, end, end + _REACH + 16)
    if behind and _is_time(behind, text[end : behind.start()]):
        return _at(day, behind, (start, behind.start() + len(behind[0].rstrip())), locale)
    for before in locale.words.time.finditer(text, floor, start):
        if _is_time(before, text[before.end() : start]):
            return _at(day, before, (before.start(), end), locale)
    return Printed(start, end, day, "day")


def _is_time(match: re.Match[str], gap: str) -> bool:
    """Minutes, a word for "o'clock" or one for the half of the day make a number a time, close to its date."""
    marked = match["minute"] or match["clock"] or match["late"] or match["early"]
    return bool(marked) and len(gap) <= _REACH and not _FAR.search(gap) and not any(c.isdigit() for c in gap)


def _at(day: date, match: re.Match[str], span: tuple[int, int], locale: Locale) -> Printed:
    hour = _hour(match, locale.words.afternoon)
    if hour is None:
        return Printed(*span, day, "day")
    when = datetime(day.year, day.month, day.day, hour % 24, int(match["minute"] or 0), int(match["second"] or 0))
    when += timedelta(days=hour // 24)
    precision: Precision = "second" if match["second"] else "minute" if match["minute"] else "hour"
    return Printed(*span, when.replace(tzinfo=zones.offset(match, when, locale.region)), precision)


def _hour(match: re.Match[str], afternoon: frozenset[str]) -> int | None:
    """0 to 24; None for an hour that a half of the day cannot have."""
    hour = int(match["hour"])
    half = _squeezed(match["late"] or match["early"] or "")
    if not half:
        return hour
    if hour > 12:
        return hour if hour < 24 else None
    return hour % 12 + (12 if half in afternoon else 0)


def _squeezed(half: str) -> str:
    return half.casefold().replace(".", "").replace(" ", "")


# -- relative ---------------------------------------------------------------------------------------------------------

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400}
_PRECISION: dict[str, Precision] = {"second": "minute", "minute": "minute", "hour": "hour"}


def relative(text: str, locale: Locale) -> Printed | None:
    """ "2 hours ago", "yesterday, 10:15" against `locale.now`; None without a clock, and for months and years, which
    say too little."""
    if locale.now is None:
        return None
    for unit, pattern in locale.words.ago:
        if match := pattern.search(text):
            return _back(match, unit, locale.now) if unit in ("second", "minute", "hour", "day", "week") else None
    for back, pattern in locale.words.days_back:
        if match := pattern.search(text):
            day = (locale.now - timedelta(days=back)).date()
            return _timed(text, day, match.span(), (max(0, match.start() - _REACH), locale))
    return None


def _back(match: re.Match[str], unit: str, now: datetime) -> Printed:
    number = re.search(r"\d+", match[0])
    when = now - timedelta(seconds=_SECONDS[unit] * int(number[0] if number else 1))
    if unit in ("day", "week"):
        return Printed(*match.span(), when.date(), "day")
    return Printed(*match.span(), when.replace(second=0, microsecond=0), _PRECISION[unit])
