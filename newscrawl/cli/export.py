"""`newscrawl export`: the records of a store, in any format."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli import DONE, NOTHING, complain
from newscrawl.cli.output import output_options
from newscrawl.cli.stored import opened, store_option

if TYPE_CHECKING:
    from newscrawl.rights import Use
    from newscrawl.store.records import Record
    from newscrawl.store.store import Store

_FORMATS = ("jsonl", "jsonl.gz", "json", "csv", "parquet", "markdown", "text")


@click.command()
@store_option
@click.option("--as-of", metavar="DATE", help="Every article as it stood at the end of that day (or at that time).")
@click.option("--since", metavar="7d|DATE", help="Only articles published since then (36h, 7d, yesterday, 2026-11-01).")
@click.option("--site", "sites", multiple=True, metavar="SITE", help="Only articles of this site (repeatable).")
@click.option(
    "--for-use",
    type=click.Choice(["index", "quote", "train", "redistribute"]),
    metavar="USE",
    help="Only articles whose publisher allows it, as far as was said: index, quote, train, redistribute.",
)
@output_options(default="jsonl", formats=_FORMATS)
@click.pass_context
def command(
    ctx: click.Context,
    store: str,
    as_of: str | None,
    since: str | None,
    sites: tuple[str, ...],
    for_use: Use | None,
    output: Path | None,
    form: str | None,
) -> None:
    """Write the articles of a store: one record for each, its newest revision. The crawl may go on meanwhile.

    An article that was taken down is written as it was last seen. A date without a zone is one of this machine's. An
    article without a date passes --since. The file appears when it is complete, and replaces an older one.

    \b
    newscrawl export --store news.db -o articles.parquet
    newscrawl export --store news.db --as-of 2026-11-01 -o that-day.jsonl
    newscrawl export --store news.db --site news.example --since 7d --format csv > week.csv

    Exit codes: 0 done, 3 no article fits, 1 failed.
    """
    from newscrawl.export.writing import write_records

    moment = _end_of(as_of) if as_of is not None else None
    with opened(store) as kept:
        records = _usable(_wanted(kept, moment, since, sites), for_use)
        written = write_records(records, output or sys.stdout.buffer, form)
    if not written:
        complain(f"{kept.name}: no article fits")
    ctx.exit(DONE if written else NOTHING)


def _wanted(store: Store, moment: datetime | None, since: str | None, sites: tuple[str, ...]) -> Iterator[Record]:
    from newscrawl import configuration
    from newscrawl.dates.w3c import is_before
    from newscrawl.urls import site_of

    config = configuration.load(sites=sites, since=since)
    start = config.since_moment(moment or datetime.now(UTC))
    for record in store.articles.as_of(moment, sites=tuple(map(site_of, config.sites))):
        if start is None or not is_before(record.article.date_published, start):
            yield record


def _usable(records: Iterator[Record], use: Use | None) -> Iterator[Record]:
    from newscrawl.rights import allows

    return (record for record in records if use is None or allows(record.article.usage_info, use))


def _end_of(text: str) -> datetime:
    """The moment that `--as-of` means: a day's last, else the one stated."""
    from newscrawl.configuration import moment_of

    try:
        moment = moment_of(text)
    except ValueError:
        raise click.UsageError(f"--as-of {text}: write 2026-11-01, or a time: 2026-11-01T18:00+01:00") from None
    is_day = ":" not in text and "T" not in text.upper()
    return moment + timedelta(days=1, milliseconds=-1) if is_day else moment
