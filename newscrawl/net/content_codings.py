"""Compressed bodies (RFC 9110, 8.4), unpacked no further than somebody wants to read."""

from __future__ import annotations

import zlib
from contextlib import suppress
from io import BytesIO

_CODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})
_MAGIC = {b"\x1f\x8b\x08": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_MOST_UNSAID = 3  # codings that are there and not said
_PIECE = 1 << 16


def unpacked(body: bytes, codings: str, *, enough: int) -> bytes:
    """The first `enough` bytes of a body without its content codings (the value of Content-Encoding).

    Of a damaged body, what can be read; where that is nothing, or a coding is unknown, the body as it came: many
    servers and archives name a coding that is not, or no longer, there. A coding that is there and not said is known by
    its first bytes.
    """
    named = [
        coding for coding in (part.strip().lower() for part in codings.split(",")) if coding not in ("", "identity")
    ]
    if named and _CODINGS.issuperset(named):
        body = _without(body, named, enough)
    for _ in range(_MOST_UNSAID):
        unsaid = next((coding for magic, coding in _MAGIC.items() if body.startswith(magic)), None)
        if unsaid is None:
            break
        body = _without(body, [unsaid], enough)
    return body[:enough]


def _without(body: bytes, codings: list[str], enough: int) -> bytes:
    """The body without codings, or as it came where nothing can be read so."""
    from urllib3 import HTTPResponse
    from urllib3.exceptions import HTTPError

    response = HTTPResponse(BytesIO(body), {"content-encoding": ", ".join(codings)}, preload_content=False)
    found = bytearray()
    try:
        while len(found) < enough and (piece := response.read(min(_PIECE, enough - len(found)))):
            found += piece
    except HTTPError:
        pass  # what came before stands
    if not found and codings[-1] in ("gzip", "x-gzip") and (start := _start_of_deflate(body)):
        with suppress(zlib.error):  # of a short body nothing came before a wrong checksum: here there is none
            found += zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(body[start:], enough or 1)
    return bytes(found) or body


def _start_of_deflate(body: bytes) -> int:
    """Where the data of a gzip member begin (RFC 1952, 2.3); 0 for what is none."""
    if not body.startswith(b"\x1f\x8b\x08") or len(body) < 18:
        return 0
    flags, at = body[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(body[at : at + 2], "little")
    for text in (8, 16):
        if flags & text:
            at = body.find(b"\0", at) + 1
            if not at:
                return 0
    return at + (2 if flags & 2 else 0)
