"""The guard on the addresses of requests: see newscrawl.net.address_guard for what it allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.crawling.refusals import Refused
from newscrawl.crawling.request_meta import meta_of
from newscrawl.crawling.session import Session
from newscrawl.net.address_guard import Guard

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class UrlGuardMiddleware:
    """Refuses addresses that `Guard.url_refusal` refuses without resolving their host.

    Redirects come back through here as requests of their own; the request's `referrer` is the page that led there.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UrlGuardMiddleware:
        return cls(Session.of(crawler).requests.guard)

    def process_request(self, request: Request) -> None:
        if reason := self._guard.url_refusal(request.url, meta_of(request).get("referrer")):
            raise Refused(f"refused: {reason}")
