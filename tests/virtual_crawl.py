"""Crawls by a clock that only waiting moves: what is between two requests is exact, and a delay of hours takes no time.

The crawl and the site that it crawls share a process of their own and its clock (`python -m tests.virtual_crawl`). Time
stands while a request is under way, until its server sleeps; when all wait, it is at once what the first waits for.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from math import inf
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

from tests.servers import server
from tests.smallsite import SmallSite

EPOCH = datetime(2026, 11, 23, tzinfo=UTC)
EXACT = 1e-6  # seconds: what adding up times may lose
_LOOK = 0.01  # real seconds between two looks whether the requests that are under way have come to their end


# -- the test's side --------------------------------------------------------------------------------------------------


@dataclass
class Once:
    """An answer to the first request, so many seconds after it came, and another to all others."""

    first: bytes
    then: bytes
    seconds: float = 0.0
    was_asked: bool = False

    def __call__(self) -> bytes:
        if self.was_asked:
            return self.then
        self.was_asked = True
        if self.seconds:
            time.sleep(self.seconds)
        return self.first


@dataclass(frozen=True)
class Ending:
    """The signal that the crawl gets: while the request of this number is under way, or once it has noted a refusal."""

    how: int
    request: int | None = None


@dataclass
class Place:
    """A site at an address of its own, whichever process serves it. Each run goes on when the one before has ended."""

    site: SmallSite
    listener: socket.socket
    now: float = 1000.0

    @property
    def origin(self) -> str:
        return "http://{}:{}".format(*self.listener.getsockname())

    def run(
        self, *command: str, cwd: Path, ending: Ending | None = None, program: str = "newscrawl"
    ) -> subprocess.CompletedProcess[str]:
        """Run a command line of newscrawl or Scrapy; the site's log gets the requests."""
        with TemporaryFile() as log:
            given = _Given(
                program, command, self.site.answers, self.site.articles, self.site.robots, self.listener.fileno(),
                log.fileno(), self.now, ending,
            )  # fmt: skip
            done = subprocess.run(
                [sys.executable, "-m", "tests.virtual_crawl", pickle.dumps(given).hex()],
                cwd=cwd, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}, capture_output=True,
                text=True, check=False, pass_fds=[given.listener, given.log],
            )  # fmt: skip
            log.seek(0)
            for line in log:
                self.now, path = json.loads(line)
                if path is not None:
                    self.site.hits.append((self.now, path))
        return done


@contextmanager
def place(site: SmallSite) -> Iterator[Place]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield Place(site, listener)


# -- the crawl's side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Given:
    program: str
    command: tuple[str, ...]
    answers: dict[str, bytes | Callable[[], bytes | None]]
    articles: int
    robots: bytes | None
    listener: int
    log: int
    now: float
    ending: Ending | None

    def serve(self) -> Any:
        site = SmallSite(self.articles, self.robots, self.answers, hits=_Log(self))
        listener = socket.socket(fileno=self.listener)
        return server(site._answer, listener=listener)

    def end(self, request: int | None = None) -> None:
        if self.ending is not None and self.ending.request == request:
            os.kill(os.getpid(), self.ending.how)


class _Log(list[tuple[float, str]]):
    def __init__(self, given: _Given) -> None:
        super().__init__()
        self._given = given

    def append(self, hit: tuple[float, str]) -> None:
        super().append(hit)
        os.write(self._given.log, json.dumps(hit).encode() + b"\n")
        self._given.end(len(self))


@dataclass
class Clock:
    """In the place of the functions of `time`."""

    now: float = 0.0
    under_way: int = 0
    sleepers: list[tuple[float, int, threading.Event]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _numbers: Iterator[int] = field(default_factory=count)

    def time(self) -> float:
        return EPOCH.timestamp() + self.now

    def monotonic(self) -> float:
        """Each look takes a nanosecond: who waits for the smallest fraction of a second waits no more."""
        with self._lock:
            self.now += 1e-9
            return self.now

    def sleep(self, seconds: float) -> None:
        """For the threads of the servers."""
        woken = threading.Event()
        with self._lock:
            heappush(self.sleepers, (self.now + seconds, next(self._numbers), woken))
            self.under_way -= 1
        woken.wait()

    def count(self, change: int) -> None:
        with self._lock:
            self.under_way += change

    def move(self, timeout: float | None) -> bool:
        """To what is waited for first: a server that sleeps, which goes on then, or a timer of the crawl (True)."""
        timer = inf if timeout is None else self.now + timeout
        with self._lock:
            if self.sleepers and self.sleepers[0][0] <= timer:
                self.now, _, woken = heappop(self.sleepers)
                self.under_way += 1
                woken.set()
                return False
            if timeout is not None:
                self.now = timer
            return timeout is not None


CLOCK, PATCH = Clock(), pytest.MonkeyPatch()


class _Selector(selectors.DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        while True:
            all_wait = not CLOCK.under_way  # asked first: what ends after that has sent its event already
            is_due = timeout is not None and timeout <= 0
            events = super().select(0 if is_due or (all_wait and timeout is not None) else _LOOK)
            if events or is_due or (all_wait and CLOCK.move(timeout)):
                return events


class Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        super().__init__(_Selector())


class _Datetime(datetime):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return (EPOCH + timedelta(seconds=CLOCK.now)).astimezone(tz)


def main() -> None:
    given: _Given = pickle.loads(bytes.fromhex(sys.argv[1]))
    CLOCK.now = given.now
    for name in ("time", "monotonic", "sleep"):  # before Scrapy imports them
        PATCH.setattr(time, name, getattr(CLOCK, name))
    _observe(given)
    sys.argv = [given.program, *given.command]
    with given.serve():
        try:
            _run(given.program)
        finally:
            os.write(given.log, json.dumps([CLOCK.now, None]).encode() + b"\n")


def _observe(given: _Given) -> None:
    """Note which requests are under way, in threads which names are looked up, and which refusals are noted."""
    from twisted.python.threadpool import ThreadPool

    from newscrawl import settings
    from newscrawl.crawling import politeness
    from newscrawl.handlers import DownloadHandler

    sent, refused = DownloadHandler._sent, politeness.Politeness.refused
    in_thread = ThreadPool.callInThreadWithCallback

    async def under_way(self: Any, request: Any) -> Any:
        CLOCK.count(1)
        try:
            return await sent(self, request)
        finally:
            CLOCK.count(-1)

    def counted(self: Any, on_result: Any, *work: Any, **named: Any) -> None:
        def done(*result: Any) -> None:
            if on_result is not None:
                on_result(*result)
            CLOCK.count(-1)

        CLOCK.count(1)
        in_thread(self, done, *work, **named)

    def noted(self: Any, request: Any, response: Any) -> float:
        wait = refused(self, request, response)
        given.end()
        return wait

    PATCH.setattr(ThreadPool, "callInThreadWithCallback", counted)
    PATCH.setattr(DownloadHandler, "_sent", under_way)
    PATCH.setattr(politeness.Politeness, "refused", noted)
    PATCH.setattr(politeness, "datetime", _Datetime)
    PATCH.setattr(settings, "ASYNCIO_EVENT_LOOP", "tests.virtual_crawl.Loop", raising=False)


def _run(program: str) -> None:
    if program == "scrapy":
        from scrapy.cmdline import execute

        execute()
    else:
        from newscrawl.cli import main as command

        command()


if __name__ == "__main__":
    from tests import virtual_crawl  # Scrapy loads the loop by this name

    virtual_crawl.main()
