"""Times that count back from the fetch: "2 hours ago", "vor 3 Tagen", "yesterday, 10:15"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from newscrawl.dates.printed import REACH, Printed, timed
from newscrawl.dates.words import Locale, Vocabulary
from newscrawl.record.model import Precision

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_PRECISION: dict[str, Precision] = {"second": "minute", "minute": "minute", "hour": "hour"}


def relative(text: str, locale: Locale) -> Printed | None:
    """ "2 hours ago", "yesterday, 10:15" against `locale.now`; None without a clock, and for months and years, which
    say too little."""
    if locale.now is None:
        return None
    said, words = text.casefold(), locale.words
    if not any(word in said for word in words.relative_words):
        return None
    for reading in words.readings(text):
        if found := _counted_back(reading, words):
            return _back(text, *found, locale.now)
    for back, pattern in words.days_back:
        if match := pattern.search(text):
            day = (locale.now - timedelta(days=back)).date()
            return timed(text, day, match.span(), (max(0, match.start() - REACH), locale))
    return None


def _counted_back(text: str, words: Vocabulary) -> tuple[int, str] | None:
    """(2, "hour") of "2 hours ago"; one of each where no number is said: "an hour ago"."""
    for count, unit, pattern in words.ago_fixed:
        if pattern.search(text):
            return count, unit
    for unit, pattern in words.ago:
        if match := pattern.search(text):
            digits = re.search(r"\d+", match[0])
            return int(digits[0]) if digits else 1, unit
    return None


def _back(text: str, count: int, unit: str, now: datetime) -> Printed | None:
    if unit not in _SECONDS:  # months and years
        return None
    when = now - timedelta(seconds=_SECONDS[unit] * count)
    if unit in ("day", "week"):
        return Printed(0, len(text), when.date(), "day")
    return Printed(0, len(text), when.replace(second=0, microsecond=0), _PRECISION[unit])
