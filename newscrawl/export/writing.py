"""Articles, or the records of a store, written at once: to a file as a whole, or to a stream as they come."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from newscrawl.export.formats import named, of_path
from newscrawl.files.durable import check_folder, replacing
from newscrawl.record.article import Article
from newscrawl.store.records import Record


def write_articles(articles: Iterable[Article], target: str | Path | BinaryIO, form: str | None = None) -> int:
    """Write articles; how many. See `write_records`."""
    return write_records(map(Record.of, articles), target, form)


def write_records(records: Iterable[Record], target: str | Path | BinaryIO, form: str | None = None) -> int:
    """Write records; how many. `form` is a format's name; without it a file's suffix decides, and a stream gets JSONL.

    A file appears when it is complete and replaces an older one, which stays where there is no record. A stream gets
    each record as soon as it is there (but Parquet). Raises OutputNameError for an unknown format, OutputError for a
    file that cannot be written.
    """
    count = 0

    def counted() -> Iterable[Record]:
        nonlocal count
        for record in records:
            count += 1
            yield record

    if isinstance(target, str | Path):
        path = Path(target)
        writer = named(form) if form else of_path(path)
        check_folder(path)
        first = list(islice(records := iter(records), 1))
        if not first and path.exists() and path.stat().st_size:
            return 0
        records = chain(first, records)
        with replacing(path) as stream:
            writer.write(counted(), stream)
    else:
        named(form or "jsonl").write(counted(), target)
    return count
