"""Outputs: store or stream -> JSONL, CSV, Parquet, Markdown, text; whole or resumable, never half a record."""

from newscrawl.export.formats import FORMATS
from newscrawl.export.outputs import Output, open_output
from newscrawl.export.writing import write_articles, write_records

__all__ = ["FORMATS", "Output", "open_output", "write_articles", "write_records"]
