"""`scrape` and `discover` at several hosts, as the hosts' own logs show it."""

from __future__ import annotations

from itertools import pairwise

from tests.cli.run import newscrawl, newscrawl_here
from tests.servers import reply
from tests.smallsite import SmallSite
from tests.virtual_time import virtual_time

LOOPBACK = ("--allow-net", "127.0.0.0/8")


def gaps(site: SmallSite) -> list[float]:
    return [later - earlier for earlier, later in pairwise(site.times())]


def test_a_redirect_of_a_scrape_counts_for_the_pace_of_the_host_that_it_reaches() -> None:
    """Two pages of two hosts lead to a third one, one of them over a refresh, and the third is asked as well."""
    third, one, two = SmallSite(articles=4), SmallSite(), SmallSite()
    with (
        third.serving("127.0.0.9") as there,
        one.serving("127.0.0.2") as first,
        two.serving("127.0.0.3") as second,
        virtual_time(),
    ):
        one.answers["/a"] = reply(status="302 Found", location=there + third.path(0))
        refresh = f'<html><head><meta http-equiv="refresh" content="0; url={there}{third.path(1)}">'
        two.answers["/b"] = reply(refresh.encode())
        third.answers["/c"] = reply(status="301 Moved Permanently", location=third.path(3))
        urls = (f"{first}/a", f"{second}/b", there + third.path(2), f"{there}/c")
        result = newscrawl_here("scrape", *urls, "--format", "jsonl", *LOOPBACK)
    assert result.code == 0, result.err
    assert [path for path in third.paths() if path != "/c"] == [third.path(number) for number in range(4)]
    assert gaps(third) == [1.0] * 4


def test_the_pause_that_the_host_behind_a_redirect_asks_for_is_kept() -> None:
    third, one = SmallSite(articles=2), SmallSite()
    third.answers[third.path(0)] = reply(b"", "429 Too Many Requests", retry_after="3")
    with third.serving("127.0.0.9") as there, one.serving("127.0.0.2") as first, virtual_time():
        one.answers["/a"] = reply(status="302 Found", location=there + third.path(0))
        result = newscrawl_here("scrape", f"{first}/a", there + third.path(1), *LOOPBACK)
    assert result.code == 4, result.err
    assert gaps(third) == [3.0]


def test_waiting_for_its_turn_costs_a_page_none_of_its_time() -> None:
    site = SmallSite(articles=1)
    for number in range(3):
        site.answers[f"/{number}"] = reply(
            status="302 Found", location=f"/{number + 1}" if number < 2 else site.path(0)
        )
    from newscrawl import scrape
    from newscrawl.net.spacing import Spacing

    with site.serving() as origin, virtual_time():
        article = scrape(f"{origin}/0", timeout=100, turn=Spacing(50.0).wait)
    assert article.url == origin + site.path(0)
    assert gaps(site) == [50.0] * 3


def test_discover_asks_the_robots_of_each_host_first_and_obeys_it() -> None:
    """Sitemaps at two other hosts, a feed that sends its readers to a third."""
    start = SmallSite(articles=2)
    shut, still, other = (SmallSite(articles=1, robots=robots) for robots in
                          (b"User-agent: *\nDisallow: /\n", b"User-agent: *\nCrawl-delay: 2\n", b""))  # fmt: skip
    other.answers["/robots.txt"] = reply(b"", "503 Service Unavailable")
    listed = "<urlset><url><loc>{}</loc></url></urlset>"
    with (
        start.serving() as origin,
        shut.serving("127.0.0.2") as closed,
        still.serving("127.0.0.3") as slow,
        other.serving("127.0.0.4") as broken,
        virtual_time(),
    ):
        start.robots = f"Sitemap: {closed}/map.xml\nSitemap: {slow}/map.xml\nSitemap: {slow}/more.xml\n".encode()
        for path in ("/map.xml", "/more.xml"):
            still.answers[path] = reply(listed.format(origin + start.path(0)).encode(), content_type="text/xml")
        page = start._pages()["/"].partition(b"\r\n\r\n")[2]
        link = b'<body><link rel=alternate type="application/rss+xml" href="/feed">'
        start.answers["/"] = reply(page.replace(b"<body>", link))
        start.answers["/feed"] = reply(status="302 Found", location=f"{broken}/feed")
        result = newscrawl_here("discover", origin, "--delay", "0", *LOOPBACK)
    assert result.code == 0, result.err
    assert shut.paths() == ["/robots.txt"]
    assert other.paths() == ["/robots.txt"]
    assert still.paths() == ["/robots.txt", "/map.xml", "/more.xml"]
    assert gaps(still) == [2.0] * 2
    assert "robots.txt does not allow it" in result.out
    made = sum(len(site.hits) for site in (start, shut, still, other))
    assert f"{made} requests" in result.out


def test_discover_does_not_ask_for_the_rights_files_that_robots_forbids() -> None:
    site = SmallSite(articles=1, robots=b"User-agent: *\nDisallow: /ai.txt\nDisallow: /.well-known/\n")
    with site.serving() as origin:
        assert newscrawl("discover", origin, "--delay", "0").code == 0
    assert not {"/ai.txt", "/.well-known/tdmrep.json"} & set(site.paths())
