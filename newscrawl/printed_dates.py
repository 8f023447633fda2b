"""Dates as people print them: "5 March 2024, 10:15 pm EST", "2024年3月5日 下午3:15", "۱۵ اسفند ۱۴۰۲", "vor 2 Stunden".

All words come from the language tables (`lang/`); a set of languages is compiled once into one pattern for dates and
one for times of day. Texts are expected with the digits 0-9 (`ascii_digits`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from operator import attrgetter

from newscrawl import calendars, lang, zones
from newscrawl.article import Precision

Match = re.Match[str]
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
_FLAGS = re.VERBOSE | re.IGNORECASE
_NUMERIC = re.compile(
    rf"""
    (?<![\d./-])(?P<year1>{_YEAR4})\s?(?:[-/.]|년|年)\s?(?P<month1>\d{{1,2}})\s?(?:[-/.]|월|月)\s?(?P<day1>\d{{1,2}})
    (?!\d)(?:\s?[日일])?
  | (?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>\s?[./-]\s?)(?P<second>\d{{1,2}})(?P=mark)
    (?P<year2>{_YEAR4}|\d{{2}})(?![\d%]|[.,:/-]\d)
    """,
    _FLAGS,
)
_ERA = r"(?P<era>{eras})\s?(?P<year>\d{{1,2}}|元)年\s?(?P<month>\d{{1,2}})月\s?(?P<day>\d{{1,2}})日"
# Elements without a space between them glue what follows to the year: "May 3, 202221:25", "Mar 27, 20255 min read".
_YEAR = rf"(?:{_YEAR4}(?=\d{{1,2}}(?::\d\d|\s?min))|(?:{_YEAR4}|['’]\d{{2}})(?![\d:]|[.,]\d))"

# Around the name of a month, in four orders: "5 March 2024", "2024 March 5", "March 5, 2024", "March 2024". Between the
# parts stand separators and at most two words: short ones ("5 de marzo de 2024") or fillers of the language's table.
_SHORT_WORD = 4
_GAP = r"(?P<{}>[\s.,/·–-]*(?:[^\W\d_]{{1,12}}[.,'’]?\s+|d['’]){{0,2}}?)"
_DAY = r"(?<![\d.,:/-])(?P<day>\d{1,2})(?:(?:st|nd|rd|th|er|re|ter|[ºª°]|-?[еяго]{1,3})(?!\w))?"
_ORDERS = tuple(
    (re.compile(before, re.IGNORECASE), re.compile(behind, re.IGNORECASE))
    for before, behind in (
        (rf"{_DAY}{_GAP.format('gap')}\Z", rf"\.?{_GAP.format('gap')}(?P<year>{_YEAR})"),
        (rf"(?<!\d)(?P<year>{_YEAR4})(?![^\W\d_]|\Z){_GAP.format('gap')}\Z", rf"\.?(?P<gap>\s*){_DAY}(?![\d:])"),
    )
)
_BEHIND = re.compile(
    rf"\.?(?:[\s.]*{_DAY}[\s.,]+{_GAP.format('gap')}|\s+{_GAP.format('gap_of_month')})(?P<year>{_YEAR})", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_TIME = r"""
    (?:(?P<early>{halves})\s?)?
    (?<![\d:.,])(?P<hour>2[0-4]|[01]?\d)(?!\d)
    (?:\s?(?:[:h.٫]|時|时|點|点|시)\s?(?P<minute>[0-5]\d)(?![\d%])\s?(?:[分분])?(?::(?P<second>[0-5]\d)(?:\.\d+)?(?!\d))?)?
    (?P<clock>\s?(?:h(?:rs|ora)?|Uhr|uur|[時时點点]|시)(?!\w))?
    (?:\s?(?P<late>{halves}))?
    (?:\s?(?:h|hrs|Uhr|uur)\b\.?)?
"""
_ZONE = re.compile(rf"[\s,]*{zones.PATTERN}")
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
        return frozenset(_squeezed(word) for table in self.tables for word in table.pm) | {"pm"}

    @cached_property
    def month(self) -> re.Pattern[str]:
        """The name of a month."""
        names = _any_of((*self.months, *self.persian_months))
        return re.compile(rf"(?:{names})(?![^\W\d_])" if names else "(?!)", re.IGNORECASE)

    @cached_property
    def fillers(self) -> frozenset[str]:
        """Long words inside a date: "ngày 5 tháng 3 năm 2024"."""
        words = (word.casefold() for table in self.tables for word in table.date_words)
        return frozenset(word for word in words if len(word) > _SHORT_WORD)

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


# -- reading ----------------------------------------------------------------------------------------------------------

_REACH = 32  # characters between a date and its time: " | Last updated on Tuesday at 10:15"
_FAR = re.compile(r"[^\W\d_]{14,}|[!?;]")
_NUMBERS = re.compile(r"\d{4}|\d\s?[./-]\s?\d|['’]\d\d|年")  # no date is without them, most lines with a digit are
_BEFORE = 40  # characters in front of a month in which its day is looked for


def printed(text: str, locale: Locale) -> Iterator[Printed]:
    """Every date of a text, in order, with the time of day that stands beside it."""
    return iter(_printed(text, locale) if _NUMBERS.search(text) else ())


@lru_cache(maxsize=64)  # a line in which no date is found is asked again for a relative one
def _printed(text: str, locale: Locale) -> tuple[Printed, ...]:
    return tuple(_apart(text, locale))


def _apart(text: str, locale: Locale) -> Iterator[Printed]:
    """The dates of a text that do not overlap, the first of each, with their times."""
    end = 0
    for one in sorted(_plain_days(text, locale), key=attrgetter("start")):
        if one.start < end:
            continue
        if one.precision == "day":
            one = _timed(text, one.when, (one.start, one.end), (max(end, one.start - _REACH), locale))
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
        before = in_front.search(text, floor, start)
        behind = at_back.match(text, end) if before else None
        if before and behind and _is_gap(before["gap"], fillers) and _is_gap(behind["gap"], fillers):
            yield before, behind
    if (behind := _BEHIND.match(text, end)) and _is_gap(behind["gap"] or behind["gap_of_month"] or "", fillers):
        yield None, behind


def _begins_word(text: str, start: int) -> bool:
    """Also where elements without a space between them are one text: "By Jane DoeMarch 5, 2024"."""
    before = text[start - 1 : start]
    return not before.isalpha() or (before.islower() and text[start].isupper())


def _is_gap(gap: str, fillers: frozenset[str]) -> bool:
    return all(len(word) <= _SHORT_WORD or word.casefold() in fillers for word in _WORD.findall(gap))


def _worded_day(month: Match, before: Match | None, behind: Match, locale: Locale) -> Printed | None:
    said = {**(before.groupdict() if before else {}), **behind.groupdict()}
    name, year, words = month[0].casefold(), _full_year(said["year"], locale.now), locale.words
    number = int(said["day"] or 1)
    if name in words.persian_months and year < _GREGORIAN:
        day = calendars.from_persian(year, words.persian_months[name], number)
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
    pattern = locale.words.time
    behind = pattern.search(text, end, end + _REACH + 16)
    if behind and _is_time(behind, text[end : behind.start()]):
        zone = _ZONE.match(text, behind.end())
        stop = zone.end() if zone else behind.start() + len(behind[0].rstrip())
        return _at(day, (behind, zone), (start, stop), locale)
    for before in pattern.finditer(text, floor, start):
        zone = _ZONE.match(text, before.end(), start)
        if _is_time(before, text[(zone or before).end() : start]):
            return _at(day, (before, zone), (before.start(), end), locale)
    return Printed(start, end, day, "day")


def _is_time(match: Match, gap: str) -> bool:
    """Minutes, a word for "o'clock" or one for the half of the day make a number a time, close to its date."""
    marked = match["minute"] or match["clock"] or match["late"] or match["early"]
    return bool(marked) and len(gap) <= _REACH and not _FAR.search(gap) and not any(c.isdigit() for c in gap)


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
    said = text.casefold()
    if not any(word in said for word in locale.words.relative_words):
        return None
    for unit, pattern in locale.words.ago:
        if match := pattern.search(text):
            return _back(match, unit, locale.now) if unit in ("second", "minute", "hour", "day", "week") else None
    for back, pattern in locale.words.days_back:
        if match := pattern.search(text):
            day = (locale.now - timedelta(days=back)).date()
            return _timed(text, day, match.span(), (max(0, match.start() - _REACH), locale))
    return None


def _back(match: Match, unit: str, now: datetime) -> Printed:
    number = re.search(r"\d+", match[0])
    when = now - timedelta(seconds=_SECONDS[unit] * int(number[0] if number else 1))
    if unit in ("day", "week"):
        return Printed(*match.span(), when.date(), "day")
    return Printed(*match.span(), when.replace(second=0, microsecond=0), _PRECISION[unit])
