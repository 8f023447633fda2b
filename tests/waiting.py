"""Waiting for what other processes do: an event, never a time. How long it takes is asserted nowhere."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PATIENCE = 300.0  # seconds, after which a test that waits for what never comes fails instead of hanging


def until(holds: Callable[[], object]) -> None:
    """Wait for an event. A test fails here that would hang otherwise."""
    given_up = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > given_up:
            raise AssertionError("what the test waits for does not come")
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    """Whether a process runs; one that waits for its parent to notice its end does not."""
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(process, 0)
        return b") Z " not in Path(f"/proc/{process}/stat").read_bytes()
    return False


def workers_of(starter: int) -> list[int]:
    """The worker processes that a crawl has started."""
    children = Path(f"/proc/{starter}/task/{starter}/children").read_text().split()
    return [int(one) for one in children if b"newscrawl.runner.worker" in Path(f"/proc/{one}/cmdline").read_bytes()]
