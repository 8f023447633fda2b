"""The output files of a crawl, and Scrapy's item exporters over newscrawl's formats.

`scrapy crawl site -a url=... -O articles.parquet` uses the exporters. The files are those of `newscrawl crawl -o`.
Feeds are Scrapy's: they have no memory, so a killed run leaves an unfinished one; `-o` of newscrawl's own command
continues where it stopped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, ClassVar

from scrapy.exporters import BaseItemExporter, MarshalItemExporter, XmlItemExporter

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


# What XML 1.0 has no form for (2.2), and what begins or stands in no name of an element (2.3, of ASCII).
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_NO_NAME = re.compile(r"[^\w.-]|^(?=[^A-Za-z_])", re.ASCII)


class Xml(XmlItemExporter):
    """Scrapy's own over plain data: it takes a dataclass within a record for text. Unknown values are empty."""

    def export_item(self, item: Article) -> None:
        super().export_item(_for_xml(item.to_dict()))


class Marshal(MarshalItemExporter):
    """Scrapy's own over plain data, which is all that `marshal` takes."""

    def export_item(self, item: Article) -> None:
        super().export_item(item.to_dict())


def _for_xml(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_NO_NAME.sub("_", name): _for_xml(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_for_xml(inner) for inner in value]
    return "" if value is None else _NO_XML.sub("", value) if isinstance(value, str) else value


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
