"""Limits on downloads: bodies of other types than pages and sources are not read, nor bytes beyond what is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import StopDownload

from newscrawl.crawling.content_types import unreadable
from newscrawl.crawling.request_meta import meta_of
from newscrawl.crawling.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers


class DownloadLimitsMiddleware:
    """Stops the download of bodies that are neither HTML nor XML."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        crawler.signals.connect(self.headers_received, signals.headers_received)
        crawler.signals.connect(self.bytes_received, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DownloadLimitsMiddleware:
        return cls(crawler)

    def headers_received(self, headers: Headers, request: Request) -> None:
        self._session.politeness.answer_began(request)
        content_type = (headers.get("Content-Type") or b"").decode("latin-1")
        row = meta_of(request).get("row")
        is_source = row is not None and row.kind != "article"
        if unreadable(content_type, self._session.config.limits.content_types, is_source=is_source):
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """A request with `sufficient_bytes` in its meta needs no more of them (robots.txt), however many there are."""
        meta = meta_of(request)
        if "sufficient_bytes" in meta:
            meta["received_bytes"] = meta.get("received_bytes", 0) + len(data)
            if meta["received_bytes"] >= meta["sufficient_bytes"]:
                raise StopDownload(fail=False)
