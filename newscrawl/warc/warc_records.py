"""An exchange as WARC/1.1 records (ISO 28500:2017): request, then response or revisit."""

from __future__ import annotations

import uuid
from base64 import b32encode
from datetime import UTC, datetime
from hashlib import sha1

from fastwarc import WarcRecord, WarcRecordType

from newscrawl.warc.exchange import Exchange, Headers

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# The body is kept decompressed: headers that describe the transfer get the prefix that Common Crawl gives them, and the
# length is the body's own.
_TRANSFER = ("content-encoding", "transfer-encoding", "content-length")
_PREFIX = "X-Crawler-"
LEAD = "Newscrawl-Lead"


def warcinfo(name: str, software: str, now: datetime) -> WarcRecord:
    """The first record of a file: who wrote it and to which standard."""
    record = _record(WarcRecordType.warcinfo, name, now)
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    fields = (("software", software), ("format", "WARC File Format 1.1"), ("conformsTo", "ISO 28500:2017"))
    record.set_bytes_content("".join(f"{key}: {value}\r\n" for key, value in fields).encode())
    return record


def request(exchange: Exchange, answered_by: WarcRecord) -> WarcRecord:
    """The request of an exchange."""
    record = _record(WarcRecordType.request, exchange.url, exchange.fetched_at)
    record.headers["WARC-Target-URI"] = exchange.url
    record.headers["WARC-Concurrent-To"] = answered_by.headers["WARC-Record-ID"]
    target = "/" + exchange.url.split("://", 1)[-1].partition("/")[2]
    record.is_http = True
    record.set_bytes_content(_http(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers))
    return record


def response(exchange: Exchange, digest: str) -> WarcRecord:
    """The response of an exchange with its body."""
    record = _answer(WarcRecordType.response, exchange, digest)
    record.set_bytes_content(_http(_status_line(exchange), _kept(exchange)) + exchange.body)
    return record


def revisit(exchange: Exchange, digest: str, first: tuple[str, datetime] | None) -> WarcRecord:
    """A response whose body is kept already, or that came without one (304): headers only, and where the body is.

    `first` is the URL and time of the response that has it, where known.
    """
    record = _answer(WarcRecordType.revisit, exchange, digest)
    record.headers["WARC-Profile"] = NOT_MODIFIED if exchange.status == 304 else SAME_PAYLOAD
    if first:
        record.headers["WARC-Refers-To-Target-URI"], record.headers["WARC-Refers-To-Date"] = first[0], _date(first[1])
    record.set_bytes_content(_http(_status_line(exchange), _kept(exchange)))
    return record


def digest_of(body: bytes) -> str:
    """The payload digest in the form of the standard's examples."""
    return f"sha1:{b32encode(sha1(body, usedforsecurity=False).digest()).decode()}"


def _answer(kind: WarcRecordType, exchange: Exchange, digest: str) -> WarcRecord:
    record = _record(kind, exchange.url, exchange.fetched_at)
    record.headers["WARC-Target-URI"] = exchange.url
    if exchange.status != 304:  # without a body there is nothing to digest
        record.headers["WARC-Payload-Digest"] = digest
    if exchange.metadata:
        record.headers[LEAD] = exchange.metadata.to_header()
    if exchange.ip:
        record.headers["WARC-IP-Address"] = exchange.ip
    record.is_http = True
    return record


def _record(kind: WarcRecordType, about: str, now: datetime) -> WarcRecord:
    """A record whose name follows from what it is about: the same fetch gives the same file."""
    record = WarcRecord()
    record.init_headers(kind, record_urn=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {about} {now}')}".encode())
    record.headers["WARC-Date"] = _date(now)
    return record


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _status_line(exchange: Exchange) -> str:
    return f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip()


def _kept(exchange: Exchange) -> Headers:
    named = tuple((_PREFIX + n if n.lower() in _TRANSFER else n, value) for n, value in exchange.response_headers)
    return (*named, ("Content-Length", str(len(exchange.body)))) if exchange.body else named


def _http(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    # A header may carry what its server put there; a line break in it would become another header.
    clean = (line.replace("\r", " ").replace("\n", " ") for line in lines)
    return ("\r\n".join(clean) + "\r\n\r\n").encode("utf-8", "surrogateescape")
