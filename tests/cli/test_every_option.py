"""Every option of every command, as the commands state them: a wrong value is a sentence and exit code 2."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from newscrawl.cli import main
from newscrawl.store.store import Store
from tests.smallsite import article

# What a command needs beside the option. Nothing is fetched: the address has no server, and wrong values come first.
NEEDED = {
    "scrape": ["http://127.0.0.9:9/a"], "crawl": ["http://127.0.0.9:9/"], "extract": ["p.html"], "clean": ["p.html"],
    "discover": ["http://127.0.0.9:9/"], "explain": ["p.html"], "runs": ["--store", "s.db"],
    "status": ["--store", "s.db"], "history": ["http://127.0.0.9:9/a", "--store", "s.db"],
    "export": ["--store", "s.db"], "demo": [],
}  # fmt: skip
# Wrong values of options that are text to the command line; a type of its own knows its wrong values below.
WRONG: dict[str, tuple[str, ...]] = {
    "--since": ("", "last week", "31.2.2026", "2026-13-01", "7x", "-7d", "2026-11-01T25:00Z", "99999999999d"),
    "--as-of": ("", "soon", "2026-02-30"), "--sections": ("https://a.example/x", "/"), "--include": ("(",),
    "--exclude": ("[", "*"), "--contact": ("Zo\u00eb", "a\nb"), "--allow-net": ("10.0.0.0/99", "net"),
    "--ignore-robots": ("a/b", ""), "--config": ("nowhere.toml",), "--site": ("not a site",), "--url": ("not a url",),
    "--field": ("nonsense",),
    "--input": ("nowhere.txt", ""), "--column": ("url", ""), "--failed": (".",), "--output": ("out.xyz", "out"),
}  # fmt: skip
SPECIAL = {
    ("extract", "--include"): ("tablez",),
    ("crawl", "--output"): ("out.xyz", "out", "{day}.jsonl", "{run}.jsonl"),
}
# Any text is a right value: a place that is not there is a failure (1), not wrong use.
ANY = {"--store", "--warc", "--language", "--write"}


def lines() -> Iterator[tuple[str, ...]]:
    """A command line for each wrong value of each option, and one for an option without its value."""
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        yield (name, *NEEDED[name], "--nonsense")
        for option in command.params:
            if not isinstance(option, click.Option):
                continue
            flag = next(one for one in option.opts if one.startswith("--"))
            if option.is_flag:
                yield (name, *NEEDED[name], f"{flag}=x")
                continue
            yield (name, *NEEDED[name], flag)
            values = wrong_values(name, flag, option.type)
            assert values or flag in ANY, f"{name} {flag}: name a wrong value, or say that there is none"
            yield from ((name, *NEEDED[name], f"{flag}={value}") for value in values)


def wrong_values(command: str, flag: str, kind: click.ParamType) -> tuple[str, ...]:
    if (command, flag) in SPECIAL:
        return SPECIAL[command, flag]
    if isinstance(kind, click.Choice):
        return ("nonsense", "")
    if kind is click.INT or isinstance(kind, click.IntRange):
        return ("0", "-1", "x", "", "1.5", "9" * 40)
    if kind is click.FLOAT or isinstance(kind, click.FloatRange):
        return ("-1", "x", "", "nan", "inf")
    if isinstance(kind, click.Path) and kind.exists:
        return ("nowhere", "p.html")
    return WRONG.get(flag, ())


def ended(arguments: tuple[str, ...], folder: Path) -> tuple[int, str]:
    """The command line in a process of its own, a fork of this one: its exit code, and what it said."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        code = 99
        try:
            os.chdir(folder)
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
            main(list(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, errors="replace") as said:
        told = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("options")
    (folder / "p.html").write_bytes(article(1))
    Store.open(folder / "s.db").close()
    return folder


def test_every_wrong_value_of_every_option_is_wrong_use(folder: Path) -> None:
    walked = list(lines())
    wrong = []
    for line in walked:
        code, told = ended(line, folder)
        if code != 2 or "Traceback" in told or not told.strip():
            wrong.append((line, code, told[-300:]))
    assert not wrong, "\n".join(map(str, wrong))
    assert {line[0] for line in walked} == set(NEEDED)
    assert sorted(file.name for file in folder.iterdir() if "-" not in file.name) == ["p.html", "s.db"]
