"""Compressed bodies (RFC 9110, 8.4), unpacked no further than somebody wants to read."""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

_ALIASES = {"x-gzip": "gzip"}
_MAGIC = {b"\x1f\x8b\x08": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_SILENT = ("deflate", "br")  # nothing at their beginning says what they are
_MOST_CODINGS = 8  # of a header, or undone
_MOST_UNSAID = 3  # codings that are there and not said
_MOST_MEMBERS = 10_000  # of gzip, frames of zstd; a server that flushes often writes some dozens
_FIRST, _PIECE = 1 << 10, 1 << 16  # bytes fed at once: few at first, since what follows a short member is copied
_ZEROS = re.compile(rb"\0*")
# Blank lines and byte order marks that a server's program has printed before the packed page.
_PRINTED = re.compile(rb"(?:\xef\xbb\xbf|\s){1,64}(?=\x1f\x8b\x08|\x28\xb5\x2f\xfd)")
_TEXT = re.compile(rb"(?:\xef\xbb\xbf|\s)*+(?:[\t\n\r -~]{4}|[ -~]{0,3}\Z|\xff\xfe|\xfe\xff)")


class Unpacked(NamedTuple):
    """A body without its content codings. `is_cut`: a packed stream in it breaks off, or is damaged."""

    body: bytes
    is_cut: bool = False


def unpacked(body: bytes, codings: str, *, enough: int) -> bytes:
    """The body of `unpack`."""
    return unpack(body, codings, enough=enough).body


def unpack(body: bytes, codings: str, *, enough: int) -> Unpacked:
    """The first `enough` bytes of a body without its content codings (the value of Content-Encoding).

    Of a damaged body, what can be read. What is said counts less than what is there: servers and archives name a coding
    that is not, or no longer, done, name one twice, or in another order, or another one. A coding that is there and not
    said is known by its first bytes; zlib and br, which have none, where one is said that is not there.
    """
    waiting, unsaid, is_cut = _named(codings), 0, False
    for _ in range(_MOST_CODINGS):
        if printed := _PRINTED.match(body):
            body = body[printed.end() :]
        others = _unsaid(body, is_said=bool(codings.strip())) if unsaid < _MOST_UNSAID else []
        step = _one_less(body, waiting, others, enough)
        if step is None:
            break
        if step.coding in waiting:
            waiting.remove(step.coding)
        else:
            unsaid += 1
        body, is_cut = step.body, is_cut or not step.is_whole
    return Unpacked(body[:enough], is_cut)


def _named(codings: str) -> list[str]:
    """The codings of a header that are known, from the last one, which was done last; parameters and quotes go."""
    parts = (part.partition(";")[0].strip(" \t\"'").lower() for part in codings.split(",", 100)[:100])
    named = (_ALIASES.get(part, part) for part in parts)
    return [coding for coding in named if coding in _DECODERS][: -_MOST_CODINGS - 1 : -1]


def _unsaid(body: bytes, *, is_said: bool) -> list[str]:
    known = [coding for magic, coding in _MAGIC.items() if body.startswith(magic)]
    return known or ([*_SILENT] if is_said and not _TEXT.match(body) else [])


class _Step(NamedTuple):
    coding: str
    body: bytes
    is_whole: bool


def _one_less(body: bytes, said: Sequence[str], others: Sequence[str], enough: int) -> _Step | None:
    """The body without one of the codings: the first that comes to its end, else the first that gives something
    sensible, else whatever the one that is said gives."""
    damaged: _Step | None = None
    unsure: _Step | None = None
    for coding in dict.fromkeys((*said, *others)):
        step = _Step(coding, *_decoded(body, coding, enough))
        if step.body and step.is_whole and _is_sure(body, step):
            return step
        if step.body and not _TEXT.match(body):
            damaged = damaged or (step if _is_sensible(step.body) else None)
            unsure = unsure or (step if step.is_whole and coding in said else None)
    return damaged or unsure


def _is_sure(body: bytes, step: _Step) -> bool:
    """Whether a stream was of that coding: any bytes may be raw deflate or br that comes to an end, of which something
    sensible has to come."""
    is_checked = step.coding in _MAGIC.values() or (step.coding == "deflate" and _is_zlib(body))
    return is_checked or _is_sensible(step.body)


def _is_sensible(body: bytes) -> bool:
    """Whether bytes begin as text, or as what is packed once more."""
    return bool(_TEXT.match(body)) or body.startswith((*_MAGIC,)) or _is_zlib(body)


def _is_zlib(body: bytes) -> bool:
    """RFC 1950, 2.2."""
    return len(body) > 2 and body[0] == 0x78 and int.from_bytes(body[:2], "big") % 31 == 0


def _decoded(body: bytes, coding: str, enough: int) -> tuple[bytes, bool]:
    """What can be read of a coded body, and whether that is all of it, or enough."""
    found, at = bytearray(), 0
    for _ in range(_MOST_MEMBERS):
        part, end = _member(body, at, coding, enough - len(found))
        found += part
        if end is None:
            return bytes(found), len(found) >= enough
        zeros = _ZEROS.match(body, end)
        at = zeros.end() if zeros else end
        if not any(known == coding and body.startswith(magic, at) for magic, known in _MAGIC.items()):
            break
    return bytes(found), True


def _member(body: bytes, start: int, coding: str, room: int) -> tuple[bytes, int | None]:
    """One stream of a body, and where it ends; None where it does not, or enough of it is read.

    A damaged one is read again, from the piece that has the damage on byte by byte: a decoder that fails gives nothing
    of what it is fed.
    """
    found, end, failed = _fed(body, start, coding, room, careful=len(body))
    if failed is not None:
        found, end, _ = _fed(body, start, coding, room, careful=failed)
    return found, end


def _fed(body: bytes, start: int, coding: str, room: int, *, careful: int) -> tuple[bytes, int | None, int | None]:
    """What a decoder gives, where its stream ends, and where the piece begins at which it fails."""
    decoder, found, at = _DECODERS[coding](), bytearray(), start
    for piece in _pieces(body, start, careful):
        try:
            found += decoder.feed(piece, room - len(found))
        except decoder.errors:
            return bytes(found), None, at
        at += len(piece)
        if decoder.is_over:
            return bytes(found), at - len(decoder.left), None
        if len(found) >= room:
            break
    return bytes(found), None, None


def _pieces(body: bytes, start: int, careful: int) -> Iterator[bytes]:
    """A body from `start` on, from `careful` on byte by byte."""
    at, size = start, _FIRST
    while at < len(body):
        size = 1 if at >= careful else min(size, careful - at)
        yield body[at : at + size]
        at, size = at + size, min(_PIECE, 4 * size)


class _Decoder(Protocol):
    errors: tuple[type[Exception], ...]

    @property
    def is_over(self) -> bool: ...

    @property
    def left(self) -> bytes:
        """What was fed beyond the end."""

    def feed(self, data: bytes, room: int) -> bytes:
        """The next bytes, at most `room` of them."""


class _Gzip:
    """A member of gzip; with `wbits` a zlib or raw stream."""

    errors: tuple[type[Exception], ...] = (zlib.error,)

    def __init__(self, wbits: int = 31) -> None:
        self._inside = zlib.decompressobj(wbits=wbits)

    @property
    def is_over(self) -> bool:
        return self._inside.eof

    @property
    def left(self) -> bytes:
        return self._inside.unused_data

    def feed(self, data: bytes, room: int) -> bytes:
        return self._inside.decompress(data, max(1, room))


class _Deflate(_Gzip):
    """A zlib stream (RFC 9110, 8.4.1.2), or a raw one, as some servers understand the name."""

    def __init__(self) -> None:
        super().__init__(wbits=15)
        self._start: bytes | None = b""

    def feed(self, data: bytes, room: int) -> bytes:
        if self._start is None:
            return super().feed(data, room)
        self._start += data
        try:
            found = super().feed(data, room)
        except zlib.error:
            data, self._inside = self._start, zlib.decompressobj(wbits=-zlib.MAX_WBITS)
            self._start = None
            return super().feed(data, room)
        if found:
            self._start = None
        return found


class _Brotli:
    left = b""

    def __init__(self) -> None:
        library = _brotli()
        self.errors: tuple[type[Exception], ...] = (library.error,)
        self._inside = library.Decompressor()

    @property
    def is_over(self) -> bool:
        return bool(self._inside.is_finished())

    def feed(self, data: bytes, room: int) -> bytes:
        found = bytearray(self._inside.process(data, output_buffer_limit=max(1, room)))
        while len(found) < room and (more := self._inside.process(b"", output_buffer_limit=room - len(found))):
            found += more  # 32 KB at a time
        return bytes(found)


class _Zstd:
    def __init__(self) -> None:
        library = _zstd()
        self.errors: tuple[type[Exception], ...] = (library.ZstdError, EOFError)
        self._inside = library.ZstdDecompressor()

    @property
    def is_over(self) -> bool:
        return bool(self._inside.eof)

    @property
    def left(self) -> bytes:
        return bytes(self._inside.unused_data)

    def feed(self, data: bytes, room: int) -> bytes:
        return bytes(self._inside.decompress(data, max(1, room)))


_DECODERS: dict[str, Callable[[], _Decoder]] = {"gzip": _Gzip, "deflate": _Deflate, "br": _Brotli, "zstd": _Zstd}


def _brotli() -> Any:
    try:
        import brotli
    except ImportError:  # of PyPy
        import brotlicffi as brotli  # type: ignore[import-not-found]
    return brotli


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd
