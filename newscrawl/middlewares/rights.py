"""What a host's files say about use is known before its first article is fetched.

robots.txt was read by then (newscrawl.middlewares.robots); here come tdmrep.json, ai.txt and the RSL documents that
robots.txt names, once per origin, kept in the store for a day. A file that cannot be had says nothing. With
`respect_tdm`, what is reserved against mining is not fetched.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from newscrawl.discovery.robots import EXPIRY
from newscrawl.middlewares.hostfiles import HostFiles
from newscrawl.middlewares.robots import Disallowed
from newscrawl.rights import SiteRights, is_reserved, judge, robots, site
from newscrawl.session import Session
from newscrawl.store.hosts import Host
from newscrawl.urls import host_of, origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_BYTES = 256 * 1024  # of one file; the longest tdmrep.json in use have a few kilobytes
MAX_LICENCES = 3  # RSL documents of a host
RESERVED = "reserved against text and data mining"


class Reserved(Disallowed):
    """The host's files reserve the address against text and data mining."""


class RightsMiddleware:
    """Lets a request for an article pass when its host's files were read and, if wanted, reserve nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        self._files = HostFiles(crawler)
        self._known: dict[str, asyncio.Future[SiteRights]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RightsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        asked = request.meta.get("asked")
        if asked is None or asked.kind != "article":
            return
        origin = origin_of(request.url)
        if origin not in self._known:
            self._known[origin] = asyncio.ensure_future(self._learn(origin))
        said = await asyncio.shield(self._known[origin])
        if self._session.config.respect_tdm and is_reserved(judge(said.signals(request.url))):
            raise Reserved(RESERVED)

    async def _learn(self, origin: str) -> SiteRights:
        """What an origin's files say: those in the store while they are fresh, else fetched."""
        said = self._session.rights.get(origin, SiteRights())
        known, now = self._session.store.hosts.get(host_of(origin)), self._session.now()
        if known and known.rights is not None and known.rights_expires and known.rights_expires > now:
            files, read_at = json.loads(known.rights), known.rights_expires - EXPIRY
        else:
            files, read_at = await self._fetch(origin, said), now
            row = self._session.store.hosts.get(host_of(origin)) or Host(host=host_of(origin))
            self._session.store.hosts.put(replace(row, rights=json.dumps(files), rights_expires=now + EXPIRY))
        self._session.rights[origin] = said = said.with_files(_bytes(files), _rfc3339(read_at))
        return said

    async def _fetch(self, origin: str, said: SiteRights) -> dict[str, str]:
        """The texts of the files that are there, by path or, for RSL documents, by address."""
        named = {path: f"{origin}{path}" for path in site.PATHS}
        named |= {address: address for address in robots.licences(said.robots)[:MAX_LICENCES]}
        files = {}
        for name, address in named.items():
            status, body, _ = await self._files.fetch(address, enough=MAX_BYTES)
            if status is not None and 200 <= status < 300 and len(body) < MAX_BYTES:
                files[name] = body.decode("utf-8", "surrogateescape")
        return files


def _bytes(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode("utf-8", "surrogateescape") for name, text in files.items()}


def _rfc3339(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()
