"""`newscrawl scrape`: one-off, no database, no configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli import DONE, FAILED, INTERRUPTED, NOTHING, PARTLY, USAGE, complain
from newscrawl.cli.interrupts import Interrupt, interruptible, progress
from newscrawl.cli.output import (
    address_listed,
    addresses_of,
    counted,
    keep_options,
    list_options,
    not_an_article,
    output_options,
    reach_options,
    write,
)
from newscrawl.errors import ConfigError, FetchError, NotAnArticle
from newscrawl.files.address_lists import Listed
from newscrawl.record.article import Article

if TYPE_CHECKING:
    from newscrawl.record.keeping import Keep


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL]...")
@list_options
@click.option(
    "--failed",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the addresses that gave no record to FILE, each with its reason: a list to be read with -i.",
)
@click.option("--receipts", is_flag=True, help="List every removed text with its reason in meta.removed.")
@keep_options
@reach_options
@output_options(default="json", formats=("json", "jsonl", "markdown", "text"))
@click.pass_context
def command(
    ctx: click.Context,
    urls: tuple[str, ...],
    lists: tuple[Path, ...],
    column: str | None,
    failed: Path | None,
    receipts: bool,
    keep: Keep | None,
    min_confidence: float | None,
    contact: str | None,
    allow_net: tuple[str, ...],
    output: Path | None,
    form: str | None,
) -> None:
    """Print the article of each URL.

    A page with a text is printed; where the verdict is that it is no article, a line on standard error says why. An
    error page, a wall, what is no page, and an address that is none give no record and are named there.

    With -i the addresses come from a list. Hosts are read beside each other, each at its pace, and records are written
    in the order of the list. Ctrl-C ends with what is done; --failed FILE then holds what is left, too.

    \b
    newscrawl scrape https://news.example/2026/11/23/story
    newscrawl scrape URL --format markdown
    newscrawl scrape URL URL URL -o three.jsonl
    newscrawl scrape -i urls.txt -o articles.jsonl --failed again.txt
    newscrawl scrape -i table.csv --column url -o articles.csv

    Exit codes: 0 every URL gave a record, 3 none did because the pages are no articles or have no text, 4 some did, 1
    none could be fetched, 2 none is an address, 130 interrupted.
    """
    from newscrawl import configuration
    from newscrawl.files.durable import check_folder

    configuration.load(contact=contact, allow_net=allow_net)  # what is wrong for all of them is said once, at first
    named = [Listed(url, "") for url in urls] + addresses_of(lists, column)
    if not named:
        raise click.UsageError("name a URL, or a list of them with -i FILE")
    if failed is not None:
        check_folder(failed)
    asked = _Asked(
        named, receipts=receipts, keep=keep, min_confidence=min_confidence, contact=contact, allow_net=allow_net
    )
    try:
        with interruptible() if lists else nullcontext(Interrupt()) as interrupt:
            records = asked.beside(interrupt) if lists else asked.one_by_one()
            written = write(records, output, form or ("jsonl" if len(named) > 1 and output is None else None))
    except BaseException:
        if output is not None:  # nothing stands in it
            asked.begin_anew()
        raise
    finally:
        if failed is not None:
            asked.write_failed(failed)
    if lists:
        complain(asked.summary(written, failed))
    if interrupt.number:
        ctx.exit(INTERRUPTED)
    if written:
        ctx.exit(PARTLY if asked.failures else DONE)
    kinds = set(map(type, asked.failures.values()))
    ctx.exit(USAGE if kinds == {ConfigError} else NOTHING if kinds <= {NotAnArticle} else FAILED)


class _Asked:
    """The addresses that were asked for, each once, and those that gave no record."""

    def __init__(self, named: Sequence[Listed], **options: Any) -> None:
        from newscrawl import configuration
        from newscrawl.net.spacing import Spacing
        from newscrawl.urls import canonical_form

        self.failures: dict[str, Exception] = {}  # by address, in the order asked
        self._options = options
        self._spacing = Spacing(configuration.DELAY)
        once: dict[str, Listed] = {}
        for one in named:
            once.setdefault(canonical_form(one.text), one)
        self._named = list(once.values())
        self._ended = 0

    def one_by_one(self) -> Iterator[Article]:
        """The records of the addresses."""
        for one in self._named:
            yield from self._record(one, self._read(one))

    def beside(self, interrupt: Interrupt) -> Iterator[Article]:
        """The same, reading hosts beside each other until an interrupt comes."""
        from newscrawl.net.beside import in_order

        places = {one.text: one for one in self._named}
        with progress() as show:
            for url, read in in_order(list(places), lambda url: self._read(places[url]), ends=lambda: interrupt.number):
                yield from self._record(places[url], read)
                show(f"{self._ended:,} of {len(self._named):,}, {len(self.failures):,} failed: {url}")

    def _read(self, one: Listed) -> Article | Exception:
        from newscrawl import configuration
        from newscrawl.api import scrape

        try:
            address = address_listed(one) if one.place else configuration.load(urls=[one.text]).urls[0]
            return scrape(address, turn=self._spacing.wait, **self._options)
        except (FetchError, NotAnArticle, ConfigError) as error:
            if isinstance(error, FetchError):
                self._spacing.answered(error.url, error.status, error.retry_after)
            return error

    def _record(self, one: Listed, read: Article | Exception) -> Iterator[Article]:
        self._ended += 1
        if isinstance(read, Exception):
            self.failures[one.text] = read
            complain(str(read))
            return
        if not read.meta.quality.is_article:
            complain(f"warning: {read.url}: {not_an_article(read)}")
        yield read

    def begin_anew(self) -> None:
        """What was read is lost."""
        self.failures, self._ended = {}, 0

    def write_failed(self, file: Path) -> None:
        """A list of what gave no record, and of what was not read because an interrupt came."""
        from newscrawl.files.durable import replacing
        from newscrawl.text import visible

        reasons = {url: " ".join(str(error).split()) for url, error in self.failures.items()}
        reasons |= {one.text: "not read, or not written" for one in self._named[self._ended :]}
        with replacing(file) as stream:
            for url, reason in reasons.items():
                stream.write(f"{visible(url)}  # {visible(reason)}\n".encode())

    def summary(self, written: int, failed: Path | None) -> str:
        """What became of a list."""
        counts = [f"{counted(len(self._named), 'address', 'addresses')}: {counted(written, 'record')}"]
        if self.failures:
            counts.append(f"{len(self.failures):,} failed")
        if left := len(self._named) - self._ended:
            counts.append(f"{left:,} not read")
        return ", ".join(counts) + (f"; those without a record stand in {failed}" if failed is not None else "")
