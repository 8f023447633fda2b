"""The head of an HTTP answer and the chunks of its body (RFC 9112), read as leniently as browsers do. Pure.

A crawl and `scrape` have their own parsers of the wire; what an odd line means, and where the body ends, is decided
here for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_STATUS_LINE = re.compile(rb"\s*+(?:HTTP|ICY)(?:/(\d)(?:\.(\d))?)?[ \t]++(\d{3})(?![0-9])[ \t]*+([^\r\n]*+)", re.I)
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++")
_SIZE = re.compile(rb"[ \t]*+([0-9a-f]{1,16})[ \t]*+(?:;[^\n]*+)?\r?\Z", re.I)
_LONGEST_LINE = 1 << 12  # bytes of the line before a chunk, with its extensions
_LONGEST_TRAILER = 1 << 16


class StatusLine(NamedTuple):
    """`is_old`: an answer of HTTP/1.0 or before, which ends with its connection."""

    status: int
    reason: bytes
    is_old: bool


def status_line(line: bytes) -> StatusLine | None:
    """What a status line says; without a version, or with one that is not asked for (HTTP/2), as HTTP/1.1."""
    found = _STATUS_LINE.match(line)
    if found is None:
        return None
    return StatusLine(int(found[3]), found[4].strip(), found[1] in (b"0", b"1") and found[2] == b"0")


def field_name(raw: bytes) -> bytes | None:
    """The name of a header (RFC 9110, 5.1), or None for what is none; spaces before its colon do not count."""
    name = raw.rstrip(b" \t")
    return name if _TOKEN.fullmatch(name) else None


def fields_of(lines: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
    """The headers in the lines of a head, folded ones joined; lines that are none are passed over."""
    fields: list[tuple[bytes, bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            if fields:
                name, value = fields[-1]
                fields[-1] = name, value + b" " + line.strip()
            continue
        raw, colon, value = line.partition(b":")
        name = field_name(raw) or b""
        if colon and name:
            fields.append((name, value.strip()))
    return fields


class Framing(NamedTuple):
    """How the end of a body is known: by its chunks, else by its length in bytes, else by the connection's end."""

    is_chunked: bool = False
    length: int | None = None


def framing_of(transfer_codings: Iterable[bytes], lengths: Iterable[bytes]) -> Framing:
    """From the values of Transfer-Encoding and Content-Length. Chunks count more (RFC 9112, 6.3); of lengths that
    differ the largest, since a page that is whole before is seen by its end; what is no number says nothing."""
    if any(
        coding.partition(b";")[0].strip().lower() == b"chunked" for coding in b",".join(transfer_codings).split(b",")
    ):
        return Framing(is_chunked=True)
    stated = map(bytes.strip, b",".join(lengths).split(b","))
    numbers = (int(length) for length in stated if length.isdigit() and len(length) < 16)
    return Framing(length=max(numbers, default=None))


class Chunks:
    """A chunked body (RFC 9112, 7.1) without its chunks, piece by piece.

    As browsers do it takes lines that end with LF alone, and spaces about a size. A body that does not begin with a
    chunk is none: it is given as it comes. Behind a chunk that is none nothing is given. `is_over` when the last chunk
    and its trailer were read; `rest` is what was fed beyond.
    """

    def __init__(self) -> None:
        self.is_over = False
        self.rest = b""
        self._buffer = bytearray()
        self._left: int | None = None  # bytes of the chunk under way; None: its size is awaited
        self._is_first = True
        self._is_raw = self._is_broken = False
        self._trailer: int | None = None  # bytes of it so far

    def feed(self, data: bytes) -> bytes:
        """What the next bytes hold."""
        if self._is_raw:
            return data
        pieces: list[bytes] = []
        self._buffer += data
        while self._buffer and not self.is_over and not self._is_broken:
            if self._left:
                piece = bytes(self._buffer[: self._left])
                del self._buffer[: self._left]
                self._left -= len(piece)
                pieces.append(piece)
            elif not self._read_line(pieces):
                break
        if self.is_over:
            self.rest += bytes(self._buffer)
            self._buffer.clear()
        return b"".join(pieces)

    def _read_line(self, pieces: list[bytes]) -> bool:
        """Take the line before a chunk, behind it or in the trailer; False where it has not come as a whole."""
        end = self._buffer.find(b"\n", 0, _LONGEST_LINE)
        if end < 0 and len(self._buffer) < _LONGEST_LINE:
            return False
        line = bytes(self._buffer[: max(0, end)])
        size = _SIZE.match(line) if end >= 0 else None
        if self._is_first and size is None:
            self._is_raw = True
            pieces.append(bytes(self._buffer))
            end = len(self._buffer)
        elif self._trailer is not None:
            self._trailer += len(line)
            self.is_over = line in (b"", b"\r") and end >= 0
            self._is_broken = end < 0 or self._trailer > _LONGEST_TRAILER
        elif self._left == 0 and line in (b"", b"\r"):
            self._left = None
        elif size is not None:
            self._left, self._is_first = int(size[1], 16), False
            self._trailer = 0 if self._left == 0 else None
        else:
            self._is_broken = True
        del self._buffer[: end + 1]
        return True
