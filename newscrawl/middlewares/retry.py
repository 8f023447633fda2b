"""Retries: Retry-After is obeyed, without it the waits double, and a site that keeps failing rests."""

from __future__ import annotations

import random
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response

from newscrawl.crawling.request_meta import RequestMeta, is_host_file, meta_of
from newscrawl.crawling.session import Session
from newscrawl.net.pace import LONGEST_WAIT, SLOW_DOWN
from newscrawl.urls import site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_TRIES = 3
_BROKEN = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530})
_TRANSIENT = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectionError,
)


class RetryMiddleware:
    """Hands a failed request back to the scheduler, for a later time.

    A refusal (429, 503) lets the whole site rest. A page that fails waits alone, and the site goes on. A response goes
    to the spider as it is when its retry would wait longer than a run does, or after the last try.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryMiddleware:
        return cls(Session.of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if is_host_file(request):
            return response
        site = site_of(request.url)
        if response.status in SLOW_DOWN:
            return self._refused(request, response) or response
        if response.status in _BROKEN:
            return self._failed(request, site) or response
        if self._session.politeness.pace(site).answered():
            self._session.politeness.apply_delay(site)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if is_host_file(request) or self._session.failures.was_refused(request.url):
            return None
        if _has_answered(request):
            self._session.politeness.pace(site_of(request.url)).answered()
        return self._failed(request, site_of(request.url)) if isinstance(exception, _TRANSIENT) else None

    def _refused(self, request: Request, response: Response) -> Request | None:
        wait = self._session.politeness.refused(request, response)
        if wait > LONGEST_WAIT:
            meta_of(request)["retry_at"] = self._session.now() + timedelta(seconds=wait)
            return None
        return self._retried(request, wait)

    def _failed(self, request: Request, site: str) -> Request | None:
        pace, tries = self._session.politeness.pace(site), meta_of(request).get("tries", 1)
        if tries == 1 and not _has_answered(request):
            pace.failed(monotonic())
        return self._retried(request, pace.backoff(tries - 1, random.random()))

    def _retried(self, request: Request, wait: float) -> Request | None:
        tries = meta_of(request).get("tries", 1)
        if tries >= MAX_TRIES:
            return None
        again = request.replace()
        meta_of(again).pop("download_latency", None)
        meta_of(again).update(RequestMeta(tries=tries + 1, not_before=monotonic() + wait))
        return again


def _has_answered(request: Request) -> bool:
    """Whether at least one header came: Scrapy notes its latency then."""
    return "download_latency" in meta_of(request)
