"""An Article as the JSON that the store keeps and the outputs carry, and back."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from functools import cached_property

import orjson

from newscrawl.errors import RecordError, RefusedValueError
from newscrawl.record.article import Article
from newscrawl.text import visible

_logger = logging.getLogger(__name__)
_LONGEST = 300  # characters of an error's words
_URL = re.compile(r'"url":"(https?://[^"]{1,300})')  # the record's own comes first


def checked_json(article: Article) -> bytes:
    """`to_json` of a record that is to be stored. Raises RefusedValueError when `from_json` could not read it again."""
    record = to_json(article)
    try:
        from_json(record)
    except RecordError as error:
        raise RefusedValueError(f"{article.url}: the record could not be read again: {error}") from None
    return record


def to_json(article: Article) -> bytes:
    """The record as one line of JSON (RFC 8259, UTF-8, no line break): what `to_dict` gives."""
    try:
        return orjson.dumps(article)
    except TypeError:  # a lone surrogate from a broken page: it has no UTF-8, so it becomes "?"
        return json.dumps(article.to_dict(), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def from_json(record: bytes | str) -> Article:
    """The Article of `to_json`. Raises RecordError for a damaged record."""
    try:
        return Article.from_dict(orjson.loads(record))
    except (ValueError, RecordError, RecursionError) as error:
        raise RecordError(visible(str(error))[:_LONGEST]) from None


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record of a store: its place in the order of all records, its JSON, and the Article when asked for."""

    sequence: int
    json: bytes

    @cached_property
    def article(self) -> Article:
        """The record as an Article. Raises RecordError."""
        return from_json(self.json)

    @classmethod
    def of(cls, article: Article) -> Record:
        """A record that comes from no store."""
        record = cls(sequence=0, json=to_json(article))
        record.__dict__["article"] = article
        return record


class Readable:
    """Reads the records of one store. Those that cannot be read are left out: each is named once in the log."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._named: set[int] = set()

    def record(self, sequence: int, json: str) -> Record | None:
        """The record, or None for one that cannot be read."""
        record = Record(sequence=sequence, json=json.encode("utf-8", "replace"))
        try:
            _ = record.article  # it is kept, and read only once
        except RecordError as error:
            self._leave_out(sequence, json, error)
            return None
        return record

    def _leave_out(self, sequence: int, json: str, error: RecordError) -> None:
        if sequence in self._named:
            return
        self._named.add(sequence)
        url = _URL.search(json)
        name = f"record {sequence}" + (f" ({visible(url[1])})" if url else "")
        _logger.warning("%s: %s cannot be read and is left out: %s", self._store, name, error)
