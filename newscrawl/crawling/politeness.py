"""The manners of one crawl: how fast each site is asked, and Scrapy's downloader as it follows.

What a pace is stands in newscrawl.net.pace; here it meets the configuration, what the store knows of the host, and the
clock.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from newscrawl.configuration import CrawlConfig, SiteConfig
from newscrawl.net.pace import LONGEST_REST, LONGEST_WAIT, Pace, retry_after
from newscrawl.net.servers import Servers, TurnLostError
from newscrawl.net.turns import SharedTurns
from newscrawl.store.hosts import Hosts
from newscrawl.urls import site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_NOTHING = SiteConfig()
# Scrapy spreads a delay by plus and minus this share. Delays are raised by as much, so that none is ever too short.
_JITTER = 0.03
# A time is noted in the store before it comes, so that one write serves the requests of so long (at a second between
# two: 15), and a crawl that is killed has noted it. The next run then waits at most one delay for nothing.
_NOTED_FOR = timedelta(seconds=15)


class Manners:
    """The paces of all sites of one crawl, and the `servers`: the servers behind them."""

    def __init__(self, crawler: Crawler, config: CrawlConfig, hosts: Hosts) -> None:
        self.servers = Servers()
        self._crawler, self._hosts = crawler, hosts
        self._sites = {site_of(f"https://{host}"): own for host, own in config.site.items()}
        self._paces: dict[str, Pace] = {}
        settings = crawler.settings
        self._delay: float = settings.getfloat("DOWNLOAD_DELAY") if config.delay is None else config.delay
        shared = settings.get("NEWSCRAWL_TURNS")  # of a worker (newscrawl.runner.workers)
        self._turns = SharedTurns(int(shared)) if shared is not None else None
        self._noted: dict[str, datetime] = {}  # site -> the time until which the store knows it to be asked
        self._asked: dict[str, datetime] = {}  # site -> when it was asked last
        self._next: dict[str, float] = {}  # site -> when it may be asked next (monotonic seconds)
        self._per_host: int = config.per_host or settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")

    def per_host(self, site: str) -> int:
        """Requests at one time to a site."""
        return self._sites.get(site, _NOTHING).per_host or self._per_host

    @property
    def most_per_host(self) -> int:
        """Requests at one time to the site that may have most."""
        return max([self._per_host, *(own.per_host or 0 for own in self._sites.values())])

    def delay(self, site: str) -> float:
        """Seconds between two requests, as configured."""
        own = self._sites.get(site, _NOTHING).delay
        return self._delay if own is None else own

    def pace(self, site: str) -> Pace:
        """The pace of a site; the first call makes Scrapy's slot follow it."""
        pace = self._paces.get(site)
        if pace is None:
            pace = self._paces[site] = Pace(self.delay(site))
            known = self._hosts.get(site)
            if known and known.backoff_until:
                rest = (known.backoff_until - datetime.now(UTC)).total_seconds()
                pace.rests_until = monotonic() + min(rest, LONGEST_REST)
            self.keep(site)
        return pace

    @asynccontextmanager
    async def turn(self, site: str, servers: Sequence[str]) -> AsyncIterator[None]:
        """The time in which a request of the site may be made to these servers: after its rest and those of others.

        Raises TurnLostError when the crawl ends first, or the rest is longer than a run waits; StoreError.
        """
        await self._rest(site)
        async with self.servers.turn(site, servers, delay=self.delay(site), most=self.per_host(site)):
            if self._turns is None:
                await self._begin(site)
                yield
                return
            delay = self.pace(site).delay
            async with self._turns.turn((site, *servers), delay=delay, wait=self.servers.pause):
                await self._begin(site)
                yield

    def _rests_until(self, site: str) -> float:
        own = self.pace(site).rests_until
        return own if self._turns is None else max(own, self._turns.rests_until(site))

    async def _rest(self, site: str) -> None:
        """Until the site may be asked again."""
        wait = self._rests_until(site) - monotonic()
        if wait > LONGEST_WAIT:
            raise TurnLostError
        await self.servers.pause(wait)

    async def _begin(self, site: str) -> None:
        """Keep the delay from the last request, of an earlier run too, and note this one.

        Requests that waited together, for a rest or for others, do not leave together.
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
        """When an earlier run asked the site last."""
        known, now = self._hosts.get(site), datetime.now(UTC)
        if known is not None and known.asked_until is not None:
            last = min(known.asked_until, now) - now
            self._next[site] = monotonic() + last.total_seconds() + max(delay, known.delay or 0.0)

    def _note(self, site: str, delay: float) -> None:
        now = datetime.now(UTC)
        if site not in self._noted or self._noted[site] < now:
            self._noted[site] = now + _NOTED_FOR
            self._hosts.learn(site, asked_until=self._noted[site], delay=delay)
        self._asked[site] = now

    def end(self) -> None:
        """Note when each site was asked last. Raises StoreError."""
        moment = timedelta(milliseconds=1)  # the store cuts a time there
        self._hosts.end_turns((site, noted, self._asked[site] + moment) for site, noted in self._noted.items())

    def keep(self, site: str) -> None:
        """Give the site's delay to Scrapy's downloader: to the slot that is, and to the one it may make later."""
        self._noted.pop(site, None)
        delay = self._paces[site].delay / (1 - _JITTER)
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[site] = {"delay": delay, "jitter": _JITTER, "concurrency": self.per_host(site)}
        if site in downloader.slots:
            downloader.slots[site].delay = delay

    def heard(self, request: Request) -> None:
        """The first header of an answer is here: the site's delay counts from when it saw the request."""
        site, latency = request.meta["download_slot"], request.meta["download_latency"]
        slot = self._crawler.engine.downloader.slots.get(site)
        if slot is not None:
            slot.lastseen = max(slot.lastseen, self.pace(site).heard(monotonic(), latency))
            self.servers.heard(site, slot.lastseen)
        if site in self._asked:
            self._asked[site] = datetime.now(UTC)

    def refused(self, request: Request, response: Response) -> float:
        """429 or 503: seconds for which the site rests, in this run, its other processes and the next run."""
        site, header, now = site_of(response.url), response.headers.get("Retry-After"), datetime.now(UTC)
        stated = retry_after(header.decode("latin-1") if header else None, now)
        heard = monotonic()
        wait = self.pace(site).refused(heard, stated, random.random(), sent=request.meta.get("sent_at", heard))
        self.keep(site)
        self._hosts.learn(site, backoff_until=now + timedelta(seconds=wait))
        if self._turns is not None:
            self._turns.rest(site, self.pace(site).rests_until)
        return wait
