"""How a request leaves: in its turn at the server's address, with what lets it in, with an ear for endless headers.

Everything here comes after the middlewares and after the site's delay: what is true of the connection itself.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, IgnoreRequest
from twisted.internet._resolver import GAIResolver
from twisted.internet.interfaces import IAddress, IResolutionReceiver
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from zope.interface import implementer  # type: ignore[import-untyped]

from newscrawl.crawling.refusals import Ended
from newscrawl.crawling.session import Session
from newscrawl.errors import CrawlError, StoreError
from newscrawl.net.servers import TurnLostError, server_of
from newscrawl.net.sockets import Sockets, causes, is_short, is_short_now, looked_up
from newscrawl.urls import DEFAULT_PORTS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler for http and https, between the site's pace and the network."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = Session.of(crawler)
        self._pool._factory = _Factory
        # Scrapy keeps as many idle connections to a host as its settings allow requests: one. The others of `per_host`
        # would be closed and opened for each page (3 % of a crawl's CPU, and a handshake more for the site).
        self._pool.maxPersistentPerHost = self._session.manners.most_per_host
        self._most = _Protocol.most = int(self._session.config.limits.header_size)
        self._addresses: dict[str, tuple[str, ...]] = {}
        self._sockets = Sockets(self._idle, self._pool.closeCachedConnections)

    async def download_request(self, request: Request) -> Response:
        manners, site = self._session.manners, request.meta["download_slot"]
        servers = await self._servers_of(request.url)
        try:
            async with manners.turn(site, servers):
                self._session.count_request(request)
                request.meta["sent_at"] = monotonic()
                return await self._sent(request)
        except TurnLostError:
            raise Ended("its turn did not come in this crawl") from None
        except StoreError as error:
            self._session.fail(error)
            raise Ended(str(error)) from None

    async def _sent(self, request: Request) -> Response:
        """The answer to the request with what lets it in. Only this copy has it: nothing else ever sees it."""
        secrets = self._session.credentials.headers(request.url)
        sent = request.copy() if secrets else request
        for name, value in secrets.items():
            both = name == "Cookie" and sent.headers.get(name)
            sent.headers[name] = f"{both.decode('latin-1')}; {value}" if both else value
        try:
            return await self._connected(sent)
        except DownloadFailedError as error:
            if any(isinstance(one, HeadTooLargeError) for one in causes(error)):
                raise IgnoreRequest(f"headers larger than {self._most} bytes") from None
            raise
        finally:
            request.meta.update(sent.meta)

    async def _connected(self, request: Request) -> Response:
        """The answer, over a connection that this process has: see newscrawl.net.sockets."""
        while True:
            async with self._sockets.one():
                try:
                    response = await super().download_request(request)
                except Exception as error:
                    is_own = is_short(error) or (isinstance(error, CannotResolveHostError) and is_short_now())
                    if not is_own:
                        raise
                else:
                    self._sockets.served()
                    return response
            try:
                await self._sockets.wait()
            except CrawlError as error:
                self._session.fail(error)
                raise Ended(str(error)) from None

    def _idle(self) -> int:
        """Connections that are kept open unused."""
        return sum(map(len, self._pool._connections.values()))

    async def _servers_of(self, url: str) -> list[str]:
        """The servers that a host is at; none where it cannot be told, or must not be reached: connecting will say."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
        if host not in self._addresses:
            receiver = _Receiver(asyncio.get_running_loop().create_future())
            from twisted.internet import reactor

            async with self._sockets.one():
                reactor.nameResolver.resolveHostName(receiver, host, port)
                try:
                    found = await asyncio.wait_for(receiver.done, self._session.config.limits.timeout)
                except TimeoutError:
                    found = ()
            if not found:
                return []
            self._addresses[host] = found
        return [server_of(address, port) for address in self._addresses[host]]


@implementer(IResolutionReceiver)
class _Receiver:
    """Gathers the addresses of one name."""

    def __init__(self, done: asyncio.Future[tuple[str, ...]]) -> None:
        self.done = done
        self._found: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's names
        pass

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        self._found.append(getattr(address, "host", ""))

    def resolutionComplete(self) -> None:  # noqa: N802
        if not self.done.done():
            self.done.set_result(tuple(dict.fromkeys(self._found)))


def resolve_with_care() -> None:
    """Let the reactor's resolver look names up by `newscrawl.net.sockets.looked_up`."""
    from twisted.internet import reactor

    reactor.nameResolver.original_resolver = GAIResolver(reactor, getaddrinfo=looked_up)  # type: ignore[arg-type]


class HeadTooLargeError(Exception):
    """An answer's status line and headers, or the interim answers before it, do not end."""


class _Protocol(_LenientHTTP11ClientProtocol):
    """One connection; it breaks off an answer whose head is too large. Twisted limits a line, not their number."""

    most = 64 * 1024
    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            if self._head > self.most:
                self._giveUp(Failure(HeadTooLargeError()))  # type: ignore[no-untyped-call]
                return
            self._head += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: N802
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
