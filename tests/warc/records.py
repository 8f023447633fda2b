"""WARC records byte by byte, as other tools and strangers write them."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.smallsite import article

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
DATE = b"2026-11-23T12:00:00Z"


def record(
    http: bytes = HEAD + article(1),
    *,
    uri: bytes | None = b"https://news.example/a",
    date: bytes | None = DATE,
    length: bytes | None = None,
    more: bytes = b"",
) -> bytes:
    """A response record; `http` is the whole answer, `more` are further lines of the record's own head."""
    lines = [b"WARC/1.1", b"WARC-Type: response", b"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>"]
    lines += [b"WARC-Target-URI: " + uri] if uri is not None else []
    lines += [b"WARC-Date: " + date] if date is not None else []
    lines += [b"Content-Type: application/http;msgtype=response"]
    lines += [b"Content-Length: " + (length or str(len(http)).encode())]
    return b"\r\n".join(lines) + b"\r\n" + more + b"\r\n" + http + b"\r\n\r\n"


def answer(body: bytes, **headers: str) -> bytes:
    """An HTTP answer with an HTML page; keyword names become header names."""
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{named}\r\n".encode() + body


def archive(path: Path, *records: bytes) -> Path:
    """A WARC file; with the suffix .gz each record is a member of its own."""
    path.write_bytes(b"".join(map(gzip.compress, records) if path.suffix == ".gz" else records))
    return path
