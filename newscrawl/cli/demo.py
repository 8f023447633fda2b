"""`newscrawl demo`: the main job on a machine without a network."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("demo.jsonl"),
    show_default=True,
    help="Where the records go; the suffix is the format.",
)
@click.pass_context
def command(ctx: click.Context, output: Path) -> None:
    """Serve a small news site on this machine and crawl it.

    The site comes with newscrawl; nothing leaves the machine. It is what `newscrawl crawl SITE -o FILE` does with a
    site of the web.
    """
    from newscrawl import demo
    from newscrawl.cli.crawl import command as crawl

    with demo.serve() as origin:
        click.echo(f"A small news site is being served at {origin} while it is crawled.", err=True)
        ctx.invoke(crawl, sites=(origin,), output=(str(output),), delay=0.0)
