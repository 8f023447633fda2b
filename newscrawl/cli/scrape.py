"""`newscrawl scrape`: one-off, no database, no configuration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from newscrawl.cli import DONE, FAILED, NOTHING, PARTLY, USAGE, complain
from newscrawl.cli.output import output_options, reach_options, write
from newscrawl.errors import ConfigError, FetchError, NotAnArticle
from newscrawl.record.article import Article


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--receipts", is_flag=True, help="List every removed text with its reason in meta.removed.")
@reach_options
@output_options(default="json", formats=("json", "jsonl", "markdown", "text"))
@click.pass_context
def command(
    ctx: click.Context,
    urls: tuple[str, ...],
    receipts: bool,
    contact: str | None,
    allow_net: tuple[str, ...],
    output: Path | None,
    form: str | None,
) -> None:
    """Print the article of each URL.

    A page that is no article, and an address that is none, is named on standard error and gives no record; the others
    are printed.

    \b
    newscrawl scrape https://news.example/2026/11/23/story
    newscrawl scrape URL --format markdown
    newscrawl scrape URL URL URL -o three.jsonl

    Exit codes: 0 every URL gave a record, 3 none did because the pages are no articles, 4 some did, 1 none could be
    fetched, 2 none is an address.
    """
    from newscrawl import configuration
    from newscrawl.api import scrape
    from newscrawl.net.spacing import Spacing

    configuration.load(contact=contact, allow_net=allow_net)  # what is wrong for all of them is said once, at first
    failures: list[Exception] = []

    def records() -> Iterator[Article]:
        spacing = Spacing(configuration.DELAY)
        for url in urls:
            try:
                (address,) = configuration.load(urls=[url]).urls
                yield scrape(address, receipts=receipts, contact=contact, allow_net=allow_net, turn=spacing.wait)
            except (FetchError, NotAnArticle, ConfigError) as error:
                if isinstance(error, FetchError):
                    spacing.answered(error.url, error.status, error.retry_after)
                failures.append(error)
                complain(str(error))

    written = write(records(), output, form or ("jsonl" if len(urls) > 1 and output is None else None))
    if written:
        ctx.exit(PARTLY if failures else DONE)
    kinds = set(map(type, failures))
    ctx.exit(USAGE if kinds == {ConfigError} else NOTHING if kinds <= {NotAnArticle} else FAILED)
