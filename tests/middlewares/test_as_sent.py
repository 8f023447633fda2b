"""Heads, bodies, statuses and redirects as servers send them: a browser shows a page, a crawl and `scrape` read it."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

import newscrawl
from newscrawl.errors import FetchError, NewscrawlError
from tests.middlewares.test_packing import whole
from tests.servers import server

PATH = "/news/2026/11/20/a-story-that-is-sent-in-an-odd-way"
TARGET = "/moved/2026/11/20/the-bridge-story-of-"


def head(
    body: bytes, *lines: str | bytes, length: int | None = None, status: str = "HTTP/1.1 200 OK",
    kind: str | None = "Content-Type: text/html; charset=utf-8", end: bytes = b"\r\n",
) -> bytes:  # fmt: skip
    """An answer; `length` -1 says none."""
    named: list[str | bytes] = [status, *([kind] if kind else []), "Connection: close", *lines]
    if length != -1:
        named.append(f"Content-Length: {len(body) if length is None else length}")
    return end.join(one.encode("latin-1") if isinstance(one, str) else one for one in (*named, "", "")) + body


def chunks(body: bytes, *, line: bytes = b"\r\n", size: bytes = b"%x", last: bytes = b"0\r\n\r\n") -> bytes:
    pieces = (body[at : at + 700] for at in range(0, len(body), 700))
    return b"".join(size % len(piece) + line + piece + line for piece in pieces) + last


def chunked(body: bytes, *lines: str, coding: str = "chunked", **how: bytes) -> bytes:
    return head(chunks(body, **how), f"Transfer-Encoding: {coding}", *lines, length=-1)


def without_end(page: bytes) -> bytes:
    return page.replace(b"</body></html>", b"")


Ways = Mapping[str, Callable[[bytes], bytes]]
HEADS: Ways = {
    "lines end with LF": lambda page: head(page, end=b"\n"),
    "a name without letters": lambda page: head(page, ": value", "\xe2\x80\x98x\xe2\x80\x99: 1"),
    "a name of several words": lambda page: head(page, "X Powered By: PHP"),
    "a space before the colon": lambda page: head(page, "X-Cache : HIT"),
    "no colon, and the coding behind it": lambda page: head(
        gzip.compress(page), "HIT from 7", "Content-Encoding: gzip"
    ),
    "1,500 lines": lambda page: head(page, *(f"X-Line-{n}: {n}" for n in range(1500))),
    "a line of 60 KB": lambda page: head(page, "Link: " + "</a.css>, " * 6000),
    "early hints twice": lambda page: b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 2 + head(page),
    "102 before the answer": lambda page: b"HTTP/1.1 102 Processing\r\n\r\n" + head(page),
    "a status line of HTTP/2": lambda page: head(page, status="HTTP/2 200"),
    "a status line in lower case": lambda page: head(page, status="http/1.1 200 ok"),
    "a status line of a radio": lambda page: head(page, status="ICY 200 OK"),
    "a blank line before it": lambda page: b"\r\n" + head(page),
    "the first line is folded": lambda page: head(page, kind=" folded: x"),
    "NUL and CR in values": lambda page: head(page, "X-A: a\0b", "X-B: a\rb"),
    "equal lengths in one line": lambda page: head(page, f"Content-Length: {len(page)}, {len(page)}", length=-1),
    "lengths that differ": lambda page: head(page, f"Content-Length: {len(page) + 9}"),
    "a length without a number": lambda page: head(page, "Content-Length: unknown", length=-1),
    "a length below nothing": lambda page: head(page, "Content-Length: -1", length=-1),
    "a transfer coding that is none": lambda page: head(page, "Transfer-Encoding: identity"),
    "packed for the transfer": lambda page: chunked(gzip.compress(page), coding="gzip, chunked"),
}
BODIES: Ways = {
    "chunks that are said twice": lambda page: chunked(page, "Transfer-Encoding: chunked"),
    "chunks in capitals": lambda page: chunked(page, coding="Chunked", size=b"%X"),
    "chunks with zeros and extensions": lambda page: chunked(page, size=b"%08x;ext=1"),
    "chunks with spaces": lambda page: chunked(page, size=b" %x  "),
    "chunks that end with LF": lambda page: chunked(page, line=b"\n", last=b"0\n\n"),
    "chunks with trailers": lambda page: chunked(page, last=b"0\r\nX-Time: 3\r\n\r\n"),
    "chunks that are said and not there": lambda page: head(page, "Transfer-Encoding: chunked", length=-1),
    "a remark behind the page's end": lambda page: head(page + b"<!-- from the cache, 0.2 s -->", length=9999),
    "a script behind the page's end": lambda page: head(page + b"<script>a = 1</script>", length=9999),
    "no html, but the body's end": lambda page: head(page.replace(b"</html>", b""), length=9999),
    "cut in the last end tag": lambda page: head(page.replace(b"</html>", b"</ht"), length=9999),
    "cut behind the story": lambda page: head(without_end(page) + b"<footer>Quay", length=9999),
    "a remark behind chunks without an end": lambda page: chunked(page + b"<!-- 12 queries -->", last=b""),
    "the length ends before the end tags": lambda page: head(page, length=len(page) - 16),
}
STATUSES: Ways = {
    "203": lambda page: head(page, status="HTTP/1.1 203 Non-Authoritative Information"),
    "201": lambda page: head(page, status="HTTP/1.1 201 Created"),
    "202": lambda page: head(page, status="HTTP/1.1 202 Accepted"),
    "206 of the whole": lambda page: head(
        page, f"Content-Range: bytes 0-{len(page) - 1}/{len(page)}", status="HTTP/1.1 206 Partial Content"
    ),
    "218": lambda page: head(page, status="HTTP/1.1 218 This Is Fine"),
    "226": lambda page: head(page, status="HTTP/1.1 226 IM Used"),
    "302 to nowhere": lambda page: head(page, status="HTTP/1.1 302 Found"),
}
READ = {**HEADS, **BODIES, **STATUSES}
UNREAD: Ways = {
    "cut between two paragraphs": lambda page: head(page[: page.rindex(b"<p>")], length=9999),
    "206 of a part": lambda page: head(
        page[:900], f"Content-Range: bytes 0-899/{len(page)}", status="HTTP/1.1 206 Partial Content"
    ),
    "204": lambda page: head(b"", status="HTTP/1.1 204 No Content", length=-1),
    "404 with a story": lambda page: head(page, status="HTTP/1.1 404 Not Found"),
}

Redirect = Callable[[str, str], bytes]
MOVED: Mapping[str, tuple[Redirect, str]] = {
    "raw KOI8-R": (lambda to, origin: moved(to.encode() + b"\xcd\xcf\xd3\xd4"), "%CD%CF%D3%D4"),
    "raw UTF-8": (lambda to, origin: moved(f"{to}brücke".encode()), "br%C3%BCcke"),
    "raw bytes beside escapes": (lambda to, origin: moved(to.encode() + b"%C7%C5-\xc7\xc5"), "%C7%C5-%C7%C5"),
    "a raw byte in the query": (lambda to, origin: moved(to.encode() + b"?t=\xfcber"), "?t=%FCber"),
    "a tab within": (lambda to, origin: moved(to.replace("moved", "mo\tved").encode()), ""),
    "three slashes": (lambda to, origin: moved((origin.replace("//", "///") + to).encode()), ""),
    "Location twice": (lambda to, origin: moved(to.encode(), f"Location: {to}"), ""),
    "a bad line before Location": (lambda to, origin: moved(to.encode(), before="HIT from edge 7"), ""),
    "a length of 100 MB": (lambda to, origin: moved(to.encode(), length=99_999_999), ""),
    "a body that is no gzip": (lambda to, origin: moved(to.encode(), "Content-Encoding: gzip"), ""),
    "a picture": (lambda to, origin: moved(to.encode(), kind="Content-Type: image/gif"), ""),
    "Refresh with quotes": (lambda to, origin: head(b"", f"Refresh: 0; URL='{to}'"), ""),
    "Refresh with a comma": (lambda to, origin: head(b"x", f"Refresh: 1,{to}"), ""),
    "Refresh of a text": (lambda to, origin: head(b"x", f"Refresh: 0;url={to}", kind="Content-Type: text/plain"), ""),
    "Refresh with 203": (lambda to, origin: head(b"", f"Refresh: 0; url={to}", status="HTTP/1.1 203 X"), ""),
    "Refresh with a raw byte": (lambda to, origin: head(b"", b"Refresh: 0; url=" + to.encode() + b"\xfc"), "%FC"),
    "meta refresh behind 20 KB of style": (
        lambda to, origin: head(
            b"<style>" + b"a{b:c} " * 3000 + f'</style><meta http-equiv=refresh content="0; url={to}">'.encode()
        ),
        "",
    ),
}  # fmt: skip


def moved(location: bytes, *lines: str, before: str | None = None, length: int | None = None, **how: str) -> bytes:
    named = [*([before] if before else []), b"Location: " + location, *lines]
    return head(b"moved", *named, length=length, status="HTTP/1.1 301 Moved Permanently", **how)


class Answers:
    """A server whose every way and every redirect has an address of its own. `asked` are the targets asked for."""

    def __init__(self) -> None:
        ways = READ | UNREAD
        self.paths = {way: f"{PATH}-{number}" for number, way in enumerate((*ways, *MOVED))}
        self.sent = {self.paths[way]: made(whole(number)) for number, (way, made) in enumerate(ways.items())}
        self.asked: list[str] = []
        self.origin = ""
        self.over = threading.Event()

    def target(self, way: str) -> str:
        return f"{TARGET}{list(MOVED).index(way)}-"

    def __call__(self, path: str, connection: socket.socket) -> bytes | None:
        if path.startswith(TARGET):
            self.asked.append(path)
            number = int(path.removeprefix(TARGET).partition("-")[0])
            return head(whole(1000 + number))
        if path == "/hangs":
            connection.sendall(moved(f"{TARGET}99-".encode(), length=300))
            self.over.wait()
            return None
        if path in self.sent:
            return self.sent[path]
        way = next((way for way, own in self.paths.items() if own == path), None)
        if way is None:
            return head(b"no such page", status="HTTP/1.1 404 Not Found")
        return MOVED[way][0](self.target(way), self.origin)


@contextmanager
def answering() -> Iterator[Answers]:
    answers = Answers()
    with server(answers) as answers.origin:
        try:
            yield answers
        finally:
            answers.over.set()


@pytest.fixture(scope="module")
def sent() -> Iterator[Answers]:
    with answering() as answers:
        yield answers


@pytest.mark.parametrize("way", READ)
def test_one_page_is_read(sent: Answers, way: str) -> None:
    article = newscrawl.scrape(sent.origin + sent.paths[way])
    assert article.article_body is not None
    assert article.article_body.rstrip().endswith("paragraph 5.")


@pytest.mark.parametrize("way", UNREAD)
def test_one_page_that_is_none_gives_nothing(sent: Answers, way: str) -> None:
    with pytest.raises(NewscrawlError):
        newscrawl.scrape(sent.origin + sent.paths[way])


@pytest.mark.parametrize("way", MOVED)
def test_one_page_is_found_where_it_moved(sent: Answers, way: str) -> None:
    assert newscrawl.scrape(sent.origin + sent.paths[way]).headline
    assert sent.asked[-1] == sent.target(way) + MOVED[way][1]


def test_a_redirect_whose_body_never_comes_is_followed(sent: Answers) -> None:
    assert newscrawl.scrape(f"{sent.origin}/hangs").headline


@pytest.mark.process
def test_a_crawl_reads_them_alike() -> None:
    with answering() as sent:
        urls = [sent.origin + path for path in (*sent.paths.values(), "/hangs")]
        with newscrawl.crawl(urls=urls, delay=0) as crawl:
            found = {one.requested_url.removeprefix(sent.origin) for one in crawl if one.requested_url}
        assert [way for way in READ if sent.paths[way] not in found] == []
        assert [way for way in UNREAD if sent.paths[way] in found] == []
        assert [way for way in MOVED if sent.target(way) + MOVED[way][1] not in sent.asked] == []
        assert [way for way in MOVED if sent.paths[way] not in found] == []
        assert "/hangs" in found
        host = sent.origin.removeprefix("http://")
        assert crawl.summary is not None
        assert crawl.summary.errors == {host: {"HTTP 404": 1, "HTTP 204": 1, "HTTP 206": 1, "the page broke off": 1}}


def test_a_status_says_why_there_is_no_page(sent: Answers) -> None:
    with pytest.raises(FetchError, match="HTTP 206 Partial Content"):
        newscrawl.scrape(sent.origin + sent.paths["206 of a part"])
