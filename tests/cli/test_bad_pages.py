"""One bad page costs one page, through the whole command; a store that is taken away costs the run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.store import Store
from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article

ARTICLES = 8
CRAWL = ("--store", "news.db", "-o", "out.jsonl", "--delay", "0")


def words(name: str) -> bytes:
    """A page whose words are like no other's."""
    text = "".join(f"<p>{' '.join(f'{name}{part}{n}' for n in range(60))}.</p>" for part in range(4))
    return f"<!doctype html><html lang=en><title>Story {name}</title><article><h1>Story {name}</h1>{text}".encode()


def urls(folder: Path) -> list[str]:
    return [json.loads(line)["url"] for line in (folder / "out.jsonl").read_text("utf8").splitlines()]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-12:00"])
def test_a_date_that_is_none_costs_nothing(tmp_path: Path, kind: str, date: str) -> None:
    site, hidden = SmallSite(articles=ARTICLES), "/news/2026/11/20/a-story-that-only-this-source-names"
    site.answers[hidden] = reply(article(99))
    with site.serving() as origin:
        if kind == "feed":
            link = b'<link rel="alternate" type="application/rss+xml" href="/feed">'
            site.answers["/"] = site._pages()["/"].replace(b"<body>", link + b"<body>", 1)
            site.answers["/"] = reply(site.answers["/"].partition(b"\r\n\r\n")[2])  # type: ignore[union-attr]
            item = f"<item><title>A</title><link>{origin}{hidden}</link><pubDate>{date}</pubDate></item>"
            site.answers["/feed"] = reply(f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
        else:
            entry = f"<url><loc>{origin}{hidden}</loc><lastmod>{date}</lastmod></url>"
            site.answers["/sitemap.xml"] = reply(f"<urlset>{entry}</urlset>".encode(), content_type="text/xml")
        result = newscrawl("crawl", origin, *CRAWL, cwd=tmp_path)
    assert result.code == 0, result.err
    assert len(urls(tmp_path)) == ARTICLES + 1
    assert "Traceback" not in result.err


def test_canonical_links_that_cross_cost_nothing(tmp_path: Path) -> None:
    site = SmallSite(articles=ARTICLES)
    with site.serving() as origin:
        crossed = {"a": "c", "d": "b", "b": "c"}
        for one, other in crossed.items():
            link = f'<link rel="canonical" href="{origin}/news/2026/11/21/story-{other}-of-the-old-bridge">'
            page = words(one).replace(b"<article>", link.encode() + b"<article>")
            site.answers[f"/news/2026/11/21/story-{one}-of-the-old-bridge"] = reply(page)
        site.links = tuple(f"/news/2026/11/21/story-{one}-of-the-old-bridge" for one in crossed)
        result = newscrawl("crawl", origin, *CRAWL, cwd=tmp_path)
    assert result.code == 0, result.err
    assert len(urls(tmp_path)) == ARTICLES + len(crossed)
    assert "Traceback" not in result.err


def test_a_broken_licence_document_costs_at_most_its_page(tmp_path: Path) -> None:
    site = SmallSite(articles=ARTICLES)
    broken = article(99).replace(b"</head>", b'<link rel="license" type="application/rsl+xml" href="/rsl.xml"></head>')
    path = "/news/2026/11/21/a-story-with-a-broken-licence"
    site.answers |= {path: reply(broken)}
    document = (
        b'<rsl xmlns="https://rslstandard.org/rsl"><content url="/&#xD800;"><license>&#xD800;</license></content>'
    )
    site.answers["/rsl.xml"] = reply(document + b"</rsl>", content_type="application/rsl+xml")
    site.links = (path,)
    with site.serving() as origin:
        result = newscrawl("crawl", origin, *CRAWL, cwd=tmp_path)
        assert {origin + site.path(number) for number in range(ARTICLES)} <= set(urls(tmp_path))
    assert result.code in (0, 4), result.err


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_store_that_is_taken_away_ends_the_run_as_failed(tmp_path: Path, how: str) -> None:
    site, other = SmallSite(articles=40), tmp_path / "other.db"
    Store.open(other).close()
    kept = other.read_bytes()
    with site.serving() as origin:
        command = [sys.executable, "-m", "newscrawl", "crawl", origin, "--store", "news.db", "--delay", "0.1"]
        process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        while sum(path.startswith("/news/") for path in site.paths()) < 3:
            assert process.poll() is None
            time.sleep(0.02)
        if how == "deleted":
            (tmp_path / "news.db").unlink()
        else:
            other.replace(tmp_path / "news.db")
        _, told = process.communicate()
    assert process.returncode == 1, told
    assert "news.db: the store was deleted or replaced while it was in use" in told
    assert len(site.paths()) < 40
    if how == "replaced":
        assert (tmp_path / "news.db").read_bytes() == kept
        with Store.open(tmp_path / "news.db") as store:
            assert (store.articles.count(), store.frontier.counts()) == (0, {})
    else:
        assert not (tmp_path / "news.db").exists()


def test_a_reader_that_goes_away_ends_the_crawl(tmp_path: Path) -> None:
    """`newscrawl crawl SITE | head -1`: what nobody reads is not fetched."""
    site = SmallSite(articles=60)
    with site.serving() as origin:
        command = [sys.executable, "-m", "newscrawl", "crawl", origin, "--delay", "0.05"]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read()
        assert process.wait() == 1, told
    assert told == ""
    assert sum(path.startswith("/news/") for path in site.paths()) < 60
