"""Where names lead inside, and who may lead a crawl to a host inside that its user opened."""

from __future__ import annotations

from pathlib import Path

import pytest

import newscrawl
from newscrawl.discovery.survey import usual_places
from tests.named import newscrawl_with
from tests.servers import reply
from tests.smallsite import SmallSite, article

NAME = "news.example"


def named(origin: str, name: str = NAME) -> str:
    return origin.replace("127.0.0.1", name)


@pytest.mark.parametrize("command", [("crawl",), ("scrape",), ("discover",), ("explain",)])
def test_a_named_name_that_leads_inside_is_refused_and_never_connected(command: tuple[str, ...]) -> None:
    site = SmallSite(articles=1, robots=b"")
    with site.serving() as origin:
        result = newscrawl_with({NAME: "127.0.0.1"}, *command, named(origin) + site.path(0))
    assert result.code == 1
    assert "not a public address (loopback)" in result.err
    assert "--allow-net" in result.err
    assert site.hits == []


@pytest.mark.parametrize("command", [("crawl", "--delay", "0"), ("scrape",), ("explain",)])
def test_allow_net_opens_the_network_to_a_named_name(command: tuple[str, ...]) -> None:
    site = SmallSite(articles=1, robots=b"")
    with site.serving() as origin:
        address = named(origin) + (site.path(0) if command[0] != "crawl" else "")
        result = newscrawl_with({NAME: "127.0.0.1"}, *command, address, "--allow-net", "127.0.0.0/8")
    assert result.code == 0, result.err
    assert site.path(0) in site.paths()


def test_the_configuration_opens_one_name(tmp_path: Path) -> None:
    site = SmallSite(articles=2, robots=b"")
    with site.serving() as origin:
        host = named(origin).removeprefix("http://")
        config = f'sites = ["{named(origin)}"]\ndelay = 0\noutput = ["out.jsonl"]\n'
        (tmp_path / "shut.toml").write_text(config, "utf8")
        (tmp_path / "open.toml").write_text(f'{config}[site."{host}"]\ninside = true\n', "utf8")
        shut = newscrawl_with({NAME: "127.0.0.1"}, "crawl", "--config", "shut.toml", cwd=tmp_path)
        assert (shut.code, site.hits) == (1, [])
        assert "inside = true" in shut.err
        opened = newscrawl_with({NAME: "127.0.0.1"}, "crawl", "--config", "open.toml", cwd=tmp_path)
    assert opened.code == 0, opened.err
    assert len((tmp_path / "out.jsonl").read_text("utf8").splitlines()) == 2


def test_localhost_is_as_good_as_an_address() -> None:
    site = SmallSite(articles=1, robots=b"")
    with site.serving() as origin, newscrawl.crawl(named(origin, "localhost"), delay=0) as crawl:
        assert len(list(crawl)) == 1


def test_only_its_own_pages_lead_to_a_host_inside_that_the_user_named(tmp_path: Path) -> None:
    """By links, sitemaps, feeds, redirects, refreshes, robots.txt, licences: and what strangers name stands in no way
    of the same address where the host itself names it."""
    inner, outer = SmallSite(articles=2, robots=b""), SmallSite(articles=1)
    feed = "<rss version='2.0'><channel><item><link>{}</link></item></channel></rss>"
    go = "/news/2026/11/20/a-page-that-sends-its-readers-{}"
    with inner.serving("127.0.0.9") as inside, outer.serving() as origin:
        secret = [f"{inside}/news/2026/11/20/secret-page-of-the-house-{how}" for how in range(9)]
        outer.robots = f"Sitemap: {inside}/by-robots.xml\nSitemap: {origin}/map.xml\nLicense: {secret[0]}\n".encode()
        license_of_page = f'<link rel="license" type="application/rsl+xml" href="{secret[1]}"></head>'.encode()
        refresh = f'<meta http-equiv="refresh" content="0; url={secret[2]}">'.encode()
        outer.answers |= {
            outer.path(0): reply(article(0).replace(b"</head>", license_of_page)),
            go.format("away"): reply(status="302 Found", location=secret[3]),
            go.format("off"): reply(b"<html><head>" + refresh),
            "/ai.txt": reply(status="302 Found", location=f"{inside}/ai.txt"),
            "/.well-known/tdmrep.json": reply(status="302 Found", location=f"{inside}/.well-known/tdmrep.json"),
            "/feed": reply(feed.format(secret[4]).encode(), content_type="application/rss+xml"),
            "/map.xml": reply(
                f"<urlset><url><loc>{secret[5]}</loc></url><url><loc>{inside}{inner.path(1)}</loc></url></urlset>".encode(),
                content_type="text/xml",
            ),
        }
        outer.links = (secret[6], go.format("away"), go.format("off"))
        page = outer._pages()["/"].partition(b"\r\n\r\n")[2]
        alternate = f'<body><link rel=alternate type="application/rss+xml" href="{inside}/feed-of-the-house">'
        own = '<link rel=alternate type="application/rss+xml" href="/feed">'
        outer.answers["/"] = reply(page.replace(b"<body>", (alternate + own).encode()))
        with newscrawl.crawl([origin, inside], delay=0, store=str(tmp_path / "news.db"), wait=False) as crawl:
            found = {record.url for record in crawl}
    assert found == {origin + outer.path(0), *(inside + inner.path(number) for number in range(2))}
    allowed = {"/", "/robots.txt", "/ai.txt", "/.well-known/tdmrep.json", "/sitemap.xml", *map(inner.path, range(2))}
    allowed |= {place.url.removeprefix(inside) for place in usual_places(inside)}  # nobody names them
    assert set(inner.paths()) <= allowed, set(inner.paths()) - allowed
    assert inner.paths().count("/ai.txt") == inner.paths().count("/.well-known/tdmrep.json") == 1
    assert {go.format("away"), go.format("off"), "/feed", "/map.xml", "/ai.txt"} <= set(outer.paths())


def test_hosts_that_there_cannot_be_are_refused_before_anybody_is_asked() -> None:
    site = SmallSite(articles=1, robots=b"")
    hosts = ("a..b.example", "x" * 64 + ".example", "a." * 127 + "example")
    site.robots = b"".join(f"Sitemap: http://{host}/sitemap.xml\n".encode() for host in hosts)
    for number, host in enumerate(hosts):
        path = f"/news/2026/11/20/a-page-that-sends-its-readers-{number}"
        site.answers[path] = reply(status="302 Found", location=f"http://{host}/a-page")
    site.links = tuple(site.answers)
    with site.serving() as origin, newscrawl.crawl(origin, delay=0) as crawl:
        assert len(list(crawl)) == 1
    assert crawl.summary is not None
    reasons = [reason for host in crawl.summary.errors.values() for reason in host]
    assert sum("is no host" in reason for reason in reasons) == 3


@pytest.mark.parametrize("command", ["crawl", "scrape", "discover", "explain"])
@pytest.mark.parametrize("host", ["a..b.example", "x" * 64 + ".example", "ä" * 64 + ".example"])
def test_a_named_host_that_there_cannot_be_is_refused_with_the_reason(command: str, host: str) -> None:
    result = newscrawl_with({}, command, f"http://{host}/story")
    assert result.code in (1, 2)
    assert "is no host" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("command", ["scrape", "explain"])
def test_a_redirect_to_a_host_that_there_cannot_be_is_refused_with_the_reason(command: str) -> None:
    site = SmallSite()
    site.answers["/go"] = reply(status="302 Found", location="http://a..b.example/")
    with site.serving() as origin:
        result = newscrawl_with({}, command, f"{origin}/go")
    assert result.code == 1
    assert "a..b.example is no host: a label between its dots is empty" in result.err
