"""An Article as the JSON that the store keeps and the outputs carry, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import orjson

from newscrawl.errors import RecordError, StoreError
from newscrawl.record.article import Article


def to_json(article: Article) -> bytes:
    """The record as one line of JSON (RFC 8259, UTF-8, no line break): what `to_dict` gives."""
    try:
        return orjson.dumps(article)
    except TypeError:  # a lone surrogate from a broken page: it has no UTF-8, so it becomes "?"
        return json.dumps(article.to_dict(), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def from_json(record: bytes | str, store: str) -> Article:
    """The Article of `to_json`, as the store of this name holds it. Raises StoreError for a damaged record."""
    try:
        return Article.from_dict(orjson.loads(record))
    except (ValueError, RecordError) as error:
        raise StoreError(
            f"{store}: the store is damaged, a record in it cannot be read: restore a backup ({error})"
        ) from None


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record of a store: its place in the order of all records, its JSON, and the Article when asked for."""

    sequence: int
    json: bytes
    store: str = ""

    @cached_property
    def article(self) -> Article:
        """The record as an Article. Raises StoreError."""
        return from_json(self.json, self.store)

    @classmethod
    def of(cls, article: Article) -> Record:
        """A record that comes from no store."""
        record = cls(sequence=0, json=to_json(article))
        record.__dict__["article"] = article
        return record
