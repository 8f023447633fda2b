"""What the commands over a store share: `--store PATH`, times and tables as a person reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from newscrawl.store.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])

_LEFT_OUT = 10  # addresses that are named

form_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


def store_option(command: Command) -> Command:
    """`--store PATH`, required, as argument `store`."""
    return click.option(
        "--store",
        required=True,
        metavar="PATH",
        help="The store of your crawls: what `newscrawl crawl --store PATH` made.",
    )(command)


def opened(store: str) -> Store:
    """The store, which must be there; it is only read. Raises StoreError."""
    from newscrawl.store.store import Store

    return Store.open(store, create=False, writes=False)


def left_out_lines(left_out: Mapping[str, str]) -> Iterator[str]:
    """The addresses at which newscrawl itself keeps failing, by name."""
    for url, reason in list(left_out.items())[:_LEFT_OUT]:
        yield f"  {url}: {reason}"
    if (more := len(left_out) - _LEFT_OUT) > 0:
        yield f"  {more:,} more addresses are left out"
    if left_out:
        yield "  please report it; `newscrawl crawl SITE --store PATH --refetch` tries them again"


def clock(moment: datetime | None) -> str:
    """A time to the minute, in this machine's zone; a dash for none."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else "-"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of aligned columns: numbers to the right, words to the left."""
    rows = list(rows)
    cells = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [all(isinstance(row[n], int | float) for row in rows) for n in range(len(head))]
    for line in cells:
        columns = zip(line, widths, right, strict=True)
        yield "  ".join(cell.rjust(width) if end else cell.ljust(width) for cell, width, end in columns).rstrip()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
