"""How a request leaves: in its turn at the server's address, with what lets it in, with an ear for endless headers.

Everything here comes after the middlewares and after the site's delay: what is true of the connection itself.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, IgnoreRequest, ResponseDataLossError
from twisted.internet.interfaces import IAddress, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from newscrawl.crawling.refusals import Ended
from newscrawl.crawling.request_meta import meta_of
from newscrawl.crawling.scrapy_internals import HeadTooLargeError, PooledHandler
from newscrawl.crawling.session import Session
from newscrawl.errors import CrawlError, StoreError
from newscrawl.net.content_codings import unpack
from newscrawl.net.redirects import STATUSES
from newscrawl.net.servers import TurnLostError, server_of
from newscrawl.net.sniffing import MAX_BYTES, is_whole
from newscrawl.net.sockets import Sockets, causes, is_short, is_short_now
from newscrawl.urls import DEFAULT_PORTS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_STOPPED = "download_stopped"  # Scrapy's flag of a body of which no more was wanted


class DownloadHandler(PooledHandler):
    """Scrapy's own handler for http and https, between the site's pace and the network."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = Session.of(crawler)
        self._most = int(self._session.config.limits.header_size)
        # Scrapy keeps as many idle connections to a host as its settings allow requests: one. The others of `per_host`
        # would be closed and opened for each page (3 % of a crawl's CPU, and a handshake more for the site).
        self.limit(head=self._most, idle=self._session.politeness.most_per_host)
        self._addresses: dict[str, tuple[str, ...]] = {}
        self._sockets = Sockets(self.idle, self.close_idle)

    async def download_request(self, request: Request) -> Response:
        session, site = self._session, meta_of(request)["download_slot"]
        servers = await self._servers_of(request.url)
        try:
            async with session.politeness.acquire(site, servers):
                session.tally.requests[session.requests.owner_of(request)] += 1
                meta_of(request)["sent_at"] = monotonic()
                response = await self._sent(request)
                session.politeness.share_pause(site, response)
                return response
        except TurnLostError:
            raise Ended("its turn did not come in this crawl") from None
        except StoreError as error:
            self._session.failures.fail(error)
            raise Ended(str(error)) from None

    async def _sent(self, request: Request) -> Response:
        """The answer to the request with what lets it in. Only this copy has it: nothing else ever sees it."""
        secrets = self._session.requests.credentials.headers(request.url)
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
            meta_of(request).update(meta_of(sent))

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
                    return _whole(response, meta_of(request).get("download_maxsize", 0))
            try:
                await self._sockets.wait()
            except CrawlError as error:
                self._session.failures.fail(error)
                raise Ended(str(error)) from None

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


def _whole(response: Response, most: int) -> Response:
    """The answer without the codings that it names, unless that is more than so many bytes. Of one that broke off only
    a page that has its end, or a redirect. Raises ResponseDataLossError."""
    broke_off = "dataloss" in response.flags
    codings = b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    if (response.status in STATUSES and b"Location" in response.headers) or not (codings or broke_off):
        return response
    found = unpack(response.body, codings, enough=(most or MAX_BYTES) + 1)
    if _STOPPED not in response.flags and not is_whole(found.body, broke_off=broke_off, is_cut=found.is_cut):
        raise ResponseDataLossError
    if not codings or found.body == response.body or len(found.body) > (most or MAX_BYTES):
        return response
    response.headers.pop("Content-Encoding", None)
    unpacked: Response = response.replace(body=found.body)
    return unpacked


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
