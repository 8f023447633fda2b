"""Every command where Python lacks POSIX' own modules, as on Windows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from newscrawl.cli import COMMANDS
from tests.cli.run import Result
from tests.smallsite import SmallSite, article

_PATH = os.pathsep.join([str(Path(__file__).parent / "othersystem"), *filter(None, [os.environ.get("PYTHONPATH")])])


def elsewhere(folder: Path, *arguments: str, code: str = "", stdin: bytes = b"") -> Result:
    """A command, or Python code, on such a system."""
    run = [sys.executable, *(["-c", code] if code else ["-m", "newscrawl"]), *arguments]
    # A place for temporary files of its own: crawls elsewhere on this machine lock in another way, and sweep.
    (folder / "tmp").mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": _PATH, "COLUMNS": "110", "TMPDIR": str(folder / "tmp")}
    done = subprocess.run(run, cwd=folder, input=stdin, capture_output=True, check=False, env=environment)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_modules_are_hidden(tmp_path: Path) -> None:
    code = "exec(compile('import fcntl', 'x', 'exec'), {'__name__': 'newscrawl.x'})"
    assert "which Windows does not have" in elsewhere(tmp_path, code=code).err


def test_every_command_runs(tmp_path: Path) -> None:
    site = SmallSite(articles=3)
    (tmp_path / "page.html").write_bytes(article(0))
    with site.serving() as origin:
        story = origin + site.path(0)
        runs: dict[str, Result] = {
            command: elsewhere(tmp_path, command, *arguments, stdin=b"By admin\n\nThe council met on Monday evening.")
            for command, arguments in {
                "scrape": (story, "-o", "one.jsonl"),
                "crawl": (origin, "--delay", "0", "--store", "s.db", "-o", "all.jsonl", "-o", "all.json",
                          "--warc", "warc"),
                "extract": ("page.html", "warc", "-o", "read.jsonl"),
                "clean": ("-", "-o", "clean.txt"),
                "discover": (origin,),
                "explain": ("page.html",),
                "runs": ("--store", "s.db"),
                "status": ("--store", "s.db"),
                "history": (story, "--store", "s.db"),
                "export": ("--store", "s.db", "-o", "again.jsonl"),
                "demo": ("-o", "demo.jsonl"),
            }.items()
        }  # fmt: skip
    assert set(runs) == set(COMMANDS)
    assert {command: run.err for command, run in runs.items() if run.code} == {}
    lines = {file: (tmp_path / file).read_text().splitlines() for file in ("all.jsonl", "again.jsonl", "read.jsonl")}
    assert [len(lines["all.jsonl"]), len(lines["again.jsonl"]), len(lines["read.jsonl"])] == [3, 3, 4]
    assert len(orjson.loads((tmp_path / "all.json").read_bytes())) == 3


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_crawl_of_several_processes_keeps_its_locks(jobs: str, tmp_path: Path) -> None:
    """A second crawl of a store is refused while one runs; afterwards nothing is left beside it."""
    sites = SmallSite(articles=5), SmallSite(articles=5)
    with sites[0].serving("127.0.0.2") as one, sites[1].serving("127.0.0.3") as other:
        second = f"""
import subprocess, sys, threading
from newscrawl.store.lock import CrawlLock
from pathlib import Path
mine = CrawlLock(Path("s.db"), "a crawl of this test", wait=False, on_wait=print)
run = [sys.executable, "-m", "newscrawl", "crawl", {one!r}, {other!r}, "--delay", "0", "--store", "s.db"]
run += ["-o", "all.jsonl", "--jobs", {jobs!r}]
refused = subprocess.run(run, capture_output=True, text=True)
assert refused.returncode == 1 and "a crawl of this test" in refused.stderr, refused.stderr
mine.release()
done = subprocess.run(run, capture_output=True, text=True)
assert done.returncode == 0, done.stderr
"""
        told = elsewhere(tmp_path, code=second)
    assert told.code == 0, told.err
    assert len((tmp_path / "all.jsonl").read_text().splitlines()) == 10
    assert sorted(file.name for file in tmp_path.iterdir()) == ["all.jsonl", "s.db", "tmp"]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_worker_s_part_of_a_lock_keeps_the_next_crawl_waiting(tmp_path: Path) -> None:
    """Two workers share the lock; the next crawl waits until both have ended."""
    code = """
import os, subprocess, sys
from pathlib import Path
from newscrawl.store.lock import CrawlLock
worker = '''
import os, sys
from pathlib import Path
from newscrawl.store.lock import WorkerLock
mine = WorkerLock(Path("s.db"), os.getppid())
print("has it", flush=True)
sys.stdin.read()
'''
workers = [subprocess.Popen([sys.executable, "-c", worker], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
           for _ in range(2)]
assert [one.stdout.readline() for one in workers] == [b"has it\\n"] * 2
waited = []
def on_wait(reason):
    waited.append(reason)
    for one in workers:
        one.stdin.close()
CrawlLock(Path("s.db"), "next", wait=False, on_wait=on_wait).release()
assert len(waited) == 1 and all(str(one.pid) in waited[0] for one in workers), waited
assert os.listdir() == ["tmp"], os.listdir()
"""
    told = elsewhere(tmp_path, code=code)
    assert told.code == 0, told.err
