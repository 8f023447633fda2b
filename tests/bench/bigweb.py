"""A news web of many sites for benches, in a process of its own: `with serving(sites=200) as web: ...`

The sites are those of tests/newsweb whose robots.txt asks for no delay, again and again under other names, one address
of 127.0.0.0/8 each. Article pages are rendered and compressed before the address list is handed out, all else at its
first request, so that the server takes as little of the machine as it can while somebody is measured.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import cycle, islice
from urllib.parse import parse_qsl

from tests.newsweb.exchange import Ask, Reply
from tests.newsweb.routes import answer
from tests.newsweb.site import Site, rows

MAKES = ("harbour-ledger", "meridian", "minute-news", "la-dorsale")


@dataclass(frozen=True)
class BigWeb:
    """The web as its visitors know it: origins, the addresses of its articles, and its log."""

    origins: list[str]
    articles: list[str]
    _server: subprocess.Popen[str]

    def hits(self) -> dict[str, list[float]]:
        """When each host was asked since the last look (seconds of the monotonic clock)."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print("hits", file=self._server.stdin, flush=True)
        hits: dict[str, list[float]] = json.loads(self._server.stdout.readline())
        return hits


@contextmanager
def serving(*, sites: int = 4, articles: int = 150, scripts_kb: int = 150) -> Iterator[BigWeb]:
    """`articles` of each site; `scripts_kb` of every page are scripts, as on real ones."""
    command = [sys.executable, "-m", "tests.bench.bigweb", str(sites), str(articles), str(scripts_kb)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield BigWeb(**json.loads(server.stdout.readline()), _server=server)
    finally:
        server.stdin.close()
        server.wait(30)


class _Web:
    """The server's side."""

    def __init__(self, sites: int, articles: int, scripts_kb: int) -> None:
        self.sites: dict[str, Site] = {}
        for number, make in enumerate(islice(cycle(MAKES), sites)):
            row = replace(rows()[make], name=f"{make}-{number}", articles=articles, scripts_kb=scripts_kb)
            self.sites[f"127.0.{number // 250}.{number % 250 + 2}"] = Site(row, 1)
        self.hits: dict[str, list[float]] = {}
        self._answers: dict[tuple[str, str], bytes] = {}

    def listen(self) -> list[socket.socket]:
        """A socket for each address, all on one port."""
        sockets: list[socket.socket] = []
        for host, site in self.sites.items():
            port = sockets[0].getsockname()[1] if sockets else 0
            sockets.append(socket.create_server((host, port), backlog=512))
            site.origin = f"http://{host}:{sockets[0].getsockname()[1]}"
        return sockets

    def truth(self) -> list[str]:
        """The addresses of all articles, each ready to be sent. Two of one day and headline share theirs."""
        for host, site in self.sites.items():
            for article in site.truth():
                self.answer(host, article.url.removeprefix(site.origin))
        return sorted({article.url for site in self.sites.values() for article in site.truth()})

    def answer(self, host: str, target: str) -> bytes:
        """The whole response, made once."""
        if (host, target) not in self._answers:
            path, _, query = target.partition("?")
            site = self.sites[host]
            self._answers[host, target] = _encoded(answer(site, Ask(path, site.origin, dict(parse_qsl(query)))))
        return self._answers[host, target]


def _encoded(reply: Reply) -> bytes:
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    headers = {"Content-Type": reply.type, **reply.headers}
    if reply.type.startswith("text/") or reply.type.endswith(("xml", "json")):
        headers["Content-Type"] += "; charset=utf-8"
        if len(body) > 1000:
            body = gzip.compress(body, 6)
            headers["Content-Encoding"] = "gzip"
    lines = [f"HTTP/1.1 {reply.status} -", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


class _Connection(asyncio.Protocol):
    def __init__(self, web: _Web) -> None:
        self._web = web
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host: str = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while b"\r\n\r\n" in self._rest:
            head, _, self._rest = self._rest.partition(b"\r\n\r\n")
            self._web.hits.setdefault(self._host, []).append(time.monotonic())
            self._transport.write(self._web.answer(self._host, head.split(b" ", 2)[1].decode()))


async def _listening(web: _Web, sockets: list[socket.socket]) -> None:
    loop = asyncio.get_running_loop()
    for sock in sockets:
        await loop.create_server(lambda: _Connection(web), sock=sock)


def _serve(sites: int, articles: int, scripts_kb: int) -> None:
    """Until standard input ends; every line of it asks for the log since the last one."""
    web = _Web(sites, articles, scripts_kb)
    sockets, loop = web.listen(), asyncio.new_event_loop()
    print(json.dumps({"articles": web.truth(), "origins": [site.origin for site in web.sites.values()]}), flush=True)
    threading.Thread(target=loop.run_forever, daemon=True).start()
    asyncio.run_coroutine_threadsafe(_listening(web, sockets), loop).result()
    for _ in sys.stdin:
        hits, web.hits = web.hits, {}
        print(json.dumps(hits), flush=True)


if __name__ == "__main__":
    _serve(*map(int, sys.argv[1:]))
