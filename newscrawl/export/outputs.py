"""Outputs of a crawl (`-o FILE`): files fed from the store, which remembers how far each one is.

An output begins with the records of the run that names it first, and holds every record from there on once, in the
order in which they were stored; a new revision of an article is a record of its own, with its number in
`meta.revision`. A name with {date}, {time} or {run} is another file in every run, which begins where the one before
ended.

A file that grows (JSONL, CSV ...) has a committed length: the bytes are on disk before the store says so. Whatever a
crash left behind that length is cut and written again. A file that cannot grow (Parquet, JSON) is written anew at the
end of the run, and takes the old one's place when it is complete. So is every file that an earlier run without a store
left: nothing but the whole output of a run takes its place.
"""

from __future__ import annotations

import io
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from newscrawl.errors import OutputError, OutputNameError
from newscrawl.export import parquet
from newscrawl.export.formats import Format, of_path
from newscrawl.files.durable import check_folder, explained, replacing, write_behind
from newscrawl.files.file_locks import OPEN, lock
from newscrawl.store.output_marks import Mark
from newscrawl.store.records import Record
from newscrawl.store.store import Store

_BATCH = 500  # records encoded at once: about 5 MB
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_VARIABLES = ("date", "time", "run")


def check_names(names: Iterable[str], *, has_store: bool) -> None:
    """Raises OutputNameError for a name that no output can have, and for two names of one file."""
    seen: dict[Path, str] = {}
    for name in names:
        of_path(Path(name))
        for variable in _VARIABLE.findall(name):
            if variable not in _VARIABLES:
                raise OutputNameError(f"{name}: {{{variable}}} is unknown; write {{date}}, {{time}} or {{run}}")
            if variable == "run" and not has_store:
                raise OutputNameError(f"{name}: runs have numbers only in a store; add --store, or write {{time}}")
        if (other := seen.setdefault(Path(name).resolve(), name)) is not name:
            raise OutputNameError(f"{name}: the same file as the output {other}; name each file once")


def open_outputs(names: Sequence[str], store: Store, *, now: datetime) -> list[Output]:
    """The outputs of a run that begins `now`. Call it before the run's row is opened. See `open_output`."""
    check_names(names, has_store=not store.temporary)
    if not names:
        return []
    last = next(iter(store.runs.last(1)), None)
    local = now.astimezone()
    values = {
        "date": local.strftime("%Y-%m-%d"), "time": local.strftime("%H%M%S"), "run": str(last.id + 1 if last else 1)
    }  # fmt: skip
    opened = []
    for name in names:
        made = _VARIABLE.sub(lambda variable: values[variable[1]], name)
        opened.append(open_output(made, store, pattern=Path(name).resolve() if made != name else None))
    return opened


def open_output(path: str | Path, store: Store, *, pattern: Path | None = None) -> Output:
    """The output of a file, checked before anything is fetched. `pattern` is the name that the file's was made of.

    Raises OutputNameError for an unknown suffix, OutputError for a missing extra, a folder that cannot be written, a
    file that this store did not write, and one that somebody has shortened.
    """
    form = of_path(Path(path))
    path = Path(path).resolve()
    if form.name == "parquet":
        parquet.require()
    check_folder(path)
    _check_free(path)
    mark = _mark(path, store, form, pattern)
    is_earlier = store.temporary and _length(path) > 0
    return (GrowingOutput if form.grows and not is_earlier else WholeOutput)(path, store, form, mark)


def _check_free(path: Path) -> None:
    """Raises OutputError where a crawl of another store writes to the file now."""
    if not path.exists():
        return
    with explained(path), path.open("rb+") as file:
        if not lock(file.fileno()):
            raise _taken(path)


def _taken(path: Path) -> OutputError:
    return OutputError(f"{path}: another crawl writes to it: wait for its end, or name another file")


def _mark(path: Path, store: Store, form: Format, pattern: Path | None) -> Mark:
    length = _length(path)
    mark = store.outputs.get(path)
    if mark is None:
        if length and not store.temporary:
            raise OutputError(f"{path}: the store {store.name} did not write it: move it away, or name another file")
        before = store.outputs.last_of(pattern) if pattern is not None else {}
        for other, end in before.items():
            _mend(other, store, form, end)
        first = max((end.sequence for end in before.values()), default=store.articles.last_sequence())
        return store.outputs.start(path, form.name, first=first, pattern=pattern)
    if store.temporary:
        return mark
    if length == 0:  # it was moved away: all its records are written again
        return store.outputs.start(path, form.name, first=mark.first, pattern=pattern)
    if form.grows and length < mark.offset:
        raise OutputError(
            f"{path}: {mark.offset:,} bytes were written and {length:,} are left: somebody changed it. "
            "Delete it to have it written anew from the store, or name another file"
        )
    if form.grows and length > mark.offset:
        with explained(path):
            os.truncate(path, mark.offset)
    return mark


def _mend(path: Path, store: Store, form: Format, mark: Mark) -> None:
    """Leave in a file that another one follows only what was committed: a kill may have come before that."""
    if _length(path) in (0, mark.offset):
        return
    with explained(path):
        if mark.offset == 0:
            path.unlink()
        elif form.grows:
            os.truncate(path, min(mark.offset, _length(path)))
    if mark.offset and not form.grows:
        with replacing(path) as stream:
            form.write(_between(store, mark.first, mark.sequence), stream)


def _between(store: Store, first: int, last: int) -> Iterator[Record]:
    """The records after `first`, up to `last`."""
    for record in store.articles.since(first):
        if record.sequence > last:
            return
        yield record


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


class Output(ABC):
    """A file that follows the store. `outcome` says what became of it, for a person."""

    def __init__(self, path: Path, store: Store, form: Format, mark: Mark) -> None:
        self.path = path
        self.format = form
        self.outcome = f"written to {path}"
        self._store = store
        self._mark = mark
        self._locked: io.FileIO | None = None

    @abstractmethod
    def catch_up(self, *, now: datetime) -> int:
        """Write the records that the file does not hold yet, as far as it can grow; how many. Raises OutputError.

        After an error the file ends where it ended before; the records are safe in the store.
        """

    @abstractmethod
    def finish(self, *, now: datetime, is_complete: bool = True) -> int:
        """Bring the file up to the store at the end of a run; how many records were written.

        `is_complete` says that the run came to its end by itself and reached all of its sites.
        """

    def unlock(self) -> None:
        """Let other crawls write to the file."""
        if self._locked is not None:
            self._locked.close()
            self._locked = None

    def _move(self, sequence: int, offset: int, now: datetime) -> None:
        mark = Mark(sequence=sequence, offset=offset, first=self._mark.first)
        self._store.outputs.move(self.path, self._mark, mark, now=now)
        self._mark = mark


class GrowingOutput(Output):
    """A file that is continued at its end. From its first bytes on it is locked, so that no other crawl cuts it."""

    def catch_up(self, *, now: datetime) -> int:
        written = 0
        records = self._store.articles.since(self._mark.sequence)
        while batch := list(islice(records, _BATCH)):
            self._append(batch, now)
            written += len(batch)
        return written

    def finish(self, *, now: datetime, is_complete: bool = True) -> int:
        written = self.catch_up(now=now)
        if self._mark.offset == 0:  # no record: the file is there all the same, with its header, and nothing else
            self._append([], now)
        self.unlock()
        return written

    def _append(self, batch: list[Record], now: datetime) -> None:
        encoded = io.BytesIO()
        self.format.write(batch, encoded, continued=self._mark.offset > 0)
        sequence = batch[-1].sequence if batch else self._mark.sequence
        with explained(self.path):
            self._lock()
            number = os.open(self.path, OPEN | os.O_CREAT, 0o666)
            try:
                self._write(number, encoded.getvalue())
            finally:
                os.close(number)
        self._move(sequence, self._mark.offset + encoded.tell(), now)

    def _lock(self) -> None:
        if self._locked is None:
            file = io.FileIO(self.path, "ab")
            if not lock(file.fileno()):
                raise _taken(self.path)
            self._locked = file

    def _write(self, number: int, data: bytes) -> None:
        start = self._mark.offset
        if os.fstat(number).st_size < start:  # to fill the gap with zeros would be a broken line
            raise OutputError(f"{self.path}: somebody moved or cut it during the crawl: run the same command again")
        os.ftruncate(number, start)
        write_behind(number, data, start)


class WholeOutput(Output):
    """A file that is written anew when a run ends."""

    def catch_up(self, *, now: datetime) -> int:
        return 0

    def finish(self, *, now: datetime, is_complete: bool = True) -> int:
        last = self._store.articles.last_sequence()
        if last == self._mark.sequence and self._mark.offset:
            return 0
        is_earlier = self._store.temporary and _length(self.path) > 0
        if is_earlier and last == self._mark.first:
            self.outcome = f"{self.path} is as it was: this run has nothing to write"
            return 0
        target = self.path if is_complete or not is_earlier else self._beside()
        _check_free(target)
        with replacing(target) as stream:
            self.format.write(_between(self._store, self._mark.first, last), stream)
        if target is not self.path:
            self.outcome = f"{self.path} is as it was: this run is not complete; what it has is in {target}"
            return last - self._mark.sequence
        written = last - self._mark.sequence
        self._move(last, self.path.stat().st_size, now)
        return written

    def _beside(self) -> Path:
        """Where the records of an unfinished run go, when an earlier one's stand in the file."""
        suffix = next(end for end in self.format.suffixes if self.path.name.lower().endswith(end))
        return self.path.with_name(f"{self.path.name[: -len(suffix)]}.incomplete{self.path.name[-len(suffix) :]}")
