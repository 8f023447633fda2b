"""How pages are asked for one after the other, without a crawl: each site after its delay and its rest."""

from __future__ import annotations

import random
import threading
import time

from newscrawl.errors import FetchError
from newscrawl.net.pace import LONGEST_WAIT, SLOW_DOWN, Pace
from newscrawl.urls import site_of


class Spacing:
    """When each site may be asked again: `delay` seconds after its last request, and after what it asked for.

    `requests` counts them. A redirect is a request of the site that it reaches. Threads may share one.
    """

    def __init__(self, delay: float) -> None:
        self.requests = 0
        self._delay = delay
        self._taking = threading.Lock()
        self._paces: dict[str, Pace] = {}
        self._asked: dict[str, float] = {}

    def pace(self, url: str) -> Pace:
        """The pace of the URL's site."""
        return self._paces.setdefault(site_of(url), Pace(self._delay))

    def wait(self, url: str) -> None:
        """Until the URL's turn. Raises FetchError where that is longer than somebody sits and waits."""
        with self._taking:
            site, pace, now = site_of(url), self.pace(url), time.monotonic()
            seconds = max(0.0, pace.rests_until - now, self._asked.get(site, now - pace.delay) + pace.delay - now)
            if seconds > LONGEST_WAIT:
                raise FetchError(url, f"not asked; its site wants to be left alone for {seconds:.0f} s more")
            self._asked[site] = now + seconds
            self.requests += 1
        time.sleep(seconds)
        with self._taking:  # a sleep may be longer than it should
            self._asked[site] = max(self._asked[site], time.monotonic())

    def answered(self, url: str, status: int | None, retry_after: float | None) -> float:
        """Seconds for which the URL's site rests from now on: what a refusal (429, 503) asks for."""
        if status not in SLOW_DOWN:
            return 0.0
        now = time.monotonic()
        return self.pace(url).refused(now, retry_after, random.random(), sent=self._asked.get(site_of(url), now))
