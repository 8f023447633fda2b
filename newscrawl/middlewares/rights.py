"""What a host's files say about use is known before its first article is fetched.

robots.txt was read by then (newscrawl.middlewares.robots); here come tdmrep.json, ai.txt and the RSL documents that
robots.txt names, once per origin, kept in the store for a day. A file that cannot be had says nothing. With
`respect_tdm`, what is reserved against mining is not fetched. RSL documents that a page names are read after it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from newscrawl.crawling import offload
from newscrawl.crawling.host_files import Answers, HostFiles
from newscrawl.crawling.session import Session
from newscrawl.middlewares.robots import Disallowed
from newscrawl.record.model import UsageInfo, UsageSignal
from newscrawl.rights import SiteRights, is_reserved, judge, robots, site
from newscrawl.rights.rsl import POINTERS, RslFile
from newscrawl.urls import host_of, origin_of, site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_LICENCES = 3  # RSL documents that robots.txt or a page names
MAX_OF_A_SITE = 20  # that all pages and feeds of a site name, in one run: most sites have one
RESERVED = "reserved against text and data mining"


class Reserved(Disallowed):
    """The host's files reserve the address against text and data mining."""


class RightsMiddleware:
    """Lets a request for an article pass when its host's files were read and, if wanted, reserve nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        self._files = HostFiles(self._session, asks_robots=True)
        self._known: Answers[SiteRights] = Answers()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RightsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        asked = request.meta.get("asked")
        if asked is None or asked.kind != "article":
            return
        origin = origin_of(request.url)
        said = await self._known.get(origin, lambda: self._learn(origin))
        if self._session.config.respect_tdm and is_reserved(judge(said.signals(request.url))):
            raise Reserved(RESERVED)

    async def _learn(self, origin: str) -> SiteRights:
        """What an origin's files say."""
        said = self._session.rights.get(origin, SiteRights())
        named = {path: f"{origin}{path}" for path in site.PATHS}
        named |= {address: address for address in robots.licences(said.robots)[:MAX_LICENCES]}
        files, read_at = await self._files.texts(host_of(origin), named, via=f"{origin}/robots.txt")
        bodies, earlier = _bytes(files), said
        said = await offload.read(b"".join(bodies.values()), lambda: earlier.with_files(bodies, _rfc3339(read_at)))
        self._session.rights[origin] = said
        return said


class Licences:
    """The RSL documents that pages and feeds name. Each is read once, and kept in the store for a day."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._files = HostFiles(session, asks_robots=True)
        self._known: Answers[RslFile] = Answers()
        self._named: defaultdict[str, set[str]] = defaultdict(set)

    async def signals(self, info: UsageInfo | None, url: str, site: str) -> list[UsageSignal]:
        """What the documents say that a page's own statements name, and those that the feeds of its named site do."""
        now = _rfc3339(self._session.now())
        own = [signal.value for signal in info.signals if signal.signal in POINTERS] if info else []
        said: list[UsageSignal] = []
        for address in own[:MAX_LICENCES]:
            said += (await self._document(address, url)).signals(url, where="page", read_at=now)
        for address, document in [*self._session.licences[site].items()]:
            said += (document or await self._document(address, url)).signals(url, read_at=now)
        return said

    async def _document(self, address: str, url: str) -> RslFile:
        """The document at an address that the page at `url`, or a feed of its site, names."""
        if self._session.guard.url_refusal(address, url):
            return RslFile()
        site = site_of(url)
        if address not in self._known:
            if len(self._named[site]) >= MAX_OF_A_SITE:
                self._session.drops["licences of a site beyond the first ones"] += 1
                return RslFile()
            self._named[site].add(address)
        return await self._known.get(address, lambda: self._read(address, url))

    async def _read(self, address: str, url: str) -> RslFile:
        files, _ = await self._files.texts(host_of(address), {address: address}, via=url)
        body = _bytes(files)[address]
        return await offload.read(body, lambda: RslFile.parse(body, address))


def _bytes(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode("utf-8", "surrogateescape") for name, text in files.items()}


def _rfc3339(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()
