"""`newscrawl explain`: why a record says what it says."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli import say
from newscrawl.cli.extract import not_html
from newscrawl.cli.output import reach_options
from newscrawl.errors import FetchError, NewscrawlError

if TYPE_CHECKING:
    from newscrawl.extraction.explain import Explanation


@click.command()
@click.argument("page", metavar="URL|FILE|-")
@click.option("--field", "fields", multiple=True, metavar="NAME", help="Show all candidates of a field (repeatable).")
@click.option("--url", metavar="URL", help="Address of a page in a FILE; without it the page's own.")
@click.option("--sites", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of site rules.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@reach_options
def command(
    page: str,
    fields: tuple[str, ...],
    url: str | None,
    sites: Path | None,
    form: str,
    contact: str | None,
    allow_net: tuple[str, ...],
) -> None:
    """Show for every field where its value came from, and for the body which texts were kept or dropped, and why.

    \b
    newscrawl explain page.html
    newscrawl explain https://news.example/story --field authors
    newscrawl explain page.html --format json
    """
    if page == "-" or Path(page).exists():
        explanation = _explained(_read(page), url, {}, None, sites)
    else:
        explanation = _fetched(page, contact, allow_net, sites)
    if form == "json":
        click.echo(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2))
        return
    try:
        say(explanation.to_text(fields))
    except ValueError as error:
        raise click.UsageError(f"--field {error}") from None


def _read(page: str) -> bytes:
    data = sys.stdin.buffer.read() if page == "-" else Path(page).read_bytes()
    if wrong := not_html(data):
        raise NewscrawlError(f"{page}: not HTML: {wrong}")
    return data


def _fetched(page: str, contact: str | None, allow_net: tuple[str, ...], sites: Path | None) -> Explanation:
    from newscrawl import configuration
    from newscrawl.net.client import Fetcher

    if "://" not in page and ("/" in page or page.endswith((".html", ".htm"))):
        raise NewscrawlError(f"{page}: there is no such file; an address starts with http:// or https://")
    config = configuration.load(urls=[page], contact=contact, allow_net=allow_net)
    got = Fetcher(config.guard(), config.limits, contact=config.contact).get(config.urls[0])
    if got.status >= 400:
        raise FetchError(got.url, f"HTTP {got.status}")
    if wrong := not_html(got.body):
        raise FetchError(got.url, f"not HTML: {wrong}")
    return _explained(got.body, got.url, dict(got.headers), got.fetched_at, sites)


def _explained(
    page: bytes, url: str | None, headers: dict[str, str], fetched_at: datetime | None, sites: Path | None
) -> Explanation:
    from newscrawl.extraction.explain import explain
    from newscrawl.extraction.rules import load_rules

    rules = partial(load_rules, folders=(sites,) if sites else ())
    return explain(page, url, headers=headers, fetched_at=fetched_at, rules=rules)
