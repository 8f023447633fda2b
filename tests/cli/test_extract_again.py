"""`newscrawl extract` that is interrupted, killed, or out of disk: what is done stays, the same command goes on."""

from __future__ import annotations

import csv
import gzip
import json
import os
import pty
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import IO, Any

import pytest

from newscrawl.export import FORMATS
from tests.cli.run import Result, newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article
from tests.waiting import until

PAGES = 520  # a commit comes after a second, and at the latest after 500 records
ALL = PAGES + 4  # with the page that a pipe gives, and those behind it
READ = ("in", "pipe", "more", "--keep", "text")
WORDS = "The council of the harbour town met on Monday evening and decided to rebuild the old bridge over the river."
SUFFIXES = [form.suffixes[0] for form in FORMATS.values()]


def numbers(path: Path) -> list[int]:
    """The numbers of the stories in an output, in order."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if path.suffix == ".csv":
        headlines = [row["headline"] for row in csv.DictReader(data.decode("utf-8-sig").splitlines())]
    elif path.suffix == ".parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        headlines = parquet.read_table(path)["headline"].to_pylist()
    elif path.suffix == ".json":
        headlines = [record["headline"] for record in json.loads(data)]
    elif path.suffix in (".md", ".txt"):
        headlines = [line for line in data.decode().splitlines() if "Bridge story number" in line]
    else:
        headlines = [json.loads(line)["headline"] for line in data.splitlines()]
    return [int(headline.partition("number ")[2].split()[0]) for headline in headlines]


def page(number: int) -> str:
    """A small page: many of them are read in a second."""
    return f"<title>Bridge story number {number} is told again</title><p>{WORDS} Part {number}.<p>{WORDS}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages of stories in a folder, a pipe on which a command waits that reads it, and three pages behind it."""
    for name, numbered in (("in", range(PAGES)), ("more", range(PAGES + 1, ALL))):
        (tmp_path / name).mkdir()
        for number in numbered:
            (tmp_path / name / f"{number:03}.html").write_text(page(number), "utf8")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def started(folder: Path, *options: str, out: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """The command, in a group of processes of its own."""
    run = [sys.executable, "-m", "newscrawl", "extract", *READ, *options]
    return subprocess.Popen(run, cwd=folder, stderr=subprocess.PIPE, stdout=out, start_new_session=True)


def opened(pipe: Path, process: subprocess.Popen[bytes]) -> int | None:
    """The pipe, once the process waits for what comes of it; None where the process ends without it."""
    found: list[int] = []

    def is_read() -> bool:
        with suppress(OSError):  # nobody reads it yet
            found.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        return bool(found) or process.poll() is not None

    until(is_read)
    return found[0] if found else None


def give(pipe: int) -> None:
    os.write(pipe, page(PAGES).encode())
    os.close(pipe)


def killed(folder: Path, output: str = "out.jsonl") -> None:
    """Run the command, and kill it when all pages in front of the pipe are read."""
    process = started(folder, "-o", output)
    pipe = opened(folder / "pipe", process)
    assert pipe is not None
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    os.close(pipe)


def kept(folder: Path, output: str) -> dict[str, Any]:
    """The last note of what is done."""
    return dict(json.loads((folder / f"{output}.unfinished").read_bytes().splitlines()[-1]))


def ended(folder: Path, output: str = "out.jsonl") -> Result:
    """The same command with a file in the place of the pipe."""
    (folder / "pipe").unlink()
    (folder / "pipe").write_text(page(PAGES), "utf8")
    return newscrawl("extract", *READ, "-o", output, cwd=folder)


def left(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name not in READ)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_is_done_and_says_how_to_go_on(folder: Path, number: int, jobs: str) -> None:
    """The page at hand is read to its end."""
    process = started(folder, "-o", "out.jsonl", "--jobs", jobs)
    pipe = opened(folder / "pipe", process)
    assert pipe is not None
    os.kill(process.pid, number)
    give(pipe)
    _, told = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in told
    assert b"run the same command again to go on" in told
    assert left(folder) == ["out.jsonl", "out.jsonl.unfinished"]
    assert f" records from {kept(folder, 'out.jsonl')['pages']} pages".encode() in told
    again = started(folder, "-o", "out.jsonl", "--jobs", jobs)
    if (pipe := opened(folder / "pipe", again)) is not None:  # two processes read pages ahead
        give(pipe)
    _, told = again.communicate()
    assert again.returncode == 0, told
    assert b" of them in earlier runs" in told
    assert numbers(folder / "out.jsonl") == list(range(ALL))
    assert left(folder) == ["out.jsonl"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("earlier", [False, True])
def test_a_killed_command_goes_on_where_it_was(folder: Path, suffix: str, earlier: bool) -> None:
    """Killed twice, the second time in the middle of a commit; an earlier file in its place stays until the end."""
    output = f"out{suffix}"
    if earlier:
        (folder / output).write_bytes(b"yesterday\n")
    for _ in range(2):
        killed(folder, output)
        done = kept(folder, output)
        assert done["pages"] > PAGES - 500
        assert not earlier or (folder / output).read_bytes() == b"yesterday\n"
        growing = folder / (f"{output}.unfinished.jsonl" if done["beside"] else output)
        with growing.open("ab") as file:
            file.write(b"half a record" * 100_000)
    last = ended(folder, output)
    assert last.code == 0, last.err
    assert f", {done['pages']} of them in earlier runs" in last.err
    assert numbers(folder / output) == list(range(ALL))
    assert left(folder) == [output]


def test_pages_that_changed_meanwhile_are_read_anew(folder: Path) -> None:
    killed(folder)
    (folder / "in" / "000.html").write_text(page(999), "utf8")
    again = ended(folder)
    assert (again.code, "has changed meanwhile: it is begun anew" in again.err) == (0, True)
    assert numbers(folder / "out.jsonl") == [999, *range(1, ALL)]


def test_another_command_does_not_touch_an_unfinished_output(folder: Path) -> None:
    killed(folder)
    before = (folder / "out.jsonl").read_bytes()
    other = newscrawl("extract", "in/000.html", "-o", "out.jsonl", cwd=folder)
    assert (other.code, (folder / "out.jsonl").read_bytes()) == (1, before)
    assert "another command began it and did not end" in other.err


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_is_one_line_and_the_same_command_goes_on(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "in").mkdir()
    for number in range(60):
        (tmp_path / "in" / f"{number:03}.html").write_bytes(article(number))
    run = 'ulimit -f 40; exec "$0" -m newscrawl extract in -o "$1"'
    limited = ["sh", "-c", run, sys.executable, f"out{suffix}"]
    full = subprocess.run(limited, cwd=tmp_path, capture_output=True, text=True, check=False)
    if full.returncode == 0:
        assert suffix in (".jsonl.gz", ".parquet")  # they are small
        return
    assert full.returncode == 1
    assert full.stderr.splitlines()[-1].startswith("newscrawl: ")
    assert "larger than is allowed here: raise the limit" in full.stderr
    assert len(full.stderr.splitlines()) == 1
    again = newscrawl("extract", "in", "-o", f"out{suffix}", cwd=tmp_path)
    assert again.code == 0, again.err
    assert numbers(tmp_path / f"out{suffix}") == list(range(60))
    assert left(tmp_path) == [f"out{suffix}"]


def test_the_summary_counts_every_page_once_over_runs(folder: Path) -> None:
    (folder / "in" / "001.html").write_bytes(b"<html><p>no")
    (folder / "in" / "002.html").write_bytes(b"%PDF-1.7")
    killed(folder)
    result = ended(folder)
    assert result.code == 4
    assert f"{ALL - 2} records from {ALL} pages" in result.err
    assert "1 without a record: not HTML: a PDF" in result.err
    assert "written to out.jsonl" in result.err


def test_a_terminal_sees_the_progress(folder: Path) -> None:
    master, slave = pty.openpty()
    run = [sys.executable, "-m", "newscrawl", "extract", "in", "--keep", "text", "-o", "out.jsonl"]
    process = subprocess.Popen(run, cwd=folder, stderr=slave, stdout=subprocess.DEVNULL)
    os.close(slave)
    seen = b""
    try:
        while data := os.read(master, 4096):
            seen += data
    except OSError:  # the terminal's other end is closed
        pass
    assert process.wait() == 0
    assert b"articles, in/" in seen
    assert f"{PAGES} records from {PAGES} pages".encode() in seen


def test_sigterm_leaves_no_part_of_a_scrape(tmp_path: Path) -> None:
    site, asked, go = SmallSite(articles=0), Event(), Event()

    def held_back() -> bytes:
        asked.set()
        go.wait()
        return reply(article(0))

    site.answers["/held-back"] = held_back
    with site.serving() as origin:
        run = [sys.executable, "-m", "newscrawl", "scrape", f"{origin}/held-back", "-o", "out.jsonl"]
        with subprocess.Popen(run, cwd=tmp_path) as process:
            asked.wait()
            process.send_signal(signal.SIGTERM)
            process.wait()
        go.set()
    assert process.returncode == 130
    assert left(tmp_path) == []


def test_sigterm_leaves_no_part_of_a_cleaned_text(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "newscrawl", "clean", "-", "-o", "out.jsonl"]
    with subprocess.Popen(run, cwd=tmp_path, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"The council met on Monday.\n" * 10_000)  # more than a pipe holds: it is being read
        process.send_signal(signal.SIGTERM)
        with suppress(BrokenPipeError):  # a read that begins as the signal comes ends with the pipe only
            process.stdin.close()
    assert process.returncode == 130
    assert left(tmp_path) == []


def test_a_stopped_standard_output_is_whole(folder: Path) -> None:
    """A JSON array is closed, so that what is done can be read."""
    with (folder / "out").open("wb") as file:
        process = started(folder, out=file)
    pipe = opened(folder / "pipe", process)
    assert pipe is not None
    process.send_signal(signal.SIGINT)
    give(pipe)
    _, told = process.communicate()
    assert process.returncode == 130, told
    records = json.loads((folder / "out").read_bytes())
    assert len({record["headline"] for record in records}) == len(records) == PAGES + 1
