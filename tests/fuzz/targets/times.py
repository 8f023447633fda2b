"""Dates: as pages print them, as machines state them, as sources compare them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from newscrawl import dates
from newscrawl.dates import w3c
from newscrawl.processing.validation import with_source
from newscrawl.record.article import Article
from tests.fuzz import tokens
from tests.fuzz.seeds import lines
from tests.fuzz.target import Pump, Target, promise

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_ZONES = (None, ZoneInfo("Asia/Tokyo"), timezone(-timedelta(hours=11, minutes=30)))
_LANGUAGES = (("en",), ("de-AT",), ("fa", "en"), ("ja",), ("ar",), ("th",), ("xx-YY", ""))


def printed(data: bytes) -> None:
    """The date of a text: what is read is ISO 8601, and every part of it can be asked for."""
    text = data.decode("utf-8", "replace")
    languages = _LANGUAGES[len(data) % len(_LANGUAGES)]
    zone = _ZONES[len(data) % len(_ZONES)]
    found = [
        dates.parse(text, languages=languages, now=NOW, zone=zone),
        dates.parse(text, languages=languages),
        dates.ago(text, now=NOW, languages=languages, zone=zone),
        dates.impossible(text, now=NOW),
    ]
    found += [one.date for one in dates.find(text, languages=languages, now=NOW, zone=zone)]
    for one in found:
        if one is not None:
            readable(one)
    for one in (*found[:3], *found[4:]):  # those that can be
        if one is not None:
            promise(w3c.instant(one.iso) is not None, "a date that was read cannot be compared", one.iso)
            one.on_clock_of(dates.ParsedDate("2026-11-20T10:00:00+14:00", "x", "second", "publisher"))
            one.on_clock_of(dates.ParsedDate("2026-11-20T10:00:00-12:00", "x", "second", "publisher"))


def readable(one: dates.ParsedDate) -> None:
    """What holds for every date that was read."""
    day, moment = one.day, one.moment
    promise(day is not None or one.precision in ("month", "year"), "a date has no day and does not say so", one)
    promise(moment is None or moment.tzinfo is None or moment.utcoffset() is not None, "a moment has no offset", one)
    one.note.raw.encode("utf-8")
    promise(len(one.iso) < 40, "a date is long", one.iso)


def stated(data: bytes) -> None:
    """A time as a source states it: it can be compared with every other, and kept."""
    text = data.decode("utf-8", "replace")
    iso = w3c.stated(text)
    for one in (iso, text):
        w3c.latest(one)
        for since in (
            NOW,
            datetime.min.replace(tzinfo=UTC),
            datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        ):
            w3c.is_before(one, since)
    w3c.date_in(text)
    if iso is None:
        return
    at = w3c.instant(iso)
    promise(at is not None, "a stated time cannot be read", iso)
    if at is not None:
        promise(at.tzinfo is not None, "an instant has no zone", iso)
    article = with_source(Article(), title="x", published=iso, where="feed")
    promise(Article.from_dict(article.to_dict()) == article, "the record is not what its dict gives back")


PUMPS = tuple(
    Pump(f"{unit!r} {where}", before, unit, after)
    for unit in (
        b"1",
        b"1 ",
        b"a",
        b"a ",
        b"1/",
        b":",
        b"10:",
        b"-",
        b".",
        b" ",
        b"2026 ",
        b"Nov ",
        b"20 Nov ",
        b",",
        b"+",
        b"0",
        b"\xd9\xa1",
        b"hours ago ",
        b"(",
        b"T",
        b"Z",
    )
    for where, before, after in (("of a date", b"", b""), ("behind a date", b"20 November 2026 ", b" x"))
)

TARGETS = (
    Target(name="date", run=printed, seeds=lines.dates, tokens=tokens.DATES, pumps=PUMPS, cases=1500),
    Target(name="stated time", run=stated, seeds=lines.dates, tokens=tokens.DATES, pumps=PUMPS, cases=3000),
)
