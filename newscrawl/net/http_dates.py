"""Dates of HTTP headers, as servers write them."""

from __future__ import annotations

from datetime import UTC, datetime


def http_date(text: str) -> datetime | None:
    """The aware time of a date (RFC 9110, 5.6.7; RFC 6265, 5.1.1); one without a zone is UTC. None for what is none."""
    from email.utils import parsedate_to_datetime  # 14 ms to load, and few pages state such a date

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):  # the parser's own, and days and zones that cannot be
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
