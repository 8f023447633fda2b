"""Reading WARC and ARC files of any origin: the pages in them."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from newscrawl.encoding import MAX_SIZE, file_kind
from newscrawl.errors import NewscrawlError
from newscrawl.net.content_codings import unpacked
from newscrawl.net.sniffing import classify
from newscrawl.processing.multipage import Part, further_parts
from newscrawl.urls import host_of
from newscrawl.warc.exchange import CrawlMetadata, Exchange
from newscrawl.warc.framing import NO_RECORD, Fault, Headers, Reader, Record
from newscrawl.warc.http_head import Answer, read_answer
from newscrawl.warc.warc_records import LEAD, SAME_PAYLOAD

_PREFIX = "x-crawler-"
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_NO_PAGES = re.compile(r"(?:image|video|audio|font|multipart)/|text/(?:css|javascript|calendar|dns)|"
                       r"application/(?:[\w.-]*javascript|json|[\w.-]+\+json|rss\+xml|atom\+xml|pdf|wasm)")  # fmt: skip
_WITHOUT_BODY = (204, 205, 206, 207)  # nothing, or a part (RFC 9110, 15.3)
_YEARS = range(1991, 9999)  # in which something was fetched with HTTP; the ends of the calendar have no other zone
_MOST_BLOCK = MAX_SIZE + (1 << 18)  # bytes of a page and its head
_MOST_KEYS = 100_000  # responses that a revisit is looked for among: as many as newscrawl itself remembers
_CHUNK = re.compile(rb"[ \t]{0,16}([0-9A-Fa-f]{1,8})(?:[ \t;][^\r\n]{0,256})?\r?\n")  # RFC 9112, 7.1
_LINE_END = re.compile(rb"\r?\n")
_TEXTS_ONLY = re.compile(r"\.(wet|wat)(?:\.gz|\.zst)?\Z", re.IGNORECASE)

_ABOUT = {"html": "an HTML page", "xml": "XML", "json": "JSON", "text": "a text", "empty": "empty"}

Opener = Callable[[], IO[bytes]]


@dataclass(slots=True)
class _File:
    """An archive file: its name for people, and where its responses are, by address and date; and the further pages of
    articles, by the address that the crawl asked for."""

    name: str
    open: Opener
    responses: OrderedDict[tuple[str, str], int] = field(default_factory=OrderedDict)
    parts: dict[str, int] = field(default_factory=dict)

    def remember(self, record: Record) -> None:
        key = _address(record), record.headers.get("warc-date", "")
        if _kind(record.headers) == "response" and all(key):
            self.responses[key] = record.offset
            if len(self.responses) > _MOST_KEYS:
                self.responses.popitem(last=False)


class _Unusable(Exception):  # noqa: N818 - it costs a record, not the file
    """Why the record of a page gives no exchange."""


def read_warc(path: Path, open_file: Opener | None = None) -> Iterator[tuple[int, Exchange | str]]:
    """Offset and exchange of every page in a WARC or ARC file (plain, gzip, zstd), in order; where its record cannot be
    used, why: damaged, no address, no date, a body of more than 16 MiB, packed or unpacked. `open_file` opens a file
    that is no file of its own (a member of a ZIP); `path` is its name then.

    A page is a response of status 2xx with a body, or a resource, of an HTML or XML media type, or of none or an odd
    one and HTML by its bytes; in a file of newscrawl's own also what the crawl took for an article whatever its type. A
    revisit of a body in the same file has that body. What is no page is passed over. Raises NewscrawlError that names a
    file which holds no records, or texts without their pages (WET, WAT).
    """
    if texts := _TEXTS_ONLY.search(path.name):
        raise _texts_only(path, texts[1].upper())
    file = _File(str(path), open_file or (lambda: path.open("rb")))
    try:
        _index(file)
        yield from _pages(file)
    except OSError as error:
        raise NewscrawlError(f"{path}: cannot be read as a WARC file: {error.strerror or error}") from error


def _texts_only(path: Path | str, kind: str) -> NewscrawlError:
    return NewscrawlError(
        f"{path}: a {kind} file: it holds what somebody took from pages, not the pages; give the WARC file of its name"
    )


def _pages(file: _File) -> Iterator[tuple[int, Exchange | str]]:
    begun_with: Fault | None = None  # what is no record: of an archive it is damage
    kinds: set[str] = set()
    for found in _records(file, _may_be_page):
        if isinstance(found, Fault) and not kinds and found.reason == NO_RECORD:
            begun_with = found
            continue
        if begun_with is not None:
            yield begun_with.offset, _damage(begun_with)
            begun_with = None
        if isinstance(found, Fault):
            kinds.add("damaged")
            yield found.offset, _damage(found)
            continue
        kinds.add(_texts_kind(found.headers))
        try:
            exchange = _page(found, file)
        except _Unusable as reason:
            yield found.offset, str(reason)
            continue
        if exchange is not None:
            yield found.offset, _whole(exchange, file)
    if begun_with is not None or not kinds:
        raise NewscrawlError(f"{file.name}: cannot be read as a WARC file: {_what_it_is(file)}")
    if kinds in ({"WET"}, {"WAT"}, {"WET", ""}, {"WAT", ""}):
        raise _texts_only(file.name, max(kinds))


def _damage(fault: Fault) -> str:
    return f"damaged at byte {fault.offset:,}: {fault.reason}"


def _texts_kind(headers: Headers) -> str:
    """What kind of file holds such a record instead of pages, "" for a warcinfo, which all have."""
    kind = _kind(headers)
    if kind == "metadata" and "json" in headers.get("content-type", ""):
        return "WAT"
    return {"conversion": "WET", "warcinfo": ""}.get(kind, "WARC")


def _what_it_is(file: _File) -> str:
    with file.open() as stream:
        data = stream.read(1 << 14)
    if not data:
        return "it is empty"
    return f"it is {file_kind(data) or _ABOUT.get(classify(data), 'another file')}, and holds no record"


def _records(file: _File, wanted: Callable[[Headers], bool], start: int = 0) -> Iterator[Record | Fault]:
    with file.open() as stream:
        yield from Reader(stream, wanted, _MOST_BLOCK).records(start)


def _index(file: _File) -> None:
    """The index of a file of newscrawl's own: a further page stands behind the first one. Empty for other files."""
    is_own = False
    for record in _records(file, lambda headers: _kind(headers) in ("warcinfo", "response", "revisit")):
        if isinstance(record, Fault):
            continue
        is_own = is_own or b"software: newscrawl" in record.block or LEAD.lower() in record.headers
        if not is_own:
            break
        metadata = _lead(record)
        file.remember(record)
        if metadata is not None and metadata.kind == "part" and _is_page_status(read_answer(record.block)):
            file.parts[metadata.redirects[0] if metadata.redirects else _address(record)] = record.offset


def _kind(headers: Headers) -> str:
    return headers.get("warc-type", "").lower()


def _may_be_page(headers: Headers) -> bool:
    """Whether a record's block is looked at. A tool's log or list (Wget's `metadata:` addresses) is no page."""
    kind = _kind(headers)
    if kind == "resource":
        return not headers.get("warc-target-uri", "").strip("<> ").lower().startswith(("metadata:", "urn:"))
    return kind in ("warcinfo", "response", "revisit")


def _lead(record: Record) -> CrawlMetadata | None:
    return CrawlMetadata.from_header(record.headers.get(LEAD.lower()))


def _address(record: Record) -> str:
    """The address of a record, "" without one; older tools and Wget write it in angle brackets."""
    return record.headers.get("warc-target-uri", "").strip().strip("<>")


def _is_page_status(answer: Answer | None) -> bool:
    return answer is not None and 200 <= answer.status < 300 and answer.status not in _WITHOUT_BODY


def _page(record: Record, file: _File) -> Exchange | None:
    """The exchange of a page's record; None for what is no page. Raises _Unusable."""
    kind, metadata = _kind(record.headers), _lead(record)
    answer = _answer(record)
    if kind == "warcinfo" or not _may_be_page(record.headers) or not _is_page_status(answer):
        return None
    if metadata is not None and metadata.kind != "article":
        return None
    assert answer is not None
    media_type = answer.named("content-type").partition(";")[0].partition(",")[0].strip().lower()
    if metadata is None and _NO_PAGES.match(media_type):
        return None
    exchange = _read(record, answer, file)
    is_sure = metadata is not None or (media_type in ("", *_PAGES) if kind != "resource" else media_type in _PAGES[:2])
    if exchange is None or not (is_sure or classify(exchange.body) == "html"):
        return None
    file.remember(record)
    return exchange


def _answer(record: Record) -> Answer | None:
    """The HTTP answer in a record; a resource, and a page that a tool stored without its head, is one of status 200."""
    stated = record.headers.get("content-type", "")
    if _kind(record.headers) == "resource" or stated.partition(";")[0].strip().lower() in _PAGES[:2]:
        return read_answer(record.block) or Answer(200, "", (("Content-Type", stated),) * bool(stated), record.block)
    return read_answer(record.block)


def _whole(exchange: Exchange, file: _File) -> Exchange:
    """The exchange with the further pages of its article, as the crawl found them."""
    if not file.parts:
        return exchange
    asking = further_parts(exchange.body, exchange.url)
    try:
        address = next(asking)
        while True:
            address = asking.send(_part(address, file))
    except StopIteration as end:
        return replace(exchange, parts=end.value)


def _part(address: str, file: _File) -> Part | None:
    place = file.parts.get(address)
    exchange = _read_at(place, file) if place is not None else None
    if exchange is None:
        return None
    return Part(url=exchange.url, body=exchange.body, headers=exchange.named_headers, fetched_at=exchange.fetched_at)


def _read_at(place: int, file: _File) -> Exchange | None:
    record = next(_records(file, lambda _: True, place), None)
    answer = _answer(record) if isinstance(record, Record) else None
    if not isinstance(record, Record) or answer is None or not _is_page_status(answer):
        return None
    try:
        return _read(record, answer, file)
    except _Unusable:
        return None


def _read(record: Record, answer: Answer, file: _File) -> Exchange | None:
    """The exchange of a record; of a revisit (ISO 28500, 6.7.2) with the body that it refers to, None when another file
    has that."""
    exchange = _exchange(record, answer)
    if _kind(record.headers) != "revisit":
        return exchange
    headers = record.headers
    if headers.get("warc-profile") != SAME_PAYLOAD:
        return None
    referred = (headers.get("warc-refers-to-target-uri", ""), headers.get("warc-refers-to-date", ""))
    first = _read_at(file.responses[referred], file) if referred in file.responses else None
    return replace(exchange, body=first.body) if first is not None else None


def _exchange(record: Record, answer: Answer) -> Exchange:
    url, fetched_at = _address(record), _moment(record.headers)
    if not host_of(url):
        raise _Unusable("its record has no http address (WARC-Target-URI)")
    if fetched_at is None:
        raise _Unusable("its record has no date of a fetch (WARC-Date)")
    return Exchange(
        url=url, fetched_at=fetched_at, status=answer.status, reason=answer.reason,
        response_headers=tuple((n, v) for n, v in answer.headers if not n.lower().startswith(_PREFIX)),
        body=_body(record, answer), ip=record.headers.get("warc-ip-address"), metadata=_lead(record),
    )  # fmt: skip


def _moment(headers: Mapping[str, str]) -> datetime | None:
    """The time of a fetch; without a zone it is UTC (ISO 28500, 5.4), also where a tool left its signs out (ARC)."""
    stated = headers.get("warc-date", "").strip()
    try:
        if len(stated) == 14 and stated.isascii() and stated.isdigit():
            moment = datetime.strptime(stated, "%Y%m%d%H%M%S")
        else:
            moment = datetime.fromisoformat(stated)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _body(record: Record, answer: Answer) -> bytes:
    """The body without its codings, that of the transfer first; no more of it is unpacked than a page may have."""
    transfer = answer.named("transfer-encoding").lower()
    body = _dechunked(answer.body, said="chunked" in transfer)
    for codings in (transfer.replace("chunked", ""), answer.named("content-encoding")):
        body = unpacked(body, codings, enough=MAX_SIZE + 1)
    if record.is_long or len(body) > MAX_SIZE:
        raise _Unusable(f"larger than {MAX_SIZE:,} bytes")
    return body


def _dechunked(body: bytes, *, said: bool) -> bytes:
    """The body without its chunks, as far as they go: many tools take them away and leave the header. Where no header
    says them, they have to go to the last one."""
    pieces, at = [], 0
    head = None
    while (head := _CHUNK.match(body, at)) and (size := int(head[1], 16)):
        pieces.append(body[head.end() : head.end() + size])
        end = _LINE_END.match(body, head.end() + size)
        at = end.end() if end else head.end() + size
    is_whole = bool(pieces) and head is not None
    return b"".join(pieces) if is_whole or (said and (pieces or head)) else body
