"""Politeness: how fast a crawl makes requests to each site.

newscrawl.net.pace computes delays and rests. This module joins them with the configuration, the store, the clock, and
the slots of Scrapy's downloader.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from newscrawl.configuration import CrawlConfig, SiteConfig
from newscrawl.crawling.request_meta import meta_of
from newscrawl.net.pace import LONGEST_REST, LONGEST_WAIT, SLOW_DOWN, Pace, retry_after
from newscrawl.net.servers import Servers, TurnLostError
from newscrawl.net.turns import SharedTurns
from newscrawl.store.hosts import Hosts
from newscrawl.urls import site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_NOTHING = SiteConfig()
# Scrapy varies a delay by plus and minus this share. Delays are raised by as much, so that none is too short.
_JITTER = 0.03
# The store gets the end of this span when the span begins, so that one write serves all requests in it (15 of them at
# one a second) and a killed crawl has stored it too. The next run then waits one delay too long at most.
_NOTED_FOR = timedelta(seconds=15)


class Politeness:
    """The pace of every site of a crawl. `servers` are the network addresses behind the sites."""

    def __init__(self, crawler: Crawler, config: CrawlConfig, hosts: Hosts) -> None:
        self.servers = Servers()
        self._crawler, self._hosts = crawler, hosts
        self._sites = {site_of(f"https://{host}"): own for host, own in config.site.items()}
        self._paces: dict[str, Pace] = {}
        settings = crawler.settings
        self._delay: float = settings.getfloat("DOWNLOAD_DELAY") if config.delay is None else config.delay
        shared = settings.get("NEWSCRAWL_TURNS")  # of a worker (newscrawl.runner.workers)
        self._shared = SharedTurns(Path(shared)) if shared is not None else None
        self._noted_until: dict[str, datetime] = {}  # site -> until when the store counts requests to it
        self._last_requests: dict[str, datetime] = {}  # site -> time of the last request
        self._next: dict[str, float] = {}  # site -> when the next request may start (monotonic seconds)
        self._per_host: int = config.per_host or settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")

    def per_host(self, site: str) -> int:
        """Concurrent requests to a site."""
        return self._sites.get(site, _NOTHING).per_host or self._per_host

    @property
    def most_per_host(self) -> int:
        """Concurrent requests to the site that may have most."""
        return max([self._per_host, *(own.per_host or 0 for own in self._sites.values())])

    def delay(self, site: str) -> float:
        """Seconds between two requests, as configured."""
        own = self._sites.get(site, _NOTHING).delay
        return self._delay if own is None else own

    def pace(self, site: str) -> Pace:
        """The pace of a site. The first call gives the site's delay to Scrapy's slot."""
        pace = self._paces.get(site)
        if pace is None:
            pace = self._paces[site] = Pace(self.delay(site))
            known = self._hosts.get(site)
            if known and known.backoff_until:
                rest = (known.backoff_until - datetime.now(UTC)).total_seconds()
                pace.rests_until = monotonic() + min(rest, LONGEST_REST)
            self.apply_delay(site)
        return pace

    @asynccontextmanager
    async def acquire(self, site: str, servers: Sequence[str]) -> AsyncIterator[None]:
        """Hold a slot of the site and of these servers while a request is made; wait for it as long as necessary.

        The wait covers the site's rest, its delay, and the requests of other sites at the same servers. Raises
        TurnLostError when the crawl ends first or the rest is longer than a run waits, and StoreError.
        """
        await self._rest(site)
        async with self.servers.turn(site, servers, delay=self.delay(site), most=self.per_host(site)):
            if self._shared is None:
                await self._begin(site)
                yield
                return
            delay = self.pace(site).delay
            async with self._shared.turn((site, *servers), delay=delay, wait=self.servers.pause):
                await self._begin(site)
                yield

    def _rests_until(self, site: str) -> float:
        own = self.pace(site).rests_until
        return own if self._shared is None else max(own, self._shared.rests_until(site))

    async def _rest(self, site: str) -> None:
        """Wait until the site's rest is over."""
        wait = self._rests_until(site) - monotonic()
        if wait > LONGEST_WAIT:
            raise TurnLostError
        await self.servers.pause(wait)

    async def _begin(self, site: str) -> None:
        """Wait for the delay since the last request, which may be one of an earlier run, and note this one.

        Requests that waited for the same rest start one delay apart.
        """
        delay = self.pace(site).delay
        if site not in self._next:
            self._recall(site, delay)
        while True:
            await self._rest(site)
            begins = max(monotonic(), self._next.get(site, 0.0))
            self._next[site] = begins + delay
            await self.servers.pause(begins - monotonic())
            if self._rests_until(site) <= monotonic():
                break
        if delay:
            self._note(site, delay)

    def _recall(self, site: str, delay: float) -> None:
        """Read from the store when an earlier run made its last request."""
        known, now = self._hosts.get(site), datetime.now(UTC)
        if known is not None and known.asked_until is not None:
            last = min(known.asked_until, now) - now
            self._next[site] = monotonic() + last.total_seconds() + max(delay, known.delay or 0.0)

    def _note(self, site: str, delay: float) -> None:
        now = datetime.now(UTC)
        if site not in self._noted_until or self._noted_until[site] < now:
            self._noted_until[site] = now + _NOTED_FOR
            self._hosts.learn(site, asked_until=self._noted_until[site], delay=delay)
        self._last_requests[site] = now

    def end(self) -> None:
        """Store the time of the last request to each site. Raises StoreError."""
        moment = timedelta(milliseconds=1)  # the store cuts a time there
        self._hosts.end_turns(
            (site, noted, self._last_requests[site] + moment) for site, noted in self._noted_until.items()
        )

    def apply_delay(self, site: str) -> None:
        """Give the site's delay to Scrapy's downloader: to the existing slot and to one that it makes later."""
        self._noted_until.pop(site, None)
        delay = self._paces[site].delay / (1 - _JITTER)
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[site] = {"delay": delay, "jitter": _JITTER, "concurrency": self.per_host(site)}
        if site in downloader.slots:
            downloader.slots[site].delay = delay

    def answer_began(self, request: Request) -> None:
        """The first header of a response has arrived: the delay counts from when the site received the request."""
        site, latency = meta_of(request)["download_slot"], meta_of(request)["download_latency"]
        slot = self._crawler.engine.downloader.slots.get(site)
        if slot is not None:
            slot.lastseen = max(slot.lastseen, self.pace(site).heard(monotonic(), latency))
            self.servers.heard(site, slot.lastseen)
        if site in self._last_requests:
            self._last_requests[site] = datetime.now(UTC)

    def share_pause(self, site: str, response: Response) -> None:
        """Tell the other processes of this run of a stated pause, before one of them comes to its turn."""
        if self._shared is not None and response.status in SLOW_DOWN and (stated := _stated(response)):
            self._shared.rest(site, monotonic() + min(stated, LONGEST_REST))

    def refused(self, request: Request, response: Response) -> float:
        """Let the site rest after 429 or 503, in all processes of this run and in the next run; seconds of the rest."""
        site, stated, now = site_of(response.url), _stated(response), datetime.now(UTC)
        heard = monotonic()
        wait = self.pace(site).refused(heard, stated, random.random(), sent=meta_of(request).get("sent_at", heard))
        self.apply_delay(site)
        self._hosts.learn(site, backoff_until=now + timedelta(seconds=wait))
        if self._shared is not None:
            self._shared.rest(site, self.pace(site).rests_until)
        return wait


def _stated(response: Response) -> float | None:
    """Seconds of the pause that a response states."""
    header = response.headers.get("Retry-After")
    return retry_after(header.decode("latin-1") if header else None, datetime.now(UTC))
