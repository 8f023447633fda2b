"""What a named site leads to belongs to it: where its home page redirects to, its feeds and sitemaps elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest

from newscrawl.store import Store
from newscrawl.urls import site_of
from tests.cli.aged import aged
from tests.cli.run import Result, newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article
from tests.waiting import is_alive, until, workers_of

ARTICLES = 12
INSIDE = ("--allow-net", "127.0.0.0/8", "--delay", "0")


@dataclass
class Moved:
    """A named site whose home page is at another one."""

    named: SmallSite = field(default_factory=lambda: SmallSite(articles=0))
    home: SmallSite = field(default_factory=lambda: SmallSite(articles=ARTICLES))
    origin: str = ""
    target: str = ""

    @contextmanager
    def serving(self, first: int = 1) -> Iterator[Moved]:
        with self.named.serving(f"127.0.0.{first}") as self.origin, self.home.serving(f"127.0.0.{first + 1}") as target:
            self.target = target
            self.named.answers["/"] = reply(status="301 Moved Permanently", location=target + "/")
            yield self

    @property
    def site(self) -> str:
        return site_of(self.origin)


def crawl(folder: Path, *arguments: str) -> Result:
    return newscrawl("crawl", *arguments, "--store", "news.db", "-o", "out.jsonl", *INSIDE, cwd=folder)


def urls(folder: Path) -> list[str]:
    lines = (folder / "out.jsonl").read_text("utf8").splitlines()
    return sorted(json.loads(line)["url"] for line in lines)


def true_urls(*moved: Moved) -> list[str]:
    return sorted(one.target + one.home.path(number) for one in moved for number in range(ARTICLES))


def status(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(newscrawl("status", "--store", "news.db", "--format", "json", cwd=folder).out)
    return told


def killed(folder: Path, *arguments: str, after: int, sites: list[SmallSite]) -> None:
    """A crawl that is killed when its sites have given so many articles; the next one is asked for and never comes.

    Its workers, where it has some, have ended then; all articles come again.
    """
    gate = Semaphore(after)

    def answer(number: int) -> bytes | None:
        gate.acquire()
        return reply(article(number))

    for site in sites:
        for number in range(site.articles):
            site.answers[site.path(number)] = partial(answer, number)
    command = [sys.executable, "-m", "newscrawl", "crawl", *arguments, "--store", "news.db", "-o", "out.jsonl", *INSIDE]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    until(lambda: sum(path.startswith("/news/") for site in sites for path in site.paths()) > after)
    workers = workers_of(process.pid)
    process.kill()
    process.wait()
    until(lambda: not any(map(is_alive, workers)))
    for site in sites:
        for number in range(site.articles):
            del site.answers[site.path(number)]
    gate.release(1000)


def test_a_killed_crawl_goes_on_where_the_home_page_is_elsewhere(tmp_path: Path) -> None:
    with Moved().serving() as moved:
        killed(tmp_path, moved.origin, after=4, sites=[moved.home])
        assert crawl(tmp_path, moved.origin).code == 0
        assert urls(tmp_path) == true_urls(moved)
        assert crawl(tmp_path, moved.origin).code == 3
        assert list(status(tmp_path)["sites"]) == [moved.site]
        assert status(tmp_path)["sites"][moved.site]["articles"] == ARTICLES


def test_a_limit_is_gone_on_from_and_the_counts_are_those_of_the_named_site(tmp_path: Path) -> None:
    with Moved().serving() as moved:
        for run in range(3):
            result = crawl(tmp_path, moved.origin, "--limit", "4")
            assert result.code == 0, result.err
            assert len(urls(tmp_path)) == 4 * (run + 1)
            assert f"{moved.site}: " in result.err
            assert "4 new articles" in result.err
            assert site_of(moved.target) + ":" not in result.err.replace(moved.target, "")
        assert urls(tmp_path) == true_urls(moved)
        assert crawl(tmp_path, moved.origin, "--limit", "4").code == 3


def test_what_since_left_out_comes_when_the_crawl_reaches_further_back(tmp_path: Path) -> None:
    with Moved().serving() as moved:
        undated = [f"/bridge/the-story-number-{number}-is-told-once-again" for number in range(4)]
        for number, path in enumerate(undated):
            old = article(number + 100).replace(b"2026-11-20T", b"2026-10-20T").replace(b"20 November", b"20 October")
            moved.home.answers[path] = reply(old)
        moved.home.links = tuple(undated)
        assert crawl(tmp_path, moved.origin, "--since", "2026-11-01").code == 0
        assert urls(tmp_path) == true_urls(moved)
        assert crawl(tmp_path, moved.origin).code == 0
        assert urls(tmp_path) == sorted((*true_urls(moved), *(moved.target + path for path in undated)))


@pytest.mark.parametrize("how", ["finished", "killed"])
def test_workers_share_sites_that_moved(tmp_path: Path, how: str) -> None:
    with Moved().serving(1) as one, Moved().serving(3) as two, Moved().serving(5) as three:
        all_of = (one, two, three)
        sites = [moved.origin for moved in all_of]
        if how == "killed":
            killed(tmp_path, *sites, "--jobs", "2", after=8, sites=[moved.home for moved in all_of])
        result = crawl(tmp_path, *sites, "--jobs", "2")
        assert result.code == 0, result.err
        assert urls(tmp_path) == true_urls(*all_of)
        assert crawl(tmp_path, *sites, "--jobs", "2").code == 3
        shown = status(tmp_path)["sites"]
        assert {site: view["articles"] for site, view in shown.items()} == {moved.site: ARTICLES for moved in all_of}


def test_the_site_that_another_moved_to_can_be_named_itself(tmp_path: Path) -> None:
    with Moved().serving() as one:
        killed(tmp_path, one.origin, after=3, sites=[one.home])
        assert crawl(tmp_path, one.target).code == 0  # by its own name
        assert urls(tmp_path) == true_urls(one)
        assert list(status(tmp_path)["sites"])[-1] == site_of(one.target)
        assert crawl(tmp_path, one.origin).code == 3


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_source_elsewhere_is_read_for_the_site_that_names_it_in_every_run(tmp_path: Path, kind: str) -> None:
    """Also when the first run ended before it, and when several named sites share it."""
    with ExitStack() as stack:
        sites = [SmallSite(articles=1) for _ in range(2)]
        origins = [stack.enter_context(site.serving(f"127.0.0.{n}")) for n, site in enumerate(sites, 1)]
        service = SmallSite(articles=0)
        elsewhere = stack.enter_context(service.serving("127.0.0.3"))
        hidden = [f"{origin}/news/2026/11/21/a-story-that-only-the-{kind}-names" for origin in origins]
        for number, site in enumerate(sites):
            site.answers["/news/2026/11/21/a-story-that-only-the-" + kind + "-names"] = reply(article(100 + number))
            if kind == "sitemap":
                site.robots = f"User-agent: *\nAllow: /\nSitemap: {elsewhere}/source.xml\n".encode()
            else:
                link = f'<link rel="alternate" type="application/rss+xml" href="{elsewhere}/source.xml">'
                home = (
                    f'<!doctype html><html lang=en><head><title>B</title>{link}</head><body><a href="{site.path(0)}">'
                )
                site.answers["/"] = reply(f"{home}A headline of six or more words</a></body>".encode())
        service.answers["/source.xml"] = source(kind, hidden[:1])
        found = {origin + site.path(0) for origin, site in zip(origins, sites, strict=True)}
        assert crawl(tmp_path, *origins).code == 0
        assert set(urls(tmp_path)) == {*found, hidden[0]}
        service.answers["/source.xml"] = source(kind, hidden)
        assert crawl(tmp_path, *origins).code == 0
        assert set(urls(tmp_path)) == {*found, *hidden}
        shown = status(tmp_path)["sites"]
        assert {site: view["articles"] for site, view in shown.items()} == {site_of(origin): 2 for origin in origins}


def source(kind: str, addresses: list[str]) -> bytes:
    if kind == "sitemap":
        entries = "".join(f"<url><loc>{url}</loc></url>" for url in addresses)
        return reply(f"<urlset>{entries}</urlset>".encode(), content_type="application/xml")
    items = "".join(f"<item><title>A story of the bridge</title><link>{url}</link></item>" for url in addresses)
    return reply(f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode(),
                 content_type="application/rss+xml")  # fmt: skip


def test_a_source_elsewhere_that_was_in_flight_when_the_crawl_died_is_read(tmp_path: Path) -> None:
    site, service = SmallSite(articles=1), SmallSite(articles=0)
    with site.serving() as origin, service.serving("127.0.0.3") as elsewhere:
        site.robots = f"User-agent: *\nAllow: /\nSitemap: {elsewhere}/source.xml\n".encode()
        hidden = "/news/2026/11/21/a-story-that-only-the-sitemap-names"
        site.answers[hidden] = reply(article(100))
        service.answers["/source.xml"] = source("sitemap", [origin + hidden])
        assert crawl(tmp_path, origin).code == 0
        with Store.open(tmp_path / "news.db") as store:  # as a kill leaves it
            store._database.write("UPDATE frontier SET state = 'in_flight' WHERE url LIKE '%source.xml'")
        service.hits.clear()
        assert crawl(tmp_path, origin).code == 3
        assert "/source.xml" in service.paths()
        with Store.open(tmp_path / "news.db") as store:
            assert store.frontier.counts() == {"done": 4}


HOWS = ("the same paths", "other paths", "its home page alone", "canonical links", "back again")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("how", HOWS)
def test_the_known_stories_of_a_site_that_moves_become_no_second_records(tmp_path: Path, how: str, jobs: str) -> None:
    """A story that is new there is found, an edit is a revision, and an edit of the day after is one as well."""
    old, new = SmallSite(articles=3), SmallSite(articles=0)
    with old.serving("127.0.0.1") as before, new.serving("127.0.0.2") as after:
        more = () if jobs == "1" else ("http://127.0.0.9:9", "--jobs", "2")
        assert crawl(tmp_path, before, *more).code in (0, 4)
        assert len(urls(tmp_path)) == 3
        move(old, new, after, how)
        assert crawl(tmp_path, before, *more).code in (0, 4)
        assert len(revisions(tmp_path)) == 4
        assert sorted(revisions(tmp_path).values()) == [1, 1, 1, 1]
        edit(new, how, 1)
        if how == "back again":
            move(new, old, before, how)
            edit(old, how, 1)
        aged(tmp_path / "news.db", days=16)
        assert crawl(tmp_path, before, *more).code in (0, 4)
        assert sorted(revisions(tmp_path).values()) == [1, 1, 1, 2]
        shown = status(tmp_path)["sites"]
        assert shown[site_of(before)]["articles"] == 4


def place(how: str, number: int) -> str:
    return ("/town" if how == "other paths" else "") + SmallSite().path(number)


def move(old: SmallSite, new: SmallSite, target: str, how: str) -> None:
    """All that was at `old` is at `new` from now on, with one story more."""
    new.articles, new.links = 0, tuple(place(how, number) for number in range(4))
    new.answers = {place(how, number): reply(page_at(target, how, number)) for number in range(4)}
    old.answers = {"/": reply(status="301 Moved Permanently", location=target + "/")}
    for number in range(4):
        gone = how == "its home page alone"
        moved = reply(status="301 Moved Permanently", location=target + place(how, number))
        old.answers[old.path(number)] = reply(b"gone", "404 Not Found") if gone else moved


def page_at(target: str, how: str, number: int) -> bytes:
    link = f'<head><link rel="canonical" href="{target}{place(how, number)}">' if how == "canonical links" else "<head>"
    return article(number).replace(b"<head>", link.encode())


def edit(site: SmallSite, how: str, number: int) -> None:
    edited = article(number).replace(
        b"</article>", b"<p>The mayor has signed the paper at noon on Tuesday.</p></article>"
    )
    site.answers[place(how, number)] = reply(edited)


def revisions(folder: Path) -> dict[str, int]:
    """The newest revision of each article."""
    lines = map(json.loads, (folder / "out.jsonl").read_text("utf8").splitlines())
    newest: dict[str, int] = {}
    for one in lines:
        newest[one["identifier"]] = max(newest.get(one["identifier"], 0), one["meta"]["revision"])
    return newest
