"""Small files of a host (robots.txt, tdmrep.json ...): asked for before its pages, at the host's pace."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from scrapy import Request

from newscrawl.discovery.robots import MAX_REDIRECTS
from newscrawl.middlewares.guard import Refused
from newscrawl.pace import LONGEST_WAIT, SLOW_DOWN
from newscrawl.redirects import target_of
from newscrawl.rights.paths import path_of
from newscrawl.session import Session
from newscrawl.urls import site_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class HostFiles:
    """Fetches files of hosts, past every middleware but the guard and the limits."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = Session.of(crawler)

    async def fetch(
        self, url: str, *, enough: int, tries: int = 1, anywhere: bool = False
    ) -> tuple[int | None, bytes, str]:
        """Status, body and, where there is no answer to use, the reason. So many bytes of the body are `enough`.

        A redirect is followed to the same path of another host, or `anywhere`: a wall or a home page is no such file.
        A host that asks for a pause (429, 503) gets it, and is not tried again where that is longer than a run waits.
        """
        status, body, reason, wait = None, b"", "", 0.0
        for attempt in range(tries):
            await asyncio.sleep(wait)
            wait = self._session.pace(site_of(url)).backoff(attempt, random.random())
            try:
                response = await self._follow(url, enough, anywhere)
            except Refused as error:
                return None, b"", str(error)
            except Exception as error:
                status, reason = None, self._session.explain(error, url)
                if self._session.was_refused(url):
                    break
                continue
            status, body, reason = response.status, response.body, f"HTTP {response.status}"
            if status in SLOW_DOWN:
                wait = self._session.refused(response)
            elif status < 500:
                break
            if wait > LONGEST_WAIT:
                break
        return status, body, reason

    async def _follow(self, url: str, enough: int, anywhere: bool) -> Response:
        """The answer after up to five redirects (RFC 9309, 2.3.1.2); after more of them the redirect is the answer."""
        response = await self._get(url, enough)
        for _ in range(MAX_REDIRECTS):
            location = response.headers.get("Location")
            target = target_of(url, response.status, location.decode("latin-1") if location else None)
            if target is None or not (anywhere or path_of(target) == path_of(url)):
                break
            url = target
            response = await self._get(url, enough)
        return response

    async def _get(self, url: str, enough: int) -> Response:
        request = Request(
            url, headers={**self._session.identity, "Accept": "text/plain,*/*;q=0.1"},
            meta={"follows_itself": True, "enough": enough}, dont_filter=True,
        )  # fmt: skip
        response: Response = await self._crawler.engine.download_async(self._session.addressed(request))
        return response
