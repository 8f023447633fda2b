"""Lists of addresses that a person or a program wrote: one a line, or a column of a table.

Byte order marks and line ends of any system are read; blank lines do not count, nor what stands behind #.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from newscrawl.errors import ConfigError
from newscrawl.files.durable import text_of_file

STANDARD_INPUT = "-"
_MOST = 1 << 28  # bytes: some three million addresses
_REMARK = re.compile(r"(?:^|\s)#")
_DELIMITERS = ",;\t|"


class Listed(NamedTuple):
    """An address as it stands in a list, and where: `urls.txt: line 7`."""

    text: str
    place: str


def listed_in(file: Path, column: str | None = None) -> list[Listed]:
    """The addresses in a file, or on standard input (`-`); with `column` those of a table whose first line names its
    columns. Raises ConfigError that names the file."""
    name = "standard input" if str(file) == STANDARD_INPUT else str(file)
    text = text_of_file(file, most=_MOST, name=name)
    return list(_lines(text, name) if column is None else _cells(text, name, column))


def _lines(text: str, name: str) -> Iterator[Listed]:
    for number, line in enumerate(text.splitlines(), 1):
        if address := _REMARK.split(line, maxsplit=1)[0].strip():
            yield Listed(address, f"{name}: line {number}")


def _cells(text: str, name: str, column: str) -> Iterator[Listed]:
    """A table of comma, semicolon, tab or bar: whichever its first line has most of."""
    head = text.lstrip("\n\r").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    csv.field_size_limit(sys.maxsize if sys.maxsize < 1 << 31 else (1 << 31) - 1)
    rows = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter, skipinitialspace=True)
    try:
        names = [one.strip() for one in rows.fieldnames or ()]
        if column not in names:
            raise ConfigError(f"{name}: no column {column!r}; its columns are {', '.join(map(repr, names)) or 'none'}")
        rows.fieldnames = names
        for row in rows:
            if address := (row[column] or "").strip():
                yield Listed(address, f"{name}: line {rows.line_num}")
    except csv.Error as error:
        raise ConfigError(f"{name}: line {rows.line_num}: not a table: {error}") from None
