"""What is not worth its bytes is not downloaded: the headers are looked at before the body comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import StopDownload

from newscrawl.crawling.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

# A reason is counted and shown: these types by name, others by their family (RFC 9110, 8.3.1; IANA's top-level types).
_FAMILIES = frozenset({"application", "audio", "font", "image", "message", "model", "multipart", "text", "video"})
_NAMED = frozenset({
    "application/javascript", "application/json", "application/msword", "application/octet-stream", "application/pdf",
    "application/zip", "text/calendar", "text/css", "text/csv", "text/javascript", "text/vcard",
})  # fmt: skip
_NEVER = ("text/css", "text/javascript", "text/calendar", "text/csv", "text/vcard")


def unreadable(content_type: str, wanted: tuple[str, ...]) -> str | None:
    """Why a body of this type is not downloaded; None when it may hold a page or a list of pages.

    `wanted` are starts of types; `text/` does not mean those texts that are never pages, unless they are named.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if not media_type or media_type in wanted or (media_type.startswith(wanted) and media_type not in _NEVER):
        return None
    if media_type in _NAMED:
        return f"content type {media_type}"
    family, _, kind = media_type.partition("/")
    return f"content type {family}/..." if family in _FAMILIES and kind else "content type that is none"


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
        if unreadable(content_type, self._session.config.limits.content_types):
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """A request with `enough` in its meta is content with so many bytes (robots.txt), however many there are."""
        enough = request.meta.get("enough")
        if enough is not None:
            received = request.meta["received"] = request.meta.get("received", 0) + len(data)
            if received >= enough:
                raise StopDownload(fail=False)
