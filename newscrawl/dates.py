"""One parser for the dates that news pages state: machine forms, printed forms of many languages, other calendars.

Three roads, the cheap one first: `datetime.fromisoformat` (0.5 microseconds), the printed forms by one compiled pattern
per language (about 10), then dateutil and dateparser for what is left (50 and 1,000 to 6,000). A date that cannot be
(1970-01-01, the year 9999, days after the fetch) is no date: None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cached_property, lru_cache

from newscrawl import calendars, lang, zones
from newscrawl.article import DateNote, Precision, ZoneSource

MAX_CHARACTERS = 400
"""No more of a raw text is read; printed dates stand at the start of their line."""
_TOLERANCE = timedelta(days=1)  # clocks and zones differ; a date further in the future is a mistake or an event
_FIRST_YEAR, _LAST_YEAR = 1600, 2200


@dataclass(frozen=True)
class ParsedDate:
    """A date as it was stated. `iso` is ISO 8601 as precise as the page: `2024-03`, `2024-03-05`, `2024-03-05T10:15`
    or, with a zone, `2024-03-05T10:15:00+01:00`. `zone` tells where the offset came from."""

    iso: str
    raw: str
    precision: Precision
    zone: ZoneSource = "unknown"

    @cached_property
    def day(self) -> date | None:
        """The day as printed (in the stated zone); None where only a month or year is known."""
        return date.fromisoformat(self.iso[:10]) if len(self.iso) >= 10 else None

    @cached_property
    def moment(self) -> datetime | None:
        """The time of day, aware where a zone is known; None where only a day is known."""
        return datetime.fromisoformat(self.iso) if len(self.iso) > 10 else None

    @property
    def note(self) -> DateNote:
        return DateNote(raw=self.raw, precision=self.precision, zone=self.zone)


@dataclass(frozen=True, slots=True)
class Found:
    """A date inside a longer text, and where it stands there."""

    date: ParsedDate
    start: int
    end: int


def parse(
    raw: str,
    *,
    languages: Sequence[str] = (),
    now: datetime | None = None,
    zone: tzinfo | None = None,
) -> ParsedDate | None:
    """The date of a text that states one, or None.

    `languages` are BCP 47 tags, likeliest first; their region decides whether 3/4/2024 is in March or April. `now` is
    when the page was fetched (aware): "2 hours ago" counts from it, later dates are refused. `zone` is the publisher's,
    for times that state none.
    """
    text = raw.strip()[:MAX_CHARACTERS]
    if not text:
        return None
    reader = _Reader(tuple(languages), now, zone)
    stated = _machine(text)
    if stated is None:
        found = next(reader.printed(_ascii_digits(text)), None)
        stated = found.date if found else reader.relative(text) or reader.thorough(text)
    return reader.finished(stated, raw.strip()) if stated else None


def find(
    text: str,
    *,
    languages: Sequence[str] = (),
    now: datetime | None = None,
    zone: tzinfo | None = None,
) -> Iterator[Found]:
    """Every printed date of a longer text, in order. Takes what `parse` takes; impossible dates are left out."""
    reader = _Reader(tuple(languages), now, zone)
    for found in reader.printed(_ascii_digits(text[:MAX_CHARACTERS])):
        stated = reader.finished(found.date, text[found.start : found.end])
        if stated:
            yield Found(stated, found.start, found.end)


# -- machine forms ----------------------------------------------------------------------------------------------------

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T\s])")
_ISO_LIKE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?"
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(Z)?)?")


def _machine(text: str) -> ParsedDate | None:
    """ISO 8601 (also with a space, one-digit fields, `+0100`), RFC 3339, seconds or milliseconds since 1970."""
    if _ISO_DAY.match(text):
        try:
            return _stated(datetime.fromisoformat(text), _iso_precision(text), text)
        except ValueError:
            pass
    if match := _ISO_LIKE.fullmatch(text):
        return _from_fields(match.groups(), text)
    if _EPOCH.fullmatch(text):
        return _stated(datetime.fromtimestamp(int(text[:10]), UTC), "second", text)
    if match := _COMPACT.fullmatch(text):
        return _from_fields(match.groups(), text)
    return None


def _iso_precision(text: str) -> Precision:
    return "day" if len(text) == 10 else "second" if text.count(":", 0, 19) == 2 else "minute"


def _from_fields(fields: Sequence[str | None], raw: str) -> ParsedDate | None:
    year, month, day, hour, minute, second, offset = fields
    try:
        when = datetime(int(year or 0), int(month or 0), int(day or 0), int(hour or 0), int(minute or 0), int(second or 0))
        if offset:
            sign = offset if offset[0] in "+-" else "+00"
            when = when.replace(tzinfo=datetime.strptime(sign.replace(":", "").ljust(5, "0"), "%z").tzinfo)
    except ValueError:
        return None
    return _stated(when, "second" if second else "minute" if hour else "day", raw)


def _stated(when: datetime, precision: Precision, raw: str) -> ParsedDate:
    """The ISO form of what was read. Midnight to the second without a zone is how programs write a plain day."""
    if when.tzinfo is None and (when.hour, when.minute, when.second) == (0, 0, 0) and precision in ("second", "day"):
        return ParsedDate(when.date().isoformat(), raw, "day")
    if precision == "day":
        return ParsedDate(when.date().isoformat(), raw, "day")
    when = when.replace(microsecond=0)
    iso = when.isoformat(timespec="minutes" if precision in ("minute", "hour") and when.tzinfo is None else "seconds")
    return ParsedDate(iso, raw, precision, "stated" if when.tzinfo is not None else "unknown")


# -- printed forms ----------------------------------------------------------------------------------------------------

_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９／．：",  # Arabic, Persian, Hindi, Bengali, Thai, wide
    "0123456789" * 6 + "/.:",
)


def _ascii_digits(text: str) -> str:
    """The text with the digits of other scripts as 0-9, letter for letter."""
    return text if text.isascii() else text.translate(_DIGITS)


# Between the parts of a date stand separators and at most two short words: "5 de marzo de 2024", "le 1er mars".
_GAP = r"[\s.,/·–-]*(?:(?:[^\W\d_]{1,4}|tháng|year)[.,'’]?[\s]+|d['’]){0,2}?"
_DAY = r"(?<![\d.,:/-])(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|er|re|[ºª°]|-?[еяго]{{1,3}}(?!\w))?"
_YEAR = r"(?P<{0}>(?:1[3-9]|2[0-6])\d{{2}}|['’]\d{{2}})(?![\d:]|[.,]\d)"
_NUMERIC = r"""
    (?<![\d./-])(?P<year1>(?:1[3-9]|2[0-6])\d{2})\s?(?:[-/.]|년|年)\s?(?P<month1>\d{1,2})\s?(?:[-/.]|월|月)\s?(?P<day1>\d{1,2})(?!\d)\s?[日일]?
  | (?<![\d./-])(?P<first>\d{1,2})(?P<mark>\s?[./-]\s?)(?P<second>\d{1,2})(?P=mark)(?P<year2>(?:1[3-9]|2[0-6])\d{2}|\d{2})(?![\d%]|[.,:/-]\d)
"""
_TIME = r"""
    (?:(?P<early>{meridiem})\s?)?
    (?<![\d:.,])(?P<hour>[01]?\d|2[0-4])
    (?:\s?(?:[:h.٫]|時|时|點|点|시)\s?(?P<minute>[0-5]\d)(?![\d%])\s?(?:[分분])?(?::(?P<sec>[0-5]\d)(?:\.\d+)?(?!\d))?)?
    (?P<word>\s?(?:h(?:rs|ora)?|Uhr|uur|[時时點点]|시)(?!\w))?
    (?:\s?(?P<late>[AaPp]\.?\s?[Mm](?:\.|(?!\w))|{meridiem}))?
    (?:\s?\(?(?:h(?:rs)?|Uhr|uur)\b\.?)?
"""
_REACH = 32  # characters between a date and its time: " | Last updated on Tuesday at 10:15"
_FAR = re.compile(r"[^\W\d_]{14,}|[!?;]")


@dataclass(frozen=True)
class _Vocabulary:
    """The words of some languages that dates are made of, as one pattern each."""

    months: dict[str, int]
    after_noon: frozenset[str]
    pattern: re.Pattern[str]
    time: re.Pattern[str]


@lru_cache(maxsize=64)
def _vocabulary(codes: tuple[str, ...]) -> _Vocabulary:
    tables = [lang.load(code) for code in codes]
    months = {name.casefold(): number for table in reversed(tables) for name, number in table.months.items()}
    persian = calendars.PERSIAN_MONTHS if {"fa", "ps"}.intersection(codes) else {}
    names = "|".join(re.escape(name) for name in sorted({*months, *persian}, key=len, reverse=True))
    morning = {word.casefold() for table in tables for word in table.morning}
    evening = {word.casefold() for table in tables for word in table.afternoon}
    month = rf"(?<![^\W\d_])(?P<{{0}}>{names})(?![^\W\d_])\.?"
    words = rf"""
    | {_DAY.format("day3")}{_GAP}{month.format("month3")}{_GAP}{_YEAR.format("year3")}
    | {month.format("month4")}[\s.]*{_DAY.format("day4")}[\s.,]+{_GAP}{_YEAR.format("year4")}
    | (?<!\d)(?P<year5>(?:1[3-9]|2[0-6])\d{{2}}){_GAP}{month.format("month5")}\s*{_DAY.format("day5")}(?![\d:])
    | {month.format("month6")}\s+{_GAP}{_YEAR.format("year6")}
    """
    return _Vocabulary(
        {**months, **persian},
        frozenset(evening),
        re.compile(_NUMERIC + (words if names else ""), re.VERBOSE | re.IGNORECASE),
        re.compile(
            _TIME.replace("{meridiem}", "|".join(sorted(map(re.escape, morning | evening), key=len, reverse=True)) or "(?!)")
            + rf"(?:[\s,]*(?-i:{zones.PATTERN}))?",
            re.VERBOSE | re.IGNORECASE,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """One call's circumstances: languages in order, the time of the fetch, the publisher's zone."""

    languages: tuple[str, ...]
    now: datetime | None
    zone: tzinfo | None

    @property
    def region(self) -> str:
        """The region of the likeliest tag that names one: "US" for `en-US`."""
        regions = (part for tag in self.languages for part in tag.split("-")[1:] if len(part) == 2)
        return next(regions, "").upper()

    @property
    def words(self) -> _Vocabulary:
        codes = dict.fromkeys(tag.split("-")[0].casefold() for tag in (*self.languages, "en"))
        return _vocabulary(tuple(codes))

    # -- printed

    def printed(self, text: str) -> Iterator[Found]:
        """Every date of a text whose digits are ASCII, with its time where one stands beside it."""
        words, end = self.words, 0
        for match in words.pattern.finditer(text):
            day = self.day(match, words)
            if day is None:
                continue
            precision: Precision = "month" if match.groupdict().get("month6") else "day"
            if precision == "month":
                found = ParsedDate(day.isoformat()[:7], match[0], "month")
                yield Found(found, match.start(), match.end())
            else:
                yield self.timed(text, day, (max(end, match.start() - _REACH), match.start(), match.end()))
            end = match.end()

    def day(self, match: re.Match[str], words: _Vocabulary) -> date | None:
        """The Gregorian day (of a month: its first) that a match of the pattern states."""
        parts = match.groupdict()
        if parts["first"]:
            return self.numeric(int(parts["first"]), int(parts["second"]), parts["year2"], parts["mark"].strip())
        if parts["year1"]:
            return self.in_calendar(int(parts["year1"]), int(parts["month1"]), int(parts["day1"]))
        form = next(n for n in "3456" if parts.get(f"month{n}"))
        name = parts[f"month{form}"].casefold()
        year, day = _full_year(parts[f"year{form}"], self.now), int(parts.get(f"day{form}") or 1)
        if name in calendars.PERSIAN_MONTHS and year < 1600:
            return calendars.from_persian(year, calendars.PERSIAN_MONTHS[name], day)
        return self.in_calendar(year, words.months.get(name, 0), day)

    def in_calendar(self, year: int, month: int, day: int) -> date | None:
        if year < 1600:
            return calendars.from_persian(year, month, day) if self.speaks("fa", "ps", "ckb") else None
        if year > 2400:
            year = calendars.from_buddhist(year) if self.speaks("th", "lo") else 0
        return _date(year, month, day)

    def speaks(self, *codes: str) -> bool:
        return any(tag.split("-")[0] in codes for tag in self.languages)

    def numeric(self, first: int, second: int, year: str, mark: str) -> date | None:
        """A date of three numbers: 3/4/2024 is in March where people write so, in April elsewhere."""
        full = _full_year(year, self.now)
        orders = [(second, first), (first, second)]
        if self.month_first(mark):
            orders.reverse()
        for month, day in orders:
            found = self.in_calendar(full, month, day)
            if found and not self.too_late(found):
                return found
        return None

    def month_first(self, mark: str) -> bool:
        """The United States write the month first, others who write English do not; with dots nobody does."""
        region = self.region
        return mark != "." and (region in ("US", "PH", "FM", "PR") or (not region and self.languages[:1] in ((), ("en",))))

    # -- time of day

    def timed(self, text: str, day: date, place: tuple[int, int, int]) -> Found:
        """The date with the time that stands behind it or, failing that, in front of it."""
        floor, start, end = place
        behind = self.words.time.search(text, end, end + _REACH + 16)
        if behind and self.is_time(behind, text[end : behind.start()]):
            return self.at(day, behind, Found(ParsedDate("", text, "day"), start, behind.end()))
        for before in self.words.time.finditer(text, floor, start):
            if self.is_time(before, text[before.end() : start]):
                return self.at(day, before, Found(ParsedDate("", text, "day"), before.start(), end))
        return Found(ParsedDate(day.isoformat(), text[start:end], "day"), start, end)

    def is_time(self, match: re.Match[str], gap: str) -> bool:
        """Minutes, a word for "o'clock" or one for the half of the day make a number a time, close to its date."""
        marked = match["minute"] or match["word"] or match["late"] or match["early"]
        return bool(marked) and len(gap) <= _REACH and not _FAR.search(gap) and not any(c.isdigit() for c in gap)

    def at(self, day: date, match: re.Match[str], place: Found) -> Found:
        hour = self.hour(match)
        if hour is None:
            return Found(ParsedDate(day.isoformat(), place.date.raw, "day"), place.start, place.end)
        when = datetime(day.year, day.month, day.day, hour % 24, int(match["minute"] or 0), int(match["sec"] or 0))
        when += timedelta(days=hour // 24)
        offset = zones.offset(match, when, self.region)
        precision: Precision = "second" if match["sec"] else "minute" if match["minute"] else "hour"
        stated = _stated(when.replace(tzinfo=offset), precision, place.date.raw)
        return Found(stated, place.start, place.end)

    def hour(self, match: re.Match[str]) -> int | None:
        """0 to 24; None for an hour that a half of the day cannot have."""
        hour = int(match["hour"])
        half = (match["late"] or match["early"] or "").casefold().replace(".", "").replace(" ", "")
        if not half:
            return hour
        if hour > 12:
            return hour if hour < 24 else None
        later = half == "pm" or half in self.words.after_noon
        return hour % 12 + 12 * later

    # -- relative

    def relative(self, text: str) -> ParsedDate | None:
        return None

    # -- the slow road

    def thorough(self, text: str) -> ParsedDate | None:
        """dateutil for the forms of programs ("Tue Mar  5 10:15:00 EST 2024"), dateparser for rare languages."""
        if len(text) > 60 or not any(c.isdigit() for c in text):
            return None
        return _by_dateutil(text) or _by_dateparser(_ascii_digits(text), self.languages)

    # -- what may be

    def finished(self, stated: ParsedDate, raw: str) -> ParsedDate | None:
        """The date with its raw text and the publisher's zone; None for one that cannot be."""
        day = stated.day or date.fromisoformat((stated.iso + "-01-01")[:10])
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR or day == date(1970, 1, 1) or self.too_late(day):
            return None
        when = stated.moment
        if when is None or when.tzinfo is not None or self.zone is None:
            return ParsedDate(stated.iso, raw, stated.precision, stated.zone)
        offset = zones.fixed(self.zone, when)
        return ParsedDate(when.replace(tzinfo=offset).isoformat(timespec="seconds"), raw, stated.precision, "publisher")

    def too_late(self, day: date) -> bool:
        return self.now is not None and day > (self.now + _TOLERANCE).date()


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
    newest = now.year if now else 2068
    return 2000 + year if 2000 + year <= newest else 1900 + year


def _by_dateutil(text: str) -> ParsedDate | None:
    from dateutil import parser

    if not re.search(r"\d{4}", text) or not text.isascii():
        return None
    try:
        one, other = (parser.parse(text, default=datetime(year, 1, year % 28)) for year in (2001, 2010))
    except (ValueError, OverflowError, TypeError):
        return None
    if one.date() != other.date():  # a part was missing and taken from the default
        return None
    precision: Precision = "second" if text.count(":") >= 2 else "minute" if ":" in text else "day"
    return _stated(one if one.utcoffset() is not None else one.replace(tzinfo=None), precision, text)


def _by_dateparser(text: str, languages: tuple[str, ...]) -> ParsedDate | None:
    import dateparser

    codes = [code for code in dict.fromkeys(tag.split("-")[0] for tag in languages) if code]
    if not codes or not re.search(r"\d{4}", text):
        return None
    settings = {"STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False}
    try:
        when = dateparser.parse(text, languages=codes, settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    if when is None:
        return None
    return _stated(when, "minute" if ":" in text else "day", text)
