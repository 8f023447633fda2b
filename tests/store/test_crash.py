"""Real kills of a real process at random points: nothing lost, nothing twice, no broken line."""

from __future__ import annotations

import csv
import gzip
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from newscrawl.store import Store
from tests.store.writer import address

PAGES = 2000
KILLS = 20


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.writer", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_many_kills_lose_nothing_and_repeat_nothing(where: str, tmp_path: Path) -> None:
    lines, zipped, table = (tmp_path / name for name in ("a.jsonl", "a.jsonl.gz", "a.csv"))
    # A server takes longer for a page, and to see that a killed crawl is gone.
    pages, kills = (PAGES, KILLS) if where.startswith("/") else (PAGES // 4, KILLS // 2)
    arguments = (where, str(pages), lines, zipped, table)
    chance, killed = random.Random(), 0
    for _ in range(kills):
        with start(*arguments) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "go\n"
            time.sleep(chance.uniform(0, 0.04))
            killed += process.poll() is None
            process.kill()
    with start(*arguments) as process:
        assert process.communicate()[0] == "go\ndone\n"
    assert killed > kills / 2, "the crawl ended before the kills did: give it more pages"

    expected = Counter(address(number) for number in range(pages))
    with Store.open(where, create=False) as opened:
        assert opened.frontier.counts() == {"done": pages}
        assert opened.articles.count() == opened.articles.last_sequence() == pages
        assert [run.state for run in opened.runs.last(3)] == ["running", "killed", "killed"]
    assert Counter(json.loads(line)["url"] for line in lines.read_text().splitlines()) == expected
    assert Counter(json.loads(line)["url"] for line in gzip.decompress(zipped.read_bytes()).splitlines()) == expected
    with table.open(newline="", encoding="utf-8-sig") as stream:
        assert Counter(row["url"] for row in csv.DictReader(stream)) == expected


def test_a_killed_crawl_leaves_its_lock_open(where: str) -> None:
    with start(where, "100000") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    with Store.open(where) as store, store.crawling("the next one"):
        assert store.frontier.recover() <= 16
