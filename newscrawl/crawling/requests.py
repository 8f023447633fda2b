"""The requests of a crawl: honest headers, the validators of the last visit, the limits of its configuration."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response

from newscrawl.configuration import CrawlConfig
from newscrawl.crawling.politeness import Politeness
from newscrawl.crawling.request_meta import RequestMeta, as_dict, meta_of, row_of
from newscrawl.crawling.scope import Scope
from newscrawl.net.address_guard import Guard
from newscrawl.net.cookies import Jar
from newscrawl.net.credentials import Credentials
from newscrawl.net.request_headers import PAGES, SOURCES, identity
from newscrawl.record.model import WarcPlace
from newscrawl.store.rows import TakenUrl
from newscrawl.urls import site_of

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler

_HOST_FILES = "text/plain,*/*;q=0.1"
_SIZES = {"sitemap": "sitemap_size", "news sitemap": "sitemap_size", "feed": "feed_size"}


class RequestBuilder:
    """Builds the requests of a crawl, and makes those that are not for frontier rows.

    `guard` decides which addresses may be reached. `credentials` are the configured ones of sites; `cookies` are those
    without which a site gives no page.
    """

    def __init__(self, crawler: Crawler, config: CrawlConfig, scope: Scope, politeness: Politeness) -> None:
        self.guard: Guard = Guard.of_crawl(config)
        self.credentials = Credentials(config, os.environ)
        self.cookies = Jar(most=config.limits.cookies, longest=config.limits.cookie_size)
        self._identity = identity(config.contact)
        self._limits = config.limits
        self._crawler, self._scope, self._politeness = crawler, scope, politeness

    def for_row(self, row: TakenUrl, *, now: datetime) -> Request:
        """A conditional GET (RFC 9110, 13.1) when the last visit left validators."""
        headers = {**self._identity, "Accept": SOURCES if row.kind != "article" else PAGES}
        if row.etag:
            headers["If-None-Match"] = row.etag
        if row.last_modified:
            headers["If-Modified-Since"] = row.last_modified
        if cookies := self.cookies.header(row.url, now=now):
            headers["Cookie"] = cookies
        meta = RequestMeta(row=row, referrer=None if row.identity in self._scope.named else row.found_on)
        return Request(row.url, headers=headers, meta=as_dict(meta), errback=self._errback, dont_filter=True)

    def for_further_page(self, url: str, *, referrer: str, first_page: WarcPlace | None) -> Request:
        """A GET of a further page of the article at `referrer`, which is no row of the frontier."""
        meta = RequestMeta(is_further_page=True, first_page=first_page, referrer=referrer)
        return Request(url, headers={**self._identity, "Accept": PAGES}, meta=as_dict(meta), dont_filter=True)

    def for_host_file(self, url: str, *, sufficient: int, referrer: str | None, obeys_robots: bool) -> Request:
        """A GET of a file about its host, of which `sufficient` bytes are read."""
        meta = RequestMeta(
            is_host_file=True, obeys_robots=obeys_robots, sufficient_bytes=sufficient, referrer=referrer,
        )  # fmt: skip
        return Request(url, headers={**self._identity, "Accept": _HOST_FILES}, meta=as_dict(meta), dont_filter=True)

    def limited(self, request: Request) -> Request:
        """The request with what Scrapy's downloader needs to hold this crawl's pace and limits."""
        site, row = site_of(request.url), row_of(request)
        self._politeness.pace(site)
        if row is not None:
            self._scope.note_owner(site, row.owner)
        size = getattr(self._limits, _SIZES.get(row.kind if row else "", "max_size"))
        meta = meta_of(request)
        if "sufficient_bytes" in meta:
            size = 0  # no limit: only the beginning is downloaded
        meta.update(RequestMeta(download_slot=site, download_timeout=self._limits.timeout, download_maxsize=int(size)))
        return request

    def owner_of(self, request: Request) -> str:
        """The named site that led to a request: the one for which it counts."""
        row = row_of(request)
        return row.owner if row is not None else self._scope.owner_of(meta_of(request)["download_slot"])

    async def download(self, request: Request) -> Response:
        """The response to a request that is not for a frontier row, with the same politeness and limits."""
        response: Response = await self._crawler.engine.download_async(self.limited(request))
        return response

    @property
    def _errback(self) -> Any:
        """What Scrapy calls for a row's request that got no answer."""
        return self._crawler.spider.failed  # type: ignore[union-attr]


def headers_of(response: Response) -> dict[str, str]:
    """Headers by lower-case name; values of one name are joined (RFC 9110, 5.3)."""
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
