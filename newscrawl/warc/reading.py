"""Reading WARC files of any origin: the pages in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl.discovery.parts import MOST_PARTS, next_part
from newscrawl.errors import NewscrawlError
from newscrawl.warc.exchange import Exchange, Lead
from newscrawl.warc.records import LEAD, SAME_PAYLOAD

_LARGEST = 16 * 1024 * 1024  # bytes, as in the crawl: a larger page is no article
_PREFIX = "x-crawler-"
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


def read_warc(path: Path) -> Iterator[tuple[int, Exchange]]:
    """Offset and exchange of every page in a WARC file (plain, gzip, zstd), in order.

    A page is a response of status 200 with an HTML or XML media type, or with none; in a file of newscrawl's own also
    what the crawl took for an article whatever its type. A revisit of a body in the same file has that body. Records
    that are not HTTP, bodies over 16 MiB and broken records are passed over. Raises NewscrawlError that names a file
    which is no WARC.
    """
    places: dict[tuple[str, str], int] = {}
    try:
        parts = _parts(path)
        for record in ArchiveIterator(
            str(path), record_types=WarcRecordType.response | WarcRecordType.revisit, parse_http=True,
            auto_decode="all", max_content_length=_LARGEST, fsspec_args=False,
        ):  # fmt: skip
            if not _is_page(record):
                continue
            if record.record_type == WarcRecordType.response:
                places[record.headers["WARC-Target-URI"], record.headers["WARC-Date"]] = record.stream_pos
                yield record.stream_pos, _whole(_exchange(record), path, parts)
            elif (body := _referred(record, path, places)) is not None:
                yield record.stream_pos, replace(_exchange(record), body=body)
    except (OSError, ValueError) as error:
        raise NewscrawlError(f"{path}: cannot be read as a WARC file: {error}") from error


def _is_page(record: WarcRecord) -> bool:
    http = record.http_headers
    if http is None or http.status_code != 200:
        return False
    lead = Lead.from_header(record.headers.get(LEAD))
    if lead is not None:
        return lead.kind == "article"
    return (record.http_content_type or _PAGES[0]).lower() in _PAGES


def _referred(record: WarcRecord, path: Path, places: dict[tuple[str, str], int]) -> bytes | None:
    """The body of an identical-payload revisit (ISO 28500, 6.7.2); None when another file has it."""
    headers = record.headers
    if headers.get("WARC-Profile") != SAME_PAYLOAD:
        return None
    place = places.get((headers.get("WARC-Refers-To-Target-URI") or "", headers.get("WARC-Refers-To-Date") or ""))
    if place is None:
        return None
    return _body_at(path, place)


def _parts(path: Path) -> dict[str, int]:
    """Where the further pages of articles are, in a file of newscrawl's own: behind the first ones."""
    places: dict[str, int] = {}
    kinds = WarcRecordType.warcinfo | WarcRecordType.response
    for record in ArchiveIterator(str(path), record_types=kinds, fsspec_args=False):
        if record.record_type == WarcRecordType.warcinfo and b"software: newscrawl" not in record.reader.read():
            break
        lead = Lead.from_header(record.headers.get(LEAD))
        if lead is not None and lead.kind == "part":
            places[record.headers["WARC-Target-URI"]] = record.stream_pos
    return places


def _whole(exchange: Exchange, path: Path, places: dict[str, int]) -> Exchange:
    """The exchange with the further pages of its article, as the crawl found them."""
    bodies = [exchange.body]
    while places and len(bodies) < MOST_PARTS and (url := next_part(bodies[-1], exchange.url, len(bodies) + 1)):
        if url not in places:
            break
        bodies.append(_body_at(path, places[url]))
    return replace(exchange, parts=tuple(bodies[1:])) if len(bodies) > 1 else exchange


def _body_at(path: Path, place: int) -> bytes:
    with path.open("rb") as file:
        file.seek(place)
        record = next(iter(ArchiveIterator(file, parse_http=True, auto_decode="all")))
        return bytes(record.reader.read())


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
