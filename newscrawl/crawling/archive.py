"""The WARC files of a crawl (`--warc DIR`): every answer as it came, and how the crawl came to ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    """A folder of WARC files that this crawl adds to. What a killed crawl left open there is mended first.

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

        asked: TakenUrl | None = request.meta.get("asked")
        exchange = Exchange(
            url=response.url, fetched_at=now, status=response.status, reason=_phrase(response.status),
            body=response.body, method=request.method, ip=str(response.ip_address) if response.ip_address else None,
            request_headers=(("Host", host_of(request.url)), *_headers(request.headers)),
            response_headers=_headers(response.headers), last_fetched_at=asked.checked_at if asked else None,
            metadata=_metadata(request.meta, asked, tuple(usage)),
        )  # fmt: skip
        awaits = asked.id if asked and asked.kind == "article" else None
        return self._writer.write(exchange, awaits=awaits, beside=request.meta.get("beside"))

    def release(self, asked: TakenUrl) -> None:
        """All pages of an article were written: they are made durable, and its file may be closed when it is full.

        Raises OutputError.
        """
        self._writer.release(asked.id)

    def close(self) -> None:
        """Finish the files that are being written."""
        self._writer.close()


def _metadata(meta: dict[str, Any], asked: TakenUrl | None, usage: tuple[UsageSignal, ...]) -> CrawlMetadata:
    from newscrawl.warc.exchange import CrawlMetadata

    if asked is None:
        return (
            CrawlMetadata(kind="part", redirects=meta.get("redirects", ()))
            if meta.get("is_part")
            else CrawlMetadata(kind="file")
        )
    is_article = asked.kind == "article"
    return CrawlMetadata(
        kind=asked.kind, source=asked.where, title=asked.title, published=asked.published,
        redirects=meta.get("redirects", ()), template=tuple(sorted(asked.template)) if is_article else (),
        usage=usage if is_article else (),
    )  # fmt: skip


def _headers(headers: ScrapyHeaders) -> Headers:
    return tuple((name.decode("latin-1"), one.decode("latin-1")) for name, all_ in headers.items() for one in all_)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
