"""Archives as other tools write them: which of their records are pages, and how their payloads are read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from newscrawl.warc.exchange import Exchange
from newscrawl.warc.warc_reader import read_warc
from tests.smallsite import article
from tests.warc.records import archive, record

PAGE = article(1)
LAST = record(uri=b"https://news.example/last")
Bytes = Callable[[bytes], bytes]


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def chunked(body: bytes) -> bytes:
    pieces = [body[at : at + 999] for at in range(0, len(body), 999)]
    return b"".join(b"%X\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CODINGS: dict[str, Bytes] = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "GZIP": gzip.compress, "deflate": zlib.compress,
    " deflate": raw_deflate, "br": brotli.compress, "zstd": zstandard.compress, "": bytes, "identity": bytes,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)), "none": bytes, "utf-8": bytes,
}  # fmt: skip


def read(path: Path, *records: bytes) -> list[Exchange | str]:
    return [found for _, found in read_warc(archive(path, *records))]


def only(path: Path, one: bytes) -> Exchange:
    """The exchange of a record, with another one behind it."""
    first, last = read(path, one, LAST)
    assert isinstance(last, Exchange)
    assert isinstance(first, Exchange), first
    return first


def http(body: bytes, *lines: bytes, status: bytes = b"HTTP/1.1 200 OK", kind: bytes | None = b"text/html") -> bytes:
    named = [b"Content-Type: " + kind] if kind is not None else []
    return b"\r\n".join([status, *named, *lines]) + b"\r\n\r\n" + body


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("sent", ["chunked", "plain", "chunks gone", "chunks not said", "Chunked", "gzip, chunked"])
@pytest.mark.parametrize("gone", [False, True])
def test_a_payload_as_it_came_over_the_wire(coding: str, sent: str, gone: bool, tmp_path: Path) -> None:
    """Transfer coding, then content coding; where the head says what the payload no longer is, it is read as it is."""
    body = PAGE if gone else CODINGS[coding](PAGE)
    lines = [b"Content-Encoding: " + coding.encode()] if coding else []
    if sent == "gzip, chunked":
        body = gzip.compress(body)
    if sent not in ("plain", "chunks not said"):
        lines.append(b"Transfer-Encoding: " + (b"chunked" if sent == "chunks gone" else sent.encode()))
    if sent in ("chunked", "Chunked", "chunks not said", "gzip, chunked"):
        body = chunked(body)
    assert only(tmp_path / "a.warc.gz", record(http(body, *lines))).body == PAGE


@pytest.mark.parametrize("kind", [None, b"", b"TEXT/HTML", b"text/html;", b"application/octet-stream", b"html",
                                  b"text/html, text/html; charset=utf-8", b"charset=utf-8", b"unknown/unknown",
                                  b"application/x-httpd-php", b"application/force-download", b"*/*"])  # fmt: skip
@pytest.mark.parametrize("status", [b"HTTP/1.1 203 Non-Authoritative Information", b"HTTP/2 200", b"HTTP/1.0 200 OK",
                                    b"HTTP/1.1 200", b"HTTP/2.0 226 IM Used"])  # fmt: skip
def test_a_page_of_an_odd_type_and_status(kind: bytes | None, status: bytes, tmp_path: Path) -> None:
    assert only(tmp_path / "a.warc", record(http(PAGE, kind=kind, status=status))).body == PAGE


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"\x89PNG\r\n\x1a\n", b"image/png", b"200 OK"), (b"\x89PNG\r\n\x1a\n", b"application/octet-stream", b"200 OK"),
        (PAGE, b"text/css", b"200 OK"), (PAGE, b"application/json", b"200 OK"), (b"{}", b"odd/odd", b"200 OK"),
        (PAGE, b"text/html", b"404 Not Found"), (PAGE, b"text/html", b"206 Partial Content"),
        (PAGE, b"text/html", b"301 Moved"), (b"", b"text/html", b"204 No Content"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_passed_over(body: bytes, kind: bytes, status: bytes, tmp_path: Path) -> None:
    assert len(read(tmp_path / "a.warc", record(http(body, kind=kind, status=b"HTTP/1.1 " + status)), LAST)) == 1


def resource(body: bytes, kind: bytes, uri: bytes = b"https://news.example/a", of: bytes = b"resource") -> bytes:
    made = record(body, uri=uri).replace(b"WARC-Type: response", b"WARC-Type: " + of)
    return made.replace(b"application/http;msgtype=response", kind)


@pytest.mark.parametrize("kind", [b"text/html", b"text/html; charset=utf-8", b"TEXT/HTML", b"application/xhtml+xml",
                                  b"application/octet-stream", b""])  # fmt: skip
@pytest.mark.parametrize("of", [b"resource", b"Resource"])
def test_a_resource_is_a_page_without_the_head_of_an_answer(kind: bytes, of: bytes, tmp_path: Path) -> None:
    found = only(tmp_path / "a.warc", resource(PAGE, kind, of=of))
    assert (found.body, found.status, found.url) == (PAGE, 200, "https://news.example/a")


@pytest.mark.parametrize(
    ("body", "kind", "uri"),
    [
        (b"--warc-file=a\n", b"text/plain", b"metadata://gnu.org/software/wget/warc/wget_arguments.txt"),
        (b"log\n", b"text/plain", b"<metadata://gnu.org/software/wget/warc/wget.log>"),
        (b"\x89PNG\r\n\x1a\n", b"image/png", b"https://news.example/a.png"), (b"{}", b"application/json", b"urn:x"),
        (b"20061120", b"text/dns", b"dns:news.example"), (b"body{}", b"text/css", b"https://news.example/a.css"),
        (b"User-agent: *", b"text/plain", b"https://news.example/robots.txt"),
    ],
)  # fmt: skip
def test_a_resource_that_is_no_page_is_passed_over(body: bytes, kind: bytes, uri: bytes, tmp_path: Path) -> None:
    assert len(read(tmp_path / "a.warc", resource(body, kind, uri), LAST)) == 1


def test_the_odd_heads_of_answers(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\nContent-Type: text/html;\n charset=utf-8\nno colon\nX-Name: M\xfcller\n"
    head += b"X-Two: M\xc3\xbcller\n\n"
    found = only(tmp_path / "a.warc", record(head + b"\r\n" + PAGE))
    assert found.named_headers == {"content-type": "text/html; charset=utf-8", "x-name": "Müller", "x-two": "Müller"}
    assert found.body.strip() == PAGE.strip()


def test_names_of_fields_and_versions_in_any_case(tmp_path: Path) -> None:
    one = (
        record()
        .replace(b"WARC-Target-URI", b"warc-target-uri")
        .replace(b"WARC/1.1", b"WARC/0.18")
        .replace(b"WARC-Date", b"Warc-Date")
    )
    assert only(tmp_path / "a.warc", one.replace(b"\r\n\r\n", b"\n\n", 1)).url == "https://news.example/a"
