"""Markdown and plain text: articles to read, one after another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from newscrawl.store.records import Record


def write_markdown(records: Iterable[Record], stream: BinaryIO, *, continued: bool = False) -> None:
    """Markdown; a rule between two articles."""
    _write((record.article.to_markdown() for record in records), stream, "\n---\n\n", continued)


def write_text(records: Iterable[Record], stream: BinaryIO, *, continued: bool = False) -> None:
    """Plain text; a form feed, the page break of text files, between two articles."""
    _write((record.article.to_text() for record in records), stream, "\f\n", continued)


def _write(texts: Iterable[str], stream: BinaryIO, between: str, continued: bool) -> None:
    for text in texts:
        parted = f"{between if continued else ''}{text.rstrip()}\n"
        stream.write(parted.encode("utf-8", "replace"))
        continued = True
