"""Outputs that end before the work does: a reader that leaves, a full disk, a terminal without the letters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.export import FORMATS
from newscrawl.store.store import Store
from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article
from tests.store.newsroom import article as record
from tests.store.newsroom import publish

ARTICLES = 12
HEADLINE = "Жители — „Świat” 港 of the bridge"


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    site = SmallSite(articles=ARTICLES, robots=b"")
    site.answers[site.path(3)] = reply(article(3).replace(b"Bridge story number 3 is told again", HEADLINE.encode()))
    with site.serving() as origin:
        yield origin


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages, a text, a store with articles."""
    folder = tmp_path_factory.mktemp("ends")
    (folder / "pages").mkdir()
    for number in range(ARTICLES):
        (folder / "pages" / f"{number:02}.html").write_bytes(article(number))
    (folder / "wide.html").write_bytes(article(1).replace(b"Bridge story number 1", HEADLINE.encode()))
    (folder / "story.txt").write_text("The council of the harbour town met on Monday evening. 港\n" * 5)
    with Store.open(folder / "s.db") as store:
        for number in range(ARTICLES):
            publish(store, record(f"https://news.example/{number}", number=number, headline=f"{HEADLINE} {number}"))
    return folder


EXTRACTED = ("json", "jsonl", "csv", "markdown", "text")
STORY = "ORIGIN" + SmallSite().path(3)
COMMANDS = {
    "scrape": ("scrape", STORY),
    "scrape, two": ("scrape", STORY, STORY),
    "scrape, lines": ("scrape", STORY, "--format", "jsonl"),
    "scrape, text": ("scrape", STORY, "--format", "text"),
    "clean": ("clean", "story.txt"),
    "clean, record": ("clean", "story.txt", "--format", "json"),
    "clean, lines": ("clean", "story.txt", "story.txt", "--format", "jsonl"),
    "discover": ("discover", "ORIGIN", "--delay", "0"),
    "explain": ("explain", "wide.html"),
    "explain, JSON": ("explain", "wide.html", "--format", "json"),
    "crawl": ("crawl", "ORIGIN", "--delay", "0"),
    "crawl, standard output named": ("crawl", "ORIGIN", "--delay", "0", "-o", "-"),
    "crawl, two jobs": ("crawl", "ORIGIN", "LOCALHOST", "--delay", "0", "--jobs", "2"),
    "history": ("history", "https://news.example/1", "--store", "s.db"),
    "status": ("status", "--store", "s.db"),
    "runs": ("runs", "--store", "s.db"),
    "help": ("--help",),
    "help of a command": ("crawl", "--help"),
    **{f"extract, {form}": ("extract", "pages", "--format", form) for form in EXTRACTED},
    "extract, two jobs": ("extract", "pages", "--jobs", "2"),
    **{f"export, {form}": ("export", "--store", "s.db", "--format", form) for form in FORMATS},
}  # fmt: skip


def command(name: str, origin: str) -> list[str]:
    local = origin.replace("127.0.0.1", "localhost")
    words = (word.replace("ORIGIN", origin).replace("LOCALHOST", local) for word in COMMANDS[name])
    return [sys.executable, "-m", "newscrawl", *words]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_has_left_ends_a_command_quietly(name: str, folder: Path, origin: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command(name, origin), cwd=folder, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr.decode()) == (1, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_behind_standard_output_is_one_line(name: str, folder: Path, origin: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command(name, origin), cwd=folder, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.decode()) == (1, "newscrawl: standard output: No space left on device\n")


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-1", "ascii", "cp437", "koi8-r", "shift_jis"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_terminal_without_the_letters_gets_escapes(name: str, encoding: str, folder: Path, origin: str) -> None:
    if encoding not in ("cp1252", "iso8859-1") and name.startswith(("crawl", "extract", "export", "scrape,")):
        pytest.skip("records are bytes, the same in every terminal: two encodings show it")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command(name, origin), cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(encoding)
    assert b"Traceback" not in done.stderr


def test_a_second_output_that_cannot_be_written_any_more_ends_the_crawl(tmp_path: Path) -> None:
    """The first one and the store keep what was done, and with the folder back the same command goes on."""
    site = SmallSite(articles=10, robots=b"")
    other = tmp_path / "other"
    other.mkdir()

    def lose_it() -> bytes:
        if other.exists():
            (other / "b.jsonl").unlink(missing_ok=True)
            other.rmdir()
        return reply(article(0))

    site.answers[site.path(0)] = lose_it
    with site.serving() as origin:
        run = ("crawl", origin, "--delay", "0.3", "--store", "s.db", "-o", "a.jsonl", "-o", "other/b.jsonl")
        failed = newscrawl(*run, cwd=tmp_path)
        asked = len(site.hits)
        other.mkdir()
        went_on = newscrawl(*run, cwd=tmp_path)
    assert failed.code == 1
    assert len(failed.err.splitlines()) == 1, failed.err
    assert "other/b.jsonl: cannot be written: its folder does not exist: make it first" in failed.err
    assert asked < 12
    assert went_on.code == 0, went_on.err
    assert [len(set((tmp_path / name).read_bytes().splitlines())) for name in ("a.jsonl", "other/b.jsonl")] == [10, 10]


@pytest.mark.parametrize(
    "run",
    [
        ("scrape", STORY), ("extract", "wide.html"), ("clean", "story.txt"), ("export", "--store", "s.db"),
        ("crawl", "ORIGIN", "--delay", "0"),
    ],
    ids=lambda run: run[0],
)  # fmt: skip
def test_a_dash_is_standard_output(run: tuple[str, ...], folder: Path, origin: str) -> None:
    words = [word.replace("ORIGIN", origin) for word in run]
    plain, dashed = newscrawl(*words, cwd=folder), newscrawl(*words, "-o", "-", cwd=folder)
    assert (plain.code, dashed.code) == (0, 0), dashed.err
    assert len(dashed.out.splitlines()) == len(plain.out.splitlines()) > 0
    assert not (folder / "-").exists()


def test_a_crawl_writes_to_standard_output_beside_its_store_and_files(tmp_path: Path) -> None:
    site = SmallSite(articles=3, robots=b"")
    with site.serving() as origin:
        run = ("crawl", origin, "--delay", "0", "--store", "s.db", "-o", "-", "-o", "a.jsonl")
        first, second = (newscrawl(*run, cwd=tmp_path) for _ in range(2))
    assert (first.code, first.out.encode()) == (0, (tmp_path / "a.jsonl").read_bytes())
    assert (second.code, second.out) == (3, "")
