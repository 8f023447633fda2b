"""Several processes at one host: one at a time, each after the delay, none left out."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from newscrawl.net.turns import SharedTurns
from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite

_ASKING = """
import asyncio, json, sys, threading, time
from pathlib import Path
from newscrawl.net.turns import SharedTurns
file, names, delay, users, rounds = json.loads(sys.argv[1])
turns = SharedTurns(Path(file))
ended = []
def until_end_of_input():
    sys.stdin.read()
    ended.append(True)
if rounds is None:
    threading.Thread(target=until_end_of_input, daemon=True).start()
async def ask():
    for _ in range(rounds) if rounds is not None else iter(lambda: bool(ended), True):
        async with turns.turn(names, delay=delay, wait=asyncio.sleep):
            began = time.monotonic()
            await asyncio.sleep(0.001)
            print(json.dumps([began, time.monotonic()]), flush=True)
async def main():
    await asyncio.gather(*(ask() for _ in range(users)))
asyncio.run(main())
"""


def asked(processes: list[tuple[list[str], float, int, int]]) -> list[list[list[float]]]:
    """When each process had its turns; a process is (names, delay, users, rounds)."""
    with NamedTemporaryFile() as file:
        started = [
            subprocess.Popen(
                [sys.executable, "-c", _ASKING, json.dumps([file.name, *one])],
                stdout=subprocess.PIPE, text=True,
            )
            for one in processes
        ]  # fmt: skip
        outs = [process.communicate(timeout=1200)[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(started)
    return [[json.loads(line) for line in out.splitlines()] for out in outs]


def asked_until_each_had(turns: int, names: list[str], users: int) -> list[list[list[float]]]:
    """The turns of three processes that ask again and again, ended once each has had so many.

    However late one of them begins and however long the system lets it wait, it comes to its turns, or this never ends.
    """
    had: list[list[list[float]]] = [[], [], []]
    enough = threading.Event()

    def read(process: subprocess.Popen[str], own: list[list[float]]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            own.append(json.loads(line))
            if min(map(len, had)) >= turns:
                enough.set()

    with NamedTemporaryFile() as file, ExitStack() as stack:
        given = json.dumps([file.name, names, 0.0, users, None])
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _ASKING, given],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                )
            )
            for _ in had
        ]  # fmt: skip
        readers = [threading.Thread(target=read, args=one) for one in zip(started, had, strict=True)]
        for reader in readers:
            reader.start()
        all_came = enough.wait(120)
        for process in started:
            assert process.stdin is not None
            process.stdin.close()
        for reader in readers:
            reader.join()
    assert all_came, [len(own) for own in had]
    return had


def by_time(turns: list[list[list[float]]]) -> list[tuple[float, float, int]]:
    return sorted((began, ended, number) for number, own in enumerate(turns) for began, ended in own)


@pytest.mark.parametrize("users", [1, 3])
def test_processes_are_never_at_a_host_together_and_each_comes_to_its_turn(users: int) -> None:
    turns = by_time(asked_until_each_had(20 * users, ["a.example"], users))
    for (_, ended, one), (began, _, other) in pairwise(turns):
        assert one == other or ended <= began


def test_the_delay_of_the_slower_one_is_kept_between_two_processes() -> None:
    turns = by_time(asked([(["a.example"], 0.2, 1, 5), (["a.example"], 0.05, 1, 5)]))
    changes = [later[0] - earlier[1] for earlier, later in pairwise(turns) if earlier[2] != later[2]]
    assert changes
    assert min(changes) >= 0.2


def test_names_in_any_order_let_nobody_wait_for_ever() -> None:
    names = ["a", "b", "c"]
    turns = asked([(names, 0.0, 2, 20), (names[::-1], 0.0, 2, 20), (["b", "a"], 0.0, 2, 20)])
    assert [len(own) for own in turns] == [40, 40, 40]


def test_the_place_of_a_process_that_was_killed_is_free() -> None:
    with NamedTemporaryFile() as file:
        code = _ASKING.replace("await asyncio.sleep(0.001)", "print('in', flush=True); await asyncio.sleep(600)")
        given = json.dumps([file.name, ["a"], 0.0, 1, 1])
        killed = subprocess.Popen([sys.executable, "-c", code, given], stdout=subprocess.PIPE, text=True)
        assert killed.stdout is not None
        assert killed.stdout.readline() == "in\n"
        killed.kill()
        killed.communicate()

        async def enter() -> None:
            async with SharedTurns(Path(file.name)).turn(["a"], delay=0.0, wait=asyncio.sleep):
                pass

        asyncio.run(enter())


def test_a_rest_is_known_to_all() -> None:
    with NamedTemporaryFile() as file:
        one, other = SharedTurns(Path(file.name)), SharedTurns(Path(file.name))
        one.rest("a.example", 50.0)
        one.rest("a.example", 40.0)
        assert other.rests_until("a.example") == 50.0
        assert other.rests_until("b.example") == 0.0


def test_who_gives_up_waiting_gives_back_what_it_has() -> None:
    async def never(_: float) -> None:
        raise TimeoutError

    async def run() -> None:
        with NamedTemporaryFile() as file:
            turns = SharedTurns(Path(file.name))
            wait: Callable[[float], Awaitable[None]] = never
            turns._note(_place("b"), _other(turns))
            with pytest.raises(TimeoutError):
                async with turns.turn(["a", "b"], delay=600.0, wait=wait):
                    pass
            assert not turns._users

    asyncio.run(run())


def _place(name: str) -> int:
    from newscrawl.net.turns import _place_of

    return _place_of(name)


def _other(turns: SharedTurns):  # type: ignore[no-untyped-def]
    from time import monotonic

    from newscrawl.net.turns import _Asked

    return _Asked(turns._me + 1, monotonic(), 600.0)


_REFUSED = """
import sys
from tempfile import NamedTemporaryFile
from newscrawl import configuration
from newscrawl.net.turns import SharedTurns
from newscrawl.runner.process import run_crawl
rest = SharedTurns.rest
def noted(self, name, until):
    print(bool(self._users))
    rest(self, name, until)
SharedTurns.rest = noted
with NamedTemporaryFile() as file:
    run_crawl(configuration.load(urls=sys.argv[1:], delay=0), settings={"NEWSCRAWL_TURNS": file.name})
"""


def test_a_pause_is_known_to_all_before_another_process_comes_to_its_turn() -> None:
    site = SmallSite(articles=1, robots=b"")
    site.answers[site.path(0)] = reply(b"", "429 Too Many Requests", retry_after="3600")
    with site.serving() as origin:
        command = [sys.executable, "-c", _REFUSED, origin + site.path(0)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[:1] == ["True"], done.stderr


@pytest.mark.parametrize("per_host", ["1", "4"])
def test_workers_that_are_led_to_one_host_keep_its_pace(per_host: str, tmp_path: Path) -> None:
    """By redirects, sitemaps, feeds and licences. A pause that the host asks for holds for all.

    The host's log says when it was asked by which worker. A worker leaves its turn when it has an answer, and the host
    notes a request before it answers: between two workers the delay is in the log, however busy the machine is.
    """
    third, sites = SmallSite(articles=12, robots=b""), [SmallSite(articles=1) for _ in range(4)]
    pages, workers, refused = third._pages(), dict[str, int](), list[str]()

    def answer(path: str) -> bytes:
        if refused:
            return pages[path]
        refused.append(path)
        return reply(b"", "429 Too Many Requests", retry_after="5")

    third.answers["/terms.xml"] = reply(
        b'<rsl xmlns="https://rslstandard.org/rsl"/>', content_type="application/rsl+xml"
    )
    with ExitStack() as stack:
        there = stack.enter_context(third.serving("127.0.0.9"))
        origins = [stack.enter_context(site.serving(f"127.0.0.{n}")) for n, site in enumerate(sites, start=2)]
        for number, site in enumerate(sites):
            own = list(map(third.path, range(3 * number, 3 * number + 3)))
            workers |= dict.fromkeys((*own, f"/map-{number}.xml"), number)
            third.answers |= {path: lambda path=path: answer(path) for path in own}
            third.answers[f"/map-{number}.xml"] = reply(
                f"<urlset><url><loc>{there}{own[1]}</loc></url></urlset>".encode(), content_type="text/xml"
            )
            site.robots = f"Sitemap: {there}/map-{number}.xml\nLicense: {there}/terms.xml\n".encode()
            moved = f"/news/2026/11/20/a-story-that-has-moved-to-another-host-{number}"
            site.answers[moved] = reply(status="302 Found", location=there + own[0])
            site.answers["/to-the-other"] = reply(status="302 Found", location=there + own[2])
            site.links = (moved, "/news/2026/11/20/another-story-that-has-moved-to-another-host")
            site.answers[site.links[1]] = site.answers["/to-the-other"]
        done = newscrawl(
            "crawl", *origins, "--jobs", "4", "--delay", "0.3", "--per-host", per_host,
            "--allow-net", "127.0.0.9/32", "--store", "news.db",
            "-o", "out.jsonl", cwd=tmp_path,
        )  # fmt: skip
    assert done.code == 0, done.err
    assert workers.keys() <= set(third.paths())
    asked = [(at, workers[path]) for at, path in third.hits if path in workers]
    gaps = [later - earlier for (earlier, one), (later, other) in combinations(asked, 2) if one != other]
    assert min(gaps) >= 0.3, sorted(gaps)[:5]
    refused_at = third.times(refused[0])[0]
    after = [at for at, worker in asked if at > refused_at and worker != workers[refused[0]]]
    assert min(after) - refused_at >= 5
