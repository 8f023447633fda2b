"""Times as the store keeps them: RFC 3339 in UTC, to the millisecond, all of one length: text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """The stored form of an aware time. A naive one is a mistake of the caller and raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone: pass an aware time")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def moment(stamped: str) -> datetime:
    """The aware time of a stored form."""
    return datetime.fromisoformat(stamped)


def comparable(stated: str | None) -> str | None:
    """A source's ISO 8601 time in a form whose text order is time order; dates without a zone stay as they are."""
    if stated is None:
        return None
    try:
        parsed = datetime.fromisoformat(stated)
        return stamp(parsed) if parsed.tzinfo else stated
    except (ValueError, OverflowError):  # the first and the last day of all have no UTC
        return stated
