"""Sites that live at one address of the network are asked as if they were one: their server is one.

A site's own delay is held by Scrapy's slot of the site (newscrawl.crawling.session). Here a request waits until none of
its neighbours, sites of other names at the same address, is under way or was asked just now. An address is one server
at its usual ports, 80 and 443; at any other port it is another.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from math import inf
from time import monotonic

from newscrawl.urls import DEFAULT_PORTS


def server_of(address: str, port: int) -> str:
    """The name of a server: its address, with the port where that is not a usual one."""
    return address if port in DEFAULT_PORTS.values() else f"{address} {port}"


@dataclass(slots=True)
class Server:
    """One server: how many requests it has, and which site was asked last and when (monotonic seconds)."""

    busy: int = 0
    site: str = ""
    last: float = -inf
    freed: asyncio.Event = field(default_factory=asyncio.Event)

    def wait(self, site: str, now: float, delay: float, most: int) -> float:
        """Seconds until a request of the site may start; infinite: not before another has ended."""
        if self.busy >= most:
            return inf
        return 0.0 if self.site in ("", site) else max(0.0, self.last + delay - now)


class Servers:
    """The servers of one crawl."""

    def __init__(self) -> None:
        self._servers: dict[str, Server] = {}
        self._of: dict[str, list[Server]] = {}  # where a site was asked last
        self._closed = asyncio.Event()

    @asynccontextmanager
    async def turn(self, site: str, names: Iterable[str], *, delay: float, most: int) -> AsyncIterator[None]:
        """The time in which a request of the site may be made to these servers, of which one will answer.

        `delay` (seconds) is held towards other sites, `most` requests may be under way. Raises TurnLostError when the
        crawl ends first.
        """
        servers = [self._servers.setdefault(name, Server()) for name in names]
        while wait := max((server.wait(site, monotonic(), delay, most) for server in servers), default=0.0):
            await self._changed(servers, wait, most)
        self._of[site] = servers
        for server in servers:
            server.busy += 1
            server.site, server.last = site, monotonic()
        try:
            yield
        finally:
            for server in servers:
                server.busy -= 1
                server.freed.set()

    def heard(self, site: str, at: float) -> None:
        """The site saw its request at that time, at the latest: its neighbours' delay counts from then."""
        for server in self._of.get(site, ()):
            if server.site == site:
                server.last = max(server.last, at)

    async def pause(self, seconds: float) -> None:
        """Let so many seconds pass. Raises TurnLostError when the crawl ends first."""
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), seconds)
        if self._closed.is_set():
            raise TurnLostError

    def close(self) -> None:
        """Let nobody in any more; those who wait are told."""
        self._closed.set()
        for server in self._servers.values():
            server.freed.set()

    async def _changed(self, servers: list[Server], wait: float, most: int) -> None:
        if wait == inf and not self._closed.is_set():
            full = next(server for server in servers if server.busy >= most)
            full.freed.clear()
            await full.freed.wait()
        await self.pause(0.0 if wait == inf else wait)


class TurnLostError(Exception):
    """A request's turn does not come in this crawl."""
