"""`newscrawl clean`: text that left its page and still carries its boilerplate."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from newscrawl.cli.output import output_options, write
from newscrawl.encoding import MAX_SIZE
from newscrawl.errors import NewscrawlError
from newscrawl.record.article import Article


@click.command()
@click.argument("files", nargs=-1, type=click.File("rb"), metavar="[FILE|-]...")
@click.option("--language", metavar="CODE", help="Language of the text (BCP 47); found from the text by default.")
@click.option("--receipts", is_flag=True, help="List every removed line with its reason in meta.removed.")
@output_options(default="text", formats=("text", "json", "jsonl"))
def command(
    files: tuple[BinaryIO, ...], language: str | None, receipts: bool, output: Path | None, form: str | None
) -> None:
    """Clean text that was copied from a page: no "Photo of author", "By admin", "Leave a Comment".

    Prints the clean text: headline, then paragraphs. --format json prints a whole record instead. Without FILE, or for
    -, standard input is read.

    \b
    newscrawl clean story.txt
    pbpaste | newscrawl clean
    newscrawl clean a.txt b.txt --format jsonl -o stories.jsonl
    """
    from newscrawl.extraction.cleaning import clean, read_text
    from newscrawl.files import replacing

    sources = files or (sys.stdin.buffer,)
    if form == "text" or (form is None and (output is None or output.suffix == ".txt")):
        cleaned = "\n\n".join(clean(_text(source), language=language) for source in sources)
        if output is None:
            click.echo(cleaned)
        else:
            with replacing(output) as file:
                file.write(f"{cleaned}\n".encode())
        return

    def records() -> Iterator[Article]:
        for source in sources:
            yield read_text(_text(source), language=language, receipts=receipts)

    write(records(), output, form)


def _text(source: BinaryIO) -> str:
    from newscrawl.encoding import decode

    data = source.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        raise NewscrawlError(f"{source.name}: larger than {MAX_SIZE:,} bytes, which no article is")
    if b"\0" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NewscrawlError(f"{source.name}: not text; newscrawl clean reads plain text, newscrawl extract reads HTML")
    return decode(data, {})[0]
