"""Trying again, later and fewer times: Retry-After is held, without it the waits double, and a failing site rests."""

from __future__ import annotations

import random
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

from newscrawl.pace import LONGEST_WAIT, retry_after
from newscrawl.session import Session
from newscrawl.urls import site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MOST_TRIES = 3
_SLOW_DOWN = frozenset({429, 503})
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
    """Hands a failed request back to the scheduler, after telling the site's pace how long to rest.

    What would have to wait longer than a run is patient, or was tried often enough, goes on to the spider as it is.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryMiddleware:
        return cls(Session.of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if request.meta.get("follows_itself"):
            return response
        site = site_of(request.url)
        pace = self._session.pace(site)
        if response.status in _SLOW_DOWN:
            header = response.headers.get("Retry-After")
            stated = retry_after(header.decode("latin-1") if header else None, self._session.now())
            wait = pace.refused(monotonic(), stated, random.random())
            self._session.keep_pace(site)
            if wait > LONGEST_WAIT:
                request.meta["retry_at"] = self._session.remember_rest(site, wait)
            return self._again(request, wait) or response
        if response.status in _BROKEN:
            return self._again(request, pace.failed(monotonic(), random.random())) or response
        if pace.answered():
            self._session.keep_pace(site)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        alone = request.meta.get("follows_itself") or self._session.was_refused(request.url)
        if alone or not isinstance(exception, _TRANSIENT):
            return None
        return self._again(request, self._session.pace(site_of(request.url)).failed(monotonic(), random.random()))

    def _again(self, request: Request, wait: float) -> Request | None:
        tries = request.meta.get("tries", 1)
        if wait > LONGEST_WAIT or tries >= MOST_TRIES:
            return None
        return request.replace(meta={**request.meta, "tries": tries + 1})
