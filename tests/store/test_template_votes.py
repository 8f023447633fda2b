"""Votes of pages for the verdict of their template, and the pages that it opens again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import newscrawl.store.template_votes as module
from newscrawl.processing.ballot import Ballot, Votes
from newscrawl.store import Store, TakenUrl
from newscrawl.store.database import connect
from newscrawl.store.rows import Finished
from newscrawl.store.schema import STEPS
from tests.store.newsroom import HOUR, NOW, article, page, taken

HOME = "https://news.example/n/"
REASON = "no article: little text: 19 words (confidence 0.45, threshold 0.57)"


def address(name: object) -> str:
    return f"{HOME}{name}"


def read(
    store: Store, asked: TakenUrl | str, *, good: bool, follows: bool = True, template: int = 7, lifted: bool = False
) -> Finished:
    """A page is read: by its own verdict an article, or none; `lifted`, its template made it one."""
    asked = taken(store, asked) if isinstance(asked, str) else asked
    ballot = Ballot(template, good, follows and not lifted)
    if good or lifted:
        return store.finish_page(page(asked, article(asked.url, number=hash(asked.url) % 10**6), ballot=ballot))
    return store.finish_page(
        page(asked, outcome="no article", reason=REASON, ballot=ballot, etag='"1"', content_hash="c")
    )


def votes(store: Store, template: int = 7) -> Votes:
    return store.template_votes._votes("news.example", template)


def queued(store: Store) -> Sequence[TakenUrl]:
    return sorted(store.frontier.take("news.example", 99, now=NOW + HOUR), key=lambda one: one.url)


def test_the_vote_that_decides_opens_what_was_refused_once_and_without_validators(store: Store) -> None:
    for name in ("a", "b"):
        assert read(store, address(name), good=False).reopened == ()
    for number in range(3):
        assert read(store, address(number), good=True, follows=False).reopened == ()
    finished = read(store, address(3), good=True, follows=False)
    assert [(one.url, one.note, one.checked_at) for one in finished.reopened] == [
        (address("a"), REASON, NOW), (address("b"), REASON, NOW),
    ]  # fmt: skip
    again = queued(store)
    assert [one.url for one in again] == [address("a"), address("b")]
    assert {(one.etag, one.content_hash, one.vote) for one in again} == {(None, None, module.REOPENED)}
    assert store.template_votes.others(again[0], Ballot(7, False, True)) == Votes(4, 1)
    assert read(store, again[0], good=False, lifted=True).verdict == "new"
    assert read(store, again[1], good=False).reopened == ()  # refused again: that is that
    assert read(store, address(4), good=True).reopened == ()
    assert votes(store) == Votes(5, 2)


def test_what_does_not_follow_and_what_is_of_another_template_or_site_stays(store: Store) -> None:
    read(store, address("sure"), good=False, follows=False)
    read(store, address("other"), good=False, template=8)
    read(store, "https://other.example/n/1", good=False)
    for name in range(6):
        assert read(store, address(name), good=True).reopened == ()
    assert votes(store) == Votes(6, 1)
    assert votes(store, 8) == Votes(0, 1)


def test_a_page_votes_once_however_often_it_is_read(store: Store) -> None:
    for good in (True, False, True):
        known = store.frontier.known(address(1))
        read(store, known or address(1), good=good)
    assert votes(store) == Votes(1, 0)
    known = store.frontier.known(address(1))
    assert known is not None
    assert store.template_votes.others(known, Ballot(7, True, True)) == Votes(0, 0)


def test_a_page_that_is_refused_while_its_template_is_decided_elsewhere_is_opened_too(store: Store) -> None:
    late = taken(store, address("late"))  # in flight when the others decide
    for name in range(5):
        read(store, address(name), good=True)
    assert [one.url for one in read(store, late, good=False).reopened] == [address("late")]


def test_a_template_whose_pages_are_none_opens_nothing(store: Store) -> None:
    for name in range(9):
        assert read(store, address(name), good=name == 0).reopened == ()
    assert votes(store).decision is False


def test_of_templates_with_few_votes_only_the_newest_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW_KEPT", 20)
    monkeypatch.setattr(module, "_EVERY", 10)
    for name in range(5):
        read(store, address(name), good=True)
    for name in range(5, 60):
        read(store, address(name), good=True, template=100 + name)
    rows = store._database.number("SELECT count(*) FROM template_votes")
    assert 20 <= rows <= 31
    assert votes(store) == Votes(5, 0)


def test_a_store_of_the_schema_before_counts_what_is_read_from_now_on(where: str) -> None:
    old = connect(where)
    with old.transaction():
        for statements, rest in STEPS[:7]:
            for statement in statements.split(";\n"):
                old.write(statement)
            if rest is not None:
                rest(old)
        old.set_version(7)
        old.write(
            "INSERT INTO frontier (identity, url, site, owner, kind, state, priority, depth, found_at, found_in, due) "
            "VALUES ('//news.example/n/a', ?, 'news.example', 'news.example', 'article', 'done', 0, 0, ?, 'url', ?)",
            (address("a"), "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"),
        )
    old.close()
    with Store.open(where) as store:
        store.frontier.requeue_due(now=NOW)
        (known,) = store.frontier.take("news.example", 1, now=NOW)
        read(store, known, good=False)
        for name in range(4):
            finished = read(store, address(name), good=True)
        assert [one.url for one in finished.reopened] == [address("a")]


KILLED = """
import os, sys
from newscrawl.store import Store
from newscrawl.store.frontier import Frontier
from tests.store.test_template_votes import address, read
with Store.open(sys.argv[1]) as store:
    for name in range(3):
        read(store, address(f"refused{name}"), good=False)
    for name in range(4):
        read(store, address(name), good=True)
    if sys.argv[2] == "within":
        store.left_out.note = lambda *_, **__: os.kill(os.getpid(), 9)
        import tests.store.newsroom as newsroom
        whole = newsroom.page
        import tests.store.test_template_votes as tests
        tests.page = lambda *a, **b: whole(*a, left_out=(("https://x.example/", "excluded"),), **b)
    read(store, address(4), good=True)
    os.kill(os.getpid(), 9)
"""


@pytest.mark.process
@pytest.mark.parametrize("moment", ["within", "after"])
def test_a_kill_around_the_deciding_vote_loses_nothing_and_counts_nothing_twice(where: str, moment: str) -> None:
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", KILLED, where, moment], cwd=root, check=False)
    with Store.open(where) as store:
        refused = [address(f"refused{number}") for number in range(3)]
        assert votes(store) == (Votes(4, 3) if moment == "within" else Votes(5, 3))
        store.frontier.recover()
        waiting = {one.url: one for one in store.frontier.take("news.example", 99, now=NOW + HOUR)}
        if moment == "within":
            assert list(waiting) == [address(4)]
            assert [one.url for one in read(store, waiting[address(4)], good=True).reopened] == refused
        else:
            assert set(waiting) == set(refused)
        assert votes(store) == Votes(5, 3)


def test_a_vote_finds_the_refused_pages_by_their_index(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db"):
        pass
    sql = module._REOPEN.partition(" RETURNING")[0]
    with sqlite3.connect(tmp_path / "s.db") as raw:
        plan = " ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", ("2026", "news.example", 7)))
    assert "USING INDEX frontier_waits" in plan
