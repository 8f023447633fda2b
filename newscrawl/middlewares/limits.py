"""What is not worth its bytes is not downloaded: the headers are looked at before the body comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import StopDownload

from newscrawl.crawling.content_types import unreadable
from newscrawl.crawling.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers


class LimitsMiddleware:
    """Stops the download of bodies that are neither HTML nor XML."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        crawler.signals.connect(self.headers_received, signals.headers_received)
        crawler.signals.connect(self.bytes_received, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LimitsMiddleware:
        return cls(crawler)

    def headers_received(self, headers: Headers, request: Request) -> None:
        self._session.manners.heard(request)
        content_type = (headers.get("Content-Type") or b"").decode("latin-1")
        asked = request.meta.get("asked")
        is_source = asked is not None and asked.kind != "article"
        if unreadable(content_type, self._session.config.limits.content_types, is_source=is_source):
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """A request with `enough` in its meta is content with so many bytes (robots.txt), however many there are."""
        enough = request.meta.get("enough")
        if enough is not None:
            received = request.meta["received"] = request.meta.get("received", 0) + len(data)
            if received >= enough:
                raise StopDownload(fail=False)
