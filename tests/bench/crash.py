"""Crawls that die: `python -m tests.bench.crash [--kills 200] [--trees 20] [--full 20] [--locked 5] [--postgres]`.

Each round is one store and its outputs over a local news web. The crawl is killed (or its disk filled, its store
locked) at random moments and started again with the same command until it ends by itself; then what the outputs hold is
compared with a crawl that nobody disturbed. Every fourth round crawls with several processes, of which one is killed;
`trees` kills them all at once. Prints one line per round and a table of what was lost, doubled or torn.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import newscrawl.runner.process  # noqa: F401 - what a crawl imports
from newscrawl.cli import main as main_of_newscrawl
from newscrawl.store.database import connect
from tests import postgres
from tests.newsweb.server import NewsWeb

SITES = ("harbour-ledger", "minute-news", "meridian")
OUTPUTS = ("a.jsonl", "a.jsonl.gz", "i-{run}.jsonl", "w-{date}-{time}-{run}.json")
SHARE = 3  # a leg of a round is at most a third of an undisturbed crawl: legs reach every part of it
FULL = (0.1, 1.0)  # how far the largest file of a round may grow, as a share of its size in the end
ENDED = (0, 3, 4)  # exit codes of a crawl that came to its end


class Crawl:
    """A crawl's process: a fork of this one, which has imported all of it. That leaves the time to the crawl itself."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code, once there is one; negative for a signal."""
        return self._wait(os.WNOHANG)

    def wait(self) -> int:
        """The exit code."""
        code = self._wait(0)
        assert code is not None
        return code

    def _wait(self, options: int) -> int | None:
        if self._code is None:
            pid, status = os.waitpid(self.pid, options)
            self._code = os.waitstatus_to_exitcode(status) if pid else None
        return self._code


class Round:
    """One store with its outputs: started, disturbed, started again."""

    def __init__(self, folder: Path, origins: list[str], *, store: str | None = None, jobs: int = 1) -> None:
        self.folder = folder
        self.store = store or str(folder / "s.db")
        self.jobs = jobs
        outputs = [argument for name in OUTPUTS for argument in ("-o", str(folder / name))]
        self._arguments = [
            "crawl", *origins, "--delay", "0", "--per-host", "8", "--store", self.store, "--jobs", str(jobs), *outputs,
        ]  # fmt: skip

    def start(self, file_bytes: int | None = None) -> Crawl:
        """The command line in a process of its own; no file may grow past `file_bytes`."""
        self._lock.unlink(missing_ok=True)  # so that `underway` sees this crawl's
        pid = os.fork()
        if not pid:
            try:
                log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                os.dup2(log, 1)
                os.dup2(log, 2)
                if file_bytes:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, resource.RLIM_INFINITY))
                main_of_newscrawl(self._arguments)
            except SystemExit as end:
                os._exit(int(end.code or 0))
            finally:
                os._exit(1)
        return Crawl(pid)

    def underway(self, crawl: Crawl) -> None:
        """Wait until the crawl holds its store: importing Scrapy, the second before, is no state to lose."""
        while crawl.poll() is None and not self._is_held():
            time.sleep(0.01)

    def finish(self) -> float:
        """Let the crawl come to its end; the seconds that it held its store."""
        crawl = self.start()
        self.underway(crawl)
        began = time.monotonic()
        crawl.wait()
        return time.monotonic() - began

    def records(self) -> tuple[Counter[tuple[str, str]], int]:
        """The records of all outputs by headline and words, and the number of torn lines."""
        counts: Counter[tuple[str, str]] = Counter()
        torn = 0
        for path in sorted(one for kind in ("*.jsonl", "*.jsonl.gz", "*.json") for one in self.folder.glob(kind)):
            data = path.read_bytes()
            for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines():
                if path.suffix == ".json" and line in (b"[", b"]", b"[]"):
                    continue
                try:
                    record = json.loads(line.removesuffix(b","))
                    counts[record["headline"], record["meta"]["text_hash"]] += 1
                except (ValueError, KeyError):
                    torn += 1
        return counts, torn

    @property
    def _lock(self) -> Path:
        return self.folder / "s.db-lock"

    def _is_held(self) -> bool:
        if "://" not in self.store:
            return self._lock.exists()
        with closing(connect(self.store)) as database:
            sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'process %'"
            return bool(database.number(f"{sql} AND datname = current_database()"))


Disturb = Callable[[Round, Crawl, random.Random], None]


def kill(at: Round, crawl: Crawl, chance: random.Random) -> None:
    """One process of the crawl: often the one that started the others, which must end without it."""
    if crawl.poll() is None:
        os.kill(chance.choice([crawl.pid, *_children(crawl.pid)]), signal.SIGKILL)


def kill_tree(at: Round, crawl: Crawl, chance: random.Random) -> None:
    """All processes of the crawl at one stroke."""
    for pid in [*_children(crawl.pid), crawl.pid] if crawl.poll() is None else []:
        os.kill(pid, signal.SIGKILL)


@contextmanager
def served(web: NewsWeb) -> Iterator[list[str]]:
    """The web in a process of its own: this one must stay without threads to be forked."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        with web.serving() as origins, os.fdopen(writer, "w") as told:
            told.write(" ".join(origins.values()))
            told.close()
            signal.pause()
        os._exit(0)
    os.close(writer)
    try:
        with os.fdopen(reader) as heard:
            yield heard.read().split()
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def fill(at: Round, crawl: Crawl, chance: random.Random) -> None:
    """The limit on the size of files does it."""


def lock(at: Round, crawl: Crawl, chance: random.Random) -> None:
    """Hold the store for longer than the crawl waits, as a forgotten database browser does."""
    with closing(connect(at.store, busy_seconds=20)) as holder, holder.transaction():
        crawl.wait()


def disturbed(web: list[str], disturb: Disturb, times: int, chance: random.Random, server: object) -> Counter[str]:
    """Rounds until the crawl was disturbed so many times; what they lost, doubled and tore."""
    with _round(web, server) as at:
        seconds = at.finish()
        expected, _ = at.records()
        assert expected, f"the crawl found nothing: {(at.folder / 'log').read_text()}"
        largest = max(file.stat().st_size for file in at.folder.iterdir())
    told: Counter[str] = Counter()
    while told["disturbed"] < times:
        jobs = 2 if disturb is kill_tree or (disturb is kill and told["rounds"] % 4 == 3) else 1
        with _round(web, server, jobs) as at:
            for _ in range(min(times - told["disturbed"], chance.randint(3, 12))):
                crawl = at.start(int(chance.uniform(*FULL) * largest) if disturb is fill else None)
                if disturb is not fill:
                    at.underway(crawl)
                    time.sleep(chance.uniform(0, seconds / SHARE))
                disturb(at, crawl, chance)
                if crawl.wait() in ENDED:
                    break
                told["disturbed"] += 1
            at.finish()
            found, torn = at.records()
            told += Counter(rounds=1, lost=(expected - found).total(), doubled=(found - expected).total(), torn=torn)
            print(disturb.__name__, dict(told), flush=True)
            if expected != found or torn:
                shutil.copytree(at.folder, f"{at.folder}-kept")
    return told


@contextmanager
def _round(origins: list[str], server: object, jobs: int = 1) -> Iterator[Round]:
    fresh = server.database() if isinstance(server, postgres.Server) else nullcontext()
    with tempfile.TemporaryDirectory(prefix="crash-") as folder, fresh as address:
        yield Round(Path(folder), origins, store=address, jobs=jobs)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crash", description=__doc__)
    for name, times in (("kills", 200), ("trees", 20), ("full", 20), ("locked", 5)):
        parser.add_argument(f"--{name}", type=int, default=times)
    parser.add_argument("--articles", type=int, default=150, help="per site")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--postgres", action="store_true", help="the store is on a PostgreSQL server")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    plan = ((kill, options.kills), (kill_tree, options.trees), (fill, options.full), (lock, options.locked))
    serving = postgres.serving() if options.postgres else nullcontext()
    with served(NewsWeb(sites=SITES, articles=options.articles)) as web, serving as server:
        told = {how.__name__: disturbed(web, how, times, chance, server) for how, times in plan if times}
    print(f"{'':10} disturbed rounds   lost  twice   torn")
    for name, counts in told.items():
        numbers = (counts[what] for what in ("disturbed", "rounds", "lost", "doubled", "torn"))
        print(f"{name:10} {next(numbers):9}" + "".join(f"{number:7}" for number in numbers))
    sys.exit(any(counts["lost"] or counts["doubled"] or counts["torn"] for counts in told.values()))


if __name__ == "__main__":
    main()
