"""The main job on the local web, run as a user runs it: every article once, nothing else, every field as it is true."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from newscrawl.record.article import Article
from tests.newsweb import NewsWeb
from tests.newsweb.reading import compare

SITES = ("harbour-ledger", "kreisbote", "la-dorsale", "twin-news", "consent-courier")


def crawl(origins: Sequence[str], folder: Path, output: str) -> list[Article]:
    command = [sys.executable, "-m", "newscrawl", "crawl", *origins, "--delay", "0"]
    files = ["-o", str(folder / output), "--store", str(folder / "store.db")]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=1200)
    return [Article.from_dict(json.loads(line)) for line in (folder / output).read_text("utf-8").splitlines()]


def test_a_crawl_finds_every_article_once_and_reads_it_right(tmp_path: Path) -> None:
    web = NewsWeb(sites=SITES, articles=10)
    with web.serving() as origins:
        records = crawl(list(origins.values()), tmp_path, "articles.jsonl")
        true = {article.url: (site, article) for site in web.sites.values() for article in site.truth()}
    assert sorted(record.canonical_url or "" for record in records) == sorted(true)
    wrong = [
        (record.url, name, found, expected)
        for record in records
        for site, article in [true[record.canonical_url or ""]]
        for name, found, expected in compare(record, site.record(article))
        if found != expected
    ]
    assert wrong == []


def test_a_later_crawl_brings_what_is_new_and_what_changed(tmp_path: Path) -> None:
    web = NewsWeb(sites=["harbour-ledger"], articles=15)
    site = web["harbour-ledger"]
    with web.serving() as origins:
        crawl(list(origins.values()), tmp_path, "articles.jsonl")
        before = {article.url: article.revision for article in site.truth()}
        web.advance(hours=24)
        web.log.clear()
        records = crawl(list(origins.values()), tmp_path, "articles.jsonl")[len(before) :]
        changed = {a.url for a in site.truth() if a.revision != before.get(a.url)}
    assert {record.canonical_url for record in records} == changed
    assert len(records) == len(changed)
    assert all(record.meta.revision == (2 if record.canonical_url in before else 1) for record in records)
