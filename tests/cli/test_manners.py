"""The commands that fetch without a crawl keep the pauses that a server asks for, as its own log shows."""

from __future__ import annotations

from itertools import pairwise

from tests.cli.run import newscrawl, newscrawl_here
from tests.servers import reply
from tests.smallsite import SmallSite
from tests.virtual_time import virtual_time

REFUSALS = ("429 Too Many Requests", "503 Service Unavailable")


def test_scrape_holds_a_pause_that_a_host_asks_for_and_the_others_do_not_wait() -> None:
    site, other = SmallSite(articles=3), SmallSite(articles=1)
    site.answers[site.path(0)] = reply(b"", REFUSALS[0], retry_after="4")
    with site.serving() as origin, other.serving("127.0.0.2") as elsewhere, virtual_time():
        urls = [origin + site.path(0), elsewhere + other.path(0), origin + site.path(1), origin + site.path(2)]
        result = newscrawl_here("scrape", *urls)
    assert result.code == 4
    assert [record["url"] for record in result.records] == urls[1:]
    assert "HTTP 429 Too Many Requests" in result.err
    refused, next_one, last = site.times()
    assert next_one - refused == 4.0
    assert last - next_one >= 1.0
    assert other.times() == [refused]


def test_scrape_does_not_ask_a_host_that_wants_a_longer_rest_than_a_person_waits() -> None:
    site = SmallSite(articles=2)
    site.answers[site.path(0)] = reply(b"", REFUSALS[1], retry_after="3600")
    with site.serving() as origin:
        result = newscrawl("scrape", origin + site.path(0), origin + site.path(1))
    assert result.code == 1
    assert site.paths() == [site.path(0)]
    assert f"{origin}{site.path(1)}: not asked; its site wants to be left alone for 3" in result.err


def test_discover_holds_a_pause_that_a_host_asks_for() -> None:
    site = SmallSite(articles=2, robots=b"")
    site.answers["/sitemap.xml"] = reply(b"", REFUSALS[0], retry_after="2")
    with site.serving() as origin, virtual_time():
        site.robots = f"Sitemap: {origin}/sitemap.xml\nSitemap: {origin}/second.xml\n".encode()
        site.answers["/second.xml"] = reply(f"<urlset><url><loc>{origin}{site.path(0)}</loc></url></urlset>".encode())
        result = newscrawl_here("discover", origin, "--delay", "0.5")
    assert result.code == 0, result.err
    at = site.paths().index("/sitemap.xml")
    gaps = [later - earlier for earlier, later in pairwise(site.times())]
    assert gaps[at] == 2.0
    assert set(gaps[:at]) == {0.5}


def test_discover_leaves_a_host_alone_that_wants_a_longer_rest() -> None:
    site = SmallSite(articles=2, robots=b"")
    site.answers["/sitemap.xml"] = reply(b"", REFUSALS[0], retry_after="3600")
    with site.serving() as origin:
        site.robots = f"Sitemap: {origin}/sitemap.xml\n".encode()
        result = newscrawl("discover", origin, "--delay", "0")
    assert result.code == 1
    assert "asks to be left alone for 3600 s" in result.err
    assert site.paths()[-1] == "/sitemap.xml"
