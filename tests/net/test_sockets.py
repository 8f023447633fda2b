"""What this process is short of is no failure of the hosts."""

from __future__ import annotations

import asyncio
import errno
import resource
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from twisted.internet.error import ConnectBindError

from newscrawl.errors import CrawlError
from newscrawl.net import sockets
from newscrawl.net.sockets import Sockets, is_short, looked_up
from tests.smallsite import SmallSite
from tests.waiting import until

_LIMITED = """
import resource, runpy
resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {files}))
runpy.run_module("newscrawl", run_name="__main__")
"""


@pytest.mark.parametrize("options", [(), ("--jobs", "2"), ("--warc", "warc", "--store", "news.db", "-o", "out.jsonl")])
def test_a_crawl_of_more_sites_than_files_reads_them_all(options: tuple[str, ...], tmp_path: Path) -> None:
    sites = [SmallSite(articles=2, robots=b"") for _ in range(60)]
    with ExitStack() as stack:
        origins = [stack.enter_context(site.serving(f"127.0.1.{n}")) for n, site in enumerate(sites, start=1)]
        command = [sys.executable, "-c", _LIMITED.format(files=36), "crawl", *origins, "--delay", "0", *options]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Done" in done.stderr
    assert "no page of it could be fetched" not in done.stderr
    for site in sites:
        assert set(map(site.path, range(2))) <= set(site.paths())


def test_a_crawl_that_runs_out_of_files_waits_and_goes_on(tmp_path: Path) -> None:
    """The limit is lowered under the running crawl, below what it has open, and raised again."""
    site = SmallSite(articles=6, robots=b"")
    with site.serving() as origin:
        command = [sys.executable, "-m", "newscrawl", "crawl", origin, "--delay", "0.2", "--store", "news.db"]
        crawl = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until(lambda: len(site.hits) >= 4)
        before = resource.prlimit(crawl.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(crawl.pid, resource.RLIMIT_NOFILE, (3, before[1]))
        with pytest.raises(subprocess.TimeoutExpired):
            crawl.communicate(timeout=4)
        resource.prlimit(crawl.pid, resource.RLIMIT_NOFILE, before)
        _, errors = crawl.communicate(timeout=1200)
    assert crawl.returncode == 0, errors
    assert "6 articles" in errors
    assert len(site.times(site.path(0))) == 1


def test_what_was_short_is_told_from_what_the_host_did() -> None:
    wrapped = RuntimeError("the download failed")
    wrapped.__cause__ = OSError(errno.ENFILE, "Too many open files in system")
    assert is_short(wrapped)
    assert is_short(ConnectBindError(errno.EMFILE, "Too many open files"))
    assert not is_short(ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"))
    assert not is_short(OSError(errno.EHOSTUNREACH, "No route to host"))


def test_no_more_connections_are_used_than_there_were_when_it_was_short() -> None:
    async def run() -> int:
        most, busy = 0, 0
        gate = Sockets(lambda: 0, lambda: None, most=9)

        async def ask(short: bool) -> None:
            nonlocal most, busy
            async with gate.one():
                busy += 1
                await asyncio.sleep(0)
                most = max(most, busy)
                busy -= 1
            if short:
                await gate.wait()

        await asyncio.gather(*(ask(True) for _ in range(2)))
        most = 0
        await asyncio.gather(*(ask(False) for _ in range(20)))
        return most

    assert asyncio.run(run()) == 1


def test_a_process_that_stays_without_a_file_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "_PATIENCE", 0.0)
    monkeypatch.setattr(sockets, "_PAUSE", 0.0)

    async def run() -> None:
        gate = Sockets(lambda: 0, lambda: None, most=9)
        while True:
            async with gate.one():
                pass
            await gate.wait()

    with pytest.raises(CrawlError, match=r"cannot open one more file or connection .*ulimit -n.*nothing is lost"):
        asyncio.run(run())


@pytest.mark.parametrize("failure", [UnicodeError("label too long"), ValueError("embedded null"), OSError(5, "I/O")])
def test_a_lookup_fails_in_one_way(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    """Twisted's resolver waits for ever after any other error than this one."""

    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(socket.gaierror):
        looked_up("news.example", 80)


def test_a_lookup_waits_while_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [OSError(errno.EMFILE, "Too many open files"), OSError(errno.EMFILE, "Too many open files"), ["there"]]

    def resolve(*_: object) -> object:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    monkeypatch.setattr(sockets, "_PAUSE", 0.0)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert looked_up("news.example", 80) == ["there"]
