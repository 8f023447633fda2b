"""Articles that a site splits over several pages, crawled as a user does it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.run import newscrawl
from tests.newsweb import NewsWeb

SITE = "long-read"


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
