"""The calendar of Nepal (Bikram Sambat), which its news prints: "२०८२ फागुन २८ गते" is 12 March 2026.

The lengths of its months follow from the sun's course and are settled year by year, so that no rule gives them. The
table is that of the calendars in print, as three packages of PyPI hold it (nepali-datetime, datetime-nepali and
bsdatetime, which agree on 2057 to 2081; of 2082 and 2083 two of them do).
"""

from __future__ import annotations

from datetime import date, timedelta

_FIRST_YEAR, _FIRST_DAY = 2057, date(2000, 4, 13)
# The days of each month over 29, Baisakh first.
_MONTHS = (
    "232321110012", "132321110102", "223222101011", "223321101011", "232321110012", "222322010102", "223222101011",
    "223321101011", "232321110012", "222322011002", "223222101011", "223321101011", "232321110012", "222322011011",
    "223222101011", "232321101011", "232321110012", "222322101011", "223222101011", "232321110011", "232321110102",
    "222322101011", "223222101011", "232321110011", "232321110102", "223222101011", "223221110111",
)  # fmt: skip
YEARS = range(_FIRST_YEAR, _FIRST_YEAR + len(_MONTHS))
"""The years whose months are known: April 2000 to April 2027."""


def from_bikram(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Nepalese date of the years in YEARS; None for one that does not exist."""
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= _lengths(year)[month - 1]:
        return None
    days = sum(sum(_lengths(earlier)) for earlier in range(_FIRST_YEAR, year))
    return _FIRST_DAY + timedelta(days=days + sum(_lengths(year)[: month - 1]) + day - 1)


def _lengths(year: int) -> list[int]:
    return [29 + int(over) for over in _MONTHS[year - _FIRST_YEAR]]
