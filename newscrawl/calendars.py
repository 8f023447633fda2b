"""Calendars of news beside the Gregorian one: the Persian (solar Hijri) and the Thai (Buddhist) calendar."""

from __future__ import annotations

from datetime import date, timedelta

PERSIAN_MONTHS = {
    "فروردین": 1, "فروردين": 1, "اردیبهشت": 2, "ارديبهشت": 2, "خرداد": 3, "تیر": 4, "تير": 4, "مرداد": 5, "امرداد": 5,
    "شهریور": 6, "شهريور": 6, "مهر": 7, "آبان": 8, "آذر": 9, "دی": 10, "دي": 10, "بهمن": 11, "اسفند": 12,
    "حمل": 1, "ثور": 2, "جوزا": 3, "سرطان": 4, "اسد": 5, "سنبله": 6, "میزان": 7, "عقرب": 8, "قوس": 9, "جدی": 10,
    "دلو": 11, "حوت": 12,
}  # fmt: skip
"""Month names of the Persian calendar as printed in Iran (also with Arabic letters) and in Afghanistan."""

# 1 Farvardin 1403 was 20 March 2024. The 33-year cycle is exact for the years 1304 to 1502 (1925 to 2123).
_ANCHOR_YEAR, _ANCHOR = 1403, date(2024, 3, 20)
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_BUDDHIST_YEARS = 543


def from_persian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Persian date of the years 1304 to 1502; None for one that does not exist."""
    if not (1304 <= year <= 1502 and 1 <= month <= 12 and 1 <= day <= _month_length(year, month)):
        return None
    ordinal = sum(_month_length(year, earlier) for earlier in range(1, month)) + day - 1
    return _new_year(year) + timedelta(days=ordinal)


def from_buddhist(year: int) -> int:
    """The Gregorian year of a Thai one."""
    return year - _BUDDHIST_YEARS


def _new_year(year: int) -> date:
    if year >= _ANCHOR_YEAR:
        return _ANCHOR + timedelta(days=sum(_year_length(y) for y in range(_ANCHOR_YEAR, year)))
    return _ANCHOR - timedelta(days=sum(_year_length(y) for y in range(year, _ANCHOR_YEAR)))


def _year_length(year: int) -> int:
    return 365 + (year % 33 in _LEAP)


def _month_length(year: int, month: int) -> int:
    return 31 if month <= 6 else 30 if month <= 11 else 29 + (year % 33 in _LEAP)
