"""robots.txt by RFC 9309: every request waits until its host's rules are known.

What a file or a status means is newscrawl.net.robots_txt; here it is fetched, once per origin and day, kept in the
store until it expires, and applied: refusals, delays, and Sitemap lines for the spider.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newscrawl.crawling.failures import DISALLOWED
from newscrawl.crawling.host_files import Answers, HostFiles
from newscrawl.crawling.refusals import Disallowed, Unreachable
from newscrawl.crawling.session import Session
from newscrawl.net.robots_txt import EXPIRY, Robots, decide, text_of
from newscrawl.rights import SiteRights
from newscrawl.store.hosts import Host
from newscrawl.urls import host_of, origin_of, site_of
from newscrawl.version import AGENT

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_TRIES = 3
_FAR = datetime.max.replace(tzinfo=UTC)
_logger = logging.getLogger(__name__)


class RobotsMiddleware:
    """Lets a request pass when its host's robots.txt was read and allows it."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        self._files = HostFiles(self._session)
        self._most = int(self._session.config.limits.robots_size)
        self._ignored = frozenset(self._session.config.ignore_robots)
        self._rules: Answers[Robots] = Answers()
        self._until: dict[str, datetime] = {}  # when the rules of an origin have to be asked for again
        for host in sorted(self._ignored):
            _logger.warning("robots.txt of %s is ignored, as configured; be sure that you may", host)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        is_own = request.meta.get("follows_itself") and not request.meta.get("asks_robots")
        if is_own or host_of(request.url) in self._ignored:
            return
        origin = origin_of(request.url)
        if self._session.now() >= self._until.get(origin, _FAR):
            del self._until[origin]
            self._rules.forget(origin)
        rules = await self._rules.get(origin, lambda: self._learn(origin))
        if origin in self._session.unreachable:
            raise Unreachable(self._session.unreachable[origin])
        if not rules.allowed(request.url, AGENT):
            raise Disallowed(DISALLOWED)

    async def _learn(self, origin: str) -> Robots:
        """The rules of an origin: those in the store while they are fresh, else fetched."""
        host, url = host_of(origin), f"{origin}/robots.txt"
        now = self._session.now()
        known = self._session.store.hosts.get(host) or Host(host=host)
        cached, expires = known.robots, known.robots_expires or now
        if cached is not None and expires > now:
            return self._applied(origin, self._parsed(cached, url), expires)
        status, body, reason = await self._files.fetch(url, enough=self._most + 1, tries=_TRIES, anywhere=True)
        match decide(status, unreachable_for=now - expires, has_cached=cached is not None):
            case "read":
                text = text_of(body, most=self._most)
                if len(body) > self._most:
                    self._session.drops["end of a longer robots.txt"] += 1
            case "allow":
                text = ""
            case "cached":
                return self._applied(origin, self._parsed(cached or "", url), expires)
            case _:
                self._session.store.hosts.learn(host, robots_status=status, robots_expires=expires)
                self._unreachable(origin, reason)
                return Robots.disallowing_all()
        self._session.store.hosts.learn(host, robots=text, robots_status=status, robots_expires=now + EXPIRY)
        return self._applied(origin, self._parsed(text, url), now + EXPIRY)

    def _parsed(self, text: str, url: str) -> Robots:
        return Robots.parse(text.encode(), url, most=self._most)

    def _unreachable(self, origin: str, reason: str) -> None:
        """Nothing of the origin is fetched. The store keeps since when there is no answer: 30 days of it allow."""
        self._session.unreachable[origin] = f"robots.txt cannot be read ({reason}), so nothing is fetched there"
        self._session.errors[host_of(origin)][f"robots.txt: {reason}"] += 1

    def _applied(self, origin: str, robots: Robots, expires: datetime) -> Robots:
        if expires > self._session.now():
            self._until[origin] = expires
        delay = robots.delay(AGENT, cap=self._session.config.limits.crawl_delay)
        site = site_of(origin)
        pace = self._session.manners.pace(site)
        if delay is not None and delay > pace.base:
            pace.base = delay
            self._session.manners.keep(site)
        most = self._session.config.limits.sitemaps
        self._session.sitemaps[origin] = robots.sitemaps[:most]
        if beyond := len(robots.sitemaps[most:]):
            self._session.drops["sitemaps of a robots.txt beyond the first ones"] += beyond
        read_at = (expires - EXPIRY).replace(microsecond=0).isoformat()
        said = self._session.rights.get(origin, SiteRights())
        self._session.rights[origin] = replace(said, robots=robots, read_at=read_at)
        return robots
