"""`newscrawl explain`: why a record says what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli import say
from newscrawl.cli.output import RulesReader, address_of, reach_options, rules_options, rules_reader
from newscrawl.cli.page_files import is_there, not_html, page_named
from newscrawl.cli.stored import opened
from newscrawl.errors import FetchError, NewscrawlError, StoreError

if TYPE_CHECKING:
    from newscrawl.extraction.explanation import Explanation


@dataclass(frozen=True, slots=True)
class _Given:
    """A page as it was read or fetched."""

    page: bytes
    url: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None


@click.command()
@click.argument("page", metavar="URL|FILE|-")
@click.option("--field", "fields", multiple=True, metavar="NAME", help="Show all candidates of a field (repeatable).")
@click.option("--url", metavar="URL", help="Address of a page in a FILE; without it the page's own.")
@click.option("--store", metavar="PATH", help="Say of a URL what became of it in this store; nothing is fetched.")
@click.option("--features", is_flag=True, help="Show what the nets see of each block, by the names of the columns.")
@rules_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@reach_options
def command(
    page: str,
    fields: tuple[str, ...],
    url: str | None,
    store: str | None,
    sites: Path | None,
    features: bool,
    allow_hooks: bool | None,
    form: str,
    contact: str | None,
    allow_net: tuple[str, ...],
) -> None:
    """Show for every field where its value came from, and for the body which texts were kept or dropped, and why.

    FILE is what `newscrawl extract` reads; one page of an archive is named as in a record's meta.file.

    \b
    newscrawl explain page.html
    newscrawl explain https://news.example/story --field authors
    newscrawl explain page.html --features
    newscrawl explain crawl.warc.gz:1234
    newscrawl explain https://news.example/story --store news.db
    newscrawl explain page.html --format json
    """
    from newscrawl import configuration

    configuration.load(contact=contact, allow_net=allow_net)  # a wrong value is one of a file's page too
    if store is not None:
        _show_state(page, store, form)
        return
    is_file = page == "-" or is_there(page)
    given = _read(page, address_of(url)) if is_file else _fetched(page, contact, allow_net)
    if features:
        _show_features(given, form)
        return
    explanation = _explained(given, rules_reader(sites, allow_hooks))
    if form == "json":
        click.echo(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2))
        return
    try:
        say(explanation.to_text(fields))
    except ValueError as error:
        raise click.UsageError(f"--field {error}") from None


def _show_state(url: str, store: str, form: str) -> None:
    from newscrawl.cli.address_state import state_of

    address = address_of(url) or url
    with opened(store) as kept:
        state = state_of(kept, address)
        name = kept.name
    if state is None:
        raise StoreError(f"{name}: {address}: the address was never met")
    click.echo(json.dumps(state.to_dict(), ensure_ascii=False)) if form == "json" else say(state.to_text())


def _read(page: str, url: str | None) -> _Given:
    try:
        stored = page_named(page).read()
    except NewscrawlError as error:
        raise NewscrawlError(f"{page}: {str(error).removeprefix(f'{page}: ')}") from None
    return _Given(stored.html, url or stored.url, stored.headers, stored.fetched_at)


def _fetched(page: str, contact: str | None, allow_net: tuple[str, ...]) -> _Given:
    from newscrawl import configuration
    from newscrawl.net.address_guard import Guard
    from newscrawl.net.bot_checks import refusal_reason
    from newscrawl.net.client import Fetcher
    from newscrawl.net.statuses import holds_page

    if "://" not in page and ("/" in page or page.endswith((".html", ".htm"))):
        raise NewscrawlError(f"{page}: there is no such file; an address starts with http:// or https://")
    config = configuration.load(urls=[page], contact=contact, allow_net=allow_net)
    got = Fetcher(Guard.of_crawl(config), config.limits, contact=config.contact).get(config.urls[0])
    if not holds_page(got.status, got.headers.get("content-range")):
        raise FetchError(got.url, refusal_reason(got.status, got.headers, got.body))
    if wrong := not_html(got.body):
        raise FetchError(got.url, f"not HTML: {wrong}")
    return _Given(got.body, got.url, dict(got.headers), got.fetched_at)


def _show_features(given: _Given, form: str) -> None:
    from newscrawl.extraction.explanation import explain_features

    blocks = explain_features(given.page, given.url, headers=given.headers)
    if form == "json":
        click.echo(json.dumps([asdict(block) for block in blocks], ensure_ascii=False, indent=2))
    else:
        say("\n".join(block.to_text() for block in blocks))


def _explained(given: _Given, rules_of: RulesReader) -> Explanation:
    from newscrawl.extraction.explanation import explain

    return explain(given.page, given.url, headers=given.headers, fetched_at=given.fetched_at, rules=rules_of)
