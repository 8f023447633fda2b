"""Parquet (extra `newscrawl[parquet]`): the flat row of each record, zstd, row groups of 5,000.

A Parquet file ends with the list of its parts, so it cannot grow: it is written anew, beside the old one, and takes its
place when it is complete.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from newscrawl.errors import OutputError
from newscrawl.export.tables import columns
from newscrawl.record.article import Article
from newscrawl.record.model import Image, Meta
from newscrawl.store.records import Record

_GROUP = 5_000
# Whose fields the columns are that begin so (newscrawl.record.formats.to_row).
_SPREAD: dict[str, type] = {"meta_": Meta, "main_image_": Image}


def require() -> None:
    """Raises OutputError when pyarrow is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise OutputError("Parquet needs an extra part: `pip install newscrawl[parquet]`") from None


def write_parquet(records: Iterable[Record], stream: BinaryIO, *, continued: bool = False) -> None:
    """One Parquet file."""
    require()
    import pyarrow
    from pyarrow import parquet

    kinds = {name: _kind(name) for name in columns()}
    arrow = {bool: pyarrow.bool_(), int: pyarrow.int64(), float: pyarrow.float64(), str: pyarrow.string()}
    schema = pyarrow.schema([(name, arrow[kind]) for name, kind in kinds.items()])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for rows in _groups(records, kinds):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))


def _groups(records: Iterable[Record], kinds: dict[str, type]) -> Iterator[list[dict[str, Any]]]:
    rows = ({name: _cell(value, kinds[name]) for name, value in record.article.to_row().items()} for record in records)
    while group := list(islice(rows, _GROUP)):
        yield group


def _cell(value: Any, kind: type) -> Any:
    if value is None or kind is not str:
        return value
    return str(value).encode("utf-8", "replace").decode()


def _kind(column: str) -> type:
    """The type of a column: its field's when that is a number or a verdict, text otherwise."""
    owner, name = next(
        ((owner, column.removeprefix(start)) for start, owner in _SPREAD.items() if column.startswith(start)),
        (Article, column),
    )
    hint = typing.get_type_hints(owner).get(name)
    return next((kind for kind in (bool, int, float) if kind in (hint, *typing.get_args(hint))), str)
