"""A file that cannot be used gives a clear error with its path, and nothing is lost."""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newscrawl.errors import StoreError
from newscrawl.store import FrontierUrl, Store
from newscrawl.store.schema import STEPS
from tests.store.newsroom import HOUR, NOW, article, page, publish, taken

HOME = "https://news.example/"


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """No file may grow past `size` bytes: what a full disk feels like."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


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


@contextmanager
def held_elsewhere(path: Path, sql: str) -> Iterator[None]:
    """Another process holds an open transaction."""
    opening = f"import sqlite3; c = sqlite3.connect({str(path)!r}, isolation_level=None)"
    code = f"{opening}; {sql}; print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.communicate(b"\n")


def test_a_temporary_store_is_gone_when_closed() -> None:
    with Store.open() as store:
        assert store.temporary
        publish(store, article(f"{HOME}a"))
    assert not store.path.parent.exists()


def test_a_missing_store_is_not_made_when_it_should_exist(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"missing\.db: there is no store"):
        Store.open(tmp_path / "missing.db", create=False)
    assert not (tmp_path / "missing.db").exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/s\.db: the store cannot be opened"):
        Store.open(tmp_path / "nowhere" / "s.db")


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database. " * 100)
    with pytest.raises(StoreError, match=r"notes\.txt: the store is not a newscrawl store"):
        Store.open(path)
    assert path.read_text() == "Not a database. " * 100


def test_a_database_of_another_program_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE frontier (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"other\.db: a database of another program"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    Store.open(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(
        StoreError, match=rf"s\.db: made by a newer newscrawl \(schema {len(STEPS) + 1}, this one knows {len(STEPS)}\)"
    ):
        Store.open(path)


def test_a_read_only_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    Store.open(folder / "s.db").close()
    for path in (folder, *tmp_path.parents):
        if path.stat().st_uid == os.geteuid() and str(path).startswith("/tmp/pytest"):
            path.chmod(0o755)
    tmp_path.chmod(0o755)
    (folder / "s.db").chmod(0o444)
    folder.chmod(0o555)
    with powerless(), pytest.raises(StoreError, match=r"s\.db: the store (is read-only|cannot be opened)"):
        Store.open(folder / "s.db").frontier.add([FrontierUrl(url=HOME)], now=NOW)


def test_a_full_disk_loses_only_the_page_at_hand(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:
        publish(store, article(f"{HOME}0"))
        asked = taken(store, f"{HOME}1")
        big = article(f"{HOME}1", article_body="word " * 200_000)
        with file_size_limit(600_000), pytest.raises(StoreError, match=r"s\.db: the store cannot .*disk"):
            store.finish_page(page(asked, big))
        assert store.frontier.counts() == {"done": 1, "in_flight": 1}
        assert store.finish_page(page(asked, big)).sequence == 2
    with Store.open(tmp_path / "s.db") as store:
        assert store.articles.count() == 2


@pytest.mark.process
def test_a_store_locked_by_a_writer_says_so_and_goes_on_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store.open(path, busy_seconds=0.1) as store:
        asked = taken(store, f"{HOME}a")
        locked = pytest.raises(StoreError, match=r"s\.db: the store is locked by another program")
        with held_elsewhere(path, "c.execute('BEGIN IMMEDIATE')"), locked:
            store.finish_page(page(asked, article(f"{HOME}a")))
        assert store.finish_page(page(asked, article(f"{HOME}a"))).verdict == "new"


@pytest.mark.process
def test_a_reader_does_not_hold_up_the_crawl(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store.open(path, busy_seconds=0.1) as store:
        publish(store, article(f"{HOME}a"))
        with held_elsewhere(path, "c.execute('BEGIN'); c.execute('SELECT * FROM articles').fetchone()"):
            assert publish(store, article(f"{HOME}b", number=1)).verdict == "new"


def read_and_edited(path: Path) -> str | None:
    """What a store says when all of it is read and then edited; None when it works."""
    try:
        with Store.open(path) as store:
            assert all(one.article.url for one in store.articles.since())
            store.overview(now=NOW)
            for number in range(12):
                publish(store, article(f"{HOME}{number}", number=number, headline="Another"), at=NOW + HOUR)
    except StoreError as error:
        return str(error)
    return None


@pytest.mark.parametrize("size", [4096, 200])
def test_a_damaged_page_does_not_matter_or_is_named_with_a_way_out(tmp_path: Path, size: int) -> None:
    path, copy = tmp_path / "s.db", tmp_path / "copy.db"
    with Store.open(path) as store:
        for number in range(12):
            publish(store, article(f"{HOME}{number}", number=number, description="é" * 3000))
    data, told = path.read_bytes(), []
    for start in range(4096, len(data), 4096):
        copy.write_bytes(data[:start] + random.Random(start).randbytes(size) + data[start + size :])
        told.append(read_and_edited(copy))
    errors = [error for error in told if error]
    assert len(errors) > 10
    assert all(error.startswith(f"{copy}: the store is damaged") for error in errors)
    assert all("restore a backup" in error and len(error) < 500 for error in errors)


def test_a_damaged_store_is_named_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store.open(path) as store:
        for number in range(50):
            publish(store, article(f"{HOME}{number}", number=number))
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\x5a" * (len(damaged) - 4096)
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match=r"s\.db: the store is damaged: restore a backup"), Store.open(path) as store:
        list(store.articles.since())
