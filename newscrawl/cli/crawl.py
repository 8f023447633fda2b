"""`newscrawl crawl`: the articles of sites, politely, and only what is new or changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from typing import TYPE_CHECKING, Any, get_args

import click

from newscrawl.cli import DONE, FAILED, INTERRUPTED, NOTHING, PARTLY, complain, say
from newscrawl.cli.output import (
    STANDARD_OUTPUT,
    Command,
    address_listed,
    addresses_of,
    counted,
    hooks_option,
    keep_options,
    list_options,
    reach_options,
)
from newscrawl.cli.stored import left_out_lines
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from newscrawl.configuration import CrawlConfig
    from newscrawl.crawling.progress import Progress, RunSummary
    from newscrawl.record.article import Article

_CODES = {"done": DONE, "nothing new": NOTHING, "partly failed": PARTLY, "failed": FAILED, "interrupted": INTERRUPTED}
_SITES_SHOWN = 10
_REASONS = 10  # in one line
_EXAMPLES = 3
_LONGEST = 160  # characters of an address or a reason in a line
_MOST_SILENT = 10  # sources that are named one by one
_LINE_EVERY = 10.0  # seconds between two progress lines where there is no terminal


class _CrawlCommand(click.Command):
    """A command whose options are the fields of CrawlConfig. It reads them when it is called: `--help` over all
    commands needs none."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        if len(self.params) == 1:
            self.params += _options()
        return super().get_params(ctx)


def _options() -> list[click.Parameter]:
    return click.command(_all_options(lambda: None)).params


def _all_options(command: Command) -> Command:
    """The options in the order of the help text; decorators apply from the last one up."""
    options = (
        list_options,
        _option("output", "-o", "--output", metavar="FILE|-"),
        _option("store", metavar="PATH"),
        _option("wait"),
        _option("refetch"),
        _option("unique_stories"),
        _option("warc", metavar="DIR"),
        _option("since", metavar="7d|DATE"),
        _option("limit", metavar="N"),
        _option("sections", metavar="PATH"),
        _option("include", metavar="PATTERN"),
        _option("exclude", metavar="PATTERN"),
        _option("backfill"),
        _option("delay", metavar="S"),
        _option("per_host", metavar="N"),
        _option("jobs", metavar="N"),
        _option("rules", "--sites", type=click.Path(exists=True, file_okay=False)),
        hooks_option,
        _option("ignore_robots", metavar="HOST"),
        _option("respect_tdm"),
        keep_options,
        click.option("--config", metavar="FILE", help="Read sites and options from a TOML file; flags win over it."),
        reach_options,
    )
    return reduce(lambda decorated, option: option(decorated), reversed(options), command)


def _option(field: str, *flags: str, **attributes: Any) -> Callable[[Command], Command]:
    """The option of a field of CrawlConfig: its type follows from the field's, its text is the field's description."""
    from newscrawl.configuration import CrawlConfig

    model = CrawlConfig.model_fields[field]
    if model.default is False:
        attributes |= {"is_flag": True, "default": None}
    elif model.default == ():
        attributes |= {"multiple": True}
    elif numbers := {int, float} & set(_types(model.annotation)):
        attributes |= {"type": numbers.pop()}
    return click.option(*(flags or (f"--{field.replace('_', '-')}",)), field, help=model.description, **attributes)


def _types(annotation: Any) -> Iterator[Any]:
    """The types that `Annotated[int, ...] | None` is made of."""
    for inner in get_args(annotation):
        yield from _types(inner)
    yield annotation


@click.command(cls=_CrawlCommand)
@click.argument("sites", nargs=-1, metavar="SITE...")
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """Crawl news sites through robots.txt, feeds, sitemaps and section pages.

    A SITE is a name, an address or a host with a port; -i FILE reads a list of them. Killed at any instant, the same
    command with --store goes on where it was: nothing is lost and nothing written twice.

    \b
    newscrawl crawl news.example -o articles.jsonl
    newscrawl crawl https://news.example/ --store news.db -o articles.jsonl --since 7d
    newscrawl crawl --config sites.toml

    Exit codes: 0 done, 3 nothing new or nothing due, 4 some sites or pages failed, 1 failed, 2 wrong usage, 130
    interrupted. A page that the site no longer has (404, 410), or that robots.txt forbids, has not failed.
    """
    from newscrawl.configuration import load
    from newscrawl.runner.process import run_crawl

    listed = addresses_of(options.pop("lists", ()), options.pop("column", None))
    options["sites"] = (*options["sites"], *map(address_listed, listed))
    config = load(options.pop("config", None), **options)
    if config.limit and config.jobs > 1:
        complain(
            f"hint: with a limit the crawl is one process, not {config.jobs}: only one can tell when it has enough"
        )
    for host in config.ignore_robots:
        complain(f"warning: robots.txt of {host} is not asked; make sure that its operator agrees")
    if config.contact is None and any(map(_is_public, (*config.sites, *config.urls))):
        complain("hint: name a --contact (e-mail or URL), so that a site's operator can reach you")
    if config.output.count(STANDARD_OUTPUT) > 1:
        raise click.UsageError("-o -: standard output is named twice")
    printer = _Printer() if STANDARD_OUTPUT in config.output or not (config.output or config.store) else None
    config = config.model_copy(update={"output": tuple(name for name in config.output if name != STANDARD_OUTPUT)})
    with _progress() as show:
        summary = run_crawl(config, on_progress=show, on_article=printer, settings={"LOG_LEVEL": "WARNING"})
    if printer is not None and printer.error is not None:
        raise printer.error
    if summary.message is not None:  # store or output failed: nothing else of the run matters before that
        complain(f"{summary.message} ({_how_far(summary, config)})")
        ctx.exit(_CODES[summary.ending])
    for line in summary_lines(summary, config):
        say(line, err=True)
    ctx.exit(_CODES[summary.ending])


def _is_public(url: str) -> bool:
    """A name of the public network; addresses and names with a port are somebody's own."""
    host = host_of(url)
    return "." in host and ":" not in host and not host.replace(".", "").isdigit()


class _Printer:
    """Writes records to standard output, a line each. `error` is what kept it from that: it ends the crawl."""

    def __init__(self) -> None:
        self.error: OSError | None = None

    def __call__(self, article: Article) -> None:
        import orjson

        try:
            sys.stdout.buffer.write(orjson.dumps(article) + b"\n")
            sys.stdout.buffer.flush()
        except OSError as error:
            self.error = error
            raise


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """One line that changes on a terminal; a plain line now and then elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if console.is_terminal:
        with console.status("starting") as status:
            yield lambda progress: status.update(progress_line(progress))
        return
    shown = 0.0

    def show(progress: Progress) -> None:
        nonlocal shown
        if progress.seconds - shown >= _LINE_EVERY:
            shown = progress.seconds
            click.echo(f"newscrawl: {progress_line(progress)}", err=True)

    yield show


def progress_line(progress: Progress) -> str:
    """The numbers of a running crawl in one line."""
    return (
        f"{progress.found:,} found, {progress.fetched:,} fetched, {progress.articles:,} articles, "
        f"{progress.per_second:.1f} pages/s, {progress.errors:,} errors"
    )


def summary_lines(summary: RunSummary, config: CrawlConfig) -> Iterator[str]:
    """What a crawl came to, for a person: counts, what was left out and why, errors per host, how to go on."""
    counts = summary.counts
    pages = counts.get("pages", 0)
    yield (
        f"{summary.ending.capitalize()} after {summary.seconds:.1f} s: {counted(summary.articles, 'article')} from "
        f"{counted(pages, 'page')} ({summary.progress.per_second:.1f} pages/s)."
    )
    others = {name: counts.get(name, 0) for name in ("unchanged", "duplicates", "errors")}
    if any(others.values()):
        yield "  " + ", ".join(f"{count:,} {name}" for name, count in others.items() if count)
    if summary.drops:
        yield f"  no record: {_listed(summary.drops)}"
    yield from _examples(summary)
    failing = sorted(summary.errors.items(), key=lambda item: -sum(item[1].values()))
    for host, reasons in failing[:_SITES_SHOWN]:
        yield f"  {_cut(host)}: {_listed(reasons)}"
    if more := failing[_SITES_SHOWN:]:
        count = sum(sum(reasons.values()) for _, reasons in more)
        yield f"  {counted(len(more), 'more host')}: {counted(count, 'error')}"
    for url, reason in list(summary.silent.items())[:_MOST_SILENT]:
        yield f"  nothing from {_cut(url)}: {_cut(reason)}"
    if len(summary.silent) > _MOST_SILENT:
        yield f"  nothing from {len(summary.silent) - _MOST_SILENT:,} more sources"
    yield from left_out_lines(summary.left_out)
    for site in summary.unreached:
        yield f"  {site}: no page of it could be fetched"
    for site, said in (*summary.refused.items(), *summary.doubted.items()):
        yield f"  {site}: {said}"
    yield from _thrift(summary)
    for told in summary.outputs:
        yield f"  {told}"
    if summary.waiting and summary.ending != "done":
        yield f"  {counted(summary.waiting, 'address', 'addresses')} still queued. " + (
            "Run the same command again to go on."
            if config.store
            else "With --store PATH the next run would go on there; this one kept nothing."
        )


def _how_far(summary: RunSummary, config: CrawlConfig) -> str:
    """How far a run came that ended as failed, and how to go on."""
    done = f"{counted(summary.articles, 'article')} from {counted(summary.counts.get('pages', 0), 'page')}"
    kept = (
        "the store keeps them: run the same command again to go on" if config.store else "without --store none is kept"
    )
    return f"failed after {summary.seconds:.1f} s: {done}; {kept}"


def _examples(summary: RunSummary) -> Iterator[str]:
    """An address for each of the most frequent reasons."""
    for reason in sorted(summary.drops, key=lambda reason: -summary.drops[reason])[:_EXAMPLES]:
        if reason in summary.examples:
            yield f"    {_cut(reason)}: {_cut(summary.examples[reason])}"


def _thrift(summary: RunSummary) -> Iterator[str]:
    """What each site was asked for each new article; the dearest ones, where they are many."""
    costs = {site: asked / max(1, summary.new_articles.get(site, 0)) for site, asked in summary.requests.items()}
    dearest = sorted(costs, key=lambda site: -costs[site])
    for site in dearest[:_SITES_SHOWN]:
        asked, new = summary.requests[site], summary.new_articles.get(site, 0)
        worth = f"{counted(new, 'new article')}, {costs[site]:.1f} requests each" if new else "nothing new"
        yield f"  {site}: {counted(asked, 'request')}, {worth}"
    if more := dearest[_SITES_SHOWN:]:
        asked = sum(summary.requests[site] for site in more)
        new = sum(summary.new_articles.get(site, 0) for site in more)
        yield f"  {counted(len(more), 'more site')}: {counted(asked, 'request')}, {counted(new, 'new article')}"


def _listed(counts: Mapping[str, int]) -> str:
    """The most frequent reasons in one line."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    listed = [f"{_cut(reason)} ({count:,})" for reason, count in ranked[:_REASONS]]
    if more := ranked[_REASONS:]:
        listed.append(f"{len(more):,} more reasons ({sum(count for _, count in more):,})")
    return ", ".join(listed)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
