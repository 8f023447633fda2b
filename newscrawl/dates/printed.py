"""Dates as people print them: "5 March 2024, 10:15 pm EST", "2024年3月5日 下午3:15", "۱۵ اسفند ۱۴۰۲".

The words come from `date_words`. Texts are expected with the digits 0-9 (`ascii_digits`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from newscrawl.dates import persian, zones
from newscrawl.dates.words import SHORT_WORD, Locale, squeezed
from newscrawl.record.model import Precision

Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Printed:
    """A date in a text: where it stands, what it says (a plain day, or a time, aware where a zone is printed)."""

    start: int
    end: int
    when: date | datetime
    precision: Precision


# -- patterns ---------------------------------------------------------------------------------------------------------

_YEAR4 = r"(?:1[3-9]|2[0-6])\d{2}"
_NUMERIC = re.compile(
    rf"""
    (?<![\d./-])(?P<year1>{_YEAR4})\s?(?:[-/.]|년|年)\s?(?P<month1>\d{{1,2}})\s?(?:[-/.]|월|月)\s?(?P<day1>\d{{1,2}})
    (?!\d)(?:\s?[日일])?
  | (?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>\s?[./-]\s?)(?P<second>\d{{1,2}})(?P=mark)
    (?P<year2>{_YEAR4}|\d{{2}})(?![\d%]|[.,:/-]\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Elements without a space between them glue what follows to the year: "May 3, 202221:25", "Mar 27, 20255 min read".
_YEAR = rf"(?:{_YEAR4}(?=\d{{1,2}}(?::\d\d|\s?min))|(?:{_YEAR4}|['’]\d{{2}})(?![\d:]|[.,]\d))"

# Around the name of a month, in four orders: "5 March 2024", "2024 March 5", "March 5, 2024", "March 2024". Between the
# parts stand separators and at most two words: short ones ("5 de marzo de 2024") or fillers of the language's table.
_GAP = r"(?P<{}>[\s.,/·–-]*(?:[^\W\d_]{{1,12}}[.,'’]?\s+|d['’]){{0,2}}?)"
_COUNTED_FROM = r"(?:(?:[^\W\d_]\.){2}\s?)?"  # "5 มีนาคม พ.ศ. 2567": of the Buddhist era
_DAY = r"(?<![\d.,:/-])(?P<day>\d{1,2})(?:(?:st|nd|rd|th|er|re|ter|[ºª°]|-?[еяго]{1,3})(?!\w))?"
_ORDERS = tuple(
    (
        re.compile(before, re.IGNORECASE).search,
        re.compile(behind, re.IGNORECASE).match,
    )
    for before, behind in (
        (rf"{_DAY}{_GAP.format('gap')}\Z", rf"\.?{_GAP.format('gap')}{_COUNTED_FROM}(?P<year>{_YEAR})"),
        (rf"(?<!\d)(?P<year>{_YEAR4})(?![^\W\d_]|\Z){_GAP.format('gap')}\Z", rf"\.?(?P<gap>\s*){_DAY}(?![\d:])"),
    )
)
_BEHIND = re.compile(
    rf"\.?(?:[\s.]*{_DAY}[\s.,]++{_GAP.format('gap')}|\s++{_GAP.format('gap_of_month')})(?P<year>{_YEAR})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_ZONE = re.compile(rf"[\s,]*+{zones.PATTERN}")

# -- reading ----------------------------------------------------------------------------------------------------------

REACH = 32
"""Characters between a date and its time: " | Last updated on Tuesday at 10:15"."""
_FAR = re.compile(r"[^\W\d_]{14,}|[!?;]")
_NUMBERS = re.compile(r"\d{4}|\d\s?[./-]\s?\d|['’]\d\d|年")  # no date is without them, most lines with a digit are
_BEFORE = 40  # characters in front of a month in which its day is looked for


def printed(text: str, locale: Locale) -> Iterator[Printed]:
    """Every date of a text, in order, with the time of day that stands beside it. They do not overlap."""
    if not _NUMBERS.search(text):
        return
    end = 0
    for one in sorted(_plain_days(text, locale), key=attrgetter("start")):
        if one.start < end:
            continue
        if one.precision == "day":
            one = timed(text, one.when, (one.start, one.end), (max(end, one.start - REACH), locale))
        end = one.end
        yield one


def _plain_days(text: str, locale: Locale) -> Iterator[Printed]:
    """Every day or month that a text names in some form, without its time; forms may overlap."""
    words = locale.words
    for match in _NUMERIC.finditer(text):
        if day := _numbered_day(match, locale):
            yield Printed(*match.span(), day, "day")
    for match in words.era.finditer(text) if words.era else ():
        year = words.eras[match["era"]] + (1 if match["year"] == "元" else int(match["year"]))
        if day := _date(year, int(match["month"]), int(match["day"])):
            yield Printed(*match.span(), day, "day")
    for match in words.month.finditer(text):
        if not _begins_word(text, match.start()):
            continue
        for before, behind in _parts_around(text, match, words.fillers):
            if found := _worded_day(match, before, behind, locale):
                yield found
                break


def _parts_around(text: str, month: Match, fillers: frozenset[str]) -> Iterator[tuple[Match | None, Match]]:
    """What the text says around a month's name, read in each order that fits."""
    start, end = month.span()
    floor = max(0, start - _BEFORE)
    for in_front, at_back in _ORDERS:
        before = in_front(text, floor, start)
        behind = at_back(text, end) if before else None
        if before and behind and _is_gap(before["gap"], fillers) and _is_gap(behind["gap"], fillers):
            yield before, behind
    if (behind := _BEHIND.match(text, end)) and _is_gap(behind["gap"] or behind["gap_of_month"] or "", fillers):
        yield None, behind


def _begins_word(text: str, start: int) -> bool:
    """Also where elements without a space between them are one text: "By Jane DoeMarch 5, 2024"."""
    before = text[start - 1 : start]
    return not before.isalpha() or (before.islower() and text[start].isupper())


def _is_gap(gap: str, fillers: frozenset[str]) -> bool:
    return all(len(word) <= SHORT_WORD or word.casefold() in fillers for word in _WORD.findall(gap))


def _worded_day(month: Match, before: Match | None, behind: Match, locale: Locale) -> Printed | None:
    said = {**(before.groupdict() if before else {}), **behind.groupdict()}
    name, year, words = month[0].casefold(), _full_year(said["year"], locale.now), locale.words
    number = int(said["day"] or 1)
    if name in words.persian_months and year < _GREGORIAN:
        day = persian.from_persian(year, words.persian_months[name], number)
    else:
        day = _in_calendar(year, words.months.get(name, 0), number, locale)
    start = before.start() if before else month.start()
    return Printed(start, behind.end(), day, "day" if said["day"] else "month") if day else None


def _numbered_day(match: Match, locale: Locale) -> date | None:
    """The Gregorian day of a date of three numbers; None where there is no such day."""
    if match["first"]:
        return _numeric(match.groupdict(), locale)
    return _in_calendar(int(match["year1"]), int(match["month1"]), int(match["day1"]), locale)


_GREGORIAN, _BUDDHIST = 1600, 2400  # years before are Persian, years from there on Thai


def _in_calendar(year: int, month: int, day: int, locale: Locale) -> date | None:
    if year < _GREGORIAN:
        return persian.from_persian(year, month, day) if locale.words.persian_months else None
    if year >= _BUDDHIST:
        return _date(persian.from_buddhist(year), month, day) if "th" in locale.codes else None
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


def timed(text: str, day: date, span: tuple[int, int], around: tuple[int, Locale]) -> Printed:
    """The date with the time that stands behind it or, failing that, in front of it.

    A time right in front goes before one that words part from the date: "9:30 p.m. March 12, 2026 Updated 7:02 a.m."
    """
    (start, end), (floor, locale) = span, around
    pattern = locale.words.time
    behind = pattern.search(text, end, end + REACH + 16)
    gap = text[end : behind.start()] if behind else ""
    front = _in_front(text, (floor, start), pattern) if not behind or _LABEL.search(gap) else None
    if front and (not behind or not any(map(str.isalpha, text[(front[1] or front[0]).end() : start]))):
        return _at(day, front, (front[0].start(), end), locale)
    if behind and _is_time(behind, gap):
        zone = _ZONE.match(text, behind.end())
        stop = zone.end() if zone else behind.start() + len(behind[0].rstrip())
        return _at(day, (behind, zone), (start, stop), locale)
    front = front or _in_front(text, (floor, start), pattern)
    return _at(day, front, (front[0].start(), end), locale) if front else Printed(start, end, day, "day")


_LABEL = re.compile(
    r"[^\W\d_]{6}"
)  # letters of a word that labels a time, longer than those between a day and its time


def _in_front(text: str, span: tuple[int, int], pattern: re.Pattern[str]) -> tuple[Match, Match | None] | None:
    """The time in front of a date, and its zone."""
    start, end = span
    for before in pattern.finditer(text, start, end):
        zone = _ZONE.match(text, before.end(), end)
        if _is_time(before, text[(zone or before).end() : end]):
            return before, zone
    return None


def _is_time(match: Match, gap: str) -> bool:
    """Minutes, a word for "o'clock" or one for the half of the day make a number a time, close to its date."""
    marked = match["minute"] or match["clock"] or match["late"] or match["early"]
    return bool(marked) and len(gap) <= REACH and not _FAR.search(gap) and not any(c.isdigit() for c in gap)


def _at(day: date, clock: tuple[Match, Match | None], span: tuple[int, int], locale: Locale) -> Printed:
    match, zone = clock
    hour = _hour(match, locale.words.afternoon)
    if hour is None:
        return Printed(*span, day, "day")
    when = datetime(day.year, day.month, day.day, hour % 24, int(match["minute"] or 0), int(match["second"] or 0))
    when += timedelta(days=hour // 24)
    precision: Precision = "second" if match["second"] else "minute" if match["minute"] else "hour"
    offset = zones.offset(zone, when, locale.region) if zone else None
    return Printed(*span, when.replace(tzinfo=offset), precision)


def _hour(match: Match, afternoon: frozenset[str]) -> int | None:
    """0 to 24; None for an hour that a half of the day cannot have."""
    hour = int(match["hour"])
    half = squeezed(match["late"] or match["early"] or "")
    if not half:
        return hour
    if hour > 12:
        return hour if hour < 24 else None
    return hour % 12 + (12 if half in afternoon else 0)
