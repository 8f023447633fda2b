"""Calendars of news beside the Gregorian one: the Persian (solar Hijri) and the Thai (Buddhist) calendar."""

from __future__ import annotations

from datetime import date, timedelta

# 1 Farvardin 1403 was 20 March 2024. The 33-year cycle is exact for the years 1304 to 1502 (1925 to 2123).
_ANCHOR_YEAR, _ANCHOR = 1403, date(2024, 3, 20)
_FIRST_YEAR, _LAST_YEAR = 1304, 1502
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_BUDDHIST_YEARS = 543


def from_persian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Persian date of the years 1304 to 1502; None for one that does not exist."""
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= _month_length(year, month)):
        return None
    ordinal = sum(_month_length(year, earlier) for earlier in range(1, month)) + day - 1
    return _new_year(year) + timedelta(days=ordinal)


def from_buddhist(year: int) -> int:
    """The Gregorian year of a Thai one."""
    return year - _BUDDHIST_YEARS


def to_buddhist(year: int) -> int:
    """The Thai year of a Gregorian one."""
    return year + _BUDDHIST_YEARS


def _new_year(year: int) -> date:
    if year >= _ANCHOR_YEAR:
        return _ANCHOR + timedelta(days=sum(_year_length(y) for y in range(_ANCHOR_YEAR, year)))
    return _ANCHOR - timedelta(days=sum(_year_length(y) for y in range(year, _ANCHOR_YEAR)))


def _year_length(year: int) -> int:
    return 365 + (year % 33 in _LEAP)


def _month_length(year: int, month: int) -> int:
    return 31 if month <= 6 else 30 if month <= 11 else 29 + (year % 33 in _LEAP)
