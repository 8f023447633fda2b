"""`newscrawl extract`: HTML that is already on disk."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from newscrawl.article import Article
from newscrawl.cli import DONE, FAILED, NOTHING, PARTLY, complain
from newscrawl.cli.output import output_options, write

_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".html.gz", ".htm.gz")
_CHUNK = 16  # files handed to a process at once: one costs less than the hand-over
_NOT_HTML = {
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"PK\x03\x04": "an archive",
    b"WARC/": "a WARC",
}


@dataclass(frozen=True, slots=True)
class Read:
    """What a file gave: an article, or why it gave none (`failed`: it could not be read at all)."""

    name: str
    article: Article | None = None
    reason: str = ""
    failed: bool = False


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option("--url", metavar="URL", help="Address of the page, when it is one; links and images become absolute by it.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Processes to use.")
@click.option(
    "--include",
    multiple=True,
    metavar="KINDS",
    help="Block kinds that article_body leaves out by default, for example tables,embeds.",
)
@click.option("--sites", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of site rules.")
@click.option("--receipts", is_flag=True, help="List every removed text with its reason in meta.removed.")
@output_options(default="json", formats=("json", "jsonl", "csv", "markdown", "text"))
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    url: str | None,
    jobs: int,
    include: tuple[str, ...],
    sites: Path | None,
    receipts: bool,
    output: Path | None,
    form: str | None,
) -> None:
    """Extract the articles of HTML files.

    A folder is searched for HTML files (also .html.gz), in order of their names; - is standard input. A page that is no
    article is named on standard error and gives no record. Nothing is fetched.

    \b
    newscrawl extract page.html --url https://news.example/story
    newscrawl extract pages/ --jobs 2 -o articles.parquet
    curl -s URL | newscrawl extract - --format text

    Exit codes: 0 every file gave a record, 3 none did because the pages are no articles, 4 some did, 1 none could be
    read.
    """
    if url and (len(paths) > 1 or Path(paths[0]).is_dir()):
        raise click.UsageError("--url is the address of one page; give it with one FILE")
    read = partial(
        read_file, url=url, include=tuple(k for kinds in include for k in kinds.split(",")),
        sites=sites, receipts=receipts,
    )  # fmt: skip
    failures: list[Read] = []

    def records() -> Iterator[Article]:
        for one in _map(read, list(_files(paths)), jobs):
            if one.article is not None:
                yield one.article
            else:
                failures.append(one)
                complain(f"{one.name}: {one.reason}")

    written = write(records(), output, form)
    if written or not failures:
        ctx.exit(PARTLY if failures else DONE if written else NOTHING)
    ctx.exit(FAILED if any(one.failed for one in failures) else NOTHING)


def read_file(name: str, *, url: str | None, include: tuple[str, ...], sites: Path | None, receipts: bool) -> Read:
    """Read one file and extract its article. Never raises for what stands in the file."""
    from newscrawl.extraction import extract
    from newscrawl.extraction.rules import load_rules
    from newscrawl.urls import host_of

    try:
        data = click.get_binary_stream("stdin").read() if name == "-" else Path(name).read_bytes()
        page = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (OSError, EOFError) as error:
        return Read(name, reason=f"cannot be read: {getattr(error, 'strerror', None) or error}", failed=True)
    if wrong := not_html(page):
        return Read(name, reason=f"not HTML: {wrong}", failed=True)
    rules = load_rules(host_of(url), (sites,) if sites else ()) if url else None
    article = extract(page, url, rules=rules, include=include, receipts=receipts)
    if not article.meta.quality.is_article:
        return Read(name, reason=f"not an article: {', '.join(article.meta.quality.warnings) or 'too little text'}")
    return Read(name, article)


def not_html(page: bytes) -> str | None:
    """What the bytes are, when they are certainly not an HTML page."""
    start = page[:1024].lstrip()
    if not start:
        return "the file is empty"
    for magic, kind in _NOT_HTML.items():
        if start.startswith(magic):
            return kind
    if b"<" not in page:
        return "plain text; use newscrawl clean"
    return None


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not Path(path).is_dir():
            yield path
            continue
        found = sorted(str(file) for file in Path(path).rglob("*") if file.name.lower().endswith(_SUFFIXES))
        if not found:
            complain(f"{path}: no HTML file in this folder (looked for {', '.join(_SUFFIXES)})")
        yield from found


def _map(read: partial[Read], files: list[str], jobs: int) -> Iterator[Read]:
    """In the order of the files, whatever the number of jobs."""
    if jobs == 1 or len(files) == 1:
        yield from map(read, files)
        return
    with ProcessPoolExecutor(min(jobs, os.cpu_count() or 1, len(files))) as pool:
        yield from pool.map(read, files, chunksize=_CHUNK)
