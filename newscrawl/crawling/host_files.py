"""Small files of a host (robots.txt, tdmrep.json, licences ...): at the host's pace, and asked for once."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from scrapy import Request

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


class Answers(Generic[Answer]):
    """What is learned once, for whoever asks. What failed was no answer: the next one who asks has it learned anew."""

    def __init__(self) -> None:
        self._known: dict[str, asyncio.Future[Answer]] = {}

    def __contains__(self, name: str) -> bool:
        known = self._known.get(name)
        return known is not None and not (known.done() and (known.cancelled() or known.exception() is not None))

    def forget(self, name: str) -> None:
        """Have it learned again."""
        self._known.pop(name, None)

    async def get(self, name: str, learn: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """The answer of that name. Raises what `learn` raises."""
        if name not in self:
            self._known[name] = asyncio.ensure_future(learn())
        return await asyncio.shield(self._known[name])


class HostFiles:
    """Fetches files of hosts, past every middleware but the guard and the limits.

    Where `asks_robots`, they are files like any other, and robots.txt may forbid them.
    """

    def __init__(self, session: Session, *, asks_robots: bool = False) -> None:
        self._session = session
        self._asks_robots = asks_robots

    async def texts(self, host: str, named: Mapping[str, str], *, via: str) -> tuple[dict[str, str], datetime]:
        """Files about use by name, and when they were read: from the store while they are fresh, else fetched.

        `named` are the addresses, `via` is the page that names them. What is not there, or too long, is "".
        """
        now = self._session.now()
        row, kept = self._stored(host, now)
        missing = {name: address for name, address in named.items() if name not in kept}
        if missing:
            fetched = {name: await self._text(address, via) for name, address in missing.items()}
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

    async def _text(self, address: str, via: str) -> str:
        status, body, _ = await self.fetch(address, enough=MAX_BYTES, via=via)
        is_there = status is not None and 200 <= status < 300 and len(body) < MAX_BYTES
        return body.decode("utf-8", "surrogateescape") if is_there else ""

    async def fetch(
        self, url: str, *, enough: int, tries: int = 1, anywhere: bool = False, via: str | None = None
    ) -> tuple[int | None, bytes, str]:
        """Status, body and, where there is no answer to use, the reason. So many bytes of the body are `enough`.

        A redirect is followed to the same path of another host, or `anywhere`: a wall or a home page is no such file.
        A host that asks for a pause (429, 503) gets it, and is not tried again where that is longer than a run waits.
        """
        status, body, reason = None, b"", ""
        wait = self._session.manners.pace(site_of(url)).rests_until - monotonic()
        for attempt in range(tries):
            if wait > LONGEST_WAIT:
                break
            await asyncio.sleep(wait)
            wait = self._session.manners.pace(site_of(url)).backoff(attempt, random.random())
            try:
                response = await self._follow(url, enough, anywhere, via)
            except Ended:
                raise
            except Refused as error:
                return None, b"", self._session.explain(error, url)
            except Exception as error:
                if ends_the_crawl(error):
                    raise
                status, reason = None, self._session.explain(error, url)
                if self._session.was_refused(url):
                    break
                continue
            status, body, reason = response.status, response.body, f"HTTP {response.status}"
            if status in SLOW_DOWN:
                assert response.request is not None  # the engine's answers have one
                wait = self._session.manners.refused(response.request, response)
            elif status < 500:
                break
        return status, body, reason

    async def _follow(self, url: str, enough: int, anywhere: bool, via: str | None) -> Response:
        """The answer after up to five redirects (RFC 9309, 2.3.1.2); after more of them the redirect is the answer."""
        response = await self._get(url, enough, via)
        for _ in range(MAX_REDIRECTS):
            location = response.headers.get("Location")
            target = target_of(url, response.status, location.decode("latin-1") if location else None)
            if target is None or not (anywhere or request_target(target) == request_target(url)):
                break
            url, via = target, url
            response = await self._get(url, enough, via)
        return response

    async def _get(self, url: str, enough: int, via: str | None) -> Response:
        request = Request(
            url, headers={**self._session.identity, "Accept": "text/plain,*/*;q=0.1"},
            meta={"follows_itself": True, "asks_robots": self._asks_robots, "enough": enough, "via": via},
            dont_filter=True,
        )  # fmt: skip
        return await self._session.download(request)
