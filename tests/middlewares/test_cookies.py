"""Which cookies a crawl sends, as the servers' own logs show it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import newscrawl
from tests.newsweb import NewsWeb
from tests.smallsite import article

SITE = "consent-courier"


def test_the_cookie_without_which_a_site_gives_no_page_is_fetched_once_a_run(tmp_path: Path) -> None:
    web = NewsWeb(sites=[SITE], articles=12)
    with web.serving() as origins:
        for articles in (12, 0):
            web.log.clear()
            with newscrawl.crawl(origins[SITE], delay=0, store=str(tmp_path / "news.db")) as crawl:
                assert len(list(crawl)) == articles
            paths = web.log.paths(SITE)
            assert [path for path in paths if path != "/robots.txt"][:3] == ["/", "/consent?back=/", "/"]
            assert len(paths) == len(set(paths)) + 1


class _Reader(BaseHTTPRequestHandler):
    """Every page wants to know its reader again; one of them has moved."""

    sent: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.sent.append((self.path, self.headers["Cookie"]))
        moved = self.path == "/moved"
        self.send_response(404 if self.path == "/robots.txt" else 302 if moved else 200)
        self.send_header("Set-Cookie", f"reader=at{self.path.replace('/', '-')}; Path=/; Max-Age=99999")
        self.send_header("Content-Type", "text/html")
        if moved:
            self.send_header("Location", "/story-1")
        self.end_headers()
        self.wfile.write(article(len(self.path)))

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def origin() -> Iterator[str]:
    _Reader.sent = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Reader) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_cookies_that_no_page_needs_are_forgotten(origin: str) -> None:
    with newscrawl.crawl(urls=[f"{origin}/{path}" for path in ("moved", "story-22", "story-333")], delay=0) as crawl:
        assert len(list(crawl)) == 3
    assert _Reader.sent == [
        ("/robots.txt", None), ("/.well-known/tdmrep.json", None), ("/ai.txt", None), ("/moved", None),
        ("/story-1", "reader=at-moved"), ("/story-22", None), ("/story-333", None),
    ]  # fmt: skip
