"""Where a store's file stands: on a read-only disk, behind links, taken away or replaced while it is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from newscrawl.cli import main
from newscrawl.errors import StoreError
from newscrawl.store import FrontierUrl, Store
from newscrawl.store.queries import Text
from newscrawl.store.schema import STEPS
from tests.store.newsroom import NOW, article, publish, taken

HOME = "https://news.example/"


@contextmanager
def powerless() -> Iterator[None]:
    """As a user without root's rights."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def filled(path: Path, count: int = 2) -> None:
    with Store.open(path) as store:
        for number in range(count):
            publish(store, article(f"{HOME}{number}", number=number))


def seen_by_all(path: Path) -> None:
    """Let others into the folders above."""
    for parent in path.parents:
        if parent.is_relative_to(tempfile.gettempdir()) and parent != Path(tempfile.gettempdir()):
            parent.chmod(0o755)


@pytest.mark.parametrize("closed", ["folder", "file", "both"])
@pytest.mark.parametrize("left", ["closed", "with a log beside it", "with a log and no index of it", "an older schema"])
def test_a_store_without_the_right_to_write_can_be_read(tmp_path: Path, closed: str, left: str) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    path = folder / "news.db"
    filled(path)
    if left == "an older schema":
        with closing(sqlite3.connect(path)) as raw:
            for statement in ("DROP TABLE reached", "DROP INDEX frontier_errors",
                              "ALTER TABLE runs DROP COLUMN examples",
                              "ALTER TABLE frontier DROP COLUMN owner", "ALTER TABLE frontier DROP COLUMN errors",
                              "ALTER TABLE articles DROP COLUMN owner", "ALTER TABLE hosts DROP COLUMN asked_until",
                              "ALTER TABLE outputs DROP COLUMN first", "ALTER TABLE outputs DROP COLUMN pattern",
                              "DROP TABLE left_out", "DROP TABLE notices", "DROP INDEX frontier_gone",
                              "DROP TABLE url_variants",
                              "DROP TABLE template_votes", "DROP INDEX frontier_waits",
                              "ALTER TABLE frontier DROP COLUMN vote",
                              "ALTER TABLE frontier DROP COLUMN voted_for",
                              "PRAGMA user_version = 5"):  # fmt: skip
                raw.execute(statement)
    elif left != "closed":  # as a kill leaves it: what was committed last stands in the log
        crashed = tmp_path / "crashed.db"
        shutil.copy(path, crashed)
        with Store.open(crashed) as store:
            publish(store, article(f"{HOME}2", number=2))
            for end in ("", "-wal", "-shm")[: 3 if left == "with a log beside it" else 2]:
                shutil.copy(f"{crashed}{end}", f"{path}{end}")
    articles = 3 if "log" in left else 2
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    for one in folder.iterdir():
        one.chmod(0o444 if closed != "folder" else 0o666)
    seen_by_all(folder)
    folder.chmod(0o555 if closed != "file" else 0o777)
    with powerless(), Store.open(path, create=False, writes=False) as store:
        assert store.name == str(path)
        assert store.articles.count() == len(list(store.articles.since(0))) == articles
        assert store.overview(now=NOW).revisions == articles
        assert store.articles.history(f"{HOME}1")
        assert store.runs.last() == []
        assert store.size() > 0
    folder.chmod(0o755)
    assert {name: (folder / name).read_bytes() for name in before if not name.endswith("-shm")} == {
        name: data for name, data in before.items() if not name.endswith("-shm")
    }


def test_commands_read_a_store_without_the_right_to_write(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    filled(path)
    commands = (["status"], ["runs"], ["export"], ["history", f"{HOME}1"])
    as_root = [CliRunner().invoke(main, [*command, "--store", str(path)]).output for command in commands]
    seen_by_all(path)
    tmp_path.chmod(0o555)
    path.chmod(0o444)
    with powerless():
        for command, told in zip(commands, as_root, strict=True):
            done = CliRunner().invoke(main, [*command, "--store", str(path)])
            assert (done.exit_code, done.output) == (0, told)
    tmp_path.chmod(0o755)


def test_a_link_to_a_store_is_the_same_store(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real, link = tmp_path / "news.db", tmp_path / "elsewhere" / "link.db"
    filled(real)
    link.symlink_to(real)
    with Store.open(real) as one, Store.open(link) as two:
        assert two.name == str(link)
        with one.crawling("the first"), pytest.raises(StoreError, match=r"another crawl .*: the first"):
            two.crawling("the second").__enter__()
        with two.crawling("the second"), pytest.raises(StoreError, match=r"another crawl .*: the second"):
            one.crawling("the first").__enter__()
        assert two.articles.count() == 2
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == ["link.db"]


@pytest.mark.parametrize("how", ["symbolic link", "hard link", "dangling link", "folder", "pipe"])
def test_a_lock_empties_nothing_that_is_not_one(tmp_path: Path, how: str) -> None:
    path, lock, precious = tmp_path / "news.db", tmp_path / "news.db-lock", tmp_path / "precious.txt"
    filled(path)
    precious.write_text("kept")
    {
        "symbolic link": lambda: lock.symlink_to(precious),
        "hard link": lambda: lock.hardlink_to(precious),
        "dangling link": lambda: lock.symlink_to(tmp_path / "nothing"),
        "folder": lock.mkdir,
        "pipe": lambda: os.mkfifo(lock),
    }[how]()
    with Store.open(path) as store, pytest.raises(StoreError, match=r"news\.db-lock: the lock cannot be written"):
        store.crawling("crawl").__enter__()
    assert precious.read_text() == "kept"
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("how", ["deleted", "replaced", "moved away", "its folder is gone"])
def test_a_store_that_is_taken_away_fails_and_its_successor_is_not_touched(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    path, other = folder / "news.db", tmp_path / "other.db"
    filled(path, 2)
    filled(other, 5)
    store = Store.open(path)
    asked = taken(store, f"{HOME}new")
    with store.crawling("crawl"):
        if how == "deleted":
            path.unlink()
        elif how == "moved away":
            path.rename(tmp_path / "moved.db")
        elif how == "its folder is gone":
            folder.rename(tmp_path / "gone")
        else:
            os.replace(other, path)
        for write in (
            lambda: publish(store, article(f"{HOME}late")),
            lambda: store.frontier.add([FrontierUrl(url=f"{HOME}late")], now=NOW),
            lambda: store.frontier.put_back([asked]),
            lambda: store.runs.start({}, now=NOW),
        ):
            with pytest.raises(StoreError, match=r"news\.db: the store was deleted or replaced while it was in use"):
                write()
    store.close()
    if how == "replaced":
        with Store.open(path, create=False) as opened:
            assert opened.articles.count() == len(list(opened.articles.since(0))) == 5
            assert opened.frontier.row(f"{HOME}new") is None
            assert opened._database.row(Text, "PRAGMA integrity_check") == ("ok",)
    elif how != "its folder is gone":
        filled(path, 1)  # a new one may take its place
        with Store.open(path) as opened:
            assert opened.articles.count() == 1


assert len(STEPS) == 8, "test_a_store_without_the_right_to_write_can_be_read takes the last three steps back"
