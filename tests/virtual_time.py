"""A clock that only pauses move: a pause of hours takes no time, and what is between two requests is exact."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import newscrawl.net.client
import newscrawl.net.spacing
import tests.smallsite


class VirtualTime:
    """In the place of the module `time`, for commands that run in this thread."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@contextmanager
def virtual_time() -> Iterator[VirtualTime]:
    """While it is entered, the spacing of `scrape` and `discover`, their limits and the small sites' log use it."""
    time = VirtualTime()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(newscrawl.net.spacing, "time", time)
        patch.setattr(newscrawl.net.client, "monotonic", time.monotonic)
        patch.setattr(tests.smallsite, "time", time)
        yield time
