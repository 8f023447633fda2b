"""Files that are written page by page, and continued by the same command after an end at any instant.

What is done stands in the file, up to a committed length; a file of notes beside it (`FILE.unfinished`) says how far
that is, a line for each commit. Whatever stands behind the length is cut. A file that cannot grow (Parquet, JSON), and
one in whose place an earlier, complete one still stands, is written when all pages are read; until then its records are
lines in `FILE.unfinished.jsonl`. When the output is complete, only the file itself is left.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from glob import escape
from hashlib import blake2b
from pathlib import Path
from time import monotonic

import orjson

from newscrawl.errors import OutputError
from newscrawl.export import parquet
from newscrawl.export.formats import FORMATS, Format, named, of_path
from newscrawl.files.durable import check_folder, explained, replacing, write_behind
from newscrawl.files.file_locks import OPEN
from newscrawl.store.records import Record

_EVERY = 1.0  # seconds between two commits
_BATCH = 500  # records of a commit at most: about 5 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """How far an output is: `pages` read in order, whose names and states make `digest`; `length` bytes are on disk.

    `counts` are the caller's.
    """

    command: str
    beside: bool
    pages: int = 0
    records: int = 0
    length: int = 0
    digest: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


class UnfinishedOutput:
    """One output file on its way. `command` is what would write the same again.

    Raises OutputError for a file that cannot be written, and where another command left one unfinished.
    """

    def __init__(self, path: Path, form: str | None, command: str) -> None:
        self.path = path
        self.format: Format = named(form) if form else of_path(path)
        if self.format.name == "parquet":
            parquet.require()
        check_folder(path)
        self._notes_file = path.with_name(f"{path.name}.unfinished")
        self._waiting: list[Record] = []
        self._last = monotonic()
        kept = self._kept()
        if kept is not None and kept.command != command:
            raise OutputError(
                f"{path}: another command began it and did not end: run that one again, or delete {self._notes_file}"
            )
        beside = not self.format.grows or (path.exists() and path.stat().st_size > 0)
        self.notes = kept or Notes(command=command, beside=beside)
        if kept is None:
            self._begin()
        else:
            self._cut(kept.length)

    @property
    def data(self) -> Path:
        """The file that grows."""
        return self.path.with_name(f"{self.path.name}.unfinished.jsonl") if self.notes.beside else self.path

    def begin_anew(self) -> None:
        """Forget what is done: the pages are others now."""
        self.notes = Notes(command=self.notes.command, beside=self.notes.beside)
        self._cut(0)
        self._begin()

    def _begin(self) -> None:
        """From here on a file of records is known as ours."""
        self._notes_file.unlink(missing_ok=True)
        if self.notes.beside:
            self.data.unlink(missing_ok=True)
        self._note()

    def _note(self) -> None:
        with explained(self._notes_file):
            _append(self._notes_file, orjson.dumps(asdict(self.notes)) + b"\n")

    def add(self, key: str, record: Record | None, counts: Mapping[str, int]) -> None:
        """A page was read: what it is known by, its record if it has one, the counts up to it. Raises OutputError."""
        if record is not None:
            self._waiting.append(record)
        self.notes = replace(
            self.notes, pages=self.notes.pages + 1, digest=chained(self.notes.digest, key),
            records=self.notes.records + (record is not None), counts=dict(counts),
        )  # fmt: skip
        if len(self._waiting) >= _BATCH or monotonic() - self._last >= _EVERY:
            self.commit()

    def commit(self) -> None:
        """Put on disk what is done: the records first, then the notes that count them. Raises OutputError."""
        encoded = io.BytesIO()
        writer = FORMATS["jsonl"] if self.notes.beside else self.format
        if self._waiting:
            writer.write(self._waiting, encoded, continued=self.notes.length > 0)
        with explained(self.data):
            _append(self.data, encoded.getvalue(), self.notes.length)
        self.notes = replace(self.notes, length=self.notes.length + encoded.tell())
        self._note()
        self._waiting.clear()
        self._last = monotonic()

    def finish(self) -> None:
        """All pages are read: only the file itself is left. Raises OutputError."""
        self.commit()
        for part in self.path.parent.glob(f".{escape(self.path.name)}.*.part"):  # of a run that was killed in here
            part.unlink(missing_ok=True)
        if not self.notes.beside:
            if not self.notes.length:
                with replacing(self.path) as stream:
                    self.format.write([], stream)
        elif self.notes.records or not self.path.exists() or not self.path.stat().st_size:
            with replacing(self.path) as stream:
                self.format.write(self._records(), stream)
        if self.notes.beside:
            self.data.unlink(missing_ok=True)
        self._notes_file.unlink(missing_ok=True)

    def _records(self) -> Iterator[Record]:
        with self.data.open("rb") as lines:
            for line in lines:
                yield Record(sequence=0, json=line.rstrip(b"\n"))

    def _kept(self) -> Notes | None:
        """The last whole line of the notes, where its bytes are there."""
        with suppress(FileNotFoundError):
            for line in reversed(self._notes_file.read_bytes().split(b"\n")[:-1]):
                with suppress(ValueError, TypeError):
                    kept = Notes(**json.loads(line))
                    self.notes = kept
                    return kept if _length(self.data) >= kept.length else None
        return None

    def _cut(self, length: int) -> None:
        with explained(self.data):
            if _length(self.data) > length:
                os.truncate(self.data, length)


def chained(digest: str, key: str) -> str:
    """The digest of a row of keys with one more at its end."""
    return blake2b(f"{digest}\n{key}".encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _append(path: Path, data: bytes, start: int | None = None) -> None:
    """Write at the end of a file, or behind its first `start` bytes; the bytes are on disk then, or none of them."""
    number = os.open(path, OPEN | os.O_CREAT, 0o666)
    try:
        write_behind(number, data, os.fstat(number).st_size if start is None else start)
    finally:
        os.close(number)
