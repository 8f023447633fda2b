"""Writing WARC files: each record a gzip member or zstd frame of its own, a new file when one is full.

A file is called `NAME.open` while it grows. A kill leaves it so, perhaps with half a record at its end; the next writer
in that folder cuts the half off and closes it. Bytes are handed to the system before `write` returns, and are on the
disk once their article is released, before the store commits its place: a power cut takes back the place or nothing.
"""

from __future__ import annotations

import io
import os
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fastwarc import ArchiveIterator, GzipWriter, WarcRecord, ZstdWriter

from newscrawl.errors import OutputError
from newscrawl.files.durable import explained, sync_folder
from newscrawl.files.file_locks import lock
from newscrawl.record.model import WarcPlace
from newscrawl.warc import warc_records
from newscrawl.warc.exchange import Exchange

Compression = Literal["gzip", "zstd"]

_OPEN = ".open"
_fdatasync = getattr(os, "fdatasync", os.fsync)  # not on macOS and Windows
_SUFFIX: dict[Compression, str] = {"gzip": ".warc.gz", "zstd": ".warc.zst"}
_FULL = 1_000_000_000  # bytes: the size that archives' tools expect
_REMEMBERED = 100_000  # bodies whose repetition is noticed: 30 MB
_WORTH_A_REVISIT = 200  # bytes; a revisit record is no smaller


@dataclass(slots=True)
class _Open:
    """A file that is being written: which articles begin in it and may still have further pages, and the bodies that
    it holds (each file can be read without the others)."""

    name: str
    stream: io.FileIO
    waiting: set[int] = field(default_factory=set)
    bodies: OrderedDict[str, tuple[str, datetime]] = field(default_factory=OrderedDict)


class WarcWriter:
    """The WARC files of one crawl process. `software` names it in each file's first record.

    The pages of an article stay in one file: a full one is left open until those are there that began in it.
    """

    def __init__(
        self, folder: Path, software: str, *, compression: Compression = "gzip", full_bytes: int = _FULL
    ) -> None:
        self._folder = folder
        self._software = software
        self._compression = compression
        self._full_bytes = full_bytes
        self._files: dict[str, _Open] = {}  # by name; the last one takes what belongs to no other
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def write(self, exchange: Exchange, *, awaits: int | None = None, beside: WarcPlace | None = None) -> WarcPlace:
        """Write a fetch; the file and offset of its response. Raises OutputError.

        `awaits` numbers an article that begins here and whose further pages may come until it is released; they come
        with its place, `beside`.
        """
        file = self._files.get(beside.file) if beside else None
        if file is None:
            file = self._newest(exchange.fetched_at)
        if awaits is not None:
            file.waiting.add(awaits)
        digest = warc_records.digest_of(exchange.body)
        answer = _answer(exchange, digest, file.bodies)
        asked = _packed(warc_records.request(exchange, answer), self._compression)
        place = WarcPlace(file=file.name, offset=file.stream.tell())
        _append(file.stream, self._folder / file.name, _packed(answer, self._compression) + asked)
        return place

    def release(self, article: int) -> None:
        """All pages of an article are written; they are on the disk when this returns. Raises OutputError."""
        for file in self._files.values():
            if article in file.waiting:
                file.waiting.discard(article)
                self._sync(file)
        self._close_full()

    def close(self) -> None:
        """Finish the files that are being written."""
        for name in list(self._files):
            self._close(name)

    def _newest(self, now: datetime) -> _Open:
        file = next(reversed(self._files.values()), None)
        if file is None or self._is_full(file):
            file = self._new_file(now)
            self._files[file.name] = file
            self._close_full()
            info = warc_records.warcinfo(file.name, self._software, now)
            _append(file.stream, self._folder / file.name, _packed(info, self._compression))
        return file

    def _is_full(self, file: _Open) -> bool:
        return file.stream.tell() >= self._full_bytes

    def _close_full(self) -> None:
        """Close the files that another one follows and that wait for nothing."""
        for file in list(self._files.values())[:-1]:
            if not file.waiting:
                self._close(file.name)

    def _close(self, name: str) -> None:
        file = self._files.pop(name)
        with file.stream:
            self._sync(file)
        _close_name(self._folder / (name + _OPEN))

    def _sync(self, file: _Open) -> None:
        with explained(self._folder / file.name):
            _fdatasync(file.stream.fileno())

    def _new_file(self, now: datetime) -> _Open:
        """A file of a name that nobody has: other processes may write into the same folder."""
        day = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        for number in range(100_000):
            name = f"newscrawl-{day}-{number:05}{_SUFFIX[self._compression]}"
            if (self._folder / name).exists():
                continue
            with explained(self._folder / name):
                try:
                    stream = io.FileIO(self._folder / (name + _OPEN), "xb+")
                except FileExistsError:
                    continue
                lock(stream.fileno())  # until it is closed, or its writer dies: not for `mend`
                sync_folder(self._folder / name)
                return _Open(name, stream)
        raise OutputError(f"{self._folder}: too many WARC files of one second: name another folder")


def _answer(exchange: Exchange, digest: str, bodies: OrderedDict[str, tuple[str, datetime]]) -> WarcRecord:
    """The record of a response; a body that is among `bodies` is only referred to, another one joins them."""
    if exchange.status == 304:
        last = exchange.last_fetched_at
        return warc_records.revisit(exchange, digest, (exchange.url, last) if last else None)
    first = bodies.get(digest)
    if first and len(exchange.body) > _WORTH_A_REVISIT:
        return warc_records.revisit(exchange, digest, first)
    bodies[digest] = (exchange.url, exchange.fetched_at)
    if len(bodies) > _REMEMBERED:
        bodies.popitem(last=False)
    return warc_records.response(exchange, digest)


def mend(folder: Path) -> list[Path]:
    """Close the files that killed crawls left open, without the half record at their end; their new names.

    A file that another process is writing stays as it is.
    """
    mended = (_mended(path) for path in sorted(folder.glob(f"newscrawl-*{_OPEN}")))
    return [path for path in mended if path]


def _mended(path: Path) -> Path | None:
    with explained(path), path.open("rb+") as file:
        if not lock(file.fileno()):
            return None
        start, last = _last_whole(path)
        file.truncate(start)
        file.seek(start)
        file.write(last)
        file.flush()
        os.fsync(file.fileno())
    return _close_name(path)


def _last_whole(path: Path) -> tuple[int, bytes]:
    """Where the last whole record starts, and that record packed again: its member may lack its end."""
    compression: Compression = "zstd" if path.name.endswith(_SUFFIX["zstd"] + _OPEN) else "gzip"
    start, last = 0, b""
    with path.open("rb") as file, suppress(OSError, ValueError):  # what the reader says of a half member
        for record in ArchiveIterator(file, parse_http=False):
            if not record.verify_block_digest():
                break
            start, last = record.stream_pos, _packed(record, compression)
    return start, last


def _packed(record: WarcRecord, compression: Compression) -> bytes:
    buffer = io.BytesIO()
    writer = GzipWriter(buffer) if compression == "gzip" else ZstdWriter(buffer)
    record.write(writer, checksum_data=True)
    writer.close()
    return buffer.getvalue()


def _append(file: io.FileIO, path: Path, data: bytes) -> None:
    start = file.tell()
    with explained(path):
        try:
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]
        except OSError:
            file.truncate(start)
            file.seek(start)
            raise


def _close_name(path: Path) -> Path:
    closed = path.with_name(path.name.removesuffix(_OPEN))
    path.rename(closed)
    sync_folder(closed)
    return closed
