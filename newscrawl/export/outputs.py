"""Outputs of a crawl (`-o FILE`): files fed from the store, which remembers how far each one is.

An output holds every record of its store once, in the order in which they were stored; a new revision of an article is
a record of its own, with its number in `meta.revision`. With a temporary store the file is a new one of this run: what
stood there is replaced when the first record arrives.

A file that grows (JSONL, CSV ...) has a committed length: the bytes are on disk before the store says so. Whatever a
crash left behind that length is cut and written again. A file that cannot grow (Parquet, JSON) is written anew at the
end of the run, and takes the old one's place when it is complete.
"""

from __future__ import annotations

import io
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

from newscrawl.errors import OutputError
from newscrawl.export import parquet
from newscrawl.export.formats import Format, of_path
from newscrawl.files import check_folder, explained, replacing
from newscrawl.store.output_marks import Mark
from newscrawl.store.records import Record
from newscrawl.store.store import Store

_BATCH = 500  # records encoded at once: about 5 MB


def open_output(path: str | Path, store: Store) -> Output:
    """The output of a file, checked before anything is fetched.

    Raises OutputError for an unknown suffix, a missing extra, a folder that cannot be written, a file that this store
    did not write, and one that somebody has shortened.
    """
    form = of_path(Path(path))
    path = Path(path).resolve()
    if form.name == "parquet":
        parquet.require()
    check_folder(path)
    mark = _mark(path, store, form)
    return GrowingOutput(path, store, form, mark) if form.grows else WholeOutput(path, store, form, mark)


def _mark(path: Path, store: Store, form: Format) -> Mark:
    length = path.stat().st_size if path.exists() else 0
    mark = store.outputs.get(path)
    if mark is None:
        if length and not store.temporary:
            raise OutputError(f"{path}: the store {store.name} did not write it: move it away, or name another file")
        return store.outputs.start(path, form.name)
    if length == 0:
        return store.outputs.start(path, form.name)  # it was moved away: all records are written again
    if form.grows and length < mark.offset:
        raise OutputError(
            f"{path}: {mark.offset:,} bytes were written and {length:,} are left: somebody changed it. "
            "Delete it to have it written anew from the store, or name another file"
        )
    if form.grows and length > mark.offset:
        with explained(path):
            os.truncate(path, mark.offset)
    return mark


class Output(ABC):
    """A file that follows the store."""

    def __init__(self, path: Path, store: Store, form: Format, mark: Mark) -> None:
        self.path = path
        self.format = form
        self._store = store
        self._mark = mark

    @abstractmethod
    def catch_up(self, *, now: datetime) -> int:
        """Write the records that the file does not hold yet, as far as it can grow; how many. Raises OutputError.

        After an error the file ends where it ended before; the records are safe in the store.
        """

    @abstractmethod
    def finish(self, *, now: datetime) -> int:
        """Bring the file up to the store at the end of a run; how many records were written."""

    def _move(self, mark: Mark, now: datetime) -> None:
        self._store.outputs.move(self.path, self._mark, mark, now=now)
        self._mark = mark


class GrowingOutput(Output):
    """A file that is continued at its end."""

    def catch_up(self, *, now: datetime) -> int:
        written = 0
        records = self._store.articles.since(self._mark.sequence)
        while batch := list(islice(records, _BATCH)):
            self._append(batch, now)
            written += len(batch)
        return written

    def finish(self, *, now: datetime) -> int:
        written = self.catch_up(now=now)
        if self._mark.offset == 0:  # no record: the file is there all the same, with its header, and nothing else
            self._append([], now)
        return written

    def _append(self, batch: list[Record], now: datetime) -> None:
        encoded = io.BytesIO()
        self.format.write(batch, encoded, continued=self._mark.offset > 0)
        sequence = batch[-1].sequence if batch else self._mark.sequence
        with explained(self.path):
            number = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            try:
                self._write(number, encoded.getvalue())
            finally:
                os.close(number)
        self._move(Mark(sequence=sequence, offset=self._mark.offset + encoded.tell()), now)

    def _write(self, number: int, data: bytes) -> None:
        start = self._mark.offset
        if os.fstat(number).st_size < start:  # to fill the gap with zeros would be a broken line
            raise OutputError(f"{self.path}: somebody moved or cut it during the crawl: run the same command again")
        os.ftruncate(number, start)
        try:
            view = memoryview(data)
            while view:
                view = view[os.pwrite(number, view, start + len(data) - len(view)) :]
            os.fsync(number)
        except OSError:
            with suppress(OSError):
                os.ftruncate(number, start)
            raise


class WholeOutput(Output):
    """A file that is written anew when a run ends."""

    def catch_up(self, *, now: datetime) -> int:
        return 0

    def finish(self, *, now: datetime) -> int:
        last = self._store.articles.last_sequence()
        if last == self._mark.sequence and self._mark.offset:
            return 0
        with replacing(self.path) as stream:
            self.format.write(self._up_to(last), stream)
        self._move(Mark(sequence=last, offset=self.path.stat().st_size), now)
        return last - self._mark.sequence

    def _up_to(self, last: int) -> Iterator[Record]:
        for record in self._store.articles.since(0):
            if record.sequence > last:
                return
            yield record
