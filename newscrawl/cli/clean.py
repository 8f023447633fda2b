"""`newscrawl clean`: text that left its page and still carries its boilerplate."""

from __future__ import annotations

import gzip
import re
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import click

from newscrawl.cli import NOTHING, complain
from newscrawl.cli.output import output_options, write
from newscrawl.encoding import MAX_SIZE
from newscrawl.errors import NewscrawlError
from newscrawl.record.article import Article

_HEAD = 1 << 14  # bytes by which a file's kind is known
# How a page begins. Text may have tags in it, and "<" before anything.
_MARKUP = re.compile(r"[\s\ufeff]{0,1000}(?:<!--[^<>]{0,5000}-->\s{0,1000})?(?:<\?xml[^>]{0,200}>\s{0,100})?"
                     r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)  # fmt: skip


class _PageError(NewscrawlError):
    """A page or an archive of them, in which there is no text for this command."""


@click.command()
@click.argument("files", nargs=-1, type=click.File("rb"), metavar="[FILE|-]...")
@click.option("--language", metavar="CODE", help="Language of the text (BCP 47); found from the text by default.")
@click.option("--receipts", is_flag=True, help="List every removed line with its reason in meta.removed.")
@output_options(default="text", formats=("text", "json", "jsonl"))
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[BinaryIO, ...],
    language: str | None,
    receipts: bool,
    output: Path | None,
    form: str | None,
) -> None:
    """Clean text that was copied from a page: no "Photo of author", "By admin", "Leave a Comment".

    A file may be packed with gzip, or a ZIP archive of texts. Pages of HTML are for newscrawl extract.

    Prints the clean text: headline, then paragraphs. --format json prints a whole record instead. Without FILE, or for
    -, standard input is read.

    \b
    newscrawl clean story.txt
    pbpaste | newscrawl clean
    newscrawl clean a.txt b.txt --format jsonl -o stories.jsonl

    Exit codes: 0 done, 3 nothing to clean (a page of HTML instead of its text), 1 cannot be read.
    """
    try:
        _clean(files or (sys.stdin.buffer,), language, receipts, output, form)
    except _PageError as error:
        complain(str(error))
        ctx.exit(NOTHING)


def _clean(
    sources: tuple[BinaryIO, ...], language: str | None, receipts: bool, output: Path | None, form: str | None
) -> None:
    from newscrawl.cli.page_files import printable
    from newscrawl.extraction.cleaning import clean, read_text
    from newscrawl.files.durable import replacing
    from newscrawl.processing.validation import with_file

    if form == "text" or (form is None and (output is None or output.suffix == ".txt")):
        texts = (text for source in sources for _, text in _texts(source))
        cleaned = "\n\n".join(clean(text, language=language) for text in texts)
        if output is None:
            click.echo(cleaned)
        else:
            with replacing(output) as file:
                file.write(f"{cleaned}\n".encode())
        return

    def records() -> Iterator[Article]:
        for source in sources:
            for name, text in _texts(source):
                yield with_file(read_text(text, language=language, receipts=receipts), file=printable(name))

    write(records(), output, form)


def _texts(source: BinaryIO) -> Iterator[tuple[str, str]]:
    """The texts of a file with the names of their files: its own, or those of the members of a ZIP archive."""
    from newscrawl.cli.file_kinds import sniffed

    data = _unpacked(source.read(MAX_SIZE + 1), source.name)
    kind = sniffed(data[:_HEAD])
    if kind == "ZIP":
        yield from _members(data, source.name)
    elif kind == "WARC":
        raise _PageError(f"{source.name}: a WARC file; newscrawl extract reads it")
    else:
        yield source.name, _text(data, source.name)


def _members(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            for member in sorted(archive.infolist(), key=lambda one: one.filename):
                if not member.is_dir():
                    inside = f"{name}/{member.filename}"
                    with archive.open(member) as stream:
                        yield inside, _text(_unpacked(stream.read(MAX_SIZE + 1), inside), inside)
    except (OSError, EOFError, zlib.error, BadZipFile, NotImplementedError, RuntimeError) as error:
        raise NewscrawlError(f"{name}: cannot be read: {error}") from None


def _unpacked(data: bytes, name: str) -> bytes:
    """The bytes without gzip, no more of them than a page may have."""
    if data.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
                data = stream.read(MAX_SIZE + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise NewscrawlError(f"{name}: cannot be read: {error}") from None
    if len(data) > MAX_SIZE:
        raise NewscrawlError(f"{name}: larger than {MAX_SIZE:,} bytes, which no article is")
    return data


def _text(data: bytes, name: str) -> str:
    from newscrawl.encoding import decode, file_kind
    from newscrawl.html.mhtml import is_mhtml

    what = file_kind(data)
    if what or (b"\0" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))):
        kind = f"not text ({what})" if what else "not text"
        raise NewscrawlError(f"{name}: {kind}; newscrawl clean reads plain text, newscrawl extract reads HTML")
    text = decode(data, {})[0]
    if _MARKUP.match(text) or is_mhtml(data):
        raise _PageError(f"{name}: a page of HTML, not its text; newscrawl extract reads it")
    return text
