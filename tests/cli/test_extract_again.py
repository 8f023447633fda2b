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
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from newscrawl.export import FORMATS
from tests.cli.run import newscrawl
from tests.smallsite import article

PAGES = 60
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages of sixty stories."""
    (tmp_path / "in").mkdir()
    for number in range(PAGES):
        (tmp_path / "in" / f"{number:03}.html").write_bytes(article(number))
    return tmp_path


def started(folder: Path, output: str, *more: str) -> subprocess.Popen[bytes]:
    """The command, in a group of processes of its own."""
    run = [sys.executable, "-m", "newscrawl", "extract", "in", "-o", output, *more]
    return subprocess.Popen(run, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)


def until_begun(folder: Path, output: str, process: subprocess.Popen[bytes]) -> None:
    """Until the first commit after the empty one."""
    notes = folder / f"{output}.unfinished"
    while process.poll() is None and (not notes.exists() or notes.read_bytes().count(b"\n") < 2):
        time.sleep(0.01)


def feed(pipe: Path, process: subprocess.Popen[bytes]) -> None:
    """Give who reads the pipe a page; nobody may."""
    while process.poll() is None:
        try:
            number = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads it yet
            time.sleep(0.01)
            continue
        os.write(number, article(40))
        os.close(number)
        return


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it, if it is still there."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def left(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name != "in")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_is_done_and_says_how_to_go_on(folder: Path, number: int, jobs: str) -> None:
    os.mkfifo(folder / "in" / "040.html.gz")  # whoever opens it waits: the interrupt comes before the end, for sure
    process = started(folder, "out.jsonl", "--jobs", jobs)
    while process.poll() is None and not (folder / "out.jsonl.unfinished").exists():
        time.sleep(0.01)
    os.kill(process.pid, number)
    feed(folder / "in" / "040.html.gz", process)
    _, told = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in told
    assert b"run the same command again to go on" in told
    assert left(folder)[0].startswith("out.jsonl")
    assert not [name for name in left(folder) if name.endswith(".part")]
    (folder / "in" / "040.html.gz").unlink()
    again = newscrawl("extract", "in", "-o", "out.jsonl", "--jobs", jobs, cwd=folder)
    assert again.code == 0, again.err
    assert numbers(folder / "out.jsonl") == list(range(PAGES))
    assert left(folder) == ["out.jsonl"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("earlier", [False, True])
def test_a_killed_command_goes_on_where_it_was(folder: Path, suffix: str, earlier: bool) -> None:
    """Killed at three moments; with an earlier file in its place, that one stays until the end."""
    output = f"out{suffix}"
    if earlier:
        (folder / output).write_bytes(b"yesterday\n")
    for _ in range(3):
        process = started(folder, output)
        until_begun(folder, output, process)
        end(process)
        if not (folder / f"{output}.unfinished").exists():  # it came to its end before the kill
            break
        if earlier and (folder / output).read_bytes() != b"yesterday\n":
            assert numbers(folder / output) == list(range(PAGES))  # killed behind the last step
    else:
        last = newscrawl("extract", "in", "-o", output, cwd=folder)
        assert last.code == 0, last.err
    assert numbers(folder / output) == list(range(PAGES))
    assert left(folder) == [output]


def killed(folder: Path, output: str = "out.jsonl") -> None:
    process = started(folder, output)
    until_begun(folder, output, process)
    end(process)


def test_pages_that_changed_meanwhile_are_read_anew(folder: Path) -> None:
    for number in range(PAGES, 4 * PAGES):
        (folder / "in" / f"{number:03}.html").write_bytes(article(number))
    killed(folder)
    assert (folder / "out.jsonl.unfinished").exists()
    (folder / "in" / "000.html").write_bytes(article(999))
    again = newscrawl("extract", "in", "-o", "out.jsonl", cwd=folder)
    assert (again.code, "has changed meanwhile: it is begun anew" in again.err) == (0, True)
    assert numbers(folder / "out.jsonl") == [999, *range(1, 4 * PAGES)]


def test_another_command_does_not_touch_an_unfinished_output(folder: Path) -> None:
    for number in range(PAGES, 4 * PAGES):
        (folder / "in" / f"{number:03}.html").write_bytes(article(number))
    killed(folder)
    before = (folder / "out.jsonl").read_bytes()
    other = newscrawl("extract", "in/000.html", "-o", "out.jsonl", cwd=folder)
    assert (other.code, (folder / "out.jsonl").read_bytes()) == (1, before)
    assert "another command began it and did not end" in other.err


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_is_one_line_and_the_same_command_goes_on(folder: Path, suffix: str) -> None:
    limited = ["sh", "-c", 'ulimit -f 40; exec "$0" -m newscrawl extract in -o "$1"', sys.executable, f"out{suffix}"]
    full = subprocess.run(limited, cwd=folder, capture_output=True, text=True, check=False)
    if full.returncode == 0:
        assert suffix in (".jsonl.gz", ".parquet")  # they are small
        return
    assert full.returncode == 1
    assert full.stderr.splitlines()[-1].startswith("newscrawl: ")
    assert "larger than is allowed here: raise the limit" in full.stderr
    assert len(full.stderr.splitlines()) == 1
    again = newscrawl("extract", "in", "-o", f"out{suffix}", cwd=folder)
    assert again.code == 0, again.err
    assert numbers(folder / f"out{suffix}") == list(range(PAGES))
    assert left(folder) == [f"out{suffix}"]


def test_the_summary_counts_every_page_once_over_runs(folder: Path) -> None:
    (folder / "in" / "001.html").write_bytes(b"<html><p>no")
    (folder / "in" / "002.html").write_bytes(b"%PDF-1.7")
    killed(folder)
    result = newscrawl("extract", "in", "-o", "out.jsonl", cwd=folder)
    assert result.code == 4
    assert f"{PAGES - 2} records from {PAGES} pages" in result.err
    assert "1 without a record: not HTML: a PDF" in result.err
    assert "written to out.jsonl" in result.err


def test_a_terminal_sees_the_progress(folder: Path) -> None:
    master, slave = pty.openpty()
    run = [sys.executable, "-m", "newscrawl", "extract", "in", "-o", "out.jsonl"]
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


@pytest.mark.parametrize("command", [("scrape", "http://127.0.0.9:9/a"), ("clean", "-")])
def test_sigterm_leaves_no_part_of_any_command(tmp_path: Path, command: tuple[str, ...]) -> None:
    run = [sys.executable, "-m", "newscrawl", *command, "-o", "out.jsonl"]
    process = subprocess.Popen(run, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode in (1, 130, -signal.SIGTERM)
    assert not list(tmp_path.glob(".*part"))


def test_a_stopped_standard_output_is_whole(folder: Path) -> None:
    """A JSON array is closed, so that what is done can be read."""
    os.mkfifo(folder / "in" / "040.html.gz")
    run = [sys.executable, "-m", "newscrawl", "extract", "in"]
    process = subprocess.Popen(run, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
    assert process.stdout is not None
    first = process.stdout.read(10)
    process.send_signal(signal.SIGINT)
    feed(folder / "in" / "040.html.gz", process)
    out, told = process.communicate()
    assert process.returncode == 130, told
    records = json.loads(first + out)
    assert 0 < len(records) < PAGES
    assert set(Counter(record["headline"] for record in records).values()) == {1}
