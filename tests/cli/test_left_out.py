"""`history URL` and `explain URL --store` tell of every address that a feed, sitemap or page named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite

OLD, PLAIN, FOREIGN = (
    "/news/2019/01/02/an-old-story-of-the-bridge",
    "/about",
    "https://elsewhere.example/2026/11/20/a-b-c",
)
ITEM = "<item><title>t</title><link>{}</link><pubDate>{}</pubDate></item>"


@dataclass(frozen=True)
class Crawled:
    folder: Path
    origin: str
    site: SmallSite

    def told(self, command: str, path: str) -> tuple[int, str]:
        url = path if "://" in path else self.origin + path
        result = newscrawl(command, url, "--store", "s.db", cwd=self.folder)
        return result.code, result.out or result.err


def site_of_all_kinds() -> SmallSite:
    site = SmallSite(articles=6, robots=b"User-agent: *\nDisallow: /closed/\nSitemap: /map.xml\n")
    site.answers[site.path(4)] = reply(b"<html><title>x</title><p>no", content_type="text/html")
    site.answers[site.path(5)] = reply(b"", "500 Internal Server Error")
    return site


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder, site = tmp_path_factory.mktemp("left-out"), site_of_all_kinds()
    with site.serving() as origin:
        entries = [OLD, PLAIN, *map(site.path, range(6)), "/closed/2026/11/20/a-story-behind-the-fence"]
        listed = "".join(f"<url><loc>{origin}{path}</loc></url>" for path in entries)
        old = f"<url><loc>{origin}/story-without-a-day-in-it-at-all</loc><lastmod>2019-01-02</lastmod></url>"
        site.answers["/robots.txt"] = reply(
            f"User-agent: *\nDisallow: /closed/\nSitemap: {origin}/map.xml\n".encode(), content_type="text/plain"
        )
        site.answers["/map.xml"] = reply(
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}{old}</urlset>'.encode(),
            content_type="text/xml",
        )
        items = ITEM.format(FOREIGN, "Fri, 20 Nov 2026 10:00:00 GMT")
        items += ITEM.format(f"{origin}/feed-only-old-story-of-bridge", "Wed, 02 Jan 2019 10:00:00 GMT")
        site.answers["/feed.xml"] = reply(
            f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode(),
            content_type="application/rss+xml",
        )
        home = site._pages()["/"].partition(b"\r\n\r\n")[2]
        site.answers["/"] = reply(home + b'<link rel=alternate type="application/rss+xml" href="/feed.xml">')
        result = newscrawl(
            "crawl", origin, "--delay", "0", "--store", "s.db", "--since", "2026-01-01", "--exclude", "number-3",
            cwd=folder,
        )  # fmt: skip
        assert result.code == 4, result.err
        yield Crawled(folder, origin, site)


CASES = [
    (OLD, "left out", "older than --since"),
    ("/story-without-a-day-in-it-at-all", "left out", "older than --since"),
    ("/feed-only-old-story-of-bridge", "left out", "older than --since"),
    (SmallSite().path(3), "left out", "--exclude"),
    (PLAIN, "left out", "looks like that of no article"),
    (FOREIGN, "left out", "on another site"),
    (SmallSite().path(4), "left out", "article"),
    (SmallSite().path(5), "failed", "HTTP 500"),
    ("/closed/2026/11/20/a-story-behind-the-fence", "left out", "disallowed by robots.txt"),
]


@pytest.mark.parametrize(("path", "state", "reason"), CASES)
@pytest.mark.parametrize("command", ["history", "explain"])
def test_what_is_no_article_is_told_of(crawled: Crawled, command: str, path: str, state: str, reason: str) -> None:
    code, out = crawled.told(command, path)
    assert code == (3 if command == "history" else 0), out
    assert f": {state} since 20" in out
    assert reason in out


def test_an_article_is_taken_and_a_source_is_one(crawled: Crawled) -> None:
    assert ": taken since 20" in crawled.told("explain", crawled.site.path(0))[1]
    assert ": source since 20" in crawled.told("explain", "/map.xml")[1]


def test_an_address_that_nobody_named_is_an_error(crawled: Crawled) -> None:
    for command in ("history", "explain"):
        code, told = crawled.told(command, "/news/2026/11/20/never-named")
        assert (code, "never met" in told) == (1, True)


def test_json_tells_it_too(crawled: Crawled) -> None:
    result = newscrawl(
        "history", crawled.origin + OLD, "--store", "s.db", "--format", "json", cwd=crawled.folder
    )  # fmt: skip
    told = json.loads(result.out)
    assert (told["state"], told["source"]) == ("left out", crawled.origin + "/map.xml")
    assert told["at"].startswith("20")


def test_what_waits_and_what_a_later_choice_leaves_out(tmp_path: Path) -> None:
    site = SmallSite(articles=8, robots=b"")
    with site.serving() as origin:
        crawl = ("crawl", origin, "--delay", "0", "--store", "s.db")
        newscrawl(*crawl, "--limit", "2", cwd=tmp_path)
        paths = [origin + site.path(number) for number in range(8)]
        before = [newscrawl("history", url, "--store", "s.db", cwd=tmp_path) for url in paths]
        newscrawl(*crawl, "--exclude", "number-7", cwd=tmp_path)
        after = newscrawl("history", paths[7], "--store", "s.db", cwd=tmp_path)
        newscrawl(*crawl, cwd=tmp_path)
        taken = newscrawl("history", paths[7], "--store", "s.db", cwd=tmp_path)
    assert sorted(one.code for one in before) == [0, 0, 3, 3, 3, 3, 3, 3]
    assert all(": waiting since 20" in one.out for one in before if one.code)
    assert (after.code, ": left out since 20" in after.out, "--exclude" in after.out) == (3, True, True), after.out
    assert taken.code == 0
