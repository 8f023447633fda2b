"""What holds for all tests: a busy machine is no failure (no generated case has a deadline), and Ctrl-C is heard.

`-m "not process"` chooses the fast ones. What starts processes, servers or crawls, or reads a corpus, is marked
`process`: whole folders and files by the table below, single tests by their own mark. A test without the mark that
starts a process or a server fails, and so does a file that starts one while its tests are collected.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("newscrawl", deadline=None)
settings.load_profile("newscrawl")

# A shell starts what it runs in the background deaf to Ctrl-C, and every process under it inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Folders and files below this one, with their reason where that is another one.
PROCESS = (
    "bench", "cli", "crawling/test_backpressure.py", "demo", "discovery/test_newsweb.py",
    "fuzz",  # a minute of CPU
    "hostile", "middlewares", "net/test_client.py", "net/test_sockets.py", "net/test_turns.py", "newsweb",
    "quality/test_quality.py", "runner", "spiders", "store/test_crash.py", "store/test_crawl.py",
    "store/test_postgres.py", "store/test_silence.py", "store/test_workers.py", "test_api.py",
    "test_injected_errors.py", "test_patterns.py", "test_scrapy_project.py",
)  # fmt: skip
_STARTS = frozenset(
    {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "socket.bind"}
)
_HERE = Path(__file__).parent
_unmarked: str | None = None  # what runs now, where it may start no process


@cache
def _is_marked(path: Path) -> bool:
    return any(path.is_relative_to(_HERE / name) for name in PROCESS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_marked(item.path):
            item.add_marker(pytest.mark.process)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    with _without_processes(collector.nodeid):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with _without_processes(None if item.get_closest_marker("process") else item.nodeid):
        return (yield)


@contextmanager
def _without_processes(unmarked: str | None) -> Iterator[None]:
    global _unmarked
    before, _unmarked = _unmarked, unmarked
    try:
        yield
    finally:
        _unmarked = before


def _refuse_processes(event: str, _: object) -> None:
    if event in _STARTS and _unmarked is not None:
        pytest.fail(f"{_unmarked} starts a process or a server ({event}): see {__file__} for what is marked `process`")


sys.addaudithook(_refuse_processes)
