"""Decompression by Scrapy's middleware, without its detection of charsets: the extractor does that itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from newscrawl.crawling.request_meta import meta_of
from newscrawl.net.content_codings import unpacked

if TYPE_CHECKING:
    from scrapy import Request


class Decompression(HttpCompressionMiddleware):
    """Gives Scrapy's middleware responses that are bytes only.

    For a text response without a declared charset, Scrapy detects the charset of the compressed bytes first, which
    takes 10 ms and more a page. A file of which some bytes are sufficient (robots.txt) is decompressed up to those.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        sufficient = meta_of(request).get("sufficient_bytes")
        if sufficient is not None:
            codings = b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
            return response.replace(body=unpacked(response.body, codings, enough=sufficient))
        plain = Response(**{name: getattr(response, name) for name in Response.attributes})
        return super().process_response(request, plain)
