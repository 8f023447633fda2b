"""What holds for all tests: a busy machine is no failure (no generated case has a deadline), and Ctrl-C is heard.

`-m "not process"` chooses the fast ones. What starts processes, servers or crawls, or reads a corpus, is marked
`process`: whole folders and files by the table below, single tests by their own mark. A test without the mark that
starts a process fails.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
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
    "test_injected_errors.py", "test_scrapy_project.py",
)  # fmt: skip
_STARTS = frozenset({"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"})
_HERE = Path(__file__).parent
_unmarked: str | None = None  # the test that runs now, where it may start no process


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    marked = [_HERE / name for name in PROCESS]
    for item in items:
        if any(item.path.is_relative_to(path) for path in marked):
            item.add_marker(pytest.mark.process)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    global _unmarked
    _unmarked = None if item.get_closest_marker("process") else item.nodeid
    try:
        return (yield)
    finally:
        _unmarked = None


def _refuse_processes(event: str, _: object) -> None:
    if event in _STARTS and _unmarked is not None:
        pytest.fail(f"{_unmarked} starts a process ({event}): mark it with @pytest.mark.process, or see {__file__}")


sys.addaudithook(_refuse_processes)
