"""Day or month first: dates in numbers that can be read in two ways, beside those of the page that cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from newscrawl.dates import ParsedDate
from newscrawl.extraction.readers.timestamp import Timestamp

_NUMBERS = 10  # characters of a date in numbers
_TWO_ORDERS = re.compile(r"\D*\d{1,2}\s?[./|-]\s?\d{1,2}\s?[./|-]\s?\d{2,4}")


def in_agreed_order(stamps: Sequence[Timestamp], others: Iterable[ParsedDate] = ()) -> Iterator[Timestamp]:
    """The stamps; 3/4/2024 is read as the day that a clearer statement of the page names, if one does.

    Clear are dates whose numbers have one order only. With dots the day comes first nearly everywhere, so such a date
    is clearer than one with slashes. `others` are days of other stories, clear statements as well: pages list their own
    article among those.
    """
    turned = [_turned(one.date) for one in stamps]
    clear = {one.date.day for one, other in zip(stamps, turned, strict=True) if other is None}
    clear |= {one.day for one in others if _turned(one) is None}
    dotted = {one.date.day for one in stamps if "." in one.date.raw[:_NUMBERS]}
    for one, other in zip(stamps, turned, strict=True):
        known = clear if "." in one.date.raw[:_NUMBERS] else clear | dotted
        yield replace(one, date=other) if other and other.day in known and one.date.day not in known else one


def _turned(stated: ParsedDate) -> ParsedDate | None:
    """The date with day and month exchanged; None where its numbers can only be read in one way."""
    numbers, day = _TWO_ORDERS.match(stated.raw), stated.day
    if numbers is None or day is None or day.day > 12 or day.day == day.month:
        return None
    return replace(stated, iso=day.replace(month=day.day, day=day.month).isoformat() + stated.iso[10:])
