"""What queries take and give: plain values in, a named tuple for each row out. Each query has one of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

Value = str | bytes | int | float | None
Row = TypeVar("Row", bound=NamedTuple)


class Number(NamedTuple):
    """The row of a query that gives one number."""

    value: int


class Text(NamedTuple):
    """The row of a query that gives one text."""

    value: str


class Queries(ABC):
    """Queries over a driver that gives tuples."""

    @abstractmethod
    def _all(self, sql: str, values: Sequence[Value] = ()) -> Iterable[tuple[Value, ...]]:
        """All rows as the driver gives them. Raises StoreError."""

    @abstractmethod
    def _first(self, sql: str, values: Sequence[Value] = ()) -> tuple[Value, ...] | None:
        """The first row as the driver gives it. Raises StoreError."""

    def rows(self, kind: type[Row], sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """All rows of a query (or of a RETURNING clause); `kind` names its columns in their order."""
        return [kind._make(row) for row in self._all(sql, values)]

    def row(self, kind: type[Row], sql: str, values: Sequence[Value] = ()) -> Row | None:
        """The first row of a query, or None."""
        row = self._first(sql, values)
        return None if row is None else kind._make(row)

    def number(self, sql: str, values: Sequence[Value] = ()) -> int:
        """The number that a query always gives: a count, the key of a new row."""
        row = self.row(Number, sql, values)
        assert row is not None, sql
        return row.value
