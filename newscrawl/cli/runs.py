"""`newscrawl runs`: the crawls of a store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli import say
from newscrawl.cli.stored import clock, form_option, opened, store_option, table
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from newscrawl.store.run_history import Run

_HEAD = ("run", "started", "ending", "seconds", "pages", "articles", "unchanged", "errors", "pages/s", "of")
_NAMED = 3  # sites named in a row


@click.command()
@store_option
@click.option(
    "--limit", type=click.IntRange(1, 2**31), default=20, show_default=True, metavar="N", help="The newest N."
)
@form_option
def command(store: str, limit: int, form: str) -> None:
    """List the crawls of a store, the newest first: when, what, how they ended, counts and speed.

    `articles` counts new and changed ones. Endings: finished, failed, interrupted (Ctrl-C), killed, running. --format
    json adds the configuration of each run, the reasons of pages that gave no record, and the errors of each host.

    \b
    newscrawl runs --store news.db
    newscrawl runs --store news.db --format json --limit 1
    """
    with opened(store) as kept:
        runs = kept.runs.last(limit)
    if form == "json":
        click.echo(json.dumps(list(map(as_dict, runs)), ensure_ascii=False, indent=2))
    elif runs:
        for line in table(_HEAD, map(_row, runs)):
            say(line)
    else:
        click.echo(f"No crawl was made into {kept.name} yet.")


def as_dict(run: Run) -> dict[str, Any]:
    """A run as JSON."""
    return {
        "run": run.id, "started_at": run.started_at.isoformat(), "ending": run.state, "seconds": run.seconds,
        "finished_at": run.finished_at.isoformat() if run.finished_at else None, "configuration": run.command,
        "counts": run.tally.counts, "drops": run.tally.drops, "errors": run.tally.errors,
        "examples": run.tally.examples,
    }  # fmt: skip


def _row(run: Run) -> tuple[object, ...]:
    counts = run.tally.counts
    return (
        run.id, clock(run.started_at), run.state, "-" if run.seconds is None else round(run.seconds, 1),
        *(counts.get(name, 0) for name in ("pages", "articles", "unchanged", "errors")),
        "-" if run.pages_per_second is None else round(run.pages_per_second, 1), asked(run.command),
    )  # fmt: skip


def asked(command: Mapping[str, Any]) -> str:
    """What a crawl was asked for, in a few words."""
    places = [host_of(url) for url in command.get("sites", ())]
    places += [f"{len(urls)} pages"] if (urls := command.get("urls", ())) else []
    shown = ", ".join(places[:_NAMED]) + (f" and {len(places) - _NAMED} more" if len(places) > _NAMED else "")
    options = [f"--{name} {command[name]}" for name in ("since", "limit") if name in command]
    return " ".join((shown, *options))
