"""One parser for the dates that news pages state: machine forms, printed forms of many languages, other calendars.

Three roads, the cheap one first: `datetime.fromisoformat` (0.5 microseconds), the printed forms by one compiled pattern
per language (about 10), then dateutil and dateparser for what is left (50 and 1,000 to 6,000). A date that cannot be
(1970-01-01, the year 9999, days after the fetch) is no date: None.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache, partial

from newscrawl.dates import zones
from newscrawl.dates.printed import printed
from newscrawl.dates.relative import relative
from newscrawl.dates.words import Locale, plain_signs
from newscrawl.record.model import DateNote, Precision, ZoneSource

MAX_CHARACTERS = 400
"""No more of a raw text is read; printed dates stand at the start of their line."""
_TOLERANCE = timedelta(days=1)  # clocks and zones differ; a date further in the future is a mistake or an event
_FIRST_YEAR, _LAST_YEAR = 1600, 2200
_EMPTY = frozenset({date(1970, 1, 1), date(1969, 12, 31), date(1899, 12, 30), date(1900, 1, 1)})
"""What programs write when they know no date."""


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

    def on_clock_of(self, other: ParsedDate) -> ParsedDate:
        """The same moment at the other's offset, where this one is in UTC and the other's is the publisher's."""
        when, clock = self.moment, other.moment
        if when is None or clock is None or when.tzinfo is None or when.utcoffset() or other.zone != "publisher":
            return self
        return replace(self, iso=when.astimezone(clock.tzinfo).isoformat(timespec="seconds"), zone="publisher")

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
    patient: bool = True,
) -> ParsedDate | None:
    """The date of a text that states one, or None.

    `languages` are BCP 47 tags, likeliest first; their region decides whether 3/4/2024 is in March or April. `now` is
    when the page was fetched (aware): "2 hours ago" counts from it, later dates are refused. `zone` is the publisher's,
    for times that state none. Without `patient`, dateparser is not asked, which takes milliseconds for a text.
    """
    text = raw.strip()[:MAX_CHARACTERS]
    found = _possible_in(_machine(text), now, zone) if text else None
    if found is None and text:  # a machine form of another calendar, too: "2569-03-12"
        found = _possible_in(_worded(text, tuple(languages), now, patient), now, zone)
    return found if found is None or found.raw == raw else replace(found, raw=raw.strip())


def ago(raw: str, *, now: datetime, languages: Sequence[str] = (), zone: tzinfo | None = None) -> ParsedDate | None:
    """The date of a text that counts back from `now`: "2 hours ago", "yesterday, 10:15". Takes what `parse` takes."""
    text = raw.strip()[:MAX_CHARACTERS]
    found = relative(plain_signs(text), locale_of(tuple(languages), now))
    return _possible(_stated(found.when, found.precision, text), now, zone) if found else None


def impossible(raw: str, *, now: datetime | None = None) -> ParsedDate | None:
    """The date that a machine form states and that cannot be: 1970-01-01, the year 9999, a day after the fetch (`now`).

    None for every other text.
    """
    stated = _machine(raw.strip()[:MAX_CHARACTERS])
    return stated if stated and _possible(stated, now, None) is None else None


def note_of(iso: str) -> DateNote:
    """What a time in ISO 8601 says of itself: as precise as its parts, its zone stated where it has an offset."""
    zone: ZoneSource = "stated" if _ISO_ZONE.search(iso, _DAY) else "unknown"
    return DateNote(raw=iso, precision=_iso_precision(iso), zone=zone)


def _worded(text: str, languages: tuple[str, ...], now: datetime | None, patient: bool) -> ParsedDate | None:
    locale, digits = locale_of(languages, now), plain_signs(text)
    found = next(printed(digits, locale), None) or relative(digits, locale)
    return _stated(found.when, found.precision, text) if found else _thorough(digits, locale, patient)


def find(
    text: str,
    *,
    languages: Sequence[str] = (),
    now: datetime | None = None,
    zone: tzinfo | None = None,
) -> Iterator[Found]:
    """Every printed date of a longer text, in order. Takes what `parse` takes; impossible dates are left out."""
    for found in printed(plain_signs(text[:MAX_CHARACTERS]), locale_of(tuple(languages), now)):
        raw = text[found.start : found.end]
        stated = _possible(_stated(found.when, found.precision, raw), now, zone)
        if stated:
            yield Found(stated, found.start, found.end)


def locale_of(languages: tuple[str, ...], now: datetime | None = None) -> Locale:
    """The reader of printed dates for BCP 47 tags, likeliest first. English is always among the languages."""
    codes, region = _codes_and_region(languages)
    return Locale(codes, region, now)


@lru_cache(maxsize=256)
def _codes_and_region(languages: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    parts = [tag.replace("_", "-").split("-") for tag in languages if tag]
    codes = dict.fromkeys([part[0].lower() for part in parts] + ["en"])
    regions = (one for part in parts for one in part[1:] if len(one) == 2)
    return tuple(codes), next(regions, "").upper()


# -- machine forms ----------------------------------------------------------------------------------------------------

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T\s])")
_ISO_MONTH = re.compile(r"((?:1[6-9]|2[01])\d{2})-(0[1-9]|1[0-2])")
_ISO_ZONE = re.compile(r"Z|[+-]\d\d", re.I)
_DAY = len("2024-03-05")
_PRECISIONS: dict[int, Precision] = {4: "year", 6: "month", 8: "day", 10: "hour", 12: "minute"}  # by their digits
_ISO_LIKE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?"
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_COMPACT = re.compile(
    r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(Z)?)?"
)


@lru_cache(maxsize=256)  # one moment stands in JSON-LD, meta and <time>
def _machine(text: str) -> ParsedDate | None:
    """ISO 8601 (also with a space, one-digit fields, `+0100`), RFC 3339, seconds or milliseconds since 1970."""
    if not text.isascii():  # digits of another script: of another calendar, perhaps
        return None
    if _ISO_DAY.match(text):
        try:
            return _stated(datetime.fromisoformat(text), _iso_precision(text), text)
        except ValueError:
            pass
    if match := _ISO_LIKE.fullmatch(text):
        return _from_fields(match.groups(), text)
    if match := _ISO_MONTH.fullmatch(text):
        return _stated(date(int(match[1]), int(match[2]), 1), "month", text)
    if _EPOCH.fullmatch(text):
        return _stated(datetime.fromtimestamp(int(text[:10]), UTC), "second", text)
    if match := _COMPACT.fullmatch(text):
        return _from_fields(match.groups(), text)
    return None


def _iso_precision(iso: str) -> Precision:
    zone = _ISO_ZONE.search(iso, _DAY)
    stated = iso[: zone.start() if zone else None].partition(".")[0].partition(",")[0]
    return _PRECISIONS.get(sum(map(str.isdigit, stated)), "second")


def _from_fields(fields: Sequence[str | None], raw: str) -> ParsedDate | None:
    year, month, day, hour, minute, second, offset = fields
    try:
        numbers = [int(part or 0) for part in (year, month, day, hour, minute, second)]
        when = datetime(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
        if offset:
            sign = offset if offset[0] in "+-" else "+00"
            when = when.replace(tzinfo=datetime.strptime(sign.replace(":", "").ljust(5, "0"), "%z").tzinfo)
    except ValueError:
        return None
    return _stated(when, "second" if second else "minute" if hour else "day", raw)


def _stated(when: date | datetime, precision: Precision, raw: str) -> ParsedDate:
    """The ISO form of what was read. Midnight to the second without a zone is how programs write a plain day."""
    if precision in ("month", "year"):
        return ParsedDate(when.isoformat()[: 7 if precision == "month" else 4], raw, precision)
    if not isinstance(when, datetime):
        return ParsedDate(when.isoformat(), raw, "day")
    midnight = when.tzinfo is None and (when.hour, when.minute, when.second) == (0, 0, 0) and precision == "second"
    if midnight or precision == "day":
        return ParsedDate(when.date().isoformat(), raw, "day")
    aware = when.tzinfo is not None
    iso = when.isoformat(timespec="seconds" if aware or precision == "second" else "minutes")
    return ParsedDate(iso, raw, precision, "stated" if aware else "unknown")


# -- what may be ------------------------------------------------------------------------------------------------------


def _possible_in(stated: ParsedDate | None, now: datetime | None, zone: tzinfo | None) -> ParsedDate | None:
    return _possible(stated, now, zone) if stated else None


def _possible(stated: ParsedDate, now: datetime | None, zone: tzinfo | None) -> ParsedDate | None:
    """The date, in the publisher's zone where it states none; None for one that cannot be."""
    day = stated.day or date.fromisoformat((stated.iso + "-01-01")[:10])
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR or day in _EMPTY:
        return None
    if now is not None and day > (now + _TOLERANCE).date():
        return None
    when = stated.moment
    if when is None or when.tzinfo is not None or zone is None:
        return stated
    iso = when.replace(tzinfo=zones.fixed(zone, when)).isoformat(timespec="seconds")
    return replace(stated, iso=iso, zone="publisher")


# -- the slow road ----------------------------------------------------------------------------------------------------

_FULL_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_LONGEST = 60  # characters; a longer text is a sentence, not a date


def _thorough(text: str, locale: Locale, patient: bool) -> ParsedDate | None:
    """dateutil for the forms of programs ("Tue Mar  5 10:15:00 EST 2024"), dateparser for languages without a table."""
    if len(text) > _LONGEST or not _FULL_YEAR.search(text) or not re.search(r"[^\W\d_]{3}", text):
        return None
    if text.isascii() and ":" in text:
        return _by_dateutil(text, locale.region)
    return _by_dateparser(text, locale.codes) if patient else None


def _by_dateutil(text: str, region: str) -> ParsedDate | None:
    from dateutil import parser

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an unknown zone name: the time stays without a zone
            one, other = (parser.parse(text, default=day, tzinfos=partial(_seconds, region)) for day in _DEFAULTS)
    except (ValueError, OverflowError, TypeError):
        return None
    if one.date() != other.date():  # a part was missing and taken from the default
        return None
    return _stated(one, "second" if text.count(":") >= 2 else "minute", text)


_DEFAULTS = (datetime(2001, 1, 3), datetime(2010, 4, 7))


def _seconds(region: str, name: str | None, seconds: int | None) -> int | None:
    """What dateutil asks for a zone's name: seconds east of UTC."""
    return seconds if seconds is not None else zones.named_seconds(name or "", region)


def _by_dateparser(text: str, codes: tuple[str, ...]) -> ParsedDate | None:
    import dateparser

    try:
        when = dateparser.parse(text, languages=list(codes), settings={"STRICT_PARSING": True})
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return _stated(when, "minute" if ":" in text else "day", text) if when else None
