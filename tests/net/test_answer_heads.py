"""Heads and chunks as servers send them."""

from __future__ import annotations

import pytest

from newscrawl.net.answer_heads import Chunks, Framing, StatusLine, fields_of, framing_of, status_line


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (b"HTTP/1.1 200 OK", StatusLine(200, b"OK", is_old=False)),
        (b"HTTP/1.0 404 Not Found\r", StatusLine(404, b"Not Found", is_old=True)),
        (b"HTTP/2 200", StatusLine(200, b"", is_old=False)),
        (b"HTTP/2.0 203 ", StatusLine(203, b"", is_old=False)),
        (b"http/1.1  301  Moved", StatusLine(301, b"Moved", is_old=False)),
        (b"ICY 200 OK", StatusLine(200, b"OK", is_old=False)),
        (b"HTTP/1.1 200 Gef\xfchl", StatusLine(200, b"Gef\xfchl", is_old=False)),
        (b"<html>", None),
        (b"HTTP/1.1 OK", None),
        (b"HTTP/1.1 2000", None),
    ],
)
def test_status_lines(line: bytes, read: StatusLine | None) -> None:
    assert status_line(line) == read


def test_lines_that_are_no_headers_are_passed_over() -> None:
    lines = [
        b" folded: first",
        b"A: 1",
        b"X-Cache HIT",
        b"B : 2",
        b": none",
        b"\xe2\x80\x98C\xe2\x80\x99: 3",
        b"D: 4",
        b"\t5",
    ]
    assert fields_of(lines) == [(b"A", b"1"), (b"B", b"2"), (b"D", b"4 5")]


@pytest.mark.parametrize(
    ("codings", "lengths", "framing"),
    [
        ([], [], Framing()),
        ([], [b"12"], Framing(length=12)),
        ([], [b"12, 12"], Framing(length=12)),
        ([], [b"12", b"17"], Framing(length=17)),
        ([], [b"-1"], Framing()),
        ([], [b"+12"], Framing()),
        ([], [b"", b"unknown"], Framing()),
        ([b"Chunked"], [b"12"], Framing(is_chunked=True)),
        ([b"gzip, chunked"], [], Framing(is_chunked=True)),
        ([b"chunked", b"chunked"], [], Framing(is_chunked=True)),
        ([b"identity"], [b"12"], Framing(length=12)),
    ],
)
def test_where_a_body_ends(codings: list[bytes], lengths: list[bytes], framing: Framing) -> None:
    assert framing_of(codings, lengths) == framing


BODIES = {
    "as the norm has it": (b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde", True),
    "extensions and trailers": (b"3;a=b\r\nabc\r\n0;x\r\nX-T: 1\r\nX-U: 2\r\n\r\nbehind", b"abc", True),
    "LF alone": (b"3\nabc\n2\nde\n0\n\n", b"abcde", True),
    "zeros and upper case": (b"0000000A\r\nabcdefghij\r\n000\r\n\r\n", b"abcdefghij", True),
    "spaces about a size": (b"3  \r\nabc\r\n 2\r\nde\r\n0\r\n\r\n", b"abcde", True),
    "no line behind a chunk": (b"3\r\nabc2\r\nde\r\n0\r\n\r\n", b"abcde", True),
    "without an end": (b"3\r\nabc\r\n2\r\nde\r\n", b"abcde", False),
    "a last chunk without its line": (b"3\r\nabc\r\n0\r\n", b"abc", False),
    "cut in a chunk": (b"9\r\nabc", b"abc", False),
    "rubbish in a size's place": (b"3\r\nabc\r\nzz\r\nde\r\n0\r\n\r\n", b"abc", False),
    "no chunks at all": (b"<html>\r\n<p>abc", b"<html>\r\n<p>abc", False),
}


@pytest.mark.parametrize("at_once", [1, 2, 5, 1000])
@pytest.mark.parametrize(("sent", "body", "is_over"), BODIES.values(), ids=BODIES)
def test_chunks(sent: bytes, body: bytes, is_over: bool, at_once: int) -> None:
    chunks = Chunks()
    found = b"".join(chunks.feed(sent[at : at + at_once]) for at in range(0, len(sent), at_once))
    assert (found, chunks.is_over) == (body, is_over)


def test_what_comes_behind_the_last_chunk_is_told() -> None:
    chunks = Chunks()
    assert (chunks.feed(b"1\r\na\r\n0\r\n\r\nHTTP/1.1"), chunks.rest) == (b"a", b"HTTP/1.1")
