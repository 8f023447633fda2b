"""A server that hangs, or a network that swallows all, ends a command with a sentence, and costs nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newscrawl.errors import StoreError
from newscrawl.store import FrontierUrl, Store, postgres_connection
from newscrawl.store.database import connect
from newscrawl.store.postgres_connection import Connection
from tests.cli.run import newscrawl
from tests.smallsite import SmallSite
from tests.stalling import Proxy, stalling
from tests.store.newsroom import NOW

# `newscrawl` with another patience: how long it hears nothing before it asks the server.
SCRIPT = """
import sys
from newscrawl.store import postgres_connection
postgres_connection.SILENCE = float(sys.argv.pop(1))
from newscrawl.cli import main
main()
"""


def patient(seconds: float, *arguments: str, cwd: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, str(seconds), *arguments]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_server_that_never_answers_cannot_be_opened(address: str) -> None:
    with stalling(address) as (there, proxy):
        proxy.stall()
        with pytest.raises(StoreError, match="cannot be opened: see that the server runs"):
            Store.open(there)


def test_a_statement_without_an_answer_fails_and_what_was_committed_is_kept(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stalling(address) as (there, proxy), Store.open(there) as store:
        store.frontier.add([FrontierUrl(url="https://news.example/a")], now=NOW)
        proxy.stall()
        monkeypatch.setattr(postgres_connection, "SILENCE", 0.5)
        for _ in range(3):  # the first one waits; the others know
            with pytest.raises(StoreError, match="lost its connection: see that the server runs") as caught:
                store.frontier.add([FrontierUrl(url="https://news.example/b")], now=NOW)
            assert urlsplit(address).password not in str(caught.value)
    with Store.open(address) as store:
        assert store.frontier.counts() == {"queued": 1}


def test_a_transaction_without_an_answer_is_rolled_back(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_connection, "SILENCE", 0.5)
    Store.open(address).close()
    with stalling(address) as (there, proxy):
        database = connect(there)
        with Store(database) as store, pytest.raises(StoreError), database.transaction():  # noqa: PT012
            store.frontier.add([FrontierUrl(url="https://news.example/a")], now=NOW)
            proxy.stall()
            store.frontier.add([FrontierUrl(url="https://news.example/b")], now=NOW)
    with Store.open(address) as store:
        assert store.frontier.counts() == {}


def test_a_slow_statement_is_waited_for(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is soon asked whether it works at it, and has any time to say so."""
    is_worked_at, asked = Connection._is_worked_at, []

    def patient(connection: Connection) -> bool:
        with monkeypatch.context() as longer:
            longer.setattr(postgres_connection, "SILENCE", 600.0)
            asked.append(is_worked_at(connection))
        return asked[-1]

    database = connect(address)
    monkeypatch.setattr(Connection, "_is_worked_at", patient)
    monkeypatch.setattr(postgres_connection, "SILENCE", 0.2)
    assert database.number("SELECT 1 FROM pg_sleep(2)") == 1
    assert set(asked) == {True}
    with database.transaction():
        assert database.number("SELECT 2 FROM pg_sleep(1)") == 2
    database.close()


def crawl_command(origin: str, store: str) -> tuple[str, ...]:
    return ("crawl", origin, "--delay", "0", "--store", store, "-o", "out.jsonl")


def stall_at(site: SmallSite, number: int, proxy: Proxy, stalled: threading.Event) -> None:
    """The proxy stalls when this article is asked for."""
    page = site._pages()[site.path(number)]

    def answer() -> bytes:
        proxy.stall()
        stalled.set()
        return page

    site.answers[site.path(number)] = answer


def test_a_crawl_whose_server_falls_silent_fails_and_loses_nothing(address: str, tmp_path: Path) -> None:
    site, stalled = SmallSite(articles=6, robots=b""), threading.Event()
    with site.serving() as origin:
        with stalling(address) as (there, proxy):
            stall_at(site, 3, proxy, stalled)
            crawl = patient(1.0, *crawl_command(origin, there), cwd=tmp_path)
            _, errors = crawl.communicate()
        assert crawl.returncode == 1, errors
        assert "Traceback" not in errors, errors
        assert "lost its connection: see that the server runs, and run again; what was committed is kept" in errors
        site.answers = {path: answer for path, answer in site.answers.items() if path != site.path(3)}
        again = newscrawl(*crawl_command(origin, address), cwd=tmp_path)
    assert again.code == 0, again.err
    lines = (tmp_path / "out.jsonl").read_text("utf8").splitlines()
    assert len(lines) == len(set(lines)) == 6


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_heard_while_a_crawl_waits_for_its_server(
    number: signal.Signals, address: str, tmp_path: Path
) -> None:
    """Nothing else would end this one: it is told to hear nothing for a year."""
    site, stalled = SmallSite(articles=6, robots=b""), threading.Event()
    with site.serving() as origin, stalling(address) as (there, proxy):
        stall_at(site, 3, proxy, stalled)
        crawl = patient(1e7, *crawl_command(origin, there), cwd=tmp_path)
        stalled.wait()
        while proxy.swallowed == 0:
            stalled.wait(0.01)
        crawl.send_signal(number)
        _, errors = crawl.communicate()
    assert crawl.returncode == 1, errors
    assert "Traceback" not in errors
    assert "lost its connection" in errors


def test_an_interrupt_ends_the_other_commands(address: str, tmp_path: Path) -> None:
    Store.open(address).close()
    script = (
        "import sys\n"
        "from newscrawl.store import postgres_connection, store\n"
        "postgres_connection.SILENCE = 1e7\n"
        "look = store.Store.overview\n"
        "def stalled(self, **named):\n"
        "    print('now', flush=True)\n"
        "    input()\n"
        "    return look(self, **named)\n"
        "store.Store.overview = stalled\n"
        "from newscrawl.cli import main\n"
        "main()\n"
    )
    with stalling(address) as (there, proxy):
        command = [sys.executable, "-c", script, "status", "--store", there]
        status = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert status.stdout is not None
        assert status.stdin is not None
        assert status.stdout.readline() == "now\n"
        proxy.stall()
        status.stdin.write("\n")
        status.stdin.flush()
        while proxy.swallowed == 0:
            threading.Event().wait(0.01)
        status.send_signal(signal.SIGINT)
        _, errors = status.communicate()
    assert status.returncode == 130, errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("command", ["status", "runs", "export"])
def test_the_commands_over_a_store_say_so_too(command: str, address: str, tmp_path: Path) -> None:
    Store.open(address).close()
    with stalling(address) as (there, proxy):
        proxy.stall()
        done = patient(0.5, command, "--store", there, cwd=tmp_path)
        _, errors = done.communicate()
    assert done.returncode == 1, errors
    assert len(errors.splitlines()) == 1
    assert "the store cannot be opened: see that the server runs" in errors
