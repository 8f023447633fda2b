"""The formats of outputs. A new one is a writing function in a module of this package and a row in `FORMATS`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from newscrawl.errors import OutputNameError
from newscrawl.export import documents, jsonl, parquet, tables
from newscrawl.store.records import Record


class Write(Protocol):
    """Writes records to a stream of bytes. `continued` says that records of an earlier call stand before them."""

    def __call__(self, records: Iterable[Record], stream: BinaryIO, *, continued: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the suffixes of its files, its writer.

    `grows`: a file of it can be continued at its end; the others are written anew as a whole.
    """

    name: str
    suffixes: tuple[str, ...]
    write: Write
    grows: bool = True


FORMATS = {
    form.name: form
    for form in (
        Format("jsonl", (".jsonl", ".ndjson"), jsonl.write_lines),
        Format("jsonl.gz", (".jsonl.gz", ".ndjson.gz"), jsonl.write_gzipped),
        Format("json", (".json",), jsonl.write_array, grows=False),
        Format("csv", (".csv",), tables.write_csv),
        Format("parquet", (".parquet",), parquet.write_parquet, grows=False),
        Format("markdown", (".md", ".markdown"), documents.write_markdown),
        Format("text", (".txt",), documents.write_text),
    )
}


def named(name: str) -> Format:
    """The format of a name. Raises OutputNameError that lists the known ones."""
    if name not in FORMATS:
        raise OutputNameError(f"{name}: unknown format; the known ones are {', '.join(FORMATS)}")
    return FORMATS[name]


def of_path(path: Path) -> Format:
    """The format of a file, by its suffix. Raises OutputNameError that lists the known ones."""
    for form in FORMATS.values():
        if path.name.lower().endswith(form.suffixes):
            return form
    known = ", ".join(suffix for form in FORMATS.values() for suffix in form.suffixes)
    raise OutputNameError(f"{path}: no format has this suffix; the known ones are {known}")
