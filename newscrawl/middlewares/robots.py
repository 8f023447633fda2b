"""robots.txt by RFC 9309: every request waits until its host's rules are known.

What a file or a status means is newscrawl.discovery.robots; here it is fetched, once per origin, kept in the store for
a day, and applied: refusals, delays, and Sitemap lines for the spider.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from newscrawl.discovery.robots import EXPIRY, MAX_BYTES, MAX_REDIRECTS, Robots, decide
from newscrawl.middlewares.guard import Refused
from newscrawl.redirects import target_of
from newscrawl.session import Session
from newscrawl.store.hosts import Host
from newscrawl.urls import host_of, origin_of, site_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

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
        self._crawler = crawler
        self._session = Session.of(crawler)
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
            return self._applied(origin, Robots.parse(known.robots.encode(), f"{origin}/robots.txt"))
        status, body, reason = await self._fetch(f"{origin}/robots.txt")
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
                return self._applied(origin, Robots.parse((known.robots or "").encode(), f"{origin}/robots.txt"))
            case _:
                self._session.unreachable[origin] = f"robots.txt cannot be read ({reason}), so nothing is fetched there"
                self._session.errors[host][f"robots.txt: {reason}"] += 1
                return Robots.disallowing_all()
        row = self._session.store.hosts.get(host) or Host(host=host)
        self._session.store.hosts.put(replace(row, robots=text, robots_status=status, robots_expires=now + EXPIRY))
        return self._applied(origin, robots)

    def _applied(self, origin: str, robots: Robots) -> Robots:
        delay = robots.delay(AGENT)
        site = site_of(origin)
        pace = self._session.pace(site)
        if delay is not None and delay > pace.base:
            pace.base = delay
            self._session.keep_pace(site)
        self._session.sitemaps[origin] = robots.sitemaps
        return robots

    async def _fetch(self, url: str) -> tuple[int | None, bytes, str]:
        """Status, body and, where there is no answer to use, the reason; tried up to three times."""
        status, body, reason = None, b"", ""
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(2.0 ** (attempt - 1) * (0.5 + random.random() / 2))
            try:
                response = await self._follow(url)
            except Refused as error:
                return None, b"", str(error)
            except Exception as error:
                status, reason = None, self._session.explain(error, url)
                if self._session.was_refused(url):
                    break
                continue
            status, body, reason = response.status, response.body, f"HTTP {response.status}"
            if status < 500 and status != 429:
                break
        return status, body, reason

    async def _follow(self, url: str) -> Response:
        """The answer after up to five redirects (RFC 9309, 2.3.1.2).

        More of them, or one to where nothing may be fetched, mean that there is no file: the redirect is the answer.
        """
        response = await self._get(url)
        for _ in range(MAX_REDIRECTS):
            location = response.headers.get("Location")
            target = target_of(url, response.status, location.decode("latin-1") if location else None)
            if target is None:
                break
            url = target
            try:
                response = await self._get(url)
            except Exception as error:
                if isinstance(error, Refused) or self._session.was_refused(url):
                    break
                raise
        return response

    async def _get(self, url: str) -> Response:
        request = Request(
            url, headers={"User-Agent": self._session.user_agent, "Accept": "text/plain,*/*;q=0.1"},
            meta={"follows_itself": True, "enough": MAX_BYTES}, dont_filter=True,
        )  # fmt: skip
        response: Response = await self._crawler.engine.download_async(self._session.addressed(request))
        return response
