"""`newscrawl extract`: pages that are already on disk, as HTML files or in WARC files."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli import DONE, FAILED, NOTHING, PARTLY, complain
from newscrawl.cli.file_kinds import is_warc_name
from newscrawl.cli.left_out import Pages
from newscrawl.cli.output import (
    RulesReader,
    address_of,
    keep_options,
    not_an_article,
    output_options,
    rules_options,
    rules_reader,
    write,
)
from newscrawl.cli.page_files import Page, pages_of
from newscrawl.errors import NewscrawlError
from newscrawl.record.article import Article
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from newscrawl.extraction.keeping import Keep

_CHUNK = 16  # pages handed to a process at once: one costs less than the hand-over
_AHEAD = 3  # chunks under way for each process: a WARC file may be larger than the memory


@dataclass(frozen=True, slots=True)
class Read:
    """What a page gave: an article, or why it gave none (`failed`: it could not be read at all)."""

    page: Page
    article: Article | None = None
    reason: str = ""
    failed: bool = False


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option("--url", metavar="URL", help="Address of one page; without it the one that it states.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Processes to use.")
@click.option(
    "--include",
    multiple=True,
    metavar="KINDS",
    help="Block kinds that article_body leaves out by default, for example tables,embeds.",
)
@rules_options
@click.option("--receipts", is_flag=True, help="List every removed text with its reason in meta.removed.")
@keep_options
@output_options(default="json", formats=("json", "jsonl", "csv", "markdown", "text"))
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    url: str | None,
    jobs: int,
    include: tuple[str, ...],
    sites: Path | None,
    allow_hooks: bool | None,
    receipts: bool,
    keep: Keep | None,
    min_confidence: float | None,
    output: Path | None,
    form: str | None,
) -> None:
    """Extract the articles of pages on disk: HTML, MHTML, ZIP archives of them, WARC and ARC files of any origin.

    A folder is searched for HTML (also .html.gz), saved pages (.mhtml, .mht), ZIP and WACZ archives, WARC (.warc,
    .warc.gz, .warc.zst, also .open) and ARC files, in order of their names; files whose name says nothing are read when
    they are HTML, and what is left out is counted by its kind on standard error. - is standard input. A page of more
    than 16 MiB, packed or unpacked, is not read. Nothing is fetched.

    A FILE with a text gives a record; where the verdict is that it is no article, a line on standard error says why. Of
    folders, archives and WARC files only articles give one (--keep text, --keep all): at the end a line counts what was
    written, what was left out and why, and what failed.

    meta.file says where a record comes from: FILE, ARCHIVE/MEMBER, or WARC:OFFSET. Damage in a WARC file costs the
    record that it hits and is named with its byte; the others are read.

    A WARC file of `newscrawl crawl --warc DIR` gives the records of that crawl, byte for byte, but for meta.file and
    what only its store knew: date_first_seen, meta.revision and meta.story_id. Every fetch of an article is a record.

    \b
    newscrawl extract page.html --url https://news.example/story
    newscrawl extract pages/ --jobs 2 -o articles.parquet
    newscrawl extract crawl.warc.gz --jobs 4 -o articles.jsonl
    curl -s URL | newscrawl extract - --format text

    Exit codes: 0 every file gave a record, 3 none did because the pages are no articles, 4 some did, 1 none could be
    read.
    """
    if url and (len(paths) > 1 or os.path.isdir(paths[0]) or is_warc_name(paths[0])):
        raise click.UsageError("--url is the address of one page; give it with one FILE")
    read = partial(
        read_page, url=address_of(url), include=_kinds(include), rules_of=rules_reader(sites, allow_hooks),
        receipts=receipts, keep=keep, min_confidence=min_confidence, named=frozenset(paths),
    )  # fmt: skip
    found, faults = Pages(), Counter[tuple[str, str]]()  # records of WARC files: thousands may fail for one reason

    def records() -> Iterator[Article]:
        for one in _map(read, pages_of(paths), jobs):
            if one.article is not None:
                found.written += 1
                if not one.article.meta.quality.is_article and one.page.name in paths and one.page.place is None:
                    complain(f"warning: {one.page.name}: {not_an_article(one.article)}")
                yield one.article
                continue
            if one.failed:
                found.failed += 1
                faults[one.page.name, one.reason] += one.page.place is not None
            else:
                found.leave_out(one.reason)
            if one.page.place is None:
                complain(f"{one.page.name}: {one.reason}")

    write(records(), output, form)
    for (name, reason), count in (+faults).items():
        complain(f"{name}: {count:,} without a record: {reason}")
    if found.all > 1 or any(os.path.isdir(path) or is_warc_name(path) for path in paths):
        complain(found.line())
    if found.written or not found.all:
        ctx.exit(PARTLY if found.all > found.written else DONE if found.written else NOTHING)
    ctx.exit(FAILED if found.failed else NOTHING)


def _kinds(stated: tuple[str, ...]) -> tuple[str, ...]:
    from newscrawl.extraction.body.text_limits import INCLUDE

    kinds = tuple(kind.strip() for several in stated for kind in several.split(","))
    for kind in kinds:
        if kind not in INCLUDE:
            raise click.UsageError(f"--include {kind}: no such kind of block; the kinds are {', '.join(INCLUDE)}")
    return kinds


def read_page(
    page: Page,
    *,
    url: str | None,
    include: tuple[str, ...],
    rules_of: RulesReader,
    receipts: bool,
    keep: Keep | None = None,
    min_confidence: float | None = None,
    named: Collection[str] = (),
) -> Read:
    """Extract the article of one page. Never raises for what stands in it. `named` are the command line's files."""
    from newscrawl.extraction.keeping import keep_of_named
    from newscrawl.processing.validation import fault_of, not_kept

    try:
        if page.fault:
            raise NewscrawlError(page.fault)
        if page.place is None:
            article = _of_file(page, url, include, rules_of, receipts, min_confidence)
            wanted = keep_of_named(keep, min_confidence) if page.name in named else keep or "articles"
            fault = not_kept(article, wanted)
        else:
            article = _of_warc(page, include, rules_of, receipts, min_confidence)
            fault = fault_of(article, keep=keep or "articles")
    except NewscrawlError as error:
        return Read(page, reason=str(error), failed=True)
    return Read(page, reason=fault) if fault else Read(page, article)


def _of_warc(
    page: Page, include: tuple[str, ...], rules_of: RulesReader, receipts: bool, min_confidence: float | None
) -> Article:
    from newscrawl.processing.validation import with_file
    from newscrawl.warc.articles import article_of

    assert page.exchange is not None
    assert page.place is not None
    rules = rules_of(host_of(page.exchange.url))
    article = article_of(
        page.exchange, page.place, rules=rules, include=include, receipts=receipts, min_confidence=min_confidence
    )
    return with_file(article, file=page.file)


def _of_file(
    page: Page,
    url: str | None,
    include: tuple[str, ...],
    rules_of: RulesReader,
    receipts: bool,
    min_confidence: float | None,
) -> Article:
    from newscrawl.extraction import extract
    from newscrawl.processing.validation import with_file

    stored = page.read()
    article = extract(
        stored.html, url or stored.url, headers=stored.headers, fetched_at=stored.fetched_at, rules=rules_of,
        include=include, receipts=receipts, min_confidence=min_confidence,
    )  # fmt: skip
    return with_file(article, file=page.file, source="file")


def _map(read: partial[Read], pages: Iterator[Page], jobs: int) -> Iterator[Read]:
    """In the order of the pages, whatever the number of jobs."""
    if jobs == 1:
        yield from map(read, pages)
        return
    with ProcessPoolExecutor(min(jobs, os.cpu_count() or 1)) as pool:
        under_way: deque[Future[list[Read]]] = deque()
        while chunk := list(islice(pages, _CHUNK)):
            under_way.append(pool.submit(_read_all, read, chunk))
            if len(under_way) > _AHEAD * jobs:
                yield from under_way.popleft().result()
        for future in under_way:
            yield from future.result()


def _read_all(read: partial[Read], pages: list[Page]) -> list[Read]:
    return list(map(read, pages))
