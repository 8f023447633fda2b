"""What a crawl must not be talked into by the pages it reads."""

from __future__ import annotations

import gzip
import json
import logging
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import trustme

import newscrawl
from newscrawl.errors import CrawlError
from newscrawl.extensions import LogFormatter
from tests.servers import reply
from tests.smallsite import SmallSite, article


def test_no_page_leads_the_crawl_into_the_house() -> None:
    site, canary = SmallSite(articles=2, robots=b""), SmallSite()
    with canary.serving("127.0.0.9") as inside, site.serving() as origin:
        site.answers["/go/2026/11/20/a-redirect-to-an-inner-address"] = reply(
            status="302 Found", location=f"{inside}/secret"
        )
        site.links = (
            "/go/2026/11/20/a-redirect-to-an-inner-address",
            f"{inside}/2026/11/20/a-link-to-an-inner-address",
        )
        site.answers["/robots.txt"] = reply(f"Sitemap: {inside}/sitemap.xml\n".encode(), content_type="text/plain")
        with newscrawl.crawl(origin, delay=0) as crawl:
            assert len(list(crawl)) == 2
    assert canary.hits == []
    assert crawl.summary is not None
    reasons = [reason for host in crawl.summary.errors.values() for reason in host]
    assert any("not a public address" in reason for reason in reasons)


def test_a_name_that_resolves_into_the_house_is_refused_at_the_connection() -> None:
    site, canary = SmallSite(articles=1, robots=b""), SmallSite()
    with canary.serving("127.0.0.1") as inside, site.serving() as origin:
        name = inside.replace("127.0.0.1", "localhost")
        site.answers["/robots.txt"] = reply(f"Sitemap: {name}/sitemap.xml\n".encode(), content_type="text/plain")
        site.answers["/go/2026/11/20/a-redirect-to-an-inner-name"] = reply(
            status="302 Found", location=f"{name}/secret"
        )
        site.links = ("/go/2026/11/20/a-redirect-to-an-inner-name",)
        with newscrawl.crawl(origin, delay=0) as crawl:
            assert len(list(crawl)) == 1
    assert canary.hits == []


def test_a_network_that_the_user_opened_is_reached() -> None:
    site, other = SmallSite(articles=1, robots=b""), SmallSite(articles=1, robots=b"")
    with other.serving("127.0.0.9") as inside, site.serving() as origin:
        site.answers["/go/2026/11/20/a-redirect-to-an-inner-address"] = reply(
            status="302 Found", location=inside + other.path(0)
        )
        site.links = ("/go/2026/11/20/a-redirect-to-an-inner-address",)
        with newscrawl.crawl(origin, delay=0, allow_net=["127.0.0.9/32"]) as crawl:
            list(crawl)
    assert other.path(0) in other.paths()


def test_bodies_that_are_no_pages_are_dropped_with_a_counted_reason() -> None:
    site = SmallSite(articles=1, robots=b"")
    site.answers |= {
        "/news/2026/11/20/the-annual-report-as-a-file": reply(b"%PDF-1.7 " * 99, content_type="application/pdf"),
        "/news/2026/11/20/a-bomb-of-many-million-bytes": reply(
            gzip.compress(b"\0" * 20_000_000), content_encoding="gzip"
        ),
        "/news/2026/11/20/a-redirect-that-never-ends-at-all": reply(
            status="302 Found", location="/news/2026/11/20/a-redirect-that-never-ends-at-all?more"
        ),
        "/news/2026/11/20/a-redirect-that-never-ends-at-all?more": reply(
            status="302 Found", location="/news/2026/11/20/a-redirect-that-never-ends-at-all"
        ),
        "/news/2026/11/20/a-connection-that-breaks-off-early": b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nshort",
    }
    with site.serving() as origin:
        urls = [origin + path for path in (*site.answers, site.path(0)) if not path.endswith("?more")]
        with newscrawl.crawl(urls=urls, delay=0) as crawl:
            assert [found.url for found in crawl] == [origin + site.path(0)]
        host = origin.removeprefix("http://")
    assert crawl.summary is not None
    assert crawl.summary.drops == {"content type application/pdf": 1}
    assert crawl.summary.errors == {
        host: {"too large": 1, "more than 10 redirects": 1, "the page broke off": 1},
    }


def test_a_redirect_that_waits_for_its_cookie_gets_it_and_the_record_tells_the_way() -> None:
    site = SmallSite(articles=0, robots=b"")
    answers = [reply(article(1)), reply(status="302 Found", location="/a-story-told-once", set_cookie="seen=1")]
    site.answers["/a-story-told-once"] = lambda: answers.pop()
    with site.serving() as origin, newscrawl.crawl(urls=[f"{origin}/a-story-told-once"], delay=0) as crawl:
        (record,) = crawl
    assert record.meta.redirects == (f"{origin}/a-story-told-once",)


def test_certificates_are_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    site = SmallSite(articles=1, robots=b"")
    with site.serving(tls=context) as origin:
        with pytest.raises(CrawlError, match="TLS failure"):
            list(newscrawl.crawl(origin, delay=0))
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert len(list(newscrawl.crawl(origin, delay=0))) == 1


def test_a_dripping_page_does_not_hold_up_the_others() -> None:
    site, enough = SmallSite(articles=2, robots=b""), threading.Event()
    slow = "/slow/2026/11/20/a-page-that-never-comes"
    site.answers[slow] = lambda: reply() if enough.wait(60) else None
    with site.serving() as origin:
        urls = [origin + path for path in (slow, site.path(0), site.path(1))]
        with newscrawl.crawl(urls=urls, delay=0, per_host=2) as crawl:
            assert {next(crawl).url, next(crawl).url} == set(urls[1:])
            assert [path for _, path in site.hits].count(slow) == 1, "it was not given up and tried again before"
            enough.set()


def refreshing(target: str, seconds: str = "0") -> bytes:
    return reply(f'<html><head><meta http-equiv="refresh" content="{seconds}; url={target}"></head></html>'.encode())


def test_a_page_that_sends_its_reader_on_is_a_redirect_under_the_same_guard_and_limit() -> None:
    site, canary = SmallSite(articles=1, robots=b"User-agent: *\nDisallow: /private/\n"), SmallSite()
    with canary.serving("127.0.0.9") as inside, site.serving() as origin:
        site.answers |= {
            "/moved": refreshing(site.path(0)),
            "/inside": refreshing(f"{inside}/secret"),
            "/forbidden": refreshing("/private/2026/11/20/a-story-behind-the-wall"),
            "/there": refreshing("/back"),
            "/back": refreshing("/there"),
            "/itself": refreshing("/itself"),
            "/later": refreshing(f"{inside}/secret", "300"),
            "/file": refreshing("file:///etc/hostname"),
        }
        urls = [origin + path for path in site.answers if path != "/back"]
        with newscrawl.crawl(urls=urls, delay=0) as crawl:
            (record,) = crawl
    assert record.url == origin + site.path(0)
    assert record.meta.redirects == (f"{origin}/moved",)
    assert canary.hits == []
    assert not [path for path in site.paths() if path.startswith("/private/")]
    assert crawl.summary is not None
    counted = {reason for reasons in crawl.summary.errors.values() for reason in reasons} | set(crawl.summary.drops)
    assert "more than 10 redirects" in counted
    # Pages whose refresh is refused stand for themselves.
    assert "no article: missing: no article text found" in counted


def test_headers_without_end_are_broken_off_and_counted() -> None:
    site = SmallSite(articles=1, robots=b"")
    sent: list[int] = []

    def flood(line: bytes) -> bytes:
        return b"HTTP/1.1 200 OK\r\n" + line * (2_000_000 // len(line)) + b"Content-Length: 0\r\n\r\n"

    site.answers |= {
        "/flood": lambda: sent.append(1) or flood(b"X-Flood: 1\r\n"),
        "/cookies": lambda: sent.append(1) or flood(b"Set-Cookie: a=" + b"v" * 900 + b"\r\n"),
    }
    with site.serving() as origin:
        urls = [origin + path for path in ("/flood", "/cookies", site.path(0))]
        with newscrawl.crawl(urls=urls, delay=0) as crawl:
            assert len(list(crawl)) == 1
    assert crawl.summary is not None
    assert list(crawl.summary.errors.values()) == [{"headers larger than 65536 bytes": 2}]
    assert len(sent) == 2  # not tried again


FORGED = "\x1b[31m\x9b2J\r\nERROR newscrawl: all is lost\u202e\u2028"


def test_no_page_forges_a_line_of_the_log_or_terminal(tmp_path: Path) -> None:
    """Headlines, addresses, content types, statuses and broken sources, with the crawl's most talkative log."""
    site = SmallSite(articles=1, robots=b"")
    raw = FORGED.encode("utf-8")
    hostile = article(2).replace(b"Bridge story", b"Bridge story " + raw)
    site.answers |= {
        "/forged": reply(hostile),
        "/typed": b"HTTP/1.1 200 OK\r\nContent-Type: a/\x1b[31mb\x9b\r\nConnection: close\r\n\r\nx",
        "/status": b"HTTP/1.1 500 \x1b[31m\x9bERROR\r\nContent-Length: 0\r\n\r\n",
        "/moved": b"HTTP/1.1 302 F\r\nLocation: http://127.0.0.9/\x1b[31m\x9b2J" + raw[12:] + b"\r\n\r\n",
        "/sent": reply(b'<meta http-equiv="refresh" content="0;url=http://127.0.0.9/' + raw + b'">'),
        "/sitemap.xml": reply(b"<urlset><url><loc>" + raw + b"</loc></url>", content_type="text/xml"),
    }
    with site.serving() as origin:
        (tmp_path / "crawl.toml").write_text(
            f'sites = ["{origin}"]\nurls = {json.dumps([origin + path for path in site.answers])}\ndelay = 0\n', "utf8"
        )
        command = [sys.executable, "-m", "newscrawl", "crawl", "--config", str(tmp_path / "crawl.toml")]
        shown = subprocess.run(command, capture_output=True, check=False)
        command = [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"config={tmp_path}/crawl.toml"]
        logged = subprocess.run(
            [*command, "-s", "LOG_LEVEL=DEBUG"], cwd=Path(__file__).parents[2], capture_output=True, check=False
        )
    assert site.paths().count("/forged") == 2
    for text in (shown.stderr, logged.stderr):
        lines = text.decode("utf-8").split("\n")
        assert len(lines) > 3
        assert not [line for line in lines if not line.isprintable()]
        assert not [line for line in lines if line.lstrip().startswith("ERROR")]


def test_the_log_indents_further_lines_and_escapes_what_acts() -> None:
    error = ValueError(f"a page said {FORGED}")
    record = logging.LogRecord("a", logging.ERROR, "", 0, "page %s", (FORGED,), (ValueError, error, None))
    first, *others = LogFormatter("%(levelname)s %(message)s").format(record).split("\n")
    assert first.startswith(r"ERROR page \x1b[31m\x9b2J\r")
    assert len(others) >= 3
    assert all(line.startswith("  | ") and line.isprintable() for line in others)


def test_each_kind_of_source_has_its_own_size_and_what_met_a_limit_is_counted(tmp_path: Path) -> None:
    site = SmallSite(articles=1, links=("/a/b/a/b/a/b/2026/11/20/a-headline-of-many-words",))
    hidden = "/news/2026/11/20/a-story-that-only-the-sitemap-names"
    filling = b"<!-- " + b"x" * 99_000 + b" -->"
    with site.serving() as origin:
        site.robots = f"Sitemap: {origin}/sitemap.xml\nSitemap: {origin}/second.xml\n".encode()
        listed = f"<url><loc>{origin}{hidden}</loc></url></urlset>".encode()
        site.answers |= {
            "/sitemap.xml": reply(b"<urlset>" + filling * 20 + listed, content_type="application/xml"),
            hidden: reply(article(7)),
            site.path(0): reply(article(0) + filling * 20, set_cookie="a=" + "b" * 5000),
        }
        config = tmp_path / "crawl.toml"
        config.write_text('delay = 0\n[limits]\nmax_size = "1MB"\nsitemaps = 1\n', "utf8")
        with newscrawl.crawl(origin, config=str(config)) as crawl:
            assert [record.url for record in crawl] == [origin + hidden]
    assert crawl.summary is not None
    assert crawl.summary.drops == {"trap": 1, "sitemaps of a robots.txt beyond the first ones": 1}
    assert {"too large": 1} in crawl.summary.errors.values()


def test_every_ceiling_of_a_source_can_be_set_and_what_it_left_out_is_counted(tmp_path: Path) -> None:
    site = SmallSite(articles=1, links=("/diary/2026/11/20/a-day-in-the-harbour-as-it-was", f"/{'long-' * 500}"))
    items = "".join(f"<item><link>/news/2026/11/20/a-story-of-number-{n}-is-told</link></item>" for n in range(9))
    site.answers |= {
        "/robots.txt": reply(b"User-agent: *\nDisallow: /x\n" + b"#" * 600_000, content_type="text/plain"),
        "/feed": reply(f"<rss><channel>{items}</channel></rss>".encode(), content_type="application/rss+xml"),
        "/report": reply(b"a,b\n" * 99, content_type="text/csv"),
        "/picture": reply(b"GIF89a" * 99, content_type="image/gif"),
        "/paper": reply(b"%PDF-1.7 " * 99, content_type="application/pdf"),
    }
    home = site._pages()["/"].replace(b"<body>", b'<link rel=alternate type="application/rss+xml" href=/feed><body>')
    site.answers["/"] = reply(home.partition(b"\r\n\r\n")[2])
    with site.serving() as origin:
        config = tmp_path / "crawl.toml"
        config.write_text(
            'delay = 0\n[limits]\nfeed_entries = 2\ncalendars = "/diary/"\n'
            'content_types = ["text/", "text/csv", "application/", "image/gif"]\n', "utf8",
        )  # fmt: skip
        urls = [origin + path for path in ("/report", "/picture", "/paper")]
        with newscrawl.crawl(origin, urls=urls, config=str(config)) as crawl:
            list(crawl)
        assert site.paths().count("/news/2026/11/20/a-story-of-number-1-is-told") == 1
    assert crawl.summary is not None
    counted = {reason: count for reason, count in crawl.summary.drops.items() if "beyond" in reason or "of" in reason}
    assert counted == {
        "end of a longer robots.txt": 1,
        "entries of a feed beyond the first ones": 7,
        "address of too many characters": 1,
    }
    assert crawl.summary.drops["trap"] == 1
    assert not [reason for reason in crawl.summary.drops if "content type" in reason]
