"""Usage rights: what a host declares about use is read before its first article is fetched.

newscrawl.middlewares.robotstxt has read robots.txt before. This middleware reads tdmrep.json, ai.txt and the RSL
documents that robots.txt names, once per origin, and keeps them in the store for a day. A missing file declares
nothing. With `respect_tdm`, articles that are reserved against mining are not fetched. RSL documents that a page names
are read after the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.crawling import offload
from newscrawl.crawling.host_files import AsyncCache, HostFiles
from newscrawl.crawling.licence_documents import MAX_LICENCES, RESERVED, contents_of, rfc3339
from newscrawl.crawling.refusals import Reserved
from newscrawl.crawling.request_meta import row_of
from newscrawl.crawling.session import Session
from newscrawl.rights import SiteRights, is_reserved, judge, robots_statements, site_rights
from newscrawl.urls import host_of, origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class UsageRightsMiddleware:
    """Passes a request for an article when the files of its host are read and, with `respect_tdm`, reserve nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        self._files = HostFiles(self._session, obeys_robots=True)
        self._known: AsyncCache[SiteRights] = AsyncCache()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UsageRightsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        row = row_of(request)
        if row is None or row.kind != "article":
            return
        origin = origin_of(request.url)
        declared = await self._known.get(origin, lambda: self._learn(origin))
        if self._session.config.respect_tdm and is_reserved(judge(declared.signals(request.url))):
            raise Reserved(RESERVED)

    async def _learn(self, origin: str) -> SiteRights:
        """The declarations in an origin's files."""
        declared = self._session.declarations.rights.get(origin, SiteRights())
        named = {path: f"{origin}{path}" for path in site_rights.PATHS}
        named |= {address: address for address in robots_statements.licences(declared.robots)[:MAX_LICENCES]}
        files, read_at = await self._files.texts(host_of(origin), named, referrer=f"{origin}/robots.txt")
        bodies, earlier = contents_of(files), declared
        declared = await offload.read(b"".join(bodies.values()), lambda: earlier.with_files(bodies, rfc3339(read_at)))
        self._session.declarations.rights[origin] = declared
        return declared
