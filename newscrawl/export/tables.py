"""CSV (RFC 4180, UTF-8 with a byte order mark, a header): the flat row of each record.

Without the mark spreadsheets read UTF-8 as the system's own charset (ł becomes two signs); pandas, DuckDB and R take it
away, for Python's csv there is the encoding `utf-8-sig`.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Any, BinaryIO

from newscrawl.record.article import Article
from newscrawl.store.records import Record

# A spreadsheet runs a cell that starts like this as a formula, some of them also in full width or behind white space
# (OWASP, CSV injection); an apostrophe makes it text.
_FORMULA = frozenset("=+-@")
_SPACES = ("\t", "\r", "\n")


def columns() -> tuple[str, ...]:
    """The columns of the flat row, in order."""
    return tuple(Article().to_row())


def write_csv(records: Iterable[Record], stream: BinaryIO, *, continued: bool = False) -> None:
    """The rows; the header unless rows stand there already. A cell that a spreadsheet would run gets an apostrophe."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        if not continued:
            stream.write(codecs.BOM_UTF8)
            writer.writerow(columns())
        for record in records:
            writer.writerow([_cell(value) for value in record.article.to_row().values()])
    finally:
        text.detach()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and _may_run(value) else value


def _may_run(text: str) -> bool:
    first = text.lstrip()[:1]
    return text.startswith(_SPACES) or not _FORMULA.isdisjoint(unicodedata.normalize("NFKC", first))
