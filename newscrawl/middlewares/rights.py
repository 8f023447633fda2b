"""What a host's files say about use is known before its first article is fetched.

robots.txt was read by then (newscrawl.middlewares.robots); here come tdmrep.json, ai.txt and the RSL documents that
robots.txt names, once per origin, kept in the store for a day. A file that cannot be had says nothing. With
`respect_tdm`, what is reserved against mining is not fetched. RSL documents that a page names are read after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.crawling import offload
from newscrawl.crawling.host_files import Answers, HostFiles
from newscrawl.crawling.licences import MAX_LICENCES, RESERVED, contents_of, rfc3339
from newscrawl.crawling.refusals import Reserved
from newscrawl.crawling.session import Session
from newscrawl.rights import SiteRights, is_reserved, judge, robots_statements, site_rights
from newscrawl.urls import host_of, origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


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
        named = {path: f"{origin}{path}" for path in site_rights.PATHS}
        named |= {address: address for address in robots_statements.licences(said.robots)[:MAX_LICENCES]}
        files, read_at = await self._files.texts(host_of(origin), named, via=f"{origin}/robots.txt")
        bodies, earlier = contents_of(files), said
        said = await offload.read(b"".join(bodies.values()), lambda: earlier.with_files(bodies, rfc3339(read_at)))
        self._session.rights[origin] = said
        return said
