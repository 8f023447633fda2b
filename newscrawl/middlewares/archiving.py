"""Archiving: responses are written to the crawl's WARC files on their way to the spider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from newscrawl.crawling.request_meta import RequestMeta, meta_of
from newscrawl.crawling.session import Session
from newscrawl.errors import OutputError
from newscrawl.middlewares.redirect import KEPT
from newscrawl.urls import origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

Message = TypeVar("Message", "Request", Response)
_CUT = "download_stopped"  # Scrapy's flag of a body that was not read to its end


class ArchiveMiddleware:
    """Writes each response with its decompressed body, and notes its place and time for the record.

    A body that was not read to its end is not kept. A file that cannot be written ends the crawl as failed.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        session = Session.of(crawler)
        if session.config.warc is None:
            raise NotConfigured
        return cls(session)

    def process_response(self, request: Request, response: Response) -> Response:
        if _CUT not in response.flags and KEPT not in response.flags:
            self._keep(request, response)
        return response

    def _keep(self, request: Request, response: Response) -> None:
        assert self._session.run.archive is not None
        now = self._session.now()
        if self._session.requests.credentials.headers(response.url):  # a response to credentials may contain others
            request, response = _without(request, "Cookie"), _without(response, "Set-Cookie")
        site = self._session.declarations.rights.get(origin_of(response.url))
        usage = site.signals(response.url) if site else ()
        try:
            place = self._session.run.archive.keep(request, response, now=now, usage=usage)
        except OutputError as error:
            self._session.failures.fail(error)
            raise IgnoreRequest(str(error)) from None
        meta_of(request).update(RequestMeta(fetched_at=now, warc_place=place))


class RedirectArchiveMiddleware(ArchiveMiddleware):
    """Writes redirects, which are followed before a body is decompressed; a compressed one is left out."""

    def process_response(self, request: Request, response: Response) -> Response:
        if 300 <= response.status < 400 and response.status != 304:
            encoded = "Content-Encoding" in response.headers
            self._keep(request, response.replace(body=b"") if encoded else response)
        return response


def _without(message: Message, header: str) -> Message:
    headers = message.headers.copy()
    headers.pop(header, None)
    return message.replace(headers=headers)
