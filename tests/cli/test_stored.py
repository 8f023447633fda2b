"""`newscrawl runs`, `status`, `history` and `export`, over the store of two real crawls a day apart."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.rights import SILENCE
from tests.cli.run import newscrawl
from tests.newsweb import NewsWeb, TrueArticle

SITE = "harbour-ledger"


@dataclass(frozen=True)
class Newsroom:
    store: Path
    origin: str
    before: dict[str, TrueArticle]
    after: dict[str, TrueArticle]
    between: str  # a time between the crawls

    @property
    def edited(self) -> list[str]:
        return [url for url in self.before if self.after[url].revision > self.before[url].revision]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    folder = tmp_path_factory.mktemp("stored")
    web = NewsWeb(sites=[SITE], articles=15)
    with web.serving() as origins:
        crawl = ("crawl", origins[SITE], "--store", folder / "news.db", "--delay", "0")
        assert newscrawl(*crawl).code == 0
        before = {article.url: article for article in web[SITE].truth()}
        time.sleep(0.01)
        between = datetime.now(UTC).isoformat()
        time.sleep(0.01)
        web.advance(hours=24)
        assert newscrawl(*crawl).code == 0
        after = {article.url: article for article in web[SITE].truth()}
        yield Newsroom(folder / "news.db", origins[SITE], before, after, between)


def test_runs_lists_the_newest_first(newsroom: Newsroom) -> None:
    result = newscrawl("runs", "--store", newsroom.store)
    assert result.code == 0, result.err
    head, second, first = result.out.splitlines()
    assert head.split()[:3] == ["run", "started", "ending"]
    assert (second.split()[0], first.split()[0]) == ("2", "1")
    assert "finished" in first
    assert newsroom.origin.removeprefix("http://") in first


def test_runs_as_json_has_counts_and_configuration(newsroom: Newsroom) -> None:
    (run,) = json.loads(newscrawl("runs", "--store", newsroom.store, "--format", "json", "--limit", "1").out)
    assert run["ending"] == "finished"
    assert run["counts"]["articles"] == len(newsroom.after) - len(newsroom.before) + len(newsroom.edited)
    assert run["configuration"]["sites"] == [newsroom.origin + "/"]
    assert run["seconds"] > 0


def test_status_shows_articles_addresses_and_sites(newsroom: Newsroom) -> None:
    result = newscrawl("status", "--store", newsroom.store)
    assert result.code == 0, result.err
    revisions = len(newsroom.after) + len(newsroom.edited)
    assert f"articles   {len(newsroom.after)}, in {revisions} revisions" in result.out
    assert "due now" in result.out
    assert newsroom.origin.removeprefix("http://") in result.out.splitlines()[-1]


def test_status_as_json_agrees_with_the_runs(newsroom: Newsroom) -> None:
    status = json.loads(newscrawl("status", "--store", newsroom.store, "--format", "json").out)
    assert status["articles"] == len(newsroom.after)
    assert status["last_run"]["run"] == 2
    (site,) = status["sites"].values()
    assert site["articles"] == len(newsroom.after)
    assert sum(status["addresses"].values()) == sum(site["addresses"].values())


def test_history_shows_what_an_edit_did(newsroom: Newsroom) -> None:
    url = newsroom.edited[0]
    result = newscrawl("history", url, "--store", newsroom.store)
    assert result.code == 0, result.err
    assert result.out.startswith("1  ")
    assert "first seen" in result.out
    assert "\n2  " in result.out
    added = newsroom.after[url].pieces[-1].text
    assert f"{{+{added}+}}" in result.out
    assert "\x1b" not in result.out


def test_history_knows_an_article_by_its_tracked_address(newsroom: Newsroom) -> None:
    url = newsroom.edited[0]
    result = newscrawl("history", f"{url}?utm_source=rss", "--store", newsroom.store, "--format", "json")
    first, second = json.loads(result.out)
    assert (first["number"], second["number"]) == (1, 2)
    assert "extended" in second["classes"]
    assert second["record"]["article_body"] == newsroom.after[url].body


def test_history_of_an_unknown_address_says_so(newsroom: Newsroom) -> None:
    result = newscrawl("history", f"{newsroom.origin}/2026/01/01/nothing/", "--store", newsroom.store)
    assert result.code == 1
    assert "the address was never met" in result.err
    home = newscrawl("history", newsroom.origin, "--store", newsroom.store)
    assert (home.code, "source since 20" in home.out) == (3, True)


def test_export_writes_the_newest_revision_of_every_article(newsroom: Newsroom, tmp_path: Path) -> None:
    result = newscrawl("export", "--store", newsroom.store, "-o", "all.csv", cwd=tmp_path)
    assert result.code == 0, result.err
    with (tmp_path / "all.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    bodies = {row["article_body"] for row in rows}
    assert len(rows) == len(newsroom.after)
    assert bodies == {article.body for article in newsroom.after.values()}


def test_export_as_of_gives_the_text_of_that_time(newsroom: Newsroom) -> None:
    then = newscrawl("export", "--store", newsroom.store, "--as-of", newsroom.between).records
    assert {record["article_body"] for record in then} == {article.body for article in newsroom.before.values()}
    assert newscrawl("export", "--store", newsroom.store, "--as-of", "2020-01-01").code == 3


def test_export_takes_sites_and_times(newsroom: Newsroom) -> None:
    assert newscrawl("export", "--store", newsroom.store, "--site", "other.example").code == 3
    own = newscrawl("export", "--store", newsroom.store, "--site", newsroom.origin, "--since", "2026-03-02")
    young = [article for article in newsroom.after.values() if article.published >= datetime(2026, 3, 2, tzinfo=UTC)]
    assert len(own.records) == len(young)


def test_export_for_a_use_leaves_out_what_may_not_be_used_so(newsroom: Newsroom) -> None:
    """The site says nothing: what silence means decides, use by use."""
    for use, allowed in SILENCE.items():
        result = newscrawl("export", "--store", newsroom.store, "--for-use", use)
        assert len(result.records) == (len(newsroom.after) if allowed else 0)


@pytest.mark.parametrize("command", [("runs",), ("status",), ("history", "https://news.example/a"), ("export",)])
def test_a_store_is_required_and_must_be_ours(tmp_path: Path, command: tuple[str, ...]) -> None:
    missing = newscrawl(*command)
    assert missing.code == 2
    assert "--store" in missing.err
    nowhere = newscrawl(*command, "--store", tmp_path / "nowhere.db")
    assert nowhere.code == 1
    assert "there is no store" in nowhere.err
    assert not (tmp_path / "nowhere.db").exists()
    (tmp_path / "diary.db").write_text("Dear diary, today I saw a kingfisher. " * 50)
    foreign = newscrawl(*command, "--store", tmp_path / "diary.db")
    assert foreign.code == 1
    assert "diary.db" in foreign.err
    assert "is not a newscrawl store" in foreign.err
