"""The WARC files of a crawl (`--warc DIR`): every response as it came, with the crawl metadata of its request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.crawling.request_meta import meta_of, redirects_of, row_of
from newscrawl.errors import OutputError
from newscrawl.record.model import UsageSignal, WarcPlace
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Headers as ScrapyHeaders
    from scrapy.http import Response

    from newscrawl.store.rows import TakenUrl
    from newscrawl.warc.exchange import CrawlMetadata, Headers


class Archive:
    """A folder of WARC files to which the crawl adds. Files that a killed crawl left open are repaired first.

    Raises OutputError when the folder cannot be written or the extra part is missing.
    """

    def __init__(self, folder: Path, software: str) -> None:
        try:
            from newscrawl.warc.warc_writer import WarcWriter, mend
        except ImportError:
            raise OutputError("WARC needs an extra part: `pip install newscrawl[warc]`") from None
        self._writer = WarcWriter(folder, software)
        mend(folder)

    def keep(
        self, request: Request, response: Response, *, now: datetime, usage: Iterable[UsageSignal] = ()
    ) -> WarcPlace:
        """Write one exchange, with its body decompressed; the place of the response. Raises OutputError.

        `usage` is what the host's files say about the use of the page.
        """
        from newscrawl.warc.exchange import Exchange

        row = row_of(request)
        exchange = Exchange(
            url=response.url, fetched_at=now, status=response.status, reason=_phrase(response.status),
            body=response.body, method=request.method, ip=str(response.ip_address) if response.ip_address else None,
            request_headers=(("Host", host_of(request.url)), *_headers(request.headers)),
            response_headers=_headers(response.headers), last_fetched_at=row.checked_at if row else None,
            metadata=_crawl_metadata(request, tuple(usage)),
        )  # fmt: skip
        awaits = row.id if row and row.kind == "article" else None
        return self._writer.write(exchange, awaits=awaits, beside=meta_of(request).get("first_page"))

    def release(self, row: TakenUrl) -> None:
        """Make the pages of an article durable, all of which are written; a full file may be closed then.

        Raises OutputError.
        """
        self._writer.release(row.id)

    def close(self) -> None:
        """Finish the files that are being written."""
        self._writer.close()


def _crawl_metadata(request: Request, usage: tuple[UsageSignal, ...]) -> CrawlMetadata:
    from newscrawl.warc.exchange import CrawlMetadata

    row, redirects = row_of(request), redirects_of(request)
    if row is None:
        if "is_further_page" in meta_of(request):
            return CrawlMetadata(kind="part", redirects=redirects)
        return CrawlMetadata(kind="file")
    is_article = row.kind == "article"
    return CrawlMetadata(
        kind=row.kind, source=row.where, title=row.title, published=row.published,
        redirects=redirects, template=tuple(sorted(row.template)) if is_article else (),
        usage=usage if is_article else (),
    )  # fmt: skip


def _headers(headers: ScrapyHeaders) -> Headers:
    return tuple((name.decode("latin-1"), one.decode("latin-1")) for name, all_ in headers.items() for one in all_)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
