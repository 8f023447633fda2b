"""Reading WARC files of any origin: the pages in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl.errors import NewscrawlError
from newscrawl.warc.exchange import Exchange

_LARGEST = 16 * 1024 * 1024  # bytes, as in the crawl: a larger page is no article
_PREFIX = "x-crawler-"
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


def read_warc(source: str | Path | BinaryIO) -> Iterator[tuple[int, Exchange]]:
    """Offset and exchange of every page in a WARC file (plain, gzip, zstd), in order.

    A page is a response of status 200 with an HTML or XML media type, or with none. Records that are not HTTP, bodies
    over 16 MiB and broken records are passed over. Raises NewscrawlError that names a file which is no WARC.
    """
    stream = str(source) if isinstance(source, Path) else source
    name = getattr(source, "name", source)
    try:
        for record in ArchiveIterator(
            stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all",
            max_content_length=_LARGEST, fsspec_args=False,
        ):  # fmt: skip
            if _is_page(record):
                yield record.stream_pos, _exchange(record)
    except (OSError, ValueError) as error:
        raise NewscrawlError(f"{name}: cannot be read as a WARC file: {error}") from error


def _is_page(record: WarcRecord) -> bool:
    http = record.http_headers
    return http is not None and http.status_code == 200 and (record.http_content_type or _PAGES[0]).lower() in _PAGES


def _exchange(record: WarcRecord) -> Exchange:
    http = record.http_headers
    assert http is not None
    return Exchange(
        url=record.headers["WARC-Target-URI"], fetched_at=_moment(record), status=http.status_code or 0,
        reason=http.reason_phrase or "",
        response_headers=tuple((n, v) for n, v in http.items() if not n.lower().startswith(_PREFIX)),
        body=record.reader.read(), ip=record.headers.get("WARC-IP-Address"),
    )  # fmt: skip


def _moment(record: WarcRecord) -> datetime:
    moment: datetime = record.record_date
    return moment
