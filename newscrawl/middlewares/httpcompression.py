"""Compressed answers as Scrapy reads them, but for their charset: the heart finds that out itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from newscrawl.crawling.request_meta import meta_of
from newscrawl.net.content_codings import unpacked

if TYPE_CHECKING:
    from scrapy import Request


class Decompression(HttpCompressionMiddleware):
    """Scrapy's own, over answers that are bytes and nothing else.

    Where no header says the charset, it would guess that of the compressed bytes before it decompresses them: 10 ms and
    more a page. Of a file whose beginning is sufficient (robots.txt) the beginning is unpacked, whatever follows.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        sufficient = meta_of(request).get("sufficient_bytes")
        if sufficient is not None:
            codings = b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
            return response.replace(body=unpacked(response.body, codings, enough=sufficient))
        plain = Response(**{name: getattr(response, name) for name in Response.attributes})
        return super().process_response(request, plain)
