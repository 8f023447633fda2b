"""`newscrawl discover`: what a crawl of a site would use."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli import say
from newscrawl.cli.output import reach_options


@click.command()
@click.argument("url")
@click.option(
    "--write",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a configuration for `newscrawl crawl --config FILE`, with what was found as comments to review.",
)
@click.option("--delay", type=float, metavar="S", help="Seconds between two requests.  [default: 1]")
@reach_options
def command(
    url: str, target: Path | None, delay: float | None, contact: str | None, allow_net: tuple[str, ...]
) -> None:
    """Show the feeds, sitemaps and sections of a site: how many articles each names, and how new they are.

    \b
    newscrawl discover news.example
    newscrawl discover https://news.example/ --write news.toml
    """
    from rich.console import Console

    from newscrawl.files.durable import replacing
    from newscrawl.runner.site_survey import survey

    console = Console(stderr=True)
    with console.status("looking around") as status:
        profile = survey(
            url, delay=delay, contact=contact, allow_net=allow_net,
            on_fetch=lambda source: status.update(f"{source.kind} {source.url}"),
        )  # fmt: skip
    say(profile.to_text())
    if target is not None:
        with replacing(target) as file:
            file.write(profile.to_toml().encode())
        click.echo(f"written to {target}; review it, then: newscrawl crawl --config {target}", err=True)
