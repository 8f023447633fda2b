"""The doors `crawl` and `scrape`."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from pathlib import Path

import orjson
import pytest

import newscrawl
from newscrawl.errors import ConfigError, CrawlError, FetchError, NotAnArticle, OutputError, StoreError
from tests.servers import closed_port, reply
from tests.smallsite import SmallSite, article

ROBOTS = b"User-agent: *\nAllow: /\n"


def test_a_crawl_gives_every_article_once_and_a_summary() -> None:
    site = SmallSite(articles=4, robots=ROBOTS)
    with site.serving() as origin, newscrawl.crawl(origin, delay=0) as crawl:
        found = list(crawl)
    assert sorted(record.url or "" for record in found) == sorted(origin + site.path(n) for n in range(4))
    assert {record.meta.source for record in found} == {"section"}
    assert all(record.meta.status == 200 and record.meta.fetched_at for record in found)
    assert crawl.summary is not None
    assert (crawl.summary.ending, crawl.summary.articles, crawl.summary.waiting) == ("done", 4, 0)


def test_crawls_follow_each_other_in_one_process_also_beside_a_running_loop() -> None:
    site = SmallSite(articles=1, robots=ROBOTS)

    async def as_in_a_notebook(origin: str) -> int:
        return len(list(newscrawl.crawl(origin, delay=0)))

    with site.serving() as origin:
        assert len(list(newscrawl.crawl(origin, delay=0))) == 1
        assert asyncio.run(as_in_a_notebook(origin)) == 1


def test_a_closed_iterator_ends_its_crawl_and_the_store_goes_on_where_it_was(tmp_path: Path) -> None:
    site = SmallSite(articles=12, robots=ROBOTS)
    store = str(tmp_path / "news.db")
    with site.serving() as origin:
        urls = [origin + site.path(number) for number in range(12)]
        with newscrawl.crawl(urls=urls, delay=5, store=store) as crawl:
            first = next(crawl)
            child = crawl._child
        assert sum("/news/" in path for path in site.paths()) <= 2  # what waits for its turn is let go
        assert child is not None
        assert child.returncode == 0
        rest = list(newscrawl.crawl(origin, delay=0, store=store))
    seen = [record.url for record in (first, *rest)]
    assert len(seen) == len(set(seen))
    assert site.paths().count(site.path(0)) == 1


def test_a_limit_counts_articles() -> None:
    site = SmallSite(articles=9, robots=ROBOTS)
    with site.serving() as origin:
        assert len(list(newscrawl.crawl(origin, delay=0, limit=3))) == 3
    assert len([path for path in site.paths() if path.startswith("/news/")]) == 3


def test_articles_before_since_are_not_kept_and_not_fetched_where_their_address_tells_it() -> None:
    site = SmallSite(articles=2, robots=ROBOTS)
    site.answers["/story-without-a-date"] = reply(article(1))
    with site.serving() as origin:
        crawl = newscrawl.crawl(origin, urls=[f"{origin}/story-without-a-date"], delay=0, since="2026-11-22")
        assert list(crawl) == []
    assert not [path for path in site.paths() if path.startswith("/news/")]
    assert crawl.summary is not None
    assert crawl.summary.ending == "nothing new"
    assert crawl.summary.drops == {"older than --since": 1}


def test_a_second_run_gives_only_what_is_new(tmp_path: Path) -> None:
    site = SmallSite(articles=2, robots=ROBOTS)
    store, output = str(tmp_path / "news.db"), tmp_path / "articles.jsonl"
    with site.serving() as origin:
        assert len(list(newscrawl.crawl(origin, delay=0, store=store, output=str(output)))) == 2
        site.articles = 3
        (new,) = newscrawl.crawl(origin, delay=0, store=store, output=str(output))
        assert new.url == origin + site.path(2)
        assert list(newscrawl.crawl(origin, delay=0, store=store, output=str(output))) == []
    assert len(output.read_bytes().splitlines()) == 3
    assert all(site.paths().count(site.path(number)) == 1 for number in range(3))


def test_kill_9_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    site = SmallSite(articles=40, robots=ROBOTS)
    store, output = str(tmp_path / "news.db"), tmp_path / "articles.jsonl"
    with site.serving() as origin:
        for records in (1, 9):
            crawl = newscrawl.crawl(origin, delay=0, store=store, output=str(output))
            for _ in range(records):
                next(crawl)
            assert crawl._child is not None
            os.kill(crawl._child.pid, 9)
            with pytest.raises(CrawlError, match="ended with code -9"):
                list(crawl)
        list(newscrawl.crawl(origin, delay=0, store=store, output=str(output)))
    urls = [orjson.loads(line)["url"] for line in output.read_bytes().splitlines()]
    assert sorted(urls) == sorted(origin + site.path(number) for number in range(40))


def test_options_that_cannot_be_used_are_named_at_once() -> None:
    with pytest.raises(ConfigError, match="nothing to crawl"):
        newscrawl.crawl()
    with pytest.raises(ConfigError, match="since: write a span"):
        newscrawl.crawl("news.example", since="last week")


def test_an_output_that_cannot_be_written_is_named_before_anything_is_fetched(tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=ROBOTS)
    with site.serving() as origin, pytest.raises(OutputError, match=r"none/a\.jsonl: cannot be written"):
        list(newscrawl.crawl(origin, output=str(tmp_path / "none" / "a.jsonl")))
    assert site.hits == []


def test_a_store_that_is_none_is_named_before_anything_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a store " * 1000)
    site = SmallSite(articles=1, robots=ROBOTS)
    with site.serving() as origin, pytest.raises(StoreError, match=r"notes\.txt"):
        list(newscrawl.crawl(origin, store=str(tmp_path / "notes.txt")))
    assert site.hits == []


def test_a_site_that_cannot_be_reached_fails_the_crawl_and_says_why() -> None:
    port = closed_port()
    with pytest.raises(CrawlError, match=f"127.0.0.1:{port}: robots.txt: connection refused"):
        list(newscrawl.crawl(f"http://127.0.0.1:{port}/", delay=0))


def test_scrape_gives_the_article_of_one_page() -> None:
    site = SmallSite(articles=1)
    with site.serving() as origin:
        record = newscrawl.scrape(origin + site.path(0))
    assert record.headline == "Bridge story number 0 is told again"
    assert (record.meta.status, record.meta.source) == (200, "url")
    assert record.requested_url == record.url == origin + site.path(0)
    assert len(record.meta.content_hash or "") == 64


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (reply(b"nothing", "404 Not Found"), FetchError, "HTTP 404 Not Found"),
        (reply(b"%PDF-1.7 \x00\x01", content_type="application/pdf"), FetchError, "a PDF, not an HTML page"),
        (reply(b"\x89PNG\r\n\x1a\n\x00", content_type="image/png"), FetchError, "an image, not an HTML page"),
        (reply(b""), NotAnArticle, "the page is empty"),
        (reply(b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>'), NotAnArticle, "a feed"),
        (reply(b"<!doctype html><title>Home</title><body><p>Hello.</p></body>"), NotAnArticle, "not an article"),
    ],
)
def test_scrape_names_what_is_no_article(answer: bytes, error: type[Exception], message: str) -> None:
    site = SmallSite(answers={"/page": answer})
    with site.serving() as origin, pytest.raises(error, match=message):
        newscrawl.scrape(f"{origin}/page")


def test_scrape_starts_no_reactor() -> None:
    site = SmallSite(articles=1)
    with site.serving() as origin:
        code = (
            "import sys, newscrawl\n"
            f"newscrawl.scrape({origin + site.path(0)!r})\n"
            "heavy = {'scrapy', 'twisted'} & set(sys.modules)\n"
            "assert not heavy, heavy\n"
        )
        subprocess.run([os.environ.get("PYTHON", __import__("sys").executable), "-c", code], check=True)


def test_a_limit_is_reached_by_a_site_that_waited_while_the_articles_of_another_failed() -> None:
    failing, other = SmallSite(articles=0), SmallSite(articles=5)

    def late() -> bytes:
        time.sleep(1.0)
        return reply(b"gone", "404 Not Found")

    failing.answers["/news/2026/11/20/a-story-that-is-not-there"] = late
    with failing.serving("127.0.0.2") as first, other.serving("127.0.0.3") as second:
        urls = [f"{first}/news/2026/11/20/a-story-that-is-not-there", *(second + other.path(n) for n in range(5))]
        assert len(list(newscrawl.crawl(urls=urls, limit=2, delay=0, per_host=4))) == 2
