"""What several commands share: where records go, and what may be reached."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newscrawl.errors import ConfigError
from newscrawl.files.address_lists import Listed, listed_in
from newscrawl.record.article import Article

if TYPE_CHECKING:
    from newscrawl.extraction.rules import SiteRules

STANDARD_OUTPUT = "-"
RulesReader = Callable[[str], "SiteRules | None"]
Command = TypeVar("Command", bound=Callable[..., Any])


def output_options(*, default: str, formats: tuple[str, ...]) -> Callable[[Command], Command]:
    """`-o FILE` and `--format NAME`, as arguments `output` and `form`."""

    def decorate(command: Command) -> Command:
        command = click.option(
            "--format",
            "form",
            type=click.Choice(formats),
            help=f"How to write records; by default the suffix of FILE decides, and standard output gets {default}.",
        )(command)
        return click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            multiple=True,
            callback=_file_of,
            metavar="FILE|-",
            help="Write to FILE instead of standard output (-).",
        )(command)

    return decorate


def _file_of(ctx: click.Context, parameter: click.Parameter, paths: tuple[Path, ...]) -> Path | None:
    if len(paths) > 1:
        raise click.BadParameter("give it once; of the commands only crawl writes several outputs")
    return None if paths in ((), (Path(STANDARD_OUTPUT),)) else paths[0]


def list_options(command: Command) -> Command:
    """`-i FILE` and `--column NAME`, as arguments `lists` and `column`: addresses that stand in files."""
    command = click.option(
        "--column",
        metavar="NAME",
        help="The list is a table (CSV, tabs); its column NAME holds the addresses.",
    )(command)
    return click.option(
        "-i",
        "--input",
        "lists",
        type=click.Path(allow_dash=True, path_type=Path),
        multiple=True,
        metavar="FILE|-",
        help="Read addresses from FILE or standard input, one a line; what stands behind # does not count.",
    )(command)


def addresses_of(lists: tuple[Path, ...], column: str | None) -> list[Listed]:
    """The addresses of the lists that `-i` names. Raises UsageError for a list without one, ConfigError for none."""
    if column is not None and not lists:
        raise click.UsageError("--column names a column of a list: give the list with -i FILE")
    found: list[Listed] = []
    for file in lists:
        listed = listed_in(file, column)
        if not listed:
            raise click.UsageError(f"-i {file}: no address in it")
        found += listed
    return found


def address_listed(one: Listed) -> str:
    """An address of a list as one to fetch. Raises ConfigError that names its line."""
    from newscrawl.configuration import address

    try:
        return address(one.text)
    except ValueError as error:
        raise ConfigError(f"{one.place}: {one.text[:80]!r}: {error}") from None


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 page`, `1,200 pages`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def reach_options(command: Command) -> Command:
    """`--contact` and `--allow-net`: who asks, and which networks beside the public one may be asked."""
    command = click.option(
        "--allow-net",
        multiple=True,
        metavar="CIDR",
        help="Allow names, links and redirects to lead into this network (10.1.0.0/16); an address that you write out "
        "is allowed without.",
    )(command)
    return click.option(
        "--contact",
        metavar="WHO",
        help="E-mail address or URL by which a site can reach you; it stands in the User-Agent, a mailbox in From too.",
    )(command)


class _Number(click.FloatRange):
    """A range that holds no NaN: every comparison with that is false, so that click's own range takes it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{value} is not a number.", param, ctx)
        return number


def keep_options(command: Command) -> Command:
    """`--keep` and `--min-confidence`, as arguments `keep` and `min_confidence`: which pages give a record."""
    command = click.option(
        "--min-confidence",
        type=_Number(0, 1),
        metavar="X",
        help="An article is a page of confidence X (0 to 1) and more, instead of the verdict's own threshold.",
    )(command)
    return click.option(
        "--keep",
        type=click.Choice(["articles", "text", "all"]),
        help="Which pages give a record: those that are articles; all with a text, but error pages and walls; or all. "
        "[default: text for pages that are named one by one, else articles]",
    )(command)


def not_an_article(article: Article) -> str:
    """The warning beside a record that is written although the verdict is no."""
    from newscrawl.record.keeping import reason_of

    quality = article.meta.quality
    return f"not an article: {reason_of(quality)}; written all the same, --keep articles would leave it out"


def rules_options(command: Command) -> Command:
    """`--sites DIR` and `--allow-hooks`, as arguments `sites` and `allow_hooks`."""
    command = hooks_option(command)
    return click.option(
        "--sites", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of site rules."
    )(command)


def hooks_option(command: Command) -> Command:
    """`--allow-hooks`: whether Python of a folder of site rules may run."""
    return click.option(
        "--allow-hooks",
        is_flag=True,
        default=None,
        help="Run the Python that site rules of --sites name (refine); without it they are data only.",
    )(command)


def rules_reader(sites: Path | None, allow_hooks: bool | None) -> RulesReader:
    """What gives the rules of a host: those of the folder `sites`, then shipped ones. Raises RuleError."""
    return partial(_rules_of, folders=(sites,) if sites else (), hooks=bool(allow_hooks))


def _rules_of(host: str, folders: tuple[Path, ...], hooks: bool) -> SiteRules | None:
    from newscrawl.extraction.rules import load_rules

    return load_rules(host, folders, hooks=hooks)


def address_of(url: str | None) -> str | None:
    """An address that was given to `--url`. Raises UsageError for what is none."""
    from newscrawl.configuration import address

    try:
        return address(url) if url is not None else None
    except ValueError as error:
        raise click.UsageError(f"--url {url}: {error}") from None


def write(articles: Iterable[Article], output: Path | None, form: str | None) -> int:
    """Write records to a file or to standard output; how many.

    On standard output one record of JSON is an indented object, to be read; more of them are an array.
    """
    from newscrawl.export.writing import write_articles

    if output is not None:
        return write_articles(articles, output, form)
    remaining = iter(articles)
    stream = sys.stdout.buffer
    if form not in (None, "json"):
        return write_articles(_flushed(remaining, stream.flush), stream, form)
    head = list(_first(remaining, 2))
    if len(head) == 1:
        stream.write(_indented(head[0]))
        return 1
    return write_articles(chain(head, remaining), stream, "json") if head else 0


def _first(articles: Iterator[Article], count: int) -> Iterator[Article]:
    for _, article in zip(range(count), articles, strict=False):
        yield article


def _flushed(articles: Iterator[Article], flush: Callable[[], None]) -> Iterator[Article]:
    """A person who waits sees each record when it is there."""
    for article in articles:
        yield article
        flush()


def _indented(article: Article) -> bytes:
    import orjson

    return orjson.dumps(article, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
