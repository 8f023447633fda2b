"""Dates as people print them: "5 March 2024, 10:15 pm EST", "2024年3月5日 下午3:15", "۱۵ اسفند ۱۴۰۲".

The words come from `date_words`. Texts are expected with plain signs (`plain_signs`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter

from newscrawl.dates import nepali, persian, zones
from newscrawl.dates.words import SHORT_WORD, Locale, Vocabulary, squeezed
from newscrawl.record.model import Precision

Match = re.Match[str]
_Look = Callable[..., Match | None]


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
    (?<![\d./-])(?P<year1>{_YEAR4})\s?(?:[-/.]|년|年|оны)\s?(?P<month1>\d{{1,2}})
    \s?(?:[-/.]|월|月|(?:-?р\s|дугаар\s|дүгээр\s)?сарын)\s?(?P<day1>\d{{1,2}})
    (?!\d)(?:\s?[日일])?
  | (?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>\s?[./|-]\s?)(?P<second>\d{{1,2}})(?P=mark)
    (?P<year2>{_YEAR4}|(?<!\|)(?<!\|\s)\d{{2}})(?![\d%]|[.,:/-]\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Elements without a space between them glue what follows to the year: "May 3, 202221:25", "Mar 27, 20255 min read".
_YEAR = rf"(?:{_YEAR4}(?=\d{{1,2}}(?::\d\d|\s?min))|(?:{_YEAR4}|'\d{{2}})(?![\d:]|[.,]\d))"
_SHORT_YEAR = rf"(?:{_YEAR}|[4-7]\d(?![\d:]|[.,]\d))"  # of the Buddhist era from 2540 on: "5 มี.ค. 69"

# Around the name of a month, in five orders: "5 March 2024", "2024 March 5", "2024. gada 5. martā", "March 5, 2024",
# "March 2024". Between the parts stand separators and at most two words: short ones ("5 de marzo de 2024") or fillers
# of the language's table. A word of an Indic script or of those of Southeast Asia holds marks that are no letters.
_LETTER = r"(?:[^\W\d_]|[\u0900-\u0963\u0966-\u0e4e\u0e50-\u1049\u104c-\u109f\u1780-\u17d3])"
_GAP = rf"(?P<{{}}>[\s.,/·–،၊-]*(?:{_LETTER}{{{{1,12}}}}[.,']?\s+|d'){{{{0,2}}}}?)"
_COUNTED_FROM = r"(?:(?:[^\W\d_]\.){2}\s?|ឆ្នាំ)?"  # "5 มีนาคม พ.ศ. 2567": of the Buddhist era; Khmer: the year
_DAY = (
    r"(?:(?<![\d.,/-])(?<!\d:)|(?<=ika-))(?P<day>\d{1,2})"
    r"(?:(?:st|nd|rd|th|er|re|ter|an?|\(an?\)|[ºª°]|-?[еяго]{1,3})(?!\w))?"
)
_YEAR_IN_FRONT = rf"(?<!\d)(?P<year>{_YEAR4})(?:(?:\(e\))?ko(?!\w)|[թг](?=\.)|(?![^\W\d_]|\Z))"  # "2026ko" is Basque


@cache
def _orders(year: str) -> tuple[tuple[tuple[_Look, _Look], ...], _Look]:
    """What to look for before the name of a month and behind it, and behind it alone; `year` is the year's pattern."""
    around = (
        (rf"{_DAY}{_GAP.format('gap')}\Z", rf"\.?{_GAP.format('gap')}{_COUNTED_FROM}(?P<year>{year})"),
        (rf"{_YEAR_IN_FRONT}{_GAP.format('gap')}\Z", rf"\.?(?P<gap>\s*){_DAY}(?![\d:])"),
        (rf"{_YEAR_IN_FRONT}{_GAP.format('gap')}{_DAY}{_GAP.format('gap_of_month')}\Z", r"\.?(?P<gap>)"),
    )
    behind = (
        rf"\.?(?:[\s.]*{_DAY}[\s.,،၊]++{_GAP.format('gap')}|\s++{_GAP.format('gap_of_month')}){_COUNTED_FROM}"
        rf"(?P<year>{year})"
    )
    compiled = tuple((re.compile(one, re.I).search, re.compile(other, re.I).match) for one, other in around)
    return compiled, re.compile(behind, re.I).match


_WORD = re.compile(rf"{_LETTER}+")
_ZONE = re.compile(rf"[\s,]*+{zones.PATTERN}")

# -- reading ----------------------------------------------------------------------------------------------------------

REACH = 32
"""Characters between a date and its time: " | Last updated on Tuesday at 10:15"."""
_FAR = re.compile(r"[^\W\d_]{14,}|[!?;]")
# No date is without them, most lines with a digit are.
_NUMBERS = re.compile(r"\d{4}|\d\s?[./-]\s?\d|'\d\d|年|[\u0e00-\u0e7f]\.?\s\d\d(?!\d)")
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
        for before, behind in _parts_around(text, match, words):
            if found := _worded_day(match, before, behind, locale):
                yield found
                break


def _parts_around(text: str, month: Match, words: Vocabulary) -> Iterator[tuple[Match | None, Match]]:
    """What the text says around a month's name, read in each order that fits."""
    start, end = month.span()
    floor = max(0, start - _BEFORE)
    orders, alone = _orders(_SHORT_YEAR if words.counts_buddhist_years else _YEAR)
    for in_front, at_back in orders:
        before = in_front(text, floor, start)
        behind = at_back(text, end) if before else None
        if before and behind and _are_gaps(before, words.fillers) and _are_gaps(behind, words.fillers):
            yield before, behind
    if (behind := alone(text, end)) and _are_gaps(behind, words.fillers):
        yield None, behind


def _begins_word(text: str, start: int) -> bool:
    """Also where elements without a space between them are one text: "By Jane DoeMarch 5, 2024"."""
    before = text[start - 1 : start]
    return not before.isalpha() or (before.islower() and text[start].isupper())


def _are_gaps(match: Match, fillers: frozenset[str]) -> bool:
    """Do only words that dates hold stand between the parts?"""
    gaps = " ".join(match.groupdict().get(name) or "" for name in ("gap", "gap_of_month"))
    return all(len(word) <= SHORT_WORD or word.casefold() in fillers for word in _WORD.findall(gaps))


def _worded_day(month: Match, before: Match | None, behind: Match, locale: Locale) -> Printed | None:
    said = {**(before.groupdict() if before else {}), **behind.groupdict()}
    name, year, words = month[0].casefold(), _full_year(said["year"], locale), locale.words
    number = int(said["day"] or 1)
    if name in words.persian_months and year < _GREGORIAN:
        day = persian.from_persian(year, words.persian_months[name], number)
    elif name in words.bikram_months:
        day = nepali.from_bikram(year, words.bikram_months[name], number)
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
        return _date(persian.from_buddhist(year), month, day) if locale.words.counts_buddhist_years else None
    if locale.words.bikram_months and _is_bikram(year, locale.now):
        return nepali.from_bikram(year, month, day)
    return _date(year, month, day)


def _is_bikram(year: int, now: datetime | None) -> bool:
    """Is it a year of the Nepalese calendar, which is 56 or 57 years ahead of the Gregorian one?"""
    return year in nepali.YEARS and (now is None or year > now.year + 1)


def _numeric(said: Mapping[str, str], locale: Locale) -> date | None:
    """A date of three numbers. With dots the day always comes first."""
    first, second, year = int(said["first"]), int(said["second"]), _full_year(said["year2"], locale)
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


def _full_year(text: str, locale: Locale) -> int:
    """Four digits as they are; two digits are the last such year that may have come (by 2068 without a clock).

    Where years are counted in the Buddhist era, two digits may be such a year too: 69 is 2569, which is 2026.
    """
    digits = text.lstrip("'")
    if len(digits) > 2:
        return int(digits)
    if not locale.words.counts_buddhist_years:
        return _last_year(int(digits), locale.now.year if locale.now else 2068)
    latest = locale.now.year if locale.now else 2042
    gregorian, buddhist = _last_year(int(digits), latest), _last_year(int(digits), persian.to_buddhist(latest))
    return max(gregorian, buddhist, key=lambda year: persian.from_buddhist(year) if year >= _BUDDHIST else year)


def _last_year(digits: int, latest: int) -> int:
    year = latest - latest % 100 + digits
    return year if year <= latest else year - 100


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
    marked = match["minute"] or match["half"] or match["clock"] or match["late"] or match["early"]
    return bool(marked) and len(gap) <= REACH and not _FAR.search(gap) and not any(c.isdigit() for c in gap)


def _at(day: date, clock: tuple[Match, Match | None], span: tuple[int, int], locale: Locale) -> Printed:
    match, zone = clock
    hour = _hour(match, locale.words.day_periods)
    if hour is None:
        return Printed(*span, day, "day")
    minute = int(match["minute"] or (30 if match["half"] else 0))
    when = datetime(day.year, day.month, day.day, hour % 24, minute, int(match["second"] or 0))
    when += timedelta(days=hour // 24)
    precision: Precision = "second" if match["second"] else "minute" if match["minute"] or match["half"] else "hour"
    offset = zones.offset(zone, when, locale.region) if zone else None
    return Printed(*span, when.replace(tzinfo=offset), precision)


def _hour(match: Match, day_periods: Mapping[str, tuple[float, float]]) -> int | None:
    """0 to 24; None for an hour that a half of the day cannot have.

    "夜12時" and "रात 12 बजे" are the end of the day, "रात 12:30" is its beginning: programs print the night so.
    """
    hour = int(match["hour"])
    period = squeezed(match["late"] or match["early"] or "")
    if not period:
        return hour
    if hour > 12:
        return hour if hour < 24 else None
    first, last = day_periods[period]
    nearest = min((hour % 12 + half for half in (0, 12, 24)), key=lambda one: max(first - one, one - last, 0))
    return nearest if nearest < 24 or (nearest == 24 and not match["minute"]) else nearest - 24
