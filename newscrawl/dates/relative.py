"""Times that count back from the fetch: "2 hours ago", "vor 3 Tagen", "yesterday, 10:15"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from newscrawl.dates.printed import REACH, Printed, timed
from newscrawl.dates.words import Locale
from newscrawl.record.model import Precision

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400}
_PRECISION: dict[str, Precision] = {"second": "minute", "minute": "minute", "hour": "hour"}


def relative(text: str, locale: Locale) -> Printed | None:
    """ "2 hours ago", "yesterday, 10:15" against `locale.now`; None without a clock, and for months and years, which
    say too little."""
    if locale.now is None:
        return None
    said = text.casefold()
    if not any(word in said for word in locale.words.relative_words):
        return None
    for unit, pattern in locale.words.ago:
        if match := pattern.search(text):
            return _back(match, unit, locale.now) if unit in ("second", "minute", "hour", "day", "week") else None
    for back, pattern in locale.words.days_back:
        if match := pattern.search(text):
            day = (locale.now - timedelta(days=back)).date()
            return timed(text, day, match.span(), (max(0, match.start() - REACH), locale))
    return None


def _back(match: re.Match[str], unit: str, now: datetime) -> Printed:
    number = re.search(r"\d+", match[0])
    when = now - timedelta(seconds=_SECONDS[unit] * int(number[0] if number else 1))
    if unit in ("day", "week"):
        return Printed(*match.span(), when.date(), "day")
    return Printed(*match.span(), when.replace(second=0, microsecond=0), _PRECISION[unit])
