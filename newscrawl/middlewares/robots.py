"""robots.txt by RFC 9309: every request waits until its host's rules are known.

What a file or a status means is newscrawl.discovery.robots; here it is fetched, once per origin, kept in the store for
a day, and applied: refusals, delays, and Sitemap lines for the spider.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from newscrawl.discovery.robots import EXPIRY, MAX_BYTES, Robots, decide
from newscrawl.middlewares.hostfiles import HostFiles
from newscrawl.rights import SiteRights
from newscrawl.session import Session
from newscrawl.store.hosts import Host
from newscrawl.urls import host_of, origin_of, site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

AGENT = "newscrawl"
_TRIES = 3
_logger = logging.getLogger(__name__)


class Disallowed(IgnoreRequest):
    """The host's robots.txt forbids the address."""


class Unreachable(IgnoreRequest):
    """The host's robots.txt cannot be asked, so nothing of the host is fetched in this run."""


class RobotsMiddleware:
    """Lets a request pass when its host's robots.txt was read and allows it."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        self._files = HostFiles(crawler)
        self._ignored = frozenset(self._session.config.ignore_robots)
        self._rules: dict[str, asyncio.Future[Robots]] = {}
        for host in sorted(self._ignored):
            _logger.warning("robots.txt of %s is ignored, as configured; be sure that you may", host)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("follows_itself") or host_of(request.url) in self._ignored:
            return
        origin = origin_of(request.url)
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._learn(origin))
        rules = await asyncio.shield(self._rules[origin])
        if origin in self._session.unreachable:
            raise Unreachable(self._session.unreachable[origin])
        if not rules.allowed(request.url, AGENT):
            raise Disallowed("disallowed by robots.txt")

    async def _learn(self, origin: str) -> Robots:
        """The rules of an origin: those in the store while they are fresh, else fetched."""
        host = host_of(origin)
        now = self._session.now()
        known = self._session.store.hosts.get(host)
        if known and known.robots is not None and known.robots_expires and known.robots_expires > now:
            robots = Robots.parse(known.robots.encode(), f"{origin}/robots.txt")
            return self._applied(origin, robots, known.robots_expires)
        status, body, reason = await self._files.fetch(
            f"{origin}/robots.txt", enough=MAX_BYTES, tries=_TRIES, anywhere=True
        )
        has_cached = bool(known and known.robots is not None)
        unreachable_for = now - known.robots_expires if known and known.robots_expires else EXPIRY * 0
        match decide(status, unreachable_for=unreachable_for, has_cached=has_cached):
            case "read":
                text = body[:MAX_BYTES].decode("utf-8", "replace") if not body.startswith(b"\x1f\x8b") else ""
                robots = Robots.parse(body, f"{origin}/robots.txt")
            case "allow":
                text, robots = "", Robots.allowing_all()
            case "cached":
                assert known is not None
                robots = Robots.parse((known.robots or "").encode(), f"{origin}/robots.txt")
                return self._applied(origin, robots, known.robots_expires)
            case _:
                self._session.unreachable[origin] = f"robots.txt cannot be read ({reason}), so nothing is fetched there"
                self._session.errors[host][f"robots.txt: {reason}"] += 1
                return Robots.disallowing_all()
        row = self._session.store.hosts.get(host) or Host(host=host)
        self._session.store.hosts.put(replace(row, robots=text, robots_status=status, robots_expires=now + EXPIRY))
        return self._applied(origin, robots, now + EXPIRY)

    def _applied(self, origin: str, robots: Robots, expires: datetime | None) -> Robots:
        delay = robots.delay(AGENT)
        site = site_of(origin)
        pace = self._session.pace(site)
        if delay is not None and delay > pace.base:
            pace.base = delay
            self._session.keep_pace(site)
        self._session.sitemaps[origin] = robots.sitemaps
        read_at = (expires - EXPIRY).replace(microsecond=0).isoformat() if expires else None
        self._session.rights[origin] = SiteRights(robots=robots, read_at=read_at)
        return robots
