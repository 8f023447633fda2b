"""Bytes that servers should not send, and a healthy article to hide among them."""

from __future__ import annotations

import gzip
import random
import socket
import struct
import time
import zlib
from contextlib import suppress
from functools import cache
from html import escape
from itertools import repeat

from tests.newsweb.language import load

MEGABYTE = 1 << 20
BOMB = 512  # megabytes that a bomb unpacks to
PATIENCE = 120.0  # seconds after which an endless answer ends, should nobody hang up


def headline(name: str) -> str:
    return f"Healthy news of {name.replace('-', ' ')}"


def paragraphs(name: str) -> list[str]:
    """Four paragraphs of invented text, the same for the same name in every process."""
    grammar, rng = load("en").grammar, random.Random(name)
    return [" ".join(grammar.sentence("sentence", rng) for _ in range(3)) for _ in range(4)]


def article(name: str, *, title: str = "", head: str = "", inside: str = "") -> str:
    """A small, well-made article page; `head` and `inside` (between its paragraphs) take the hostile part."""
    text = paragraphs(name)
    shown = escape(title or headline(name))
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{shown} | Hostile Post</title>'
        f'<meta property="og:title" content="{shown}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-03-01T08:00:00+00:00">{head}</head>'
        f'<body><nav><a href="/">Home</a> <a href="/list">List</a></nav><article><h1>{shown}</h1>'
        f'<p class="byline">By Ada Abernethy</p><p>{text[0]}</p><p>{text[1]}</p>{inside}'
        f"<p>{text[2]}</p><p>{text[3]}</p>"
        "</article><footer>All rights reserved.</footer></body></html>"
    )


def http(body: bytes | str = b"", status: str = "200 OK", **headers: str | None) -> bytes:
    """A whole response. Keyword names become header names; None leaves a default header out."""
    body = body.encode() if isinstance(body, str) else body
    named = {
        "content_type": "text/html; charset=utf-8",
        "content_length": str(len(body)),
        "connection": "close",
    } | headers
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in named.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body


def redirect(to: str, status: str = "302 Found", **headers: str | None) -> bytes:
    return http(status=status, location=to, **headers)


@cache
def deflate_bomb(wrapper: str) -> bytes:
    """A stream of zeros in the `gzip` or `deflate` (zlib) format.

    After a full flush the compressor starts afresh, so one compressed megabyte can simply be repeated (the checksum at
    the end is wrong then; nobody should get that far).
    """
    bits = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}[wrapper]
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    zeros = b"\0" * MEGABYTE
    first = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (BOMB - 1) + packer.flush()


@cache
def brotli_bomb() -> bytes:
    import brotli

    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(b"\0" * MEGABYTE) for _ in range(BOMB)) + packer.finish()


@cache
def zstd_bomb() -> bytes:
    import zstandard

    packer = zstandard.ZstdCompressor(level=1).compressobj()
    return b"".join(packer.compress(b"\0" * MEGABYTE) for _ in range(BOMB)) + packer.flush()


def twice_gzipped(body: bytes) -> bytes:
    return gzip.compress(gzip.compress(body, mtime=0), mtime=0)


def endless(connection: socket.socket, start: bytes, chunk: bytes, pause: float = 0.0) -> None:
    """Send `start`, then `chunk` again and again until the other side hangs up or PATIENCE is over."""
    until = time.monotonic() + PATIENCE
    with suppress(OSError):
        connection.sendall(start)
        for piece in repeat(chunk):
            if time.monotonic() > until:
                return
            time.sleep(pause)
            connection.sendall(piece)


def reset(connection: socket.socket, start: bytes = b"") -> None:
    """Send something, then close with RST instead of FIN."""
    with suppress(OSError):
        connection.sendall(start)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
