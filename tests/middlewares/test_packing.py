"""What servers say of a body's packing and length, and what is there: read alike by a crawl and for one page."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

import newscrawl
from newscrawl.errors import FetchError
from tests.servers import server
from tests.smallsite import SmallSite, article

PATH = "/news/2026/11/20/a-story-that-is-sent-in-an-odd-way"


def head(body: bytes, *lines: str, length: int | None = None) -> bytes:
    named = ["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", "Connection: close", *lines]
    named += [f"Content-Length: {len(body) if length is None else length}"] if length != -1 else []
    return "\r\n".join(named).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    pieces = (body[at : at + 900] for at in range(0, len(body), 900))
    return head(b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in pieces) + end, "Transfer-Encoding: chunked", length=-1)


Ways = dict[str, Callable[[bytes], bytes]]
READ: Ways = {
    "gzip said and not done": lambda page: head(page, "Content-Encoding: gzip"),
    "br said and not done": lambda page: head(page, "Content-Encoding: br"),
    "zstd said and not done": lambda page: head(page, "Content-Encoding: zstd"),
    "deflate said and not done": lambda page: head(page, "Content-Encoding: deflate"),
    "gzip done and not said": lambda page: head(gzip.compress(page)),
    "zstd done and not said": lambda page: head(zstandard.compress(page)),
    "gzip twice and said once": lambda page: head(gzip.compress(gzip.compress(page)), "Content-Encoding: gzip"),
    "gzip twice and said twice": lambda page: head(
        gzip.compress(gzip.compress(page)), "Content-Encoding: gzip", "Content-Encoding: gzip"
    ),
    "gzip in br": lambda page: head(brotli.compress(gzip.compress(page)), "Content-Encoding: gzip, br"),
    "gzip without its trailer": lambda page: head(gzip.compress(page)[:-8], "Content-Encoding: gzip"),
    "gzip with a wrong checksum": lambda page: head(gzip.compress(page)[:-8] + bytes(8), "Content-Encoding: gzip"),
    "gzip with an error page behind it": lambda page: head(
        gzip.compress(page) + b"<b>Warning</b>", "Content-Encoding: gzip"
    ),
    "zlib called gzip": lambda page: head(zlib.compress(page), "Content-Encoding: deflate"),
    "the length of the unpacked page": lambda page: head(
        gzip.compress(page), "Content-Encoding: gzip", length=len(page)
    ),
    "a length that is larger": lambda page: head(page, length=len(page) + 999),
    "chunks without an end": lambda page: chunked(page, b""),
    "chunks that end in rubbish": lambda page: chunked(page, b"zz\r\n"),
    "a last chunk without its line": lambda page: chunked(page, b"0\r\n"),
}
CUT: Ways = {
    "cut in its text": lambda page: head(page[:-500], length=len(page)),
    "chunks that end in its text": lambda page: chunked(page[:-500], b""),
    "packed and cut": lambda page: head(
        gzip.compress(page)[:-300], "Content-Encoding: gzip", length=len(gzip.compress(page))
    ),
}


def whole(number: int) -> bytes:
    return article(number).rstrip() + b"</html>\n"


@pytest.mark.parametrize("way", READ)
def test_one_page_is_read(way: str) -> None:
    with server(lambda path, _: READ[way](whole(7))) as origin:
        assert newscrawl.scrape(origin + PATH).headline


@pytest.mark.parametrize("way", CUT)
def test_one_page_that_broke_off_is_none(way: str) -> None:
    with server(lambda path, _: CUT[way](whole(7))) as origin, pytest.raises(FetchError, match="broke off"):
        newscrawl.scrape(origin + PATH)


def test_a_crawl_reads_them_alike() -> None:
    site = SmallSite(articles=0)
    paths = {way: f"{PATH}-{number}" for number, way in enumerate((*READ, *CUT))}
    for number, (way, sent) in enumerate((READ | CUT).items()):
        site.answers[paths[way]] = sent(whole(number))
    with site.serving() as origin:
        with newscrawl.crawl(urls=[origin + path for path in paths.values()], delay=0) as crawl:
            found = {one.url.removeprefix(origin) for one in crawl if one.url}
        host = origin.removeprefix("http://")
    assert [way for way in READ if paths[way] not in found] == []
    assert [way for way in CUT if paths[way] in found] == []
    assert crawl.summary is not None
    assert crawl.summary.errors == {host: {"the page broke off": len(CUT)}}
