"""Workers outlive a starter that is killed for a moment: the next crawl waits for them, whatever the store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from newscrawl.errors import StoreError
from newscrawl.store import Store
from tests.smallsite import SmallSite
from tests.waiting import is_alive, until

ARTICLES = 8


def test_a_crawl_waits_for_the_workers_of_a_killed_one_and_says_so_once(where: str) -> None:
    with Store.open(where) as one, Store.open(where) as two, Store.open(where) as other, ExitStack() as first:
        first.enter_context(one.working(os.getppid()))
        second = ExitStack()
        second.enter_context(two.working(os.getppid()))
        reasons: list[str] = []

        def on_wait(reason: str) -> None:
            reasons.append(reason)
            first.close()
            second.close()

        with other.crawling("the next", on_wait=on_wait):
            assert len(reasons) == 1
            assert "the workers of a crawl that was killed end first" in reasons[0]
            assert str(os.getpid()) in reasons[0]
        with other.crawling("the one after it", on_wait=reasons.append):
            assert len(reasons) == 1


def test_while_workers_end_the_right_is_taken_and_a_wait_that_is_broken_off_gives_it_back(where: str) -> None:
    with Store.open(where) as one, Store.open(where) as two, Store.open(where) as three:
        with one.working(os.getppid()):

            def on_wait(reason: str) -> None:
                with pytest.raises(StoreError, match=r"another crawl uses this store .*: the next"):
                    three.crawling("a third").__enter__()
                raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                two.crawling("the next", on_wait=on_wait).__enter__()
        with three.crawling("a third"):
            pass


def test_a_worker_that_begins_after_its_starters_death_ends(where: str) -> None:
    with Store.open(where) as one, Store.open(where) as two:
        with pytest.raises(StoreError, match="the crawl of this worker was killed"):
            one.working(os.getpid()).__enter__()  # nobody's parent
        with two.crawling("the next", on_wait=_fail), one.working(os.getppid()):
            pass


def test_the_workers_of_a_running_crawl_hold_up_nobody_who_comes_after_its_end(where: str) -> None:
    with Store.open(where) as one, Store.open(where) as two:
        with one.crawling("a crawl"), two.working(os.getppid()):
            pass
        with two.crawling("the next", on_wait=_fail):
            pass
    if where.startswith("/"):
        assert not list(Path(where).parent.glob("*-workers"))


@pytest.mark.parametrize("how", ["symbolic link", "hard link"])
def test_the_workers_lock_is_no_other_file(tmp_path: Path, how: str) -> None:
    precious, lock = tmp_path / "precious.txt", tmp_path / "news.db-workers"
    precious.write_text("kept")
    lock.symlink_to(precious) if how == "symbolic link" else lock.hardlink_to(precious)
    with Store.open(tmp_path / "news.db") as store:
        for take in (lambda: store.working(os.getppid()), lambda: store.crawling("crawl")):
            with pytest.raises(StoreError, match=r"news\.db-workers: the lock cannot be written: it is a link"):
                take().__enter__()
    assert precious.read_text() == "kept"


# A worker stands still at its first article until the file `go` is there.
HOOK = """
import os, time
from pathlib import Path
HERE = Path(__file__).parent
def refine(article, document):
    (HERE / f"stands-{os.getpid()}").touch()
    while not (HERE / "go").exists():
        time.sleep(0.01)
    return article
"""


@contextmanager
def killed_crawl(where: str, folder: Path) -> Iterator[tuple[list[str], list[int]]]:
    """A crawl by two workers whose starter is killed when both stand still; its command, and the workers."""
    rules = folder / "rules"
    rules.mkdir()
    (rules / "hook.py").write_text(HOOK)
    with ExitStack() as serving:
        sites = [serving.enter_context(SmallSite(articles=ARTICLES).serving(f"127.0.0.{n}")) for n in (1, 2)]
        for site in sites:
            (rules / f"{site.removeprefix('http://').replace(':', '_')}.toml").write_text('refine = "hook.py"\n')
        command = [sys.executable, "-m", "newscrawl", "crawl", *sites, "--store", where, "-o", "out.jsonl",
                   "--jobs", "2", "--delay", "0", "--allow-net", "127.0.0.0/8", "--sites", str(rules),
                   "--allow-hooks"]  # fmt: skip
        starter = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        until(lambda: len(list(rules.glob("stands-*"))) == 2)
        workers = [int(file.name.partition("-")[2]) for file in rules.glob("stands-*")]
        starter.kill()
        starter.wait()
        try:
            yield command, workers
        finally:
            (rules / "go").touch()
            until(lambda: not any(map(is_alive, workers)))


def test_the_next_crawl_waits_for_workers_that_hold_rows_and_brings_all(where: str, tmp_path: Path) -> None:
    with killed_crawl(where, tmp_path) as (command, workers):
        following = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        assert following.stderr is not None
        lines = iter(following.stderr.readline, "")
        waiting = next(line for line in lines if "waiting" in line)
        assert "the workers of a crawl that was killed end first" in waiting
        assert all(str(number) in waiting for number in workers)
        (tmp_path / "rules" / "go").touch()
        rest = "".join(lines)
        following.wait()
        assert "waiting" not in rest
        assert not any(map(is_alive, workers))
        records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf8").splitlines()]
        assert len({record["url"] for record in records}) == len(records) == 2 * ARTICLES
        assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 3


def _fail(reason: str) -> None:
    raise AssertionError(reason)
