"""Reading WARC files of any origin: the pages in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl.errors import NewscrawlError
from newscrawl.processing.multipage import Part, further_parts
from newscrawl.warc.exchange import Exchange, Lead
from newscrawl.warc.records import LEAD, SAME_PAYLOAD

_LARGEST = 16 * 1024 * 1024  # bytes, as in the crawl: a larger page is no article
_PREFIX = "x-crawler-"
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")

_BODIES = WarcRecordType.response | WarcRecordType.revisit


@dataclass(slots=True)
class _Index:
    """Where the responses of a file are, by address and date; and the further pages of articles, by the address that
    the crawl asked for."""

    responses: dict[tuple[str, str], int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)


def read_warc(path: Path) -> Iterator[tuple[int, Exchange]]:
    """Offset and exchange of every page in a WARC file (plain, gzip, zstd), in order.

    A page is a response of status 200 with an HTML or XML media type, or with none; in a file of newscrawl's own also
    what the crawl took for an article whatever its type. A revisit of a body in the same file has that body. Records
    that are not HTTP, bodies over 16 MiB and broken records are passed over. Raises NewscrawlError that names a file
    which is no WARC.
    """
    try:
        index = _index(path)
        for record in ArchiveIterator(
            str(path), record_types=_BODIES, parse_http=True, auto_decode="all", max_content_length=_LARGEST,
            fsspec_args=False,
        ):  # fmt: skip
            if not _is_page(record):
                continue
            if record.record_type == WarcRecordType.response:
                index.responses[_key(record)] = record.stream_pos
            exchange = _read(record, path, index)
            if exchange is not None:
                yield record.stream_pos, _whole(exchange, path, index)
    except (OSError, ValueError) as error:
        raise NewscrawlError(f"{path}: cannot be read as a WARC file: {error}") from error


def _index(path: Path) -> _Index:
    """The index of a file of newscrawl's own: a further page stands behind the first one. Empty for other files."""
    index = _Index()
    for record in ArchiveIterator(
        str(path), record_types=WarcRecordType.warcinfo | _BODIES, parse_http=True, fsspec_args=False
    ):
        if record.record_type == WarcRecordType.warcinfo and b"software: newscrawl" not in record.reader.read():
            break
        if record.record_type == WarcRecordType.response:
            index.responses[_key(record)] = record.stream_pos
        lead = Lead.from_header(record.headers.get(LEAD))
        if lead is not None and lead.kind == "part" and _is_answer(record):
            asked = lead.redirects[0] if lead.redirects else record.headers["WARC-Target-URI"]
            index.parts[asked] = record.stream_pos
    return index


def _key(record: WarcRecord) -> tuple[str, str]:
    return record.headers["WARC-Target-URI"], record.headers["WARC-Date"]


def _is_answer(record: WarcRecord) -> bool:
    return record.http_headers is not None and record.http_headers.status_code == 200


def _is_page(record: WarcRecord) -> bool:
    if not _is_answer(record):
        return False
    lead = Lead.from_header(record.headers.get(LEAD))
    if lead is not None:
        return lead.kind == "article"
    return (record.http_content_type or _PAGES[0]).lower() in _PAGES


def _whole(exchange: Exchange, path: Path, index: _Index) -> Exchange:
    """The exchange with the further pages of its article, as the crawl found them."""
    if not index.parts:
        return exchange
    asking = further_parts(exchange.body, exchange.url)
    try:
        address = next(asking)
        while True:
            address = asking.send(_part(address, path, index))
    except StopIteration as end:
        return replace(exchange, parts=end.value)


def _part(address: str, path: Path, index: _Index) -> Part | None:
    place = index.parts.get(address)
    exchange = _read_at(place, path, index) if place is not None else None
    if exchange is None:
        return None
    return Part(url=exchange.url, body=exchange.body, headers=exchange.named_headers, fetched_at=exchange.fetched_at)


def _read_at(place: int, path: Path, index: _Index) -> Exchange | None:
    with path.open("rb") as file:
        file.seek(place)
        return _read(next(iter(ArchiveIterator(file, parse_http=True, auto_decode="all"))), path, index)


def _read(record: WarcRecord, path: Path, index: _Index) -> Exchange | None:
    """The exchange of a record; of a revisit (ISO 28500, 6.7.2) with the body that it refers to, None when another file
    has that."""
    if not record.is_http_parsed:  # a revisit may refer to anything
        return None
    exchange = _exchange(record)
    if record.record_type == WarcRecordType.response:
        return exchange
    headers = record.headers
    if headers.get("WARC-Profile") != SAME_PAYLOAD:
        return None
    referred = (headers.get("WARC-Refers-To-Target-URI") or "", headers.get("WARC-Refers-To-Date") or "")
    first = _read_at(index.responses[referred], path, index) if referred in index.responses else None
    return replace(exchange, body=first.body) if first is not None else None


def _exchange(record: WarcRecord) -> Exchange:
    http = record.http_headers
    assert http is not None
    return Exchange(
        url=record.headers["WARC-Target-URI"], fetched_at=_moment(record), status=http.status_code or 0,
        reason=http.reason_phrase or "",
        response_headers=tuple((n, v) for n, v in http.items() if not n.lower().startswith(_PREFIX)),
        body=record.reader.read(), ip=record.headers.get("WARC-IP-Address"),
        lead=Lead.from_header(record.headers.get(LEAD)),
    )  # fmt: skip


def _moment(record: WarcRecord) -> datetime:
    moment: datetime = record.record_date
    return moment
