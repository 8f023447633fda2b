"""Compressed bodies (RFC 9110, 8.4), unpacked no further than somebody wants to read."""

from __future__ import annotations

from io import BytesIO

_CODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})
_PIECE = 1 << 16


def unpacked(body: bytes, codings: str, *, enough: int) -> bytes:
    """The first `enough` bytes of a body without its content codings (the value of Content-Encoding).

    Of a damaged body, what can be read; where that is nothing, or a coding is unknown, the body as it came: many
    servers and archives name a coding that is not, or no longer, there.
    """
    named = [
        coding for coding in (part.strip().lower() for part in codings.split(",")) if coding not in ("", "identity")
    ]
    if not named or not _CODINGS.issuperset(named):
        return body[:enough]
    from urllib3 import HTTPResponse
    from urllib3.exceptions import HTTPError

    response = HTTPResponse(BytesIO(body), {"content-encoding": ", ".join(named)}, preload_content=False)
    found = bytearray()
    try:
        while len(found) < enough and (piece := response.read(min(_PIECE, enough - len(found)))):
            found += piece
    except HTTPError:
        pass  # what came before stands
    return bytes(found) or body[:enough]
