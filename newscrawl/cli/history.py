"""`newscrawl history`: how an article changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli import NOTHING
from newscrawl.cli.address_state import state_of, taken_with_its_template
from newscrawl.cli.stored import clock, form_option, opened, store_option
from newscrawl.errors import StoreError
from newscrawl.text import visible

if TYPE_CHECKING:
    from newscrawl.record.article import Article
    from newscrawl.store.articles import Revision
    from newscrawl.store.store import Store


@click.command()
@click.argument("url")
@store_option
@form_option
@click.pass_context
def command(ctx: click.Context, url: str, store: str, form: str) -> None:
    """Show the revisions of an article: when each was seen, what kind of edit it was, and what changed in which field.

    Of an address that is no article of the store it says whether it waits or was left out, why and since when (exit
    code 3). Any address of the article will do. In the body, [-removed-] and {+added+} words stand between the words
    around them; on a terminal they are red and green. Edits are called: typo, number changed, name changed, headline
    changed, correction added, extended, shortened, rewritten, deleted, paywalled, byline changed, summary changed.

    \b
    newscrawl history https://news.example/2026/11/23/story --store news.db
    newscrawl history https://news.example/2026/11/23/story --store news.db --format json
    """
    from newscrawl.configuration import address

    try:
        url = address(url)
    except ValueError as error:
        raise click.UsageError(f"{url}: {error}") from None
    with opened(store) as kept:
        revisions = kept.articles.history(url)
        state = state_of(kept, url)
        if not revisions and state is None:
            raise StoreError(f"{kept.name}: no article of {url}: the address was never met")
        gone = kept.articles.gone_at(url)
        failing = _failing(kept, url)
    if not revisions and state is not None:
        click.echo(json.dumps(state.to_dict(), ensure_ascii=False) if form == "json" else visible(state.to_text()))
        ctx.exit(NOTHING)
    if form == "json":
        click.echo(json.dumps([_as_dict(one) for one in revisions], ensure_ascii=False, indent=2))
        return
    for line in _lines(revisions):
        click.echo(line)
    if gone:
        click.echo(f"gone since {clock(gone)} (HTTP 404 or 410); the text above is kept")
    if failing:
        click.echo(f"{failing}; the text above is kept")


def _failing(store: Store, url: str) -> str | None:
    """Why the address was not read at its last visit."""
    row = store.frontier.row(url)
    return f"{row.note} (visited {row.checked_at})" if row and row.state == "failed" else None


def _as_dict(revision: Revision) -> dict[str, Any]:
    return {**revision._asdict(), "record": revision.record.to_dict()}


def _lines(revisions: list[Revision]) -> Iterator[str]:
    first = revisions[0]
    yield _head(first, "first seen")
    yield f"   {first.record.headline or first.record.url}"
    if reason := taken_with_its_template(first.record):
        yield f"   kept, since {reason} (its own verdict: confidence {first.record.meta.quality.confidence:.2f})"
    for before, after in pairwise(revisions):
        yield _head(after, ", ".join(after.classes))
        for name, change in after.changes.items():
            yield from _change(name, before.record, after.record, change)


def _head(revision: Revision, what: str) -> str:
    from newscrawl.store.timestamps import moment

    return click.style(f"{revision.number}  {clock(moment(revision.seen_at))}  {what}", bold=True)


def _change(name: str, before: Article, after: Article, change: list[object]) -> Iterator[str]:
    from newscrawl.cli.wording import marked, marked_paragraphs

    if name == "article_body":
        yield "   body:"
        yield from (f"     {line}" for line in marked_paragraphs(before.article_body, after.article_body))
    elif isinstance(change[0], str) and isinstance(change[1], str):
        yield f"   {name}: {marked(change[0], change[1])}"
    else:
        yield f"   {name}: {_plain(change[0])} -> {_plain(change[1])}"


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value or "none")
