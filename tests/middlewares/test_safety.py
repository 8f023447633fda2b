"""What a crawl must not be talked into by the pages it reads."""

from __future__ import annotations

import gzip
import ssl
import time
from pathlib import Path

import pytest
import trustme

import newscrawl
from newscrawl.errors import CrawlError
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
    site = SmallSite(articles=2, robots=b"")

    def drip() -> None:
        time.sleep(3)

    site.answers["/slow/2026/11/20/a-page-that-never-comes"] = drip
    with site.serving() as origin:
        urls = [origin + path for path in ("/slow/2026/11/20/a-page-that-never-comes", site.path(0), site.path(1))]
        with newscrawl.crawl(urls=urls, delay=0, per_host=2) as crawl:
            next(crawl)
            began = time.monotonic()
            next(crawl)
            assert time.monotonic() - began < 2
