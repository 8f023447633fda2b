"""Output files over several runs: what an earlier run wrote stays, increments follow each other, a killed run's too."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from newscrawl.export import FORMATS
from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article
from tests.waiting import until

SUFFIXES = tuple(form.suffixes[0] for form in FORMATS.values())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_run_without_anything_to_write_leaves_an_earlier_file(tmp_path: Path, suffix: str) -> None:
    """One that reaches nothing, one that fails and one that finds no story, all without a store."""
    site, name = SmallSite(articles=2, robots=b""), f"out{suffix}"
    with site.serving() as origin:
        first = newscrawl("crawl", origin, "--delay", "0", "-o", name, cwd=tmp_path)
        before = (tmp_path / name).read_bytes()
        site.articles = 0
        nothing = newscrawl("crawl", origin, "--delay", "0", "-o", name, cwd=tmp_path)
        site.answers["/"] = reply(b"", "403 Forbidden")
        refused = newscrawl("crawl", origin, "--delay", "0", "-o", name, cwd=tmp_path)
        jobs = newscrawl("crawl", origin, "http://127.0.0.9:9", "--jobs", "2", "--delay", "0", "-o", name, cwd=tmp_path)
    unreached = newscrawl("crawl", origin, "--delay", "0", "-o", name, cwd=tmp_path)
    assert (first.code, nothing.code, refused.code, jobs.code, unreached.code) == (0, 3, 1, 1, 1)
    assert (tmp_path / name).read_bytes() == before
    assert f"{name} is as it was" in nothing.err
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_next_complete_run_takes_the_place_of_the_earlier_file(tmp_path: Path, suffix: str) -> None:
    site, name = SmallSite(articles=1, robots=b""), f"out{suffix}"
    with site.serving() as origin:
        newscrawl("crawl", origin, "--delay", "0", "-o", name, cwd=tmp_path)
        before = (tmp_path / name).read_bytes()
        site.articles = 3
        again = newscrawl("crawl", origin, "--delay", "0", "-o", name, cwd=tmp_path)
    assert again.code == 0, again.err
    assert len((tmp_path / name).read_bytes()) > len(before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_earlier_file_and_loses_nothing(tmp_path: Path, number: int) -> None:
    (tmp_path / "out.jsonl").write_text("yesterday\n")
    site = SmallSite(articles=40, robots=b"")
    with site.serving() as origin:
        run = [sys.executable, "-m", "newscrawl", "crawl", origin, "--delay", "0.2", "-o", "out.jsonl"]
        crawl = subprocess.Popen(run, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        while sum("bridge-story" in path for path in site.paths()) < 5:
            time.sleep(0.05)
        crawl.send_signal(number)
        _, told = crawl.communicate()
    assert crawl.returncode == 130
    assert (tmp_path / "out.jsonl").read_text() == "yesterday\n"
    assert "out.incomplete.jsonl" in told
    assert len((tmp_path / "out.incomplete.jsonl").read_text().splitlines()) >= 3


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_commands_that_have_nothing_to_write_leave_a_file(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "none.html").write_text("<html><title>none</title><p>no")
    (tmp_path / f"out{suffix}").write_text("yesterday\n")
    site = SmallSite(articles=0, robots=b"")
    with site.serving() as origin:
        newscrawl("crawl", origin, "--delay", "0", "--store", "s.db", cwd=tmp_path)
    codes = [
        newscrawl(*run, "-o", f"out{suffix}", cwd=tmp_path).code
        for run in (("extract", "none.html"), ("scrape", f"{origin}/none"), ("export", "--store", "s.db"))
    ]
    assert codes == [3, 1, 3]
    assert (tmp_path / f"out{suffix}").read_text() == "yesterday\n"


def test_a_new_output_of_a_store_begins_with_its_run(tmp_path: Path) -> None:
    site = SmallSite(articles=2, robots=b"")
    with site.serving() as origin:
        crawl = ("crawl", origin, "--delay", "0", "--store", "s.db")
        newscrawl(*crawl, "-o", "old.jsonl", cwd=tmp_path)
        site.articles = 3
        site.answers["/"] = site._pages()["/"].replace(b"<title>", b"<title>New: ")
        later = newscrawl(*crawl, "--refetch", "-o", "old.jsonl", "-o", "new.jsonl", "-o", "new.json", cwd=tmp_path)
        whole = newscrawl("export", "--store", "s.db", cwd=tmp_path)
    assert later.code == 0, later.err
    lines = {name: (tmp_path / name).read_text().splitlines() for name in ("old.jsonl", "new.jsonl")}
    assert [len(lines["old.jsonl"]), len(lines["new.jsonl"]), len(whole.records)] == [3, 1, 3]
    assert json.loads((tmp_path / "new.json").read_bytes()) == [json.loads(lines["new.jsonl"][0])]


def _committed_increments(store: Path) -> int:
    """How many files `i-*.jsonl` hold a line that the store has committed; 0 before there is a store."""
    with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(sqlite3.connect(store)) as database:
        sql = "SELECT count(*) FROM outputs WHERE format = 'jsonl' AND sequence > first"
        return int(database.execute(sql).fetchone()[0])
    return 0


def test_increments_of_killed_runs_miss_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    """`{run}` and `{date}-{time}`, in a format that grows and in one that does not, killed three times."""
    site = SmallSite(articles=60, robots=b"")
    names = ("i-{run}.jsonl", "w-{date}-{time}-{run}.json")
    with site.serving() as origin:
        run = [sys.executable, "-m", "newscrawl", "crawl", origin, "--delay", "0.1", "--store", "s.db"]
        run += [argument for name in names for argument in ("-o", name)]
        for killed in range(3):
            crawl = subprocess.Popen(run, cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True)
            # A file of which no line is committed yet, the next run takes away.
            while _committed_increments(tmp_path / "s.db") == killed and crawl.poll() is None:
                time.sleep(0.05)
            os.killpg(crawl.pid, signal.SIGKILL)
            crawl.wait()
        assert subprocess.run(run, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert all("{" not in file.name for file in tmp_path.iterdir())
    lines = [line for file in sorted(tmp_path.glob("i-*.jsonl")) for line in file.read_text().splitlines()]
    arrays = [record for file in sorted(tmp_path.glob("w-*.json")) for record in json.loads(file.read_bytes())]
    assert set(Counter(json.loads(line)["url"] for line in lines).values()) == {1}
    assert [json.loads(line) for line in lines] == arrays
    assert len(lines) == 60
    assert len(list(tmp_path.glob("i-*.jsonl"))) == 4


def _held_back(site: SmallSite, *, behind: int) -> threading.Event:
    """Hold back the articles of a site behind the first ones that are asked for, until the event."""
    goes_on, asked = threading.Event(), []

    def answer(page: bytes) -> bytes:
        asked.append(page)
        if len(asked) > behind:
            goes_on.wait()
        return page

    pages = site._pages()
    for number in range(site.articles):
        site.answers[site.path(number)] = partial(answer, pages[site.path(number)])
    return goes_on


@pytest.mark.parametrize("begun", ["before its first record", "behind it"])
def test_two_crawls_do_not_write_to_one_file(begun: str, tmp_path: Path) -> None:
    """The second one ends when it comes to write, or is not begun; the first one's lines stay whole."""
    first, second = SmallSite(articles=4, robots=b""), SmallSite(articles=4, robots=b"")
    first_goes_on, second_goes_on = _held_back(first, behind=2), _held_back(second, behind=0)
    with first.serving("127.0.0.2") as one, second.serving("127.0.0.3") as other:
        run = [sys.executable, "-m", "newscrawl", "crawl", "--delay", "0", "-o", "both.jsonl"]
        if begun == "before its first record":
            late = subprocess.Popen([*run, other], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
            until(second.times)
        writing = subprocess.Popen([*run, one], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        until(lambda: (tmp_path / "both.jsonl").exists() and (tmp_path / "both.jsonl").stat().st_size)
        if begun == "behind it":
            late = subprocess.Popen([*run, other], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        second_goes_on.set()
        _, told = late.communicate()
        first_goes_on.set()
        _, errors = writing.communicate()
    assert (late.returncode, writing.returncode) == (1, 0), told + errors
    assert "both.jsonl: another crawl writes to it: wait for its end, or name another file" in told
    lines = [json.loads(line) for line in (tmp_path / "both.jsonl").read_text().splitlines()]
    assert sorted(line["url"] for line in lines) == sorted(one + first.path(number) for number in range(4))


@pytest.mark.parametrize(
    "outputs",
    [
        ("-o", "a.xyz"), ("-o", "a.jsonl", "-o", "a.jsonl"), ("-o", "a.jsonl", "-o", "./a.jsonl"),
        ("-o", "{day}.jsonl"), ("-o", "{run}.jsonl"), ("-o", "-", "-o", "-"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_name_that_no_output_can_have_is_wrong_use(tmp_path: Path, outputs: tuple[str, ...], jobs: str) -> None:
    site = SmallSite(articles=1)
    with site.serving() as origin:
        run = ("crawl", origin, origin.replace("127.0.0.1", "localhost"), "--delay", "0", "--jobs", jobs)
        result = newscrawl(*run, *outputs, cwd=tmp_path)
    assert (result.code, site.hits) == (2, []), result.err


@pytest.mark.parametrize("command", ["scrape", "extract", "clean", "export"])
def test_a_suffix_that_is_no_format_is_wrong_use_of_every_command(tmp_path: Path, command: str) -> None:
    (tmp_path / "p.html").write_bytes(article(1))
    SmallSite()
    with SmallSite(articles=1).serving() as origin:
        newscrawl("crawl", origin, "--delay", "0", "--store", "s.db", cwd=tmp_path)
        words = {"scrape": [origin], "extract": ["p.html"], "clean": ["p.html"], "export": ["--store", "s.db"]}
        result = newscrawl(command, *words[command], "-o", "a.xyz", cwd=tmp_path)
    assert (result.code, len(result.err.splitlines())) == (2, 1), result.err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_does_not_reach_a_site_leaves_the_earlier_file(tmp_path: Path, jobs: str) -> None:
    sites = [SmallSite(articles=2, robots=b"") for _ in range(2)]
    with sites[0].serving() as one:
        with sites[1].serving("127.0.0.2") as two:
            run = ("crawl", one, two, "--delay", "0", "--jobs", jobs, "-o", "out.jsonl")
            assert newscrawl(*run, cwd=tmp_path).code == 0
        before = (tmp_path / "out.jsonl").read_bytes()
        again = newscrawl(*run, cwd=tmp_path)
    assert again.code == 4
    assert (tmp_path / "out.jsonl").read_bytes() == before
    assert "out.incomplete.jsonl" in again.err
    assert len((tmp_path / "out.incomplete.jsonl").read_bytes().splitlines()) == 2
