"""A second interrupt ends a crawl, whatever its threads do; the first one lets it end in order."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.runner.stuckcrawl import WAYS
from tests.smallsite import SmallSite

NEVER = 600  # seconds: a process that is still there hangs


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("how", WAYS)
def test_a_second_interrupt_ends_a_crawl_that_is_stuck(how: str, number: signal.Signals) -> None:
    with SmallSite(articles=20).serving() as origin:
        command = [sys.executable, "-m", "tests.runner.stuckcrawl", origin, how]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as crawl:
            assert crawl.stdout is not None
            assert crawl.stdout.readline() == "stuck\n"
            for _ in range(2):  # a pause: the system makes one of two signals that wait
                crawl.send_signal(number)
                time.sleep(0.3)
            try:
                assert crawl.wait(NEVER) != 0
            finally:
                crawl.kill()


def test_one_interrupt_ends_a_crawl_in_order() -> None:
    with SmallSite(articles=60).serving() as origin:
        command = [sys.executable, "-m", "newscrawl", "crawl", origin, "--delay", "0.2"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as crawl:
            assert crawl.stdout is not None
            assert crawl.stdout.readline()
            crawl.send_signal(signal.SIGINT)
            _, said = crawl.communicate(timeout=NEVER)
        assert crawl.returncode == 130, said
        assert "Interrupted" in said
