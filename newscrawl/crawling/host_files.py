"""Small files about a host (robots.txt, tdmrep.json, licences ...): fetched once, at the host's pace."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from newscrawl.crawling.failures import ends_the_crawl
from newscrawl.crawling.refusals import Ended, Refused
from newscrawl.crawling.session import Session
from newscrawl.net.pace import LONGEST_WAIT, SLOW_DOWN
from newscrawl.net.redirects import target_of
from newscrawl.net.robots_txt import EXPIRY, MAX_REDIRECTS
from newscrawl.rights.paths import request_target
from newscrawl.store.hosts import Host
from newscrawl.urls import site_of

if TYPE_CHECKING:
    from scrapy.http import Response


MAX_BYTES = 256 * 1024  # of a file about use; the longest tdmrep.json in use have a few kilobytes


Answer = TypeVar("Answer")


class AsyncCache(Generic[Answer]):
    """Results that are computed once by name, also for several tasks that wait. A failure is not kept: the next call
    computes the result again."""

    def __init__(self) -> None:
        self._known: dict[str, asyncio.Future[Answer]] = {}

    def __contains__(self, name: str) -> bool:
        known = self._known.get(name)
        return known is not None and not (known.done() and (known.cancelled() or known.exception() is not None))

    def forget(self, name: str) -> None:
        """Drop a result, so that the next call computes it again."""
        self._known.pop(name, None)

    async def get(self, name: str, learn: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """The result of that name. Raises what `learn` raises."""
        if name not in self:
            self._known[name] = asyncio.ensure_future(learn())
        return await asyncio.shield(self._known[name])


class HostFiles:
    """Fetches files about hosts; only the guard and the download limits apply to its requests.

    With `obeys_robots`, robots.txt may forbid a file, as it may any page.
    """

    def __init__(self, session: Session, *, obeys_robots: bool = False) -> None:
        self._session = session
        self._obeys_robots = obeys_robots

    async def texts(self, host: str, named: Mapping[str, str], *, referrer: str) -> tuple[dict[str, str], datetime]:
        """Files about use by name, and when they were read: from the store while they are fresh, else fetched.

        `named` are the addresses, `referrer` is the page that names them. What is not there, or too long, is "".
        """
        now = self._session.now()
        row, kept = self._stored(host, now)
        missing = {name: address for name, address in named.items() if name not in kept}
        if missing:
            fetched = {name: await self._text(address, referrer) for name, address in missing.items()}
            row, kept = self._stored(host, now)  # another one may have stored something meanwhile
            kept |= fetched
            expires = row.rights_expires or now + EXPIRY
            self._session.store.hosts.learn(host, rights=json.dumps(kept), rights_expires=expires)
            row = replace(row, rights_expires=expires)
        assert row.rights_expires is not None
        return {name: kept[name] for name in named}, row.rights_expires - EXPIRY

    def _stored(self, host: str, now: datetime) -> tuple[Host, dict[str, str]]:
        row = self._session.store.hosts.get(host) or Host(host=host)
        if row.rights is None or row.rights_expires is None or row.rights_expires <= now:
            return replace(row, rights=None, rights_expires=None), {}
        return row, json.loads(row.rights)

    async def _text(self, address: str, referrer: str) -> str:
        status, body, _ = await self.fetch(address, sufficient=MAX_BYTES, referrer=referrer)
        is_there = status is not None and 200 <= status < 300 and len(body) < MAX_BYTES
        return body.decode("utf-8", "surrogateescape") if is_there else ""

    async def fetch(
        self, url: str, *, sufficient: int, tries: int = 1, any_target: bool = False, referrer: str | None = None
    ) -> tuple[int | None, bytes, str]:
        """Status, body and, where there is no answer to use, the reason. So many bytes of the body are `sufficient`.

        A redirect is followed to the same path of another host, or `anywhere`: a wall or a home page is no such file.
        A host that asks for a pause (429, 503) gets it, and is not tried again where that is longer than a run waits.
        """
        status, body, reason = None, b"", ""
        wait = self._session.politeness.pace(site_of(url)).rests_until - monotonic()
        for attempt in range(tries):
            if wait > LONGEST_WAIT:
                break
            await asyncio.sleep(wait)
            wait = self._session.politeness.pace(site_of(url)).backoff(attempt, random.random())
            try:
                response = await self._follow(url, sufficient, any_target, referrer)
            except Ended:
                raise
            except Refused as error:
                return None, b"", self._session.failures.explain(error, url)
            except Exception as error:
                if ends_the_crawl(error):
                    raise
                status, reason = None, self._session.failures.explain(error, url)
                if self._session.failures.was_refused(url):
                    break
                continue
            status, body, reason = response.status, response.body, f"HTTP {response.status}"
            if status in SLOW_DOWN:
                assert response.request is not None  # the engine's answers have one
                wait = self._session.politeness.refused(response.request, response)
            elif status < 500:
                break
        return status, body, reason

    async def _follow(self, url: str, sufficient: int, any_target: bool, referrer: str | None) -> Response:
        """The answer after up to five redirects (RFC 9309, 2.3.1.2); after more of them the redirect is the answer."""
        response = await self._get(url, sufficient, referrer)
        for _ in range(MAX_REDIRECTS):
            location = response.headers.get("Location")
            target = target_of(url, response.status, location.decode("latin-1") if location else None)
            if target is None or not (any_target or request_target(target) == request_target(url)):
                break
            url, referrer = target, url
            response = await self._get(url, sufficient, referrer)
        return response

    async def _get(self, url: str, sufficient: int, referrer: str | None) -> Response:
        requests = self._session.requests
        return await requests.download(
            requests.for_host_file(url, sufficient=sufficient, referrer=referrer, obeys_robots=self._obeys_robots)
        )
