"""Articles that a site splits over several pages, crawled as a user does it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.run import Result, newscrawl
from tests.newsweb import NewsWeb
from tests.servers import reply, server
from tests.smallsite import SmallSite, article

SITE = "long-read"
FIRST = SmallSite(articles=1).path(0)
SECOND = f"{FIRST}?page=2"


@dataclass
class SplitSite(SmallSite):
    """One article on two pages. The first page has a validator and is never edited."""

    articles: int = 1
    ending: str = "The second page tells how the matter of the bridge came to its end, and who paid for it. "
    second: bytes | None = None  # the answer, where it is not the page
    heads: list[bytes] = field(default_factory=list)

    @contextmanager
    def serving(self, address: str = "127.0.0.1", **_: object) -> Iterator[str]:
        with server(self._answer, address, heads=self.heads) as origin:
            yield origin

    def _answer(self, path: str, connection: Any) -> bytes | None:
        if path == FIRST:
            if b"If-None-Match" in self.heads[-1]:
                return reply(status="304 Not Modified", etag='"1"')
            return reply(article(0).replace(b"</article>", f'<a href="{SECOND}">2</a></article>'.encode()), etag='"1"')
        if path == SECOND:
            return self.second or reply(f"<!doctype html><article><h1>Bridge</h1><p>{self.ending * 3}</p>".encode())
        return super()._answer(path, connection)


def crawled(origin: str, folder: Path) -> Result:
    """A crawl some days after the one before it."""
    if (folder / "news.db").exists():
        with closing(sqlite3.connect(folder / "news.db")) as store, store:
            store.execute("UPDATE frontier SET due = '2020' WHERE due IS NOT NULL")
            store.execute("UPDATE hosts SET backoff_until = NULL")
    return newscrawl("crawl", origin, "-o", "out.jsonl", "--store", "news.db", "--delay", "0", cwd=folder)


def written(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_text("utf8").splitlines()]


def test_an_article_on_several_pages_is_one_record(tmp_path: Path) -> None:
    web = NewsWeb(sites=[SITE], articles=8)
    with web.serving() as origins:
        crawl = ("crawl", origins[SITE], "-o", "out.jsonl", "--store", "news.db", "--warc", "kept", "--delay", "0")
        assert newscrawl(*crawl, cwd=tmp_path).code == 0
        split = sum("part=3" in hit.path for hit in web.log.of(SITE))
        true = {article.url: article for article in web[SITE].truth()}
        again = newscrawl(*crawl, cwd=tmp_path)
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf8").splitlines()]
    assert split > 0
    assert sorted(record["url"] for record in records) == sorted(true)
    for record in records:
        article, told = true[record["url"]], record["article_body"].split("\n\n")
        assert [text for text in told if text in article.paragraphs] == list(article.paragraphs)
        lost = [text for text in article.body.split("\n\n") if text not in told]
        assert all(piece.kind == "heading" for piece in article.pieces if piece.text in lost)  # one at a page's edge
        assert set(told) <= set(article.body.split("\n\n"))
    assert again.code == 3
    assert newscrawl("extract", "kept", "-o", "again.jsonl", cwd=tmp_path).code == 0
    kept = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text("utf8").splitlines()]
    assert {one["url"]: one["article_body"] for one in kept} == {one["url"]: one["article_body"] for one in records}


def test_an_edit_of_a_further_page_alone_is_a_revision(tmp_path: Path) -> None:
    site = SplitSite()
    with site.serving() as origin:
        assert crawled(origin, tmp_path).code == 0
        assert crawled(origin, tmp_path).code == 3
        site.ending = site.ending.replace("who paid", "that nobody paid")
        assert crawled(origin, tmp_path).code == 0
        assert crawled(origin, tmp_path).code == 3
    first, second = written(tmp_path)
    assert (first["meta"]["revision"], second["meta"]["revision"]) == (1, 2)
    assert "who paid" in first["article_body"]
    assert "nobody paid" in second["article_body"]
    assert first["meta"]["content_hash"] != second["meta"]["content_hash"]


@pytest.mark.parametrize("failure", [
    reply(b"busy", "503 Service Unavailable", retry_after="120"), reply(b"broken", "500 Internal Server Error"),
])  # fmt: skip
def test_an_article_whose_further_page_fails_comes_whole_in_a_later_run(tmp_path: Path, failure: bytes) -> None:
    site = SplitSite(second=failure)
    with site.serving() as origin:
        assert crawled(origin, tmp_path).code != 0
        assert not (tmp_path / "out.jsonl").exists() or written(tmp_path) == []
        site.second = None
        assert crawled(origin, tmp_path).code == 0
    (record,) = written(tmp_path)
    assert "who paid" in record["article_body"]


def test_a_further_page_that_never_answers_ends_its_article_in_the_third_run(tmp_path: Path) -> None:
    site = SplitSite(second=reply(b"broken", "500 Internal Server Error"))
    with site.serving() as origin:
        for _ in range(3):
            assert not (tmp_path / "out.jsonl").exists() or written(tmp_path) == []
            crawled(origin, tmp_path)
    (record,) = written(tmp_path)
    assert "Part 0 of the report" in record["article_body"]


def test_a_further_page_that_a_section_names_is_no_article_of_its_own(tmp_path: Path) -> None:
    site = SplitSite(links=(SECOND,))
    with site.serving() as origin:
        assert crawled(origin, tmp_path).code == 0
        assert crawled(origin, tmp_path).code == 3
    (record,) = written(tmp_path)
    assert record["url"].endswith(FIRST)
    history = newscrawl("history", origin + SECOND, "--store", "news.db", cwd=tmp_path)
    assert history.out.startswith("1  ")
