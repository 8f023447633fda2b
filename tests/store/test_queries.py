"""Each query gives the columns that its named tuple names: a column that stands in another place is another value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from newscrawl.store import FrontierUrl, Store, Tally
from newscrawl.store.queries import Value
from newscrawl.store.sqlite import SqliteDatabase
from tests.store.newsroom import HOUR, NOW, article, page, publish, taken

HOME = "https://gazette.example/"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[type[Any], Sequence[str]]]:
    """Every query that a store makes, with its kind of row and the names of its columns."""
    queries: dict[str, tuple[type[Any], Sequence[str]]] = {}
    rows, row = SqliteDatabase.rows, SqliteDatabase.row

    def columns(database: SqliteDatabase, kind: type[Any], sql: str, values: Sequence[Value]) -> None:
        if sql.lstrip().startswith("SELECT"):
            queries[sql] = kind, [column[0] for column in database._connection.execute(sql, values).description]

    def watched_rows(database: SqliteDatabase, kind: type[Any], sql: str, values: Sequence[Value] = ()) -> Any:
        columns(database, kind, sql, values)
        return rows(database, kind, sql, values)

    def watched_row(database: SqliteDatabase, kind: type[Any], sql: str, values: Sequence[Value] = ()) -> Any:
        columns(database, kind, sql, values)
        return row(database, kind, sql, values)

    monkeypatch.setattr(SqliteDatabase, "rows", watched_rows)
    monkeypatch.setattr(SqliteDatabase, "row", watched_row)
    return queries


def test_each_column_has_its_own_name(tmp_path: Path, asked: dict[str, tuple[type[Any], Sequence[str]]]) -> None:
    with Store.open(tmp_path / "s.db") as store:
        store.sites.add("gazette.example", HOME, now=NOW)
        run = store.runs.start({}, now=NOW)
        publish(store, article(f"{HOME}a"), at=NOW)
        publish(store, article(f"{HOME}b", number=1), at=NOW)
        publish(store, article(f"{HOME}a", headline="Bridge closes after all"), at=NOW + HOUR)
        store.finish_page(page(taken(store, f"{HOME}gone"), outcome="failed", reason="timeout"))
        store.frontier.add(
            [FrontierUrl(url="https://feeds.example/rss", kind="feed")], now=NOW, owner="gazette.example"
        )
        store.hosts.learn("gazette.example", robots="", robots_expires=NOW)
        store.runs.finish(run, Tally(), now=NOW + HOUR)
        path = tmp_path / "a.jsonl"
        store.outputs.move(path, store.outputs.start(path, "jsonl"), store.outputs.start(path, "jsonl"), now=NOW)
        store.resume(now=NOW + HOUR)
        seen = (
            store.overview(now=NOW), store.articles.history(f"{HOME}a"), store.runs.last(),
            store.frontier.row(f"{HOME}a"), store.hosts.get("gazette.example"), list(store.articles.as_of()),
            list(store.articles.since()),
            store.sites.homes(), store.outputs.get(path), store.articles.gone_at(f"{HOME}a"),
            store.frontier.scope(["gazette.example"]), store.frontier.left_out(), store.frontier.counts(),
        )  # fmt: skip
    assert all(one is not None for one in seen[:-4])
    assert len(asked) > 20
    wrong = [
        (kind.__name__, kind._fields, columns)
        for kind, columns in asked.values()
        if len(columns) != len(kind._fields)
        or any(column in kind._fields and kind._fields[at] != column for at, column in enumerate(columns))
    ]
    assert wrong == []


class Pair(NamedTuple):
    url: str
    site: str


def test_a_column_too_many_is_an_error(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:
        store.sites.add("gazette.example", HOME, now=NOW)
        with pytest.raises(TypeError):
            store._database.rows(Pair, "SELECT url, site, since FROM sites")
