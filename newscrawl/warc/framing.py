"""The records of an archive file, one after the other: WARC (ISO 28500) and ARC 1.0 and 1.1 (Internet Archive, 1996).

Damage costs the record that it hits. Behind it the next one is looked for: by the first bytes of a packed member that
holds one, by the line with which a record begins in a plain file.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from newscrawl.warc.unpacking import CUT, MAGIC, DamagedError, Packed, Stream

_HEAD = 1 << 20  # bytes of a record's head: newscrawl's own holds what is known of a site's template
_AHEAD = 1 << 16
_LONGEST_START = 5000
_WARC_START = rb"WARC/[01]\.[0-9]{1,3}[ \t]*\r?\n"
# URL, address, time, media type, (five more fields in version 1.1,) length.
_ARC_START = (
    rb"[a-z][a-z0-9+.-]{1,20}:[^\r\n]{1,4000}? [^ \r\n]{1,64} \d{14} [^ \r\n]{0,200}"
    rb"(?: [^ \r\n]{1,200}){0,5} \d{1,12}\r?\n"
)
_START = re.compile(b"(?:%b|%b)" % (_WARC_START, _ARC_START))
_NEXT_START = re.compile(b"\n(?=%b|%b)" % (_WARC_START, _ARC_START))
_FIELD = re.compile(rb"\nWARC-[A-Z][A-Za-z-]{2,40}: ")
_BLANK = b"\r\n"
_BLANKS = (b"\r", b"\n")
NO_RECORD = "bytes that are no record"
_OTHER_BYTES = "its bytes are not those that its digest names"
_DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}

Headers = Mapping[str, str]
Wanted = Callable[[Headers], bool]


@dataclass(frozen=True, slots=True)
class Record:
    """A record: where it stands, its head by lower-case names, and its block, as much of it as was asked for. `is_long`
    where that is not all. The head of an ARC record has the names of WARC."""

    offset: int
    headers: Headers
    block: bytes = b""
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a file cannot be read, and why."""

    offset: int
    reason: str


@dataclass(slots=True)
class _Digests:
    """Whether the digests of a file are to be trusted: once one of them was right. Some programs write others."""

    trusted: bool = False

    def deny(self, record: Record) -> bool:
        """Whether the block is not the one that the head names."""
        name, _, stated = record.headers.get("warc-block-digest", "").partition(":")
        if record.is_long or not stated or name.lower() not in _DIGESTS:
            return False
        digest = _DIGESTS[name.lower()](record.block, usedforsecurity=False)
        if stated.strip().lower() in (digest.hexdigest(), b32encode(digest.digest()).decode().lower()):
            self.trusted = True
            return False
        return self.trusted


@dataclass(slots=True)
class Reader:
    """Reads a file. `wanted` says of a head whether its block is wanted; no more than `most` bytes of it are kept."""

    file: IO[bytes]
    wanted: Wanted
    most: int
    packed: Packed = field(init=False)
    _digests: _Digests = field(default_factory=_Digests)

    def __post_init__(self) -> None:
        self.packed = Packed.of(self.file)

    def records(self, start: int = 0) -> Iterator[Record | Fault]:
        """The records from a byte on at which one begins, and what cannot be read between them."""
        place: int | None = start
        while place is not None:
            fault = yield from self._until_fault(place)
            if fault is None:
                return
            place = self._next_start(fault.offset + 1)
            if fault.reason == CUT and place is not None:
                fault = Fault(fault.offset, "its length is wrong")
            yield fault

    def _next_start(self, after: int) -> int | None:
        """Where the next record begins; where the first bytes of the file are damaged, they do not say how it is
        packed."""
        place = next_start(self.file, self.packed, after)
        for packed in (Packed("gzip"), Packed("zstd")) if after == 1 and not self.packed.packing else ():
            if place is None and (place := next_start(self.file, packed, after)) is not None:
                self.packed = packed
        return place

    def _until_fault(self, start: int) -> Generator[Record | Fault, None, Fault | None]:
        """The records up to where the file cannot be read on; that place, None at the end of the file."""
        place, stream = start, None
        try:
            stream = Stream(self.file, self.packed, start)
            while True:
                place = stream.place
                is_between = True
                if not _begins(stream):
                    return None
                place, is_between = stream.place, False
                record = self._record(stream)
                yield Fault(place, _OTHER_BYTES) if self._digests.deny(record) else record
        except DamagedError as error:
            is_packed = stream is not None and self.packed.packing is not None
            return Fault(stream.place if stream and is_packed and is_between else place, str(error))

    def _record(self, stream: Stream) -> Record:
        """The record that begins here; the stream stands behind it, at the end of its member where that holds no more:
        only there is known that the member is whole."""
        place, line = stream.place, _line(stream, _LONGEST_START)
        headers = _head(stream) if line.startswith(b"WARC/") else _arc_head(line)
        stated = headers.get("content-length", "")
        length = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else None
        block = _Block(self.most if self.wanted(headers) else 0)
        self._read(stream, length, block, b"\n" if line[:5] != b"WARC/" else b"")
        _skip_blank(stream)
        return Record(place, headers, bytes(block.kept), block.is_long)

    def _read(self, stream: Stream, length: int | None, block: _Block, end: bytes) -> None:
        """Read a block of this length; where the record does not end there, as far as the next one."""
        start, left = stream.place, length or 0
        while True:
            left -= block.add(stream.pieces(left))
            if not left or not stream.next_member() or _START.match(stream.peek(_LONGEST_START)):
                break
        is_short = length is None or left > 0
        if self.packed.packing:
            if length is None or not (is_short or _ends(stream, end)):
                _to_next(stream, block)
        elif is_short or not _ends(stream, end):
            stream.seek(start)
            found = _Block(block.most)
            is_there = _to_next(stream, found)
            if is_short and found.has_field:
                raise DamagedError("its length is wrong, and the head of the record behind it")
            if is_there and not found.has_field:
                block.kept, block.size = found.kept, found.size
            elif is_short:
                raise DamagedError(CUT)
            else:
                stream.seek(start + (length or 0))


@dataclass(slots=True)
class _Block:
    """The bytes of a block, `most` of them at most."""

    most: int
    kept: bytearray = field(default_factory=bytearray)
    size: int = 0
    has_field: bool = False  # of a record's head: what was read is two records, and the head of one is damaged

    @property
    def is_long(self) -> bool:
        return self.size > len(self.kept)

    def add(self, pieces: Iterable[bytes]) -> int:
        """Take more; how many bytes."""
        before = self.size
        for piece in pieces:
            self.kept += piece[: self.most - len(self.kept)]
            self.size += len(piece)
            self.has_field = self.has_field or _FIELD.search(piece) is not None
        return self.size - before


def next_start(file: IO[bytes], packed: Packed, after: int) -> int | None:
    """Where the next record begins that can be read from there, or None."""
    if not packed.packing:
        return next((place + 1 for place in _found(file, _NEXT_START, after - 1, _LONGEST_START + 1)), None)
    magic = re.compile(re.escape(MAGIC[packed.packing]))
    return next((place for place in _found(file, magic, after, 4) if _holds_record(file, packed, place)), None)


def _found(file: IO[bytes], wanted: re.Pattern[bytes], start: int, longest: int) -> Iterator[int]:
    """Where a pattern of so many bytes at most is found in a file."""
    data = b""
    while True:
        file.seek(start + len(data))
        more = file.read(_AHEAD)
        data += more
        for match in wanted.finditer(data):
            if match.start() < len(data) - longest or not more:
                yield start + match.start()
        if not more:
            return
        kept = min(longest, len(data))
        start, data = start + len(data) - kept, data[len(data) - kept :]


def _holds_record(file: IO[bytes], packed: Packed, place: int) -> bool:
    try:
        return _START.match(Stream(file, packed, place, piece=512).peek(_LONGEST_START)) is not None
    except DamagedError:
        return False


def _begins(stream: Stream) -> bool:
    """Whether a record begins here, behind empty lines; False at the end of the file. Raises DamagedError."""
    while _skip_blank(stream):
        if not stream.next_member():
            return False
    if _START.match(stream.peek(_LONGEST_START)) or _crosses(stream):
        return True
    while not (piece := stream.take(_AHEAD)).strip(b"\0"):  # some writers fill a block of their disk
        if not piece:
            return False
    raise DamagedError(NO_RECORD)


def _crosses(stream: Stream) -> bool:
    """Whether a record begins here whose first line goes on in the next member."""
    rest = stream.peek(_LONGEST_START)
    is_line = len(rest) < _LONGEST_START and b"\n" not in rest
    return is_line and stream.next_member() and _START.match(stream.peek(_LONGEST_START)) is not None


def _skip_blank(stream: Stream) -> bool:
    """Pass over empty lines; whether the member ends with them."""
    while data := stream.peek(64):
        blank = len(data) - len(data.lstrip(_BLANK))
        stream.take(blank)
        if blank < len(data):
            return False
    return True


def _ends(stream: Stream, end: bytes) -> bool:
    """Whether a record ends here: two ends of lines follow (ISO 28500, 4; `end` in an ARC file), or the next record, or
    nothing."""
    if stream.peek(4).startswith((b"\r\n\r\n", end or b"\n\n")):
        return True
    rest = stream.peek(_LONGEST_START).lstrip(_BLANK)
    return not rest or _START.match(rest) is not None


def _to_next(stream: Stream, block: _Block) -> bool:
    """Read as far as the next record, or the end of the member; whether there is one."""
    while len(window := stream.peek(_AHEAD)) == _AHEAD:
        found = _NEXT_START.search(window)
        if found and found.start() < _AHEAD - _LONGEST_START:
            break
        block.add([stream.take(_AHEAD - _LONGEST_START)])
    found = _NEXT_START.search(window)
    block.add([stream.take(found.start() if found else len(window))])
    while block.kept.endswith(_BLANKS):
        block.size -= 1
        del block.kept[-1:]
    return found is not None


def _line(stream: Stream, most: int) -> bytes:
    """The next line, without its end."""
    size = 256
    while b"\n" not in (data := stream.peek(size)):
        if size > most:
            raise DamagedError("a line without end in the head of a record")
        if len(data) == size:
            size *= 4
        elif not stream.next_member():
            raise DamagedError(CUT)
    return stream.take(data.index(b"\n") + 1).rstrip(_BLANK)


def _head(stream: Stream) -> Headers:
    """The named fields of a WARC record (ISO 28500, 4 and 5), the first of each name."""
    headers: dict[str, str] = {}
    name, left = "", _HEAD
    while line := _line(stream, _HEAD):
        left -= len(line)
        if left < 0:
            raise DamagedError("the head of a record is too long")
        text = line.decode("utf-8", "replace")
        if text[0] in " \t" and name:
            headers[name] = f"{headers[name]} {text.strip()}"
            continue
        key, colon, value = text.partition(":")
        name = key.strip().lower() if colon else ""
        if name == "warc-type" and name in headers:
            raise DamagedError("the heads of two records in one")
        if name and name not in headers:
            headers[name] = value.strip()
    return headers


def _arc_head(line: bytes) -> Headers:
    """The line of an ARC record: of version 1.0, or 1.1 with a status, a checksum and more before the length."""
    words = line.decode("utf-8", "replace").split(" ")
    at = next(number for number in range(2, len(words)) if len(words[number]) == 14 and words[number].isdigit())
    url = " ".join(words[: at - 1])
    return {
        "warc-type": "warcinfo" if url.startswith("filedesc:") else "response", "warc-target-uri": url,
        "warc-ip-address": words[at - 1], "warc-date": words[at], "content-type": "application/http",
        "content-length": words[-1],
    }  # fmt: skip
