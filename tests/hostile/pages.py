"""Hostile answers: name, expected outcomes, what is sent."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.answers import (
    MEGABYTE,
    article,
    brotli_bomb,
    deflate_bomb,
    endless,
    headline,
    http,
    redirect,
    reset,
    twice_gzipped,
    zstd_bomb,
)
from tests.hostile.outcome import ARTICLE, BROKEN, NO_ARTICLE, REFUSED, TOO_LARGE, TOO_SLOW, WRONG_TYPE


@dataclass(frozen=True)
class Visit:
    """A request to a case. `rest` follows the case's name in the path; `canary` is the internal server's origin."""

    connection: socket.socket
    origin: str
    canary: str
    rest: str

    @property
    def canary_port(self) -> str:
        return self.canary.rpartition(":")[2]


@dataclass(frozen=True)
class Case:
    """`send` returns the response, or None when it has written to the connection itself. `title`: the true headline."""

    name: str
    outcomes: tuple[str, ...]
    send: Callable[[Visit], bytes | None]
    title: str = ""


def case(name: str, outcome: str | tuple[str, ...], answer: bytes | str | Callable[[Visit], bytes | None],
         title: str = "") -> Case:  # fmt: skip
    """A row of the table; bytes are a whole response, text is the body of a 200."""
    outcomes = (outcome,) if isinstance(outcome, str) else outcome
    if callable(answer):
        return Case(name, outcomes, answer, title)
    whole = http(answer) if isinstance(answer, str) else answer
    return Case(name, outcomes, lambda visit: whole, title or headline(name))


def hidden(name: str, outcome: str | tuple[str, ...], head: str = "", inside: str = "", **headers: str | None) -> Case:
    """A healthy article behind hostile headers, or with something hostile in its head or between its paragraphs."""
    return case(name, outcome, http(article(name, head=head, inside=inside), **headers))


def _to(spelling: str) -> Callable[[Visit], bytes]:
    """A redirect to the internal server, spelt in one of the ways that get past naive checks."""
    return lambda visit: redirect(spelling.format(port=visit.canary_port, canary=visit.canary))


def _silence(visit: Visit) -> None:
    time.sleep(60)


def _endless_redirects(visit: Visit) -> bytes:
    return redirect(f"/redirect-endless/{int(visit.rest.strip('/') or 0) + 1}")


def _cookie_redirect(visit: Visit) -> bytes:
    return redirect("/set-cookie-redirect/back", set_cookie="seen=1; Path=/") if not visit.rest else http(
        article("set-cookie-redirect"))  # fmt: skip


def _refresh_to_redirect(visit: Visit) -> bytes:
    if visit.rest:
        return redirect(f"{visit.canary}/secret")
    return http(REFRESH.format("/refresh-to-redirect-inside/on"))


# Further ways to write 127.0.0.1, or addresses that gateways turn into it.
SPELLINGS = {
    "octal-whole": "http://017700000001:{port}/secret",
    "hex-whole": "http://0x7f000001:{port}/secret",
    "zero": "http://0:{port}/secret",
    "dot": "http://127.0.0.1.:{port}/secret",
    "name-dot": "http://localhost.:{port}/secret",
    "escaped": "http://%31%32%37.0.0.1:{port}/secret",
    "backslash": "http:\\\\127.0.0.1:{port}\\secret",
    "relative": "//127.0.0.1:{port}/secret",
    "mapped-hex": "http://[::ffff:7f00:1]:{port}/secret",
    "compatible": "http://[::127.0.0.1]:{port}/secret",
    "translated": "http://[::ffff:0:127.0.0.1]:{port}/secret",
    "nat64": "http://[64:ff9b::7f00:1]:{port}/secret",
    "nat64-local": "http://[64:ff9b:1::7f00:1]:{port}/secret",
    "6to4": "http://[2002:7f00:1::1]:{port}/secret",
}
REFRESH = '<meta http-equiv="refresh" content="0; url={}">'
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
OPEN = HEADERS + b"Connection: close\r\n\r\n<html><body><article><h1>No end</h1>"
FILLER = b"<p>" + b"word " * 12_000 + b"</p>"

BODIES = (
    case("gzip-bomb", TOO_LARGE, lambda v: http(deflate_bomb("gzip"), content_encoding="gzip")),
    case("deflate-bomb", TOO_LARGE, lambda v: http(deflate_bomb("deflate"), content_encoding="deflate")),
    case("brotli-bomb", TOO_LARGE, lambda v: http(brotli_bomb(), content_encoding="br")),
    case("zstd-bomb", TOO_LARGE, lambda v: http(zstd_bomb(), content_encoding="zstd")),
    case(
        "gzip-bomb-in-gzip",
        TOO_LARGE,
        lambda v: http(gzip.compress(deflate_bomb("gzip"), 1), content_encoding="gzip, gzip"),
    ),
    case("gzip-twice", ARTICLE, http(twice_gzipped(article("gzip-twice").encode()), content_encoding="gzip, gzip")),
    case(
        "gzip-truncated",
        (BROKEN, NO_ARTICLE),
        http(gzip.compress(article("gzip-truncated").encode())[:200], content_encoding="gzip"),
    ),
    hidden("gzip-in-name-only", (BROKEN, ARTICLE), content_encoding="gzip"),
    hidden("encoding-unknown", (BROKEN, NO_ARTICLE, ARTICLE), content_encoding="rot13"),
    case("endless-body", TOO_LARGE, lambda v: endless(v.connection, OPEN, FILLER)),
    case(
        "endless-chunks",
        TOO_LARGE,
        lambda v: endless(
            v.connection, HEADERS + b"Transfer-Encoding: chunked\r\n\r\n", b"EA67\r\n" + FILLER + b"\r\n"
        ),
    ),
    case("dripping-body", TOO_SLOW, lambda v: endless(v.connection, OPEN, b"x", 0.2)),
    case("dripping-headers", TOO_SLOW, lambda v: endless(v.connection, HEADERS, b"X-Drip: 1\r\n", 0.2)),
    case("silence", TOO_SLOW, _silence),
    case(
        "continue-flood",
        (TOO_SLOW, BROKEN),
        lambda v: endless(v.connection, b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
    ),
)

FRAMING = (
    hidden("length-too-long", (BROKEN, ARTICLE), content_length="900000"),
    case(
        "length-too-short", (ARTICLE, NO_ARTICLE), http(article("length-too-short") + " " * 5000, content_length="2000")
    ),
    hidden("length-negative", (BROKEN, ARTICLE), content_length="-5"),
    hidden("length-a-word", (BROKEN, ARTICLE), content_length="many"),
    case("length-enormous", (BROKEN, TOO_LARGE), http("short", content_length=str(10**18))),
    hidden("lengths-disagree", (BROKEN, ARTICLE), x="1\r\nContent-Length: 7"),
    case(
        "chunk-size-lies",
        BROKEN,
        http(b"FFFFFFFFFFFFFFFF\r\nabc\r\n", content_length=None, transfer_encoding="chunked"),
    ),
    case("chunk-size-a-word", BROKEN, http(b"many\r\nabc\r\n", content_length=None, transfer_encoding="chunked")),
    case("reset-at-once", BROKEN, lambda v: reset(v.connection)),
    case("reset-in-body", BROKEN, lambda v: reset(v.connection, http("<html><body><p>Half", content_length="90000"))),
    case("no-status-line", BROKEN, b"<html><body><p>Bare</p></body></html>"),
    case("status-garbage", BROKEN, b"HTTP/1.1 OK 200\r\n\r\n<p>What?</p>"),
    case("status-999", (BROKEN, NO_ARTICLE), http(article("status-999"), "999 Request Denied")),
    case("no-content", (BROKEN, NO_ARTICLE), http(status="204 No Content")),
    case("header-flood", BROKEN, lambda v: endless(v.connection, HEADERS, b"X-Flood: 1\r\n" * 5000)),
    case("header-giant", BROKEN, lambda v: endless(v.connection, HEADERS + b"X-Giant: ", b"g" * MEGABYTE)),
    case(
        "cookie-flood",
        ARTICLE,
        http(article("cookie-flood"), x="1" + "".join(f"\r\nSet-Cookie: c{n}={'v' * 40}" for n in range(200))),
    ),
)

REDIRECTS = (
    case("redirect-to-itself", REFUSED, redirect("/redirect-to-itself")),
    case(
        "redirect-there-and-back",
        REFUSED,
        lambda v: redirect("/redirect-there-and-back" + ("" if v.rest else "/there")),
    ),
    case("redirect-endless", REFUSED, _endless_redirects),
    case("redirect-to-file", REFUSED, redirect("file:///etc/hostname")),
    case("redirect-to-data", REFUSED, redirect("data:text/html,<h1>Data</h1>")),
    case("redirect-to-ftp", REFUSED, redirect("ftp://127.0.0.1/news.html")),
    case("redirect-to-script", REFUSED, redirect("javascript:alert(1)")),
    case("redirect-inside", REFUSED, _to("{canary}/secret")),
    case("redirect-inside-decimal", REFUSED, _to("http://2130706433:{port}/secret")),
    case("redirect-inside-octal", REFUSED, _to("http://0177.0.0.1:{port}/secret")),
    case("redirect-inside-hex", REFUSED, _to("http://0x7f.0.0.1:{port}/secret")),
    case("redirect-inside-short", REFUSED, _to("http://127.1:{port}/secret")),
    case("redirect-inside-mapped", REFUSED, _to("http://[::ffff:127.0.0.1]:{port}/secret")),
    case("redirect-inside-v6", REFUSED, _to("http://[::1]:{port}/secret")),
    case("redirect-inside-any", REFUSED, _to("http://0.0.0.0:{port}/secret")),
    case("redirect-inside-name", REFUSED, _to("http://localhost:{port}/secret")),
    case("redirect-inside-login", REFUSED, _to("http://news.example@127.0.0.1:{port}/secret")),
    *(case(f"redirect-inside-{name}", REFUSED, _to(spelling)) for name, spelling in SPELLINGS.items()),
    case("redirect-to-metadata", REFUSED, redirect("http://169.254.169.254/latest/meta-data/")),
    case("redirect-to-port-0", REFUSED, redirect("http://127.0.0.1:0/")),
    case("redirect-giant", (REFUSED, BROKEN), redirect("/" + "a" * 60_000)),
    case("redirect-line-break", (REFUSED, NO_ARTICLE, BROKEN), redirect("/%0d%0aSet-Cookie:%20x=1")),
    case("redirect-nowhere", (NO_ARTICLE, BROKEN), http(status="302 Found")),
    case("refresh-inside", NO_ARTICLE, lambda v: http(REFRESH.format(f"{v.canary}/secret"))),
    case("refresh-inside-decimal", NO_ARTICLE, lambda v: http(REFRESH.format(f"http://2130706433:{v.canary_port}/s"))),
    case("refresh-to-file", NO_ARTICLE, REFRESH.format("file:///etc/hostname")),
    case("refresh-to-data", NO_ARTICLE, REFRESH.format("data:text/html,&lt;h1&gt;Data&lt;/h1&gt;")),
    case("refresh-endless", REFUSED, lambda v: http(REFRESH.format(f"{v.origin}/refresh-endless{v.rest and '/'}x"))),
    case("refresh-to-redirect-inside", (REFUSED, NO_ARTICLE), _refresh_to_redirect),
    case(
        "refresh-onwards",
        ARTICLE,
        lambda v: http(article("refresh-onwards") if v.rest else REFRESH.format("/refresh-onwards/story")),
        headline("refresh-onwards"),
    ),
    case("refresh-loop", (NO_ARTICLE, REFUSED), REFRESH.format("/refresh-loop")),
    case("set-cookie-redirect", ARTICLE, _cookie_redirect, headline("set-cookie-redirect")),
)

TYPES = (
    case("pdf-as-html", NO_ARTICLE, http(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n" + bytes(range(256)) * 200)),
    case("image-as-html", NO_ARTICLE, http(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 200)),
    hidden("html-as-image", WRONG_TYPE, content_type="image/png"),
    hidden("html-as-zip", WRONG_TYPE, content_type="application/zip"),
    case(
        "video",
        WRONG_TYPE,
        lambda v: endless(v.connection, http(b"", content_type="video/mp4", content_length=None), b"\0" * MEGABYTE),
    ),
    hidden("type-missing", ARTICLE, content_type=None),
    hidden("type-nonsense", (ARTICLE, WRONG_TYPE), content_type="newspaper"),
    hidden("charset-unknown", ARTICLE, content_type="text/html; charset=klingon"),
    hidden("charset-dangerous", (ARTICLE, NO_ARTICLE), content_type="text/html; charset=zlib_codec"),
    case("empty", NO_ARTICLE, http()),
)

PAGES = (*BODIES, *FRAMING, *REDIRECTS, *TYPES)
