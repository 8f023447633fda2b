"""The web's server: one thread, one address of 127.0.0.0/8 per site, a clock, a log and faults on request."""

from __future__ import annotations

import asyncio
import hashlib
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from tests.newsweb.exchange import Ask, Reply
from tests.newsweb.routes import answer
from tests.newsweb.site import START, Site, rows

MIRROR_OFFSET = 100  # the second address of a mirrored site is 127.0.0.(n + 100)


@dataclass(frozen=True)
class Hit:
    """One request as the server saw it; `at` and `done` are seconds of the monotonic clock."""

    at: float
    done: float
    site: str
    path: str
    status: int
    size: int
    user_agent: str
    conditional: bool


@dataclass
class Log:
    hits: list[Hit] = field(default_factory=list)

    def of(self, site: str) -> list[Hit]:
        """The site's hits in the order in which they came."""
        return sorted((hit for hit in self.hits if hit.site == site), key=lambda hit: hit.at)

    def times(self, site: str) -> list[float]:
        return [hit.at for hit in self.of(site)]

    def paths(self, site: str) -> list[str]:
        return [hit.path for hit in self.of(site)]

    def clear(self) -> None:
        self.hits.clear()


@dataclass
class Fault:
    """What goes wrong at paths of a site: a status, a pause (seconds), a cut connection; `times` requests long."""

    pattern: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False
    times: int | None = None


class NewsWeb:
    """Some or all sites of `sites.toml`; other keyword arguments override their rows (`articles=500`)."""

    def __init__(self, *, seed: int = 1, sites: Sequence[str] | None = None, **overrides: object) -> None:
        chosen = rows() if sites is None else {name: rows()[name] for name in sites}
        self.sites = {name: Site(replace(row, **overrides), seed) for name, row in chosen.items()}  # type: ignore[arg-type]
        self.now, self.log, self.origins = START, Log(), dict[str, str]()
        self.mirrors = dict[str, str]()
        self._faults: dict[str, list[Fault]] = {}
        self._hosts: dict[str, Site] = {}

    def __getitem__(self, name: str) -> Site:
        return self.sites[name]

    def advance(self, *, hours: float) -> None:
        """Move the web's clock: articles appear, change, are withdrawn."""
        self.now += timedelta(hours=hours)
        for site in self.sites.values():
            site.now = self.now

    def fault(self, site: str, pattern: str, **what: object) -> Fault:
        """Let requests fail whose whole path with query matches the pattern, until `clear_faults`."""
        fault = Fault(pattern, **what)  # type: ignore[arg-type]
        self._faults.setdefault(site, []).append(fault)
        return fault

    def clear_faults(self) -> None:
        self._faults.clear()

    @contextmanager
    def serving(self, port: int = 0) -> Iterator[dict[str, str]]:
        """Serve in a thread; yields site name -> origin. Port 0 takes a free one; all sites share the port."""
        sockets = self._bind(port)
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="newsweb", daemon=True)
        thread.start()
        runner = asyncio.run_coroutine_threadsafe(self._start(sockets), loop).result()
        try:
            yield self.origins
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    def _bind(self, port: int) -> list[socket.socket]:
        """One listening socket per address, all on one port."""
        sockets: list[socket.socket] = []
        self._hosts.clear()
        for number, (name, site) in enumerate(self.sites.items(), start=2):
            for host in (f"127.0.0.{number}", f"127.0.0.{number + MIRROR_OFFSET}")[: 1 + site.row.mirror]:
                sockets.append(socket.create_server((host, port), backlog=512))
                port = sockets[0].getsockname()[1]
                origin = f"http://{host}:{port}"
                self._hosts[host] = site
                if number + MIRROR_OFFSET == int(host.rpartition(".")[2]):
                    self.mirrors[name] = origin
                else:
                    self.origins[name] = site.origin = origin
        return sockets

    async def _start(self, sockets: list[socket.socket]) -> web.ServerRunner:
        runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.1)
        await runner.setup()
        for sock in sockets:
            await web.SockSite(runner, sock).start()
        return runner

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        started = time.monotonic()
        assert request.transport is not None
        host, port = request.transport.get_extra_info("sockname")[:2]
        site = self._hosts[host]
        fault = self._due(site.row.name, request.rel_url.raw_path_qs)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and fault.drop:
            self._note(request, site, started, Reply(status=0))
            request.transport.abort()
            return web.Response()
        if fault and fault.status:
            reply = Reply("fault\n", fault.status, "text/plain", fault.headers)
        else:
            reply = answer(site, _ask(request, f"http://{host}:{port}"))
        response = _respond(request, reply)
        self._note(request, site, started, replace(reply, status=response.status, body=response.body or b""))  # type: ignore[arg-type]
        return response

    def _due(self, site: str, path: str) -> Fault | None:
        for fault in self._faults.get(site, ()):
            if fault.times != 0 and re.fullmatch(fault.pattern, path):
                fault.times = fault.times and fault.times - 1
                return fault
        return None

    def _note(self, request: web.BaseRequest, site: Site, started: float, reply: Reply) -> None:
        self.log.hits.append(Hit(
            at=started, done=time.monotonic(), site=site.row.name, path=request.rel_url.raw_path_qs,
            status=reply.status, size=len(reply.body), user_agent=request.headers.get("User-Agent", ""),
            conditional="If-None-Match" in request.headers or "If-Modified-Since" in request.headers,
        ))  # fmt: skip


def _ask(request: web.BaseRequest, origin: str) -> Ask:
    return Ask(request.rel_url.raw_path, origin, dict(request.query), dict(request.cookies))


def _respond(request: web.BaseRequest, reply: Reply) -> web.Response:
    """Adds validators, answers conditional requests with 304, compresses text."""
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    headers = {"Content-Type": f"{reply.type}; charset=utf-8" if _is_text(reply) else reply.type, **reply.headers}
    if reply.status == 200:
        headers["ETag"] = f'"{hashlib.sha1(body).hexdigest()[:20]}"'
        if reply.modified:
            headers["Last-Modified"] = format_datetime(reply.modified.astimezone(START.tzinfo), usegmt=True)
        if _unchanged(request, headers):
            return web.Response(status=304, headers={k: v for k, v in headers.items() if k != "Content-Type"})
    response = web.Response(body=body, status=reply.status, headers=headers)
    if _is_text(reply) and len(body) > 1000:
        response.enable_compression()
    return response


def _is_text(reply: Reply) -> bool:
    return reply.type.startswith("text/") or reply.type.endswith(("xml", "json"))


def _unchanged(request: web.BaseRequest, headers: Mapping[str, str]) -> bool:
    """RFC 9110 section 13.2.2: If-None-Match decides, If-Modified-Since only without it."""
    if match := request.headers.get("If-None-Match"):
        return headers["ETag"] in [tag.strip().removeprefix("W/") for tag in match.split(",")]
    since = request.headers.get("If-Modified-Since")
    if not since or "Last-Modified" not in headers:
        return False
    return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
