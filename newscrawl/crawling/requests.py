"""The request for a frontier row: honest headers, the validators of the last visit, the limits of this crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response

from newscrawl.net.request_headers import PAGES, SOURCES
from newscrawl.record.model import WarcPlace
from newscrawl.store.rows import TakenUrl

if TYPE_CHECKING:
    from newscrawl.crawling.session import Session


def request_for(asked: TakenUrl, session: Session) -> Request:
    """A conditional GET (RFC 9110, 13.1) when the last visit left validators."""
    headers = {**session.identity, "Accept": SOURCES if asked.kind != "article" else PAGES}
    if asked.etag:
        headers["If-None-Match"] = asked.etag
    if asked.last_modified:
        headers["If-Modified-Since"] = asked.last_modified
    if cookies := session.cookies.header(asked.url, now=session.now()):
        headers["Cookie"] = cookies
    meta = {"asked": asked, "via": None if asked.identity in session.named else asked.found_on}
    return Request(asked.url, headers=headers, meta=meta, errback=session.errback, dont_filter=True)


def request_for_part(url: str, session: Session, *, via: str, beside: WarcPlace | None) -> Request:
    """A GET of a further page of the article at `via`, which is no row of the frontier; `beside` is where the first is
    kept."""
    headers = {**session.identity, "Accept": PAGES}
    return Request(url, headers=headers, meta={"is_part": True, "beside": beside, "via": via}, dont_filter=True)


def headers_of(response: Response) -> dict[str, str]:
    """Headers by lower-case name; values of one name are joined (RFC 9110, 5.3)."""
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
