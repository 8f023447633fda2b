"""The output files of a crawl, and Scrapy's item exporters over newscrawl's formats.

`scrapy crawl site -a url=... -O articles.parquet` uses the exporters. The files are those of `newscrawl crawl -o`.
Feeds are Scrapy's: they have no memory, so a killed run leaves an unfinished one; `-o` of newscrawl's own command
continues where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, ClassVar

from scrapy.exporters import BaseItemExporter

from newscrawl.crawling.run import OutputFile
from newscrawl.crawling.session import Session
from newscrawl.export.formats import named
from newscrawl.export.outputs import open_outputs
from newscrawl.record.article import Article
from newscrawl.store.records import Record


def outputs_of(session: Session) -> Sequence[OutputFile]:
    """The files of a crawl (`-o FILE`), opened once, before its run begins. Raises StoreError and OutputError."""
    run = session.run
    if run.outputs is None:
        run.prepare()  # another crawl may still be writing them
        run.outputs = open_outputs(session.config.output, session.store, now=session.now())
    return run.outputs


class _Exporter(BaseItemExporter):
    """Writes each article as it comes, or all of them at the end where the format cannot grow."""

    form: ClassVar[str]

    def __init__(self, file: BinaryIO, **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        self._file = file
        self._format = named(self.form)
        self._waiting: list[Record] = []
        self._begun = False

    def export_item(self, item: Article) -> None:
        record = Record.of(item)
        if self._format.grows:
            self._format.write([record], self._file, continued=self._begun)
            self._begun = True
        else:
            self._waiting.append(record)

    def finish_exporting(self) -> None:
        if not self._format.grows or not self._begun:
            self._format.write(self._waiting, self._file)


class JsonLines(_Exporter):
    form = "jsonl"


class JsonArray(_Exporter):
    form = "json"


class Csv(_Exporter):
    form = "csv"


class Parquet(_Exporter):
    form = "parquet"


class Markdown(_Exporter):
    form = "markdown"


class Text(_Exporter):
    form = "text"
