"""A small news site that comes with newscrawl: ten stories in three languages, home, sections, feed and sitemap.

with newscrawl.demo.serve() as origin:
    for article in newscrawl.crawl([origin]): ...
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from newscrawl.demo.edition import File, print_site


@contextmanager
def serve(port: int = 0) -> Iterator[str]:
    """Serve the site on 127.0.0.1 in a thread and yield its origin, such as `http://127.0.0.1:40123`.

    Port 0 takes a free one. Raises OSError when a given port is taken.
    """
    server = _Press(("127.0.0.1", port), _Counter)
    origin = f"http://127.0.0.1:{server.server_port}"
    server.site = print_site(origin)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="newscrawl demo", daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Press(ThreadingHTTPServer):
    """A server that holds the printed site."""

    site: Mapping[str, File]


class _Counter(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the printed site, with ETag and 304."""

    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        assert isinstance(self.server, _Press)
        file = self.server.site.get(self.path.partition("?")[0])
        if file is None:
            self._send(HTTPStatus.NOT_FOUND, File("text/plain", b"There is no such page in Lanternby.\n"))
        elif self.headers.get("If-None-Match") == _etag(file):
            self._send(HTTPStatus.NOT_MODIFIED, File(file.type, b""), _etag(file))
        else:
            self._send(HTTPStatus.OK, file, _etag(file))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send(self, status: HTTPStatus, file: File, etag: str | None = None) -> None:
        self.send_response(status)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", file.type)
            self.send_header("Content-Length", str(len(file.body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(file.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay silent: the crawl tells what it fetches."""


def _etag(file: File) -> str:
    return f'"{hashlib.sha256(file.body).hexdigest()[:16]}"'
