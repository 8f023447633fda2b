"""Times as sources state them: ISO 8601 strings, compared without inventing what was not stated."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_W3C = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?\Z")
# What an unstated part can add: a day seen from UTC-12 ends 36 hours after its UTC midnight.
_SLACK = {4: timedelta(days=366, hours=12), 7: timedelta(days=31, hours=12), 10: timedelta(hours=36)}
_ZONE_SLACK = timedelta(hours=12)
# Where clocks and counters of days begin (.NET, Windows, SQL Server, VMS, spreadsheets, NTP, Mac, Unix, MS-DOS, GPS,
# the zero of MySQL, boards without a battery): who states one does not know the day.
_EPOCHS = frozenset({
    "0001-01-01", "1601-01-01", "1753-01-01", "1858-11-17", "1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01",
    "1969-12-31", "1970-01-01", "1970-01-02", "1980-01-01", "1980-01-06", "1999-11-30", "2000-01-01", "2001-01-01",
})  # fmt: skip
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_.\-]?(0[1-9]|1[0-2])(?:[/_.\-]?(0[1-9]|[12]\d|3[01]))?(?!\d)")


def stated(raw: str | None) -> str | None:
    """A time as ISO 8601, from W3C datetime (sitemaps, Atom) or RFC 822 (RSS); None when it is neither, and on the day
    at which a broken clock begins.

    Precision and zone stay as stated: a day stays a day, a time without a zone gets none.
    """
    if not raw:
        return None
    raw = raw.strip()
    if _W3C.match(raw):
        return raw if _readable(raw) else None
    spaced = raw.replace(" ", "T", 1).replace(" ", "")
    if _W3C.match(spaced):
        return spaced if _readable(spaced) else None
    try:
        iso = parsedate_to_datetime(raw).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return iso if _readable(iso) else None


def _readable(iso: str) -> bool:
    return instant(iso) is not None and iso[:10] not in _EPOCHS and iso not in ("1970", "1970-01")


def instant(iso: str | None) -> datetime | None:
    """The earliest instant an ISO 8601 string can mean, in UTC, as which unzoned times are taken; None when unreadable.

    So is what UTC cannot say: 0001-01-01T00:00:00+01:00, which .NET prints for a date that is not there.
    """
    if not iso:
        return None
    try:
        at = datetime.fromisoformat(iso if len(iso) > 7 else f"{iso}-01-01"[:10])
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def latest(iso: str | None) -> datetime | None:
    """The latest instant that a stated time can mean, in any zone; None when unreadable."""
    at = instant(iso)
    if iso is None or at is None:
        return None
    try:
        return at + (_SLACK.get(len(iso)) or (timedelta() if _zoned(iso) else _ZONE_SLACK))
    except OverflowError:
        return at


def is_before(iso: str | None, since: datetime | None) -> bool:
    """Whether a stated time is surely before `since` (aware). What is not stated or not sure is not before."""
    if since is None or (at := latest(iso)) is None:
        return False
    return at < since


def is_old(iso: str | None, url: str, since: datetime | None) -> bool:
    """Whether what a source lists is surely older than `since`, by the time it states and by the day in the address.

    Clocks are wrong more often than addresses: one that holds a later day is believed.
    """
    if since is None or (iso is not None and not is_before(iso, since)):
        return False
    dated = date_in(url)
    return is_before(dated, since) if dated is not None else iso is not None


def _zoned(iso: str) -> bool:
    return iso.endswith("Z") or "+" in iso or iso.count("-") == 3


def date_in(url: str) -> str | None:
    """The date in an address (`/2026/11/23/`, `20261123`, `sitemap-2026-11.xml`) as ISO day or month."""
    found = None
    for found in _URL_DATE.finditer(url):
        if found[3]:
            break
    if found is None:
        return None
    iso = f"{found[1]}-{found[2]}" + (f"-{found[3]}" if found[3] else "")
    return iso if _readable(iso) else None
