"""Decompression as `scrape` and the reading of archives do it: newscrawl.net.content_codings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.crawling.request_meta import meta_of
from newscrawl.net.content_codings import unpacked

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Decompression(HttpCompressionMiddleware):
    """Scrapy's own as to what is asked for; responses are bytes and nothing else.

    Where no header says the charset, Scrapy detects that of the compressed bytes before it decompresses them, which
    takes 10 ms and more a page; and it fails where a header says what is not there. A file of which some bytes are
    sufficient (robots.txt) is decompressed up to those, whatever follows.
    """

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")  # bytes

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        meta = meta_of(request)
        codings = b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        sufficient, most = meta.get("sufficient_bytes"), meta.get("download_maxsize", self._most)
        body = unpacked(response.body, codings, enough=sufficient if sufficient is not None else most + 1)
        if sufficient is None and len(body) > most:
            if codings:
                raise IgnoreRequest("too large")
            body = response.body  # a packed file, which says nothing of it: a sitemap may be larger than a page
        plain = Response(**{name: getattr(response, name) for name in Response.attributes})
        if body == response.body:
            return plain
        plain.headers.pop("Content-Encoding", None)
        return plain.replace(body=body)
