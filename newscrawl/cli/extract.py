"""`newscrawl extract`: pages that are already on disk, as HTML files or in WARC files."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from newscrawl.cli import DONE, FAILED, INTERRUPTED, NOTHING, PARTLY, complain
from newscrawl.cli.file_kinds import is_warc_name
from newscrawl.cli.interrupts import Interrupt, interruptible, leave_interrupts, progress
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
from newscrawl.errors import NewscrawlError, RuleError
from newscrawl.record.article import Article
from newscrawl.urls import host_of
from newscrawl.version import __version__

if TYPE_CHECKING:
    from newscrawl.export.unfinished import UnfinishedOutput
    from newscrawl.record.keeping import Keep

_COUNTED = _PAGES, _ARTICLES, _FAILED = "pages", "articles", "failed"
_REASONS = 100  # that are counted one by one
_CHUNK = 16  # pages handed to a process at once: one costs less than the hand-over
_AHEAD = 3  # chunks under way for each process: a WARC file may be larger than the memory


@dataclass(frozen=True, slots=True)
class Read:
    """What a page gave: an article, or why it gave none (`failed`: it could not be read at all). `doubt` says why the
    verdict on a page that gave one all the same is no."""

    page: Page
    article: Article | None = None
    reason: str = ""
    failed: bool = False
    doubt: str = ""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option("--url", metavar="URL", help="Address of one page; without it the one that it states.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="Processes to use.")
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

    Ctrl-C and SIGTERM end it; what is done stays, and the same command goes on there, as after a kill.

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
    from newscrawl.export.unfinished import UnfinishedOutput, chained

    if url and (len(paths) > 1 or os.path.isdir(paths[0]) or is_warc_name(paths[0])):
        raise click.UsageError("--url is the address of one page; give it with one FILE")
    read = partial(
        read_page, url=address_of(url), include=_kinds(include), rules_of=rules_reader(sites, allow_hooks),
        receipts=receipts, keep=keep, min_confidence=min_confidence, named=frozenset(paths),
    )  # fmt: skip
    where = [os.path.abspath(path) for path in paths]
    asked = (where, url, include, str(sites), allow_hooks, receipts, form, keep, min_confidence, __version__)
    # Standard input may never come to its end: there the first Ctrl-C ends the process.
    with nullcontext(Interrupt()) if "-" in paths else interruptible() as interrupt:
        work = _Work(lambda: pages_of(paths), partial(_map, read, jobs=jobs), interrupt)
        if output is None or "-" in paths:
            written = write(work.articles(), output, form)
        else:
            written = work.into(UnfinishedOutput(output, form, chained("", repr(asked))))
    for line in work.summary(written, output):
        complain(line)
    if work.interrupted:
        ctx.exit(INTERRUPTED)
    failures = work.counts[_FAILED] + sum(work.reasons.values())
    if written or not failures:
        ctx.exit(PARTLY if failures else DONE if written else NOTHING)
    ctx.exit(FAILED if work.counts[_FAILED] else NOTHING)


class _Work:
    """Pages read in order, one after another, until the last one or an interrupt; what came of them is counted."""

    def __init__(
        self,
        pages: Callable[[], Iterator[Page]],
        read: Callable[[Iterator[Page]], Iterator[Read]],
        interrupt: Interrupt,
    ) -> None:
        self._pages, self._read, self._interrupt = pages, read, interrupt
        self._began = monotonic()
        self._earlier = 0
        self._unprinted = 0  # records of WARC files that gave none: too many for a line each
        self.interrupted = False
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()  # of pages that gave no record

    def articles(self) -> Iterator[Article]:
        """The articles of all pages."""
        yield from (one.article for one in self._reads(self._pages()) if one.article is not None)

    def into(self, output: UnfinishedOutput) -> int:
        """Write the records of all pages that the output does not have yet; how many it has in the end."""
        from newscrawl.store.records import Record

        pages = self._remaining(output)
        for one in self._reads(pages):
            record = Record.of(one.article) if one.article is not None else None
            output.add(_key(one.page), record, self.counts | self.reasons)
        if self.interrupted:
            output.commit()
        else:
            output.finish()
        return output.notes.records

    def _remaining(self, output: UnfinishedOutput) -> Iterator[Page]:
        """The pages behind those that are done; all, where those are others now."""
        from newscrawl.export.unfinished import chained

        pages, digest = self._pages(), ""
        for page in islice(pages, output.notes.pages):
            digest = chained(digest, _key(page))
        if digest != output.notes.digest:
            complain(f"{output.path}: what it was made of has changed meanwhile: it is begun anew")
            output.begin_anew()
            return self._pages()
        for name, count in output.notes.counts.items():
            (self.counts if name in _COUNTED else self.reasons)[name] = count
        self._earlier = output.notes.pages
        return pages

    def _reads(self, pages: Iterator[Page]) -> Iterator[Read]:
        with progress() as show:
            for one in self._read(pages):
                self._count(one)
                yield one
                show(f"{self.counts[_PAGES]:,} pages, {self.counts[_ARTICLES]:,} articles, {one.page.name}")
                if self._interrupt.number:
                    self.interrupted = True
                    return

    def _count(self, one: Read) -> None:
        self.counts[_PAGES] += 1
        self.counts[_ARTICLES] += one.article is not None
        self.counts[_FAILED] += one.failed
        if one.doubt:
            complain(f"warning: {one.page.name}: {one.doubt}")
        if one.article is None:
            from newscrawl.processing.validation import kind_of

            reason = one.reason if one.failed else kind_of(one.reason)
            if one.failed and one.page.place is not None:
                reason = f"{one.page.name}: {reason}"  # nothing else names a record of a WARC file that failed
            reason = reason if reason in self.reasons or len(self.reasons) < _REASONS else "other reasons"
            self.reasons[reason] += 1
            if one.page.place is not None:
                self._unprinted += 1
            else:
                complain(f"{one.page.name}: {one.reason}")

    def summary(self, written: int, output: Path | None) -> Iterator[str]:
        """What came of all pages, for a person; nothing of a single one."""
        pages = self.counts[_PAGES]
        if pages < 2 and not self.interrupted and not self._unprinted:
            return
        seconds = monotonic() - self._began
        pace = f"{(pages - self._earlier) / seconds:,.1f} pages/s" if seconds > 0 else ""
        earlier = f", {self._earlier:,} of them in earlier runs" if self._earlier else ""
        ending = "interrupted" if self.interrupted else "done"
        articles, failed = self.counts[_ARTICLES], self.counts[_FAILED]
        yield (
            f"{ending} after {seconds:,.1f} s: {written:,} records from {pages:,} pages{earlier}, "
            f"{pages - articles - failed:,} left out, {failed:,} failed ({pace})"
        )
        for reason, count in self.reasons.most_common():
            yield f"{count:,} without a record: {reason}"
        if self.interrupted:
            kept = f"what is done is kept for {output}: run the same command again to go on" if output else ""
            yield kept or "what is done was written; with -o FILE the same command would go on there"
        elif output:
            yield f"written to {output}"


def _key(page: Page) -> str:
    """What a page is known by: its place, and the state of its file or of the archive that it is a member of."""
    for name in (page.name, *map(str, Path(page.name).parents)):
        with suppress(OSError):
            state = os.stat(name)
            return f"{page.file} {state.st_size} {state.st_mtime_ns}"
    return f"{page.file} {page.fault}"


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
    from newscrawl.processing.validation import fault_of, not_kept
    from newscrawl.record.keeping import keep_of_named

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
    except RuleError:  # wrong for every page: it ends the command
        raise
    except NewscrawlError as error:
        return Read(page, reason=str(error), failed=True)
    if fault:
        return Read(page, reason=fault)
    doubtful = page.name in named and page.place is None and not article.meta.quality.is_article
    return Read(page, article, doubt=not_an_article(article) if doubtful else "")


def _of_warc(
    page: Page, include: tuple[str, ...], rules_of: RulesReader, receipts: bool, min_confidence: float | None
) -> Article:
    from newscrawl.processing.validation import with_file
    from newscrawl.warc.warc_articles import article_of

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


def _map(read: partial[Read], pages: Iterator[Page], *, jobs: int) -> Iterator[Read]:
    """In the order of the pages, whatever the number of jobs."""
    if jobs == 1:
        yield from map(read, pages)
        return
    with ProcessPoolExecutor(min(jobs, os.cpu_count() or 1), initializer=leave_interrupts) as pool:
        under_way: deque[Future[list[Read]]] = deque()
        try:
            while chunk := list(islice(pages, _CHUNK)):
                under_way.append(pool.submit(_read_all, read, chunk))
                if len(under_way) > _AHEAD * jobs:
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()
        finally:  # nobody wants the rest any more
            for future in under_way:
                future.cancel()


def _read_all(read: partial[Read], pages: list[Page]) -> list[Read]:
    return list(map(read, pages))
