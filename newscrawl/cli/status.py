"""`newscrawl status`: a store at a glance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli import say
from newscrawl.cli.runs import as_dict, asked
from newscrawl.cli.stored import clock, form_option, left_out_lines, opened, store_option, table

if TYPE_CHECKING:
    from newscrawl.store.run_history import Run
    from newscrawl.store.statistics import Overview, SiteView

_HEAD = ("site", "articles", "gone", "newest", "queued", "done", "failed", "failing because")
_STATES = ("queued", "in_flight", "done", "failed", "gone")
_REASONS = 3  # named for a site


@click.command()
@store_option
@form_option
def command(store: str, form: str) -> None:
    """Show what a store holds: articles, addresses that wait, what the last crawl did, and each site with its errors.

    `due` is what a crawl of all its sites would fetch now, without the addresses that it would still find.

    \b
    newscrawl status --store news.db
    newscrawl status --store news.db --format json
    """
    with opened(store) as kept:
        overview = kept.overview(now=datetime.now(UTC))
        last = next(iter(kept.runs.last(1)), None)
        name, size = kept.name, kept.size()
    if form == "json":
        click.echo(json.dumps(_as_dict(overview, last), ensure_ascii=False, indent=2))
        return
    click.echo(f"{name} ({size / 1e6:,.1f} MB)")
    for line in _lines(overview, last):
        say(line)


def _lines(overview: Overview, last: Run | None) -> Iterator[str]:
    states = overview.states
    gone = overview.total("gone")
    taken_down = f", {gone:,} gone" if gone else ""
    yield f"articles   {overview.total('articles'):,}, in {overview.revisions:,} revisions{taken_down}"
    if overview.newest:
        headline, url, seen = overview.newest
        yield f"newest     {clock(seen)}  {headline or url}"
    counted = (f"{states[state]:,} {state.replace('_', ' ')}" for state in _STATES if state in states)
    yield f"addresses  {', '.join(counted) or 'none'}; {overview.due:,} due now"
    yield f"last run   {_last(last)}"
    yield from left_out_lines(overview.left_out)
    if overview.sites:
        yield ""
        yield from table(_HEAD, (_row(site, view) for site, view in overview.sites.items()))


def _last(run: Run | None) -> str:
    if run is None:
        return "none"
    counts = run.tally.counts
    took = "" if run.seconds is None else f" after {run.seconds:,.1f} s"
    return (
        f"{clock(run.started_at)}  {run.state}{took}: {counts.get('articles', 0):,} articles, "
        f"{counts.get('pages', 0):,} pages, {counts.get('errors', 0):,} errors ({asked(run.command)})"
    )


def _row(site: str, view: SiteView) -> tuple[object, ...]:
    waiting = view.states.get("queued", 0) + view.states.get("in_flight", 0)
    reasons = [f"{reason} ({count:,})" for reason, count in view.failures.items()]
    more = f", and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
    return (
        site, view.articles, view.gone, clock(view.newest), waiting, view.states.get("done", 0),
        view.states.get("failed", 0), ", ".join(reasons[:_REASONS]) + more,
    )  # fmt: skip


def _as_dict(overview: Overview, last: Run | None) -> dict[str, Any]:
    newest = overview.newest
    return {
        "articles": overview.total("articles"), "gone": overview.total("gone"), "revisions": overview.revisions,
        "newest": {"headline": newest[0], "url": newest[1], "first_seen": newest[2].isoformat()} if newest else None,
        "addresses": overview.states, "due": overview.due,
        "left_out": overview.left_out, "last_run": as_dict(last) if last else None,
        "sites": {
            site: {"articles": view.articles, "gone": view.gone, "addresses": view.states, "failures": view.failures,
                   "newest": view.newest.isoformat() if view.newest else None}
            for site, view in overview.sites.items()
        },
    }  # fmt: skip
