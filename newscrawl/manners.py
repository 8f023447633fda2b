"""The manners of one crawl: how fast each site is asked, and Scrapy's downloader as it follows.

What a pace is stands in newscrawl.pace; here it meets the configuration, what the store knows of the host, and the
clock.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from newscrawl.addresses import Doors
from newscrawl.configuration import CrawlConfig, SiteConfig
from newscrawl.pace import LONGEST_WAIT, Pace, retry_after
from newscrawl.store.hosts import Host, Hosts
from newscrawl.urls import site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_NOTHING = SiteConfig()
# Scrapy spreads a delay by plus and minus this share. Delays are raised by as much, so that none is ever too short.
_JITTER = 0.03


class Manners:
    """The paces of all sites of one crawl, and the `doors`: the servers behind them."""

    def __init__(self, crawler: Crawler, config: CrawlConfig, hosts: Hosts) -> None:
        self.doors = Doors()
        self._crawler, self._hosts = crawler, hosts
        self._sites = {site_of(f"https://{host}"): own for host, own in config.site.items()}
        self._paces: dict[str, Pace] = {}
        settings = crawler.settings
        self._delay: float = settings.getfloat("DOWNLOAD_DELAY") if config.delay is None else config.delay
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
                pace.rests_until = monotonic() + (known.backoff_until - datetime.now(UTC)).total_seconds()
            self.keep(site)
        return pace

    def keep(self, site: str) -> None:
        """Give the site's delay to Scrapy's downloader: to the slot that is, and to the one it may make later."""
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
            self.doors.heard(site, slot.lastseen)

    def refused(self, request: Request, response: Response) -> float:
        """429 or 503: seconds for which the site rests. A rest longer than a run waits is held by later runs too."""
        site, header, now = site_of(response.url), response.headers.get("Retry-After"), datetime.now(UTC)
        stated = retry_after(header.decode("latin-1") if header else None, now)
        heard = monotonic()
        wait = self.pace(site).refused(heard, stated, random.random(), sent=request.meta.get("sent_at", heard))
        self.keep(site)
        if wait > LONGEST_WAIT:
            known = self._hosts.get(site) or Host(host=site)
            self._hosts.put(replace(known, backoff_until=now + timedelta(seconds=wait)))
        return wait
