"""How fast one site is asked: its delay, what it earned by refusing, when it rests. Pure: the time is an argument.

A site that answers 429 or 503 is asked more slowly from then on and recovers slowly; one that fails again and again
rests, and the others go on. Times are monotonic seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import inf

from newscrawl.net.http_dates import http_date

SLOW_DOWN = frozenset({429, 503})  # statuses by which a server asks for a pause
SLOWEST = 60.0  # seconds between two requests, whatever a site answers; above that it rests
LONGEST_WAIT = 60.0  # a run waits so long for one site; a longer rest is left to the next run
LONGEST_REST = 24 * 3600.0  # a Retry-After beyond a day is a mistake of the server's
_REST_AFTER = 5  # pages in a row that got no answer
_FIRST_REST = 30.0
_TELLING_ANSWERS = 3  # the first ones hold name resolving and connecting
_FIRST_BACKOFF = 1.0
_SLOWDOWN, _RECOVERY = 2.0, 0.95  # 14 good answers undo one refusal


@dataclass(slots=True)
class Pace:
    """One site's pace in this run. `base` is the delay in seconds that was configured or that robots.txt asked for."""

    base: float
    factor: float = 1.0
    rests_until: float = 0.0
    refused_at: float = -inf
    refusals: int = 0
    failures: int = 0
    answers: int = 0
    quickest: float = SLOWEST

    @property
    def delay(self) -> float:
        """Seconds between the starts of two requests."""
        if self.factor == 1.0:
            return self.base
        return min(SLOWEST, max(self.base, _FIRST_BACKOFF) * self.factor)

    def answered(self) -> bool:
        """A good answer came; True when that changed the delay."""
        self.refusals = self.failures = 0
        if self.factor == 1.0:
            return False
        self.factor = max(1.0, self.factor * _RECOVERY)
        return True

    def heard(self, now: float, latency: float) -> float:
        """An answer begins, `latency` seconds after its request was made: when the site saw it, at the latest.

        A busy crawler makes a request and sends it later. The delay counts from what the site saw, so that the next
        request never comes too early: the quickest answer so far tells how long the way takes. (Without this, 14 of 412
        gaps of 0.5 s on 50 hosts were up to 0.1 s short: tests/bench/politeness.py.)
        """
        self.answers += 1
        self.quickest = min(self.quickest, latency)
        return now - (self.quickest if self.answers > _TELLING_ANSWERS else 0.0)

    def refused(self, now: float, retry_after: float | None, jitter: float, *, sent: float) -> float:
        """429 or 503 for a request that was sent at that time: seconds for which the site rests.

        `retry_after` is held exactly; without it the rest doubles with every refusal. What was sent before the site
        refused, or while it was to rest, is refused for the same reason: it slows nothing down once more (eight
        refusals in a second had made a delay of a minute). `jitter` is 0 to 1 and spreads the waits of many crawlers.
        """
        if sent < max(self.refused_at, self.rests_until):
            return self._rest(now, max(0.0, self.rests_until - now) if retry_after is None else retry_after)
        wait = retry_after if retry_after is not None else self.backoff(self.refusals, jitter)
        self.refused_at = now
        self.refusals += 1
        self.factor = min(self.factor * _SLOWDOWN, SLOWEST)
        return self._rest(now, wait)

    def failed(self, now: float) -> None:
        """A page got no answer, for the first time. After several in a row the site rests, each time twice as long.

        What was under way already when the rest began says nothing new.
        """
        if now < self.rests_until:
            return
        self.failures += 1
        if self.failures >= _REST_AFTER:
            self._rest(now, _FIRST_REST * 2.0 ** (self.failures - _REST_AFTER))

    def backoff(self, tries: int, jitter: float) -> float:
        """Seconds before the next try of something that was tried so often."""
        return min(max(self.base, _FIRST_BACKOFF) * 2.0**tries * (1.0 + 0.5 * jitter), LONGEST_REST)

    def _rest(self, now: float, seconds: float) -> float:
        seconds = min(seconds, LONGEST_REST)
        self.rests_until = max(self.rests_until, now + seconds)
        return seconds


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date); None when it says nothing."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    moment = http_date(text)
    return None if moment is None else max(0.0, (moment - now).total_seconds())
