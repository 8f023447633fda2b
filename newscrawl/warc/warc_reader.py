"""Reading WARC files of any origin: the pages in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl.encoding import MAX_SIZE
from newscrawl.errors import NewscrawlError
from newscrawl.net.content_codings import unpacked
from newscrawl.processing.multipage import Part, further_parts
from newscrawl.urls import host_of
from newscrawl.warc.exchange import CrawlMetadata, Exchange
from newscrawl.warc.warc_records import LEAD, SAME_PAYLOAD

_PREFIX = "x-crawler-"
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_YEARS = range(1991, 9999)  # in which something was fetched with HTTP; the ends of the calendar have no other zone
_INFO = 64 * 1024  # bytes of a warcinfo record that are looked at
_CHUNK = re.compile(rb"[ \t]{0,16}([0-9A-Fa-f]{1,8})(?:[ \t;][^\r\n]{0,256})?\r?\n")  # RFC 9112, 7.1
_LINE_END = re.compile(rb"\r?\n")

_BODIES = WarcRecordType.response | WarcRecordType.revisit


@dataclass(slots=True)
class _Index:
    """Where the responses of a file are, by address and date; and the further pages of articles, by the address that
    the crawl asked for."""

    responses: dict[tuple[str, str], int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)


class _Unusable(Exception):  # noqa: N818 - it costs a record, not the file
    """Why the record of a page gives no exchange."""


def read_warc(path: Path) -> Iterator[tuple[int, Exchange | str]]:
    """Offset and exchange of every page in a WARC file (plain, gzip, zstd), in order; where its record cannot be used,
    why: no address, no date, a body of more than 16 MiB, packed or unpacked.

    A page is a response of status 200 with an HTML or XML media type, or with none; in a file of newscrawl's own also
    what the crawl took for an article whatever its type. A revisit of a body in the same file has that body. Records
    that are not HTTP are passed over. Raises NewscrawlError that names a file which is no WARC.
    """
    try:
        index = _index(path)
        for record in _records(path, _BODIES):
            try:
                exchange = _page(record, path, index)
            except _Unusable as reason:
                yield record.stream_pos, str(reason)
                continue
            if exchange is not None:
                yield record.stream_pos, _whole(exchange, path, index)
    except (OSError, ValueError) as error:
        raise NewscrawlError(f"{path}: cannot be read as a WARC file: {error}") from error


def _records(path: Path, kinds: WarcRecordType) -> Iterator[WarcRecord]:
    yield from ArchiveIterator(str(path), record_types=kinds, parse_http=False, fsspec_args=False)


def _index(path: Path) -> _Index:
    """The index of a file of newscrawl's own: a further page stands behind the first one. Empty for other files."""
    index = _Index()
    for record in _records(path, WarcRecordType.warcinfo | _BODIES):
        if record.record_type == WarcRecordType.warcinfo:
            if b"software: newscrawl" not in record.reader.read(_INFO):
                break
            continue
        key, metadata = _key(record), CrawlMetadata.from_header(record.headers.get(LEAD))
        if record.record_type == WarcRecordType.response and key is not None:
            index.responses[key] = record.stream_pos
        if metadata is not None and metadata.kind == "part" and _is_answer(record):
            index.parts[metadata.redirects[0] if metadata.redirects else _address(record)] = record.stream_pos
    return index


def _key(record: WarcRecord) -> tuple[str, str] | None:
    address, date = _address(record), record.headers.get("WARC-Date")
    return (address, date) if address and date else None


def _address(record: WarcRecord) -> str:
    """The address of a record, "" without one; older tools wrote it in angle brackets."""
    return (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")


def _is_answer(record: WarcRecord) -> bool:
    """Whether the record holds an HTTP answer of status 200; its reader stands at the body then."""
    try:
        record.parse_http(auto_decode="none")
    except OSError:  # headers without end
        return False
    return record.http_headers is not None and record.http_headers.status_code == 200


def _page(record: WarcRecord, path: Path, index: _Index) -> Exchange | None:
    """The exchange of a page's record; None for what is no page. Raises _Unusable."""
    if not _is_answer(record):
        return None
    metadata = CrawlMetadata.from_header(record.headers.get(LEAD))
    if not (metadata.kind == "article" if metadata else (record.http_content_type or _PAGES[0]).lower() in _PAGES):
        return None
    key = _key(record)
    if record.record_type == WarcRecordType.response and key is not None:
        index.responses[key] = record.stream_pos
    return _read(record, path, index)


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
        record = next(iter(ArchiveIterator(file, parse_http=False)))
        try:
            return _read(record, path, index) if _is_answer(record) else None
        except _Unusable:
            return None


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
    url, fetched_at = _address(record), _moment(record)
    if not host_of(url):
        raise _Unusable("its record has no http address (WARC-Target-URI)")
    if fetched_at is None:
        raise _Unusable("its record has no date of a fetch (WARC-Date)")
    return Exchange(
        url=url, fetched_at=fetched_at, status=http.status_code or 0, reason=http.reason_phrase or "",
        response_headers=tuple((n, v) for n, v in http.items() if not n.lower().startswith(_PREFIX)),
        body=_body(record), ip=record.headers.get("WARC-IP-Address"),
        metadata=CrawlMetadata.from_header(record.headers.get(LEAD)),
    )  # fmt: skip


def _moment(record: WarcRecord) -> datetime | None:
    moment: datetime | None = record.record_date
    return moment if moment is not None and moment.tzinfo and moment.year in _YEARS else None


def _body(record: WarcRecord) -> bytes:
    """The body without its codings; no more of it is unpacked than a page may have."""
    body: bytes = record.reader.read(MAX_SIZE + 1) if record.content_length <= MAX_SIZE else b""
    named = {name.lower(): value.lower() for name, value in record.http_headers.items()}
    if "chunked" in named.get("transfer-encoding", ""):
        body = _dechunked(body)
    body = unpacked(body, named.get("content-encoding", ""), enough=MAX_SIZE + 1)
    if record.content_length > MAX_SIZE or len(body) > MAX_SIZE:
        raise _Unusable(f"larger than {MAX_SIZE:,} bytes")
    return body


def _dechunked(body: bytes) -> bytes:
    """The body without its chunks, as far as they go; many tools take them away and leave the header."""
    pieces, at = [], 0
    while (head := _CHUNK.match(body, at)) and (size := int(head[1], 16)):
        pieces.append(body[head.end() : head.end() + size])
        end = _LINE_END.match(body, head.end() + size)
        at = end.end() if end else head.end() + size
    return b"".join(pieces) if pieces or head else body
