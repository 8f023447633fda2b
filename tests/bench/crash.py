"""Crawls that die: `python -m tests.bench.crash [--kills 200] [--trees 20] [--full 20] [--locked 5]`.

Each round is one store and its outputs over a local news web. The crawl is killed (or its disk filled, its store
locked) at random moments and started again with the same command until it ends by itself; then what the outputs hold is
compared with a crawl that nobody disturbed. Prints one line per round and a table of what was lost, doubled or torn.
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
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.newsweb.server import NewsWeb

SITES = ("harbour-ledger", "minute-news", "meridian")
OUTPUTS = ("a.jsonl", "a.jsonl.gz")
LONGEST = 1.5  # seconds of a crawl before it is disturbed
FULL_BYTES = (200_000, 6_000_000)  # between the first records and the last of a round


class Round:
    """One store with its outputs: started, disturbed, started again."""

    def __init__(self, folder: Path, origins: list[str]) -> None:
        self.folder = folder
        self.store = folder / "s.db"
        outputs = [argument for name in OUTPUTS for argument in ("-o", str(folder / name))]
        self._command = [
            sys.executable, "-m", "newscrawl", "crawl", *origins, "--delay", "0", "--per-host", "8",
            "--store", str(self.store), *outputs,
        ]  # fmt: skip

    def start(self, file_bytes: int | None = None) -> subprocess.Popen[bytes]:
        """The crawl in a process group of its own; no file may grow past `file_bytes`."""

        def limit() -> None:
            if file_bytes:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, resource.RLIM_INFINITY))

        self.store.with_name("s.db-lock").unlink(missing_ok=True)  # so that `underway` sees this crawl's
        log = (self.folder / "log").open("ab")
        return subprocess.Popen(self._command, stdout=log, stderr=log, start_new_session=True, preexec_fn=limit)

    def records(self) -> tuple[Counter[tuple[str, str]], int]:
        """The records of all outputs by headline and words, and the number of torn lines."""
        counts: Counter[tuple[str, str]] = Counter()
        torn = 0
        for name in OUTPUTS:
            data = (self.folder / name).read_bytes()
            for line in (gzip.decompress(data) if name.endswith(".gz") else data).splitlines():
                try:
                    record = json.loads(line)
                    counts[record["headline"], record["meta"]["text_hash"]] += 1
                except (ValueError, KeyError):
                    torn += 1
        return counts, torn


Disturb = Callable[[Round, subprocess.Popen[bytes], random.Random], None]


def underway(at: Round, crawl: subprocess.Popen[bytes]) -> None:
    """Wait until the crawl holds its store: importing Scrapy, the second before, is no state to lose."""
    while crawl.poll() is None and not at.store.with_name("s.db-lock").exists():
        time.sleep(0.01)


def kill(at: Round, crawl: subprocess.Popen[bytes], chance: random.Random) -> None:
    underway(at, crawl)
    time.sleep(chance.uniform(0, LONGEST))
    crawl.kill()


def kill_tree(at: Round, crawl: subprocess.Popen[bytes], chance: random.Random) -> None:
    underway(at, crawl)
    time.sleep(chance.uniform(0, LONGEST))
    if crawl.poll() is None:
        os.killpg(crawl.pid, signal.SIGKILL)


def fill(_: Round, crawl: subprocess.Popen[bytes], chance: random.Random) -> None:
    crawl.wait()


def lock(at: Round, crawl: subprocess.Popen[bytes], chance: random.Random) -> None:
    """Hold the store for longer than the crawl waits, as a forgotten database browser does."""
    underway(at, crawl)
    time.sleep(chance.uniform(0, LONGEST))
    if at.store.exists():
        holder = sqlite3.connect(at.store, isolation_level=None, timeout=20)
        holder.execute("BEGIN IMMEDIATE")
        crawl.wait()
        holder.execute("ROLLBACK")
        holder.close()


def disturbed(origins: list[str], disturb: Disturb, times: int, chance: random.Random) -> Counter[str]:
    """Rounds until the crawl was disturbed so many times; what they lost, doubled and tore."""
    expected, _ = undisturbed(origins)
    told: Counter[str] = Counter()
    while told["disturbed"] < times:
        folder = Path(tempfile.mkdtemp(prefix="crash-"))
        at = Round(folder, origins)
        for _ in range(min(times - told["disturbed"], chance.randint(3, 12))):
            crawl = at.start(chance.randint(*FULL_BYTES) if disturb is fill else None)
            disturb(at, crawl, chance)
            told["disturbed"] += crawl.wait() not in (0, 3, 4)
            if crawl.returncode in (0, 3, 4):
                break
        at.start().wait()
        found, torn = at.records()
        told += Counter(rounds=1, lost=(expected - found).total(), doubled=(found - expected).total(), torn=torn)
        print(disturb.__name__, dict(told), flush=True)
        if expected == found and not torn:
            shutil.rmtree(folder)
    return told


def undisturbed(origins: list[str]) -> tuple[Counter[tuple[str, str]], int]:
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    at = Round(folder, origins)
    at.start().wait()
    records = at.records()
    shutil.rmtree(folder)
    return records


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crash", description=__doc__)
    for name, times in (("kills", 200), ("trees", 20), ("full", 20), ("locked", 5)):
        parser.add_argument(f"--{name}", type=int, default=times)
    parser.add_argument("--articles", type=int, default=150, help="per site")
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    plan = ((kill, options.kills), (kill_tree, options.trees), (fill, options.full), (lock, options.locked))
    with NewsWeb(sites=SITES, articles=options.articles).serving() as origins:
        told = {how.__name__: disturbed(list(origins.values()), how, times, chance) for how, times in plan if times}
    print(f"{'':10} disturbed rounds   lost  twice   torn")
    for name, counts in told.items():
        numbers = (counts[what] for what in ("disturbed", "rounds", "lost", "doubled", "torn"))
        print(f"{name:10} {next(numbers):9}" + "".join(f"{number:7}" for number in numbers))
    sys.exit(any(counts["lost"] or counts["doubled"] or counts["torn"] for counts in told.values()))


if __name__ == "__main__":
    main()
