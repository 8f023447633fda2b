"""The command line: one file per command, each loaded when it is called."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import Any

import click

from newscrawl.errors import ConfigError, NewscrawlError, OutputNameError
from newscrawl.text import visible, visible_lines
from newscrawl.version import __version__

# Exit codes, the same for every command. 2 is click's own for wrong usage, 130 the shell's for Ctrl-C.
DONE, FAILED, USAGE, NOTHING, PARTLY, INTERRUPTED = 0, 1, 2, 3, 4, 130

COMMANDS = ("scrape", "crawl", "extract", "clean", "discover", "explain", "runs", "status", "history", "export", "demo")


class Commands(click.Group):
    """Finds a command in the module of its name, and turns our own errors into one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"newscrawl.cli.{name}").command
        return command

    def main(self, *arguments: Any, **options: Any) -> Any:
        # Where a shell has closed them (`<&-`, `>&-`): nothing is read, and nobody wants to see what is written.
        sys.stdin, sys.stdout = sys.stdin or open(os.devnull), sys.stdout or open(os.devnull, "w")  # noqa: SIM115
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # what a terminal's encoding does not have is an escape there
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().main(*arguments, **options)
        except OSError as error:  # but for a closed pipe: whoever read our output has left, and click ends in silence
            complain(f"{error.filename or 'standard output'}: {error.strerror or error}")
            sys.exit(FAILED)

    def invoke(self, ctx: click.Context) -> object:
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGTERM, end_cleanly)
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()  # what fails here fails as a sentence, not after the last word
        except (ConfigError, OutputNameError) as error:
            complain(str(error))
            ctx.exit(USAGE)
        except NewscrawlError as error:
            complain(str(error))
            ctx.exit(FAILED)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def main() -> None:
    """News articles as clean, normalised records.

    \b
    newscrawl scrape https://news.example/2026/11/23/story       one article, as JSON
    newscrawl crawl https://news.example/ -o articles.jsonl      a whole site
    newscrawl extract pages/ -o articles.jsonl                   HTML you already have
    newscrawl clean story.txt                                    text that carries its page's boilerplate
    newscrawl demo                                               try it without a network

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing to write (not an article, nothing new), 4 partly failed (some
    pages or sites), 130 interrupted.
    """


def end_cleanly(number: int, frame: FrameType | None) -> None:
    """For SIGTERM: end as after Ctrl-C, so that nothing half written is left."""
    raise KeyboardInterrupt


def complain(message: str) -> None:
    """One line on standard error, whatever strangers wrote into it."""
    click.echo(f"newscrawl: {visible_lines(message)}", err=True)


def say(text: str, *, err: bool = False) -> None:
    """Lines for a person, in which what strangers wrote cannot act on the terminal."""
    click.echo("\n".join(map(visible, text.split("\n"))), err=err)


if __name__ == "__main__":
    sys.exit(main())
