"""The crash bench, short: whole crawls that are killed, also with all their workers, or run out of disk."""

from __future__ import annotations

import subprocess
import sys


def test_a_crawl_that_dies_loses_nothing_and_repeats_nothing() -> None:
    counts = ("--kills", "3", "--trees", "1", "--full", "1", "--locked", "0", "--articles", "6")
    command = [sys.executable, "-m", "tests.bench.crash", *counts]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
