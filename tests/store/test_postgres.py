"""A server that cannot be used gives a clear error without its password, and nothing is lost."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from newscrawl.errors import StoreError
from newscrawl.store import FrontierUrl, Store
from newscrawl.store.database import connect
from newscrawl.store.schema import STEPS
from tests.postgres import Server
from tests.store.newsroom import NOW, article, page, publish, taken

HOME = "https://news.example/"


@contextmanager
def raw(address: str) -> Iterator[Any]:
    """Another program's connection."""
    import psycopg

    with psycopg.connect(address) as connection:
        yield connection


def changed(address: str, **parts: str) -> str:
    """The address with another user, password, host or port."""
    old = urlsplit(address)
    login = f"{parts.get('user', old.username)}:{parts.get('password', old.password)}"
    return urlunsplit(old._replace(netloc=f"{login}@{old.hostname}:{parts.get('port', old.port)}"))


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def refusal(address: str) -> str:
    with pytest.raises(StoreError) as caught:
        Store.open(address)
    return str(caught.value)


def end_connections(server: Server, address: str) -> None:
    database = urlsplit(address).path[1:]
    server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")


def test_a_store_is_named_without_its_password(address: str) -> None:
    with Store.open(f"{address}?application_name=x") as store:
        place = urlsplit(address)
        assert store.name == f"postgresql://{place.username}@{place.hostname}:{place.port}{place.path}"
        assert store.path is None


def test_a_server_that_does_not_run_is_named(address: str) -> None:
    told = refusal(changed(address, port=free_port()))
    assert "cannot be opened: see that the server runs, and that host and port are right" in told
    assert "refused" in told


def test_a_wrong_password_is_not_told(server: Server, address: str) -> None:
    if server.folder is None:
        pytest.skip("the server of NEWSCRAWL_TEST_POSTGRES may let anybody in")
    told = refusal(changed(address, password="0ther-secret"))
    assert "cannot be opened: check user and password: in the address, in PGPASSWORD or in ~/.pgpass" in told
    assert "0ther-secret" not in told


def test_a_missing_database_is_named(server: Server) -> None:
    told = refusal(server.named("no_such_database"))
    assert "/no_such_database: the store cannot be opened: make it with `createdb`" in told


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:sec/ret@h/news", "postgresql://u:sec@ret@h/news", "postgresql://u:1/ret@h/news?x=y",
        "postgresql://u:sec?ret@h:port/news", "postgres://u:sec#ret@[::1/news", "postgresql://h/news?secret=ret",
    ],
)  # fmt: skip
def test_no_piece_of_a_password_is_told_when_the_address_is_written_wrong(address: str) -> None:
    told = refusal(address)
    assert "postgresql://user@host/database" in told or "cannot be opened" in told
    assert "sec" not in told
    assert "ret" not in told


def test_a_missing_driver_is_named(address: str) -> None:
    code = "import sys; sys.modules['psycopg'] = None; from newscrawl.store import Store; Store.open(sys.argv[1])"
    ended = subprocess.run([sys.executable, "-c", code, address], capture_output=True, text=True, check=False)
    assert "StoreError: a store on a PostgreSQL server needs an extra part: `pip install newscrawl[postgres]`" in (
        ended.stderr
    )


def test_tables_of_another_program_are_left_alone(server: Server, address: str) -> None:
    server.run("CREATE TABLE frontier (x INTEGER)", address)
    assert "a database of another program, not a newscrawl store" in refusal(address)
    with raw(address) as other:
        assert other.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)


def test_two_stores_have_room_in_one_database(server: Server, address: str) -> None:
    server.run("CREATE SCHEMA second", address)
    with Store.open(address) as one, Store.open(f"{address}?options=-csearch_path%3Dsecond") as two:
        with one.crawling("one"), two.crawling("two"):
            publish(one, article(f"{HOME}a"))
        assert (one.articles.count(), two.articles.count()) == (1, 0)


def test_a_newer_schema_is_refused(server: Server, address: str) -> None:
    Store.open(address).close()
    server.run(f"UPDATE newscrawl SET steps = {len(STEPS) + 1}", address)
    assert f"made by a newer newscrawl (schema {len(STEPS) + 1}, this one knows {len(STEPS)})" in refusal(address)


def test_an_encoding_that_holds_few_languages_is_refused(server: Server) -> None:
    with server.database(
        "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc TEMPLATE template0"
    ) as old:
        assert "its text is LATIN1, which holds few languages: make another database" in refusal(old)


def test_a_user_without_rights_is_told_so(server: Server, address: str) -> None:
    if server.folder is None:
        pytest.skip("no users are made on the server of NEWSCRAWL_TEST_POSTGRES")
    server.run("CREATE ROLE reader LOGIN PASSWORD 'reader'")
    try:
        told = refusal(changed(address, user="reader", password="reader"))
        assert "may not be written by this user: grant the right to create and change tables" in told
    finally:
        server.run("DROP ROLE reader")


def test_a_standby_is_told_from_the_main_server(server: Server, address: str) -> None:
    Store.open(address).close()
    refused = pytest.raises(StoreError, match="is read-only: name the main server")
    with Store.open(f"{address}?options=-cdefault_transaction_read_only%3Don") as store, refused:
        publish(store, article(f"{HOME}a"))


def test_a_store_locked_by_a_writer_says_so_and_goes_on_afterwards(address: str) -> None:
    with Store.open(address, busy_seconds=0.1) as store, closing(connect(address)) as other:
        asked = taken(store, f"{HOME}a")
        locked = pytest.raises(StoreError, match="the store is locked by another program: let it end")
        with other.transaction(), locked:
            store.finish_page(page(asked, article(f"{HOME}a")))
        assert store.finish_page(page(asked, article(f"{HOME}a"))).verdict == "new"


def test_taking_waits_for_nobody_and_skips_what_is_held(address: str) -> None:
    with Store.open(address, busy_seconds=0.1) as store, raw(address) as other:
        store.frontier.add([FrontierUrl(url=f"{HOME}{n}") for n in range(3)], now=NOW)
        other.execute("SELECT 1 FROM frontier WHERE url LIKE '%0' FOR UPDATE")
        assert [one.url[-1] for one in store.frontier.take("news.example", 9, now=NOW)] == ["1", "2"]
        other.rollback()
        assert [one.url[-1] for one in store.frontier.take("news.example", 9, now=NOW)] == ["0"]


def test_a_lost_connection_loses_only_the_page_at_hand(server: Server, address: str) -> None:
    Store.open(address).close()
    database = connect(address)
    with Store(database) as store:
        asked = taken(store, f"{HOME}a")
        with pytest.raises(StoreError, match="run again; what was committed is kept"), database.transaction():  # noqa: PT012
            store.frontier.add([FrontierUrl(url=f"{HOME}b")], now=NOW)
            end_connections(server, address)
            store.finish_page(page(asked, article(f"{HOME}a")))
    with Store.open(address) as store:
        assert store.frontier.counts() == {"in_flight": 1}


def test_many_writers_wait_their_turn_and_never_in_a_circle(address: str) -> None:
    """Each writes the same addresses in an order of its own: where rows alone were locked, two would wait for ever."""
    failures: list[BaseException] = []

    def write(step: int) -> None:
        try:
            with Store.open(address) as store:
                for first in range(0, 200, 20):
                    numbers = range(first, first + 20)[::step]
                    found = [FrontierUrl(url=f"{HOME}{n}", title=f"Title {step}") for n in numbers]
                    store.frontier.add(found, now=NOW)
        except BaseException as error:
            failures.append(error)

    Store.open(address).close()
    writers = [threading.Thread(target=write, args=(step,)) for step in (1, -1, 1, -1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures
    with Store.open(address) as store:
        assert store.frontier.counts() == {"queued": 200}
