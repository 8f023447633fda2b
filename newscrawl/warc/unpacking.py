"""The bytes of an archive file, unpacked piece by piece: plain, members of gzip (RFC 1952), frames of zstd (RFC 8878).

Archives pack each record alone, so what follows a damaged member can be read: `Stream` says at which byte of the file
the member begins that holds the next byte, and another one can begin at any member. No more than a piece is in memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Literal, Protocol

import zstandard

Packing = Literal["gzip", "zstd"]

MAGIC: dict[Packing, bytes] = {"gzip": b"\x1f\x8b\x08", "zstd": b"\x28\xb5\x2f\xfd"}
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.S)
_PIECE = 1 << 16
_FED = 512  # bytes of zstd at once: four of them may stand for 128 KiB (RFC 8878, 3.1.1.2.2)
_WINDOW = 1 << 27  # bytes that a zstd frame may ask for
_MOST_DICTIONARY = 16 << 20
CUT = "the file ends inside it"


class DamagedError(Exception):
    """Why the bytes of a file cannot be read on."""


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        """The next bytes, and what of `data` is left."""


class _Gzip:
    def __init__(self) -> None:
        self._inside = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inside.eof

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        try:
            piece = self._inside.decompress(data, _PIECE)
        except zlib.error as error:
            raise DamagedError(f"damaged gzip ({str(error).rpartition(': ')[2]})") from None
        return piece, self._inside.unused_data if self.eof else self._inside.unconsumed_tail


class _Zstd:
    def __init__(self, dictionary: bytes | None) -> None:
        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._inside = zstandard.ZstdDecompressor(known, max_window_size=_WINDOW).decompressobj()

    @property
    def eof(self) -> bool:
        return bool(self._inside.eof)

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        try:
            piece = self._inside.decompress(data[:_FED]) if data else b""
        except zstandard.ZstdError as error:
            raise DamagedError(f"damaged zstd ({error})") from None
        return piece, (self._inside.unused_data if self.eof else b"") + data[_FED:]


@dataclass(slots=True)
class Packed:
    """How a file is packed; `dictionary` is what its first frame gives to all others (IIPC, WARC zstd)."""

    packing: Packing | None = None
    dictionary: bytes | None = None

    @classmethod
    def of(cls, file: IO[bytes]) -> Packed:
        """By the first bytes of a file."""
        file.seek(0)
        head = file.read(8)
        dictionary = None
        if _SKIPPABLE.match(head):
            size = int.from_bytes(head[4:8], "little")
            dictionary = _dictionary(file.read(size)) if size <= _MOST_DICTIONARY else None
            head = MAGIC["zstd"]
        return cls(next((name for name, magic in MAGIC.items() if head.startswith(magic)), None), dictionary)

    def unpacker(self) -> _Unpacker:
        return _Gzip() if self.packing == "gzip" else _Zstd(self.dictionary)


def _dictionary(data: bytes) -> bytes | None:
    if not data.startswith(MAGIC["zstd"]):
        return data or None
    try:
        with zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(data) as stream:
            return stream.read(_MOST_DICTIONARY) or None
    except zstandard.ZstdError:
        return None


class Stream:
    """A file's bytes from `start` on. What is read ends where a member does, until `next_member`."""

    def __init__(self, file: IO[bytes], packed: Packed, start: int, *, piece: int = _PIECE) -> None:
        self._file = file
        self._packed = packed
        self._piece = piece
        self._unpacker: _Unpacker | None = None
        self._buffer = bytearray()
        self._raw = b""
        self._member = start
        self._at = start  # of the first byte in the buffer, in a plain file
        file.seek(start)
        self.next_member()

    def seek(self, place: int) -> None:
        """Go on at another byte of a plain file."""
        self._file.seek(place)
        self._buffer.clear()
        self._at = place

    @property
    def place(self) -> int:
        """Where in the file the next byte stands: itself, or the member that holds it."""
        return self._member if self._packed.packing else self._at

    def peek(self, size: int) -> bytes:
        """The next bytes of this member, which are read again; fewer at its end. Raises DamagedError."""
        while len(self._buffer) < size and (piece := self._more()):
            self._buffer += piece
        return bytes(self._buffer[:size])

    def take(self, size: int) -> bytes:
        """The next bytes of this member; fewer at its end. Raises DamagedError."""
        data = self.peek(size)
        del self._buffer[: len(data)]
        self._at += len(data)
        return data

    def pieces(self, size: int) -> Iterator[bytes]:
        """So many bytes of this member, piece by piece."""
        while size and (piece := self.take(min(size, _PIECE))):
            size -= len(piece)
            yield piece

    def next_member(self) -> bool:
        """Go on with the member behind this one, of which nothing more comes; False at the end of the file. What was
        not taken of this one comes first: some tools pack without regard to records."""
        if not self._packed.packing:
            return False
        while True:
            self._member = self._file.tell() - len(self._raw)
            head = self._ahead(8)
            if not head:
                return False
            if not (self._packed.packing == "zstd" and _SKIPPABLE.match(head)):
                break
            self._raw = b""
            self._file.seek(self._member + 8 + int.from_bytes(head[4:8], "little"))
        if not head.startswith(MAGIC[self._packed.packing]):
            if self._only_zeros():
                return False
            raise DamagedError("bytes that are no record")
        self._unpacker = self._packed.unpacker()
        return True

    def _ahead(self, size: int) -> bytes:
        while len(self._raw) < size and (data := self._file.read(self._piece)):
            self._raw += data
        return self._raw[:size]

    def _only_zeros(self) -> bool:
        """Whether nothing else comes: some writers fill a block of their disk."""
        while not self._raw.strip(b"\0"):
            self._raw = self._file.read(_PIECE)
            if not self._raw:
                return True
        return False

    def _more(self) -> bytes:
        if not self._packed.packing:
            return self._file.read(self._piece)
        unpacker = self._unpacker
        while unpacker is not None and not unpacker.eof:
            self._raw = self._raw or self._file.read(min(self._piece, 4096))
            ended = not self._raw
            piece, self._raw = unpacker.unpack(self._raw)
            if piece:
                return piece
            if ended and not unpacker.eof:
                raise DamagedError(CUT)
        return b""
