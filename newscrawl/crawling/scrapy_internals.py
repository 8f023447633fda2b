"""What a crawl needs of Scrapy and Twisted that has no public name: all of it is here, and nowhere else.

A minor version of Scrapy may change them without a word, so `pyproject.toml` stops before the next one;
`tests/crawling/test_scrapy_internals.py` has a test for each, to be run before that bound moves. Of Twisted it uses
what Scrapy's own handler uses as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet._resolver import GAIResolver
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http import _DataLoss

from newscrawl.net.answer_heads import Chunks, field_name, framing_of, status_line
from newscrawl.net.redirects import STATUSES

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def wake(crawler: Crawler) -> None:
    """Let the engine ask the scheduler now. Its own timer comes up to 5 s later."""
    assert crawler.engine is not None
    if crawler.engine._slot is not None:
        crawler.engine._slot.nextcall.schedule()


def is_closing(crawler: Crawler) -> bool:
    """Whether the engine closes the spider, and waits for the requests that it holds."""
    slot = crawler.engine._slot if crawler.engine is not None else None
    return slot is not None and slot.closing is not None


def give_up_waiting(crawler: Crawler, error: Callable[[], Exception]) -> None:
    """End every request that waits in the downloader for its turn with an error."""
    assert crawler.engine is not None
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(Failure(error()))  # type: ignore[no-untyped-call]


def resolve_by(look_up: Callable[..., Iterable[Any]]) -> None:
    """Let the reactor's resolver look names up by this function, which is called as `socket.getaddrinfo` is."""
    from twisted.internet import reactor

    reactor.nameResolver.original_resolver = GAIResolver(reactor, getaddrinfo=look_up)  # type: ignore[arg-type]


class HeadTooLargeError(Exception):
    """An answer's status line and headers, or the interim answers before it, do not end."""


class PooledHandler(HTTP11DownloadHandler):
    """Scrapy's own handler for http and https, with a hand on its pool of connections."""

    def limit(self, *, head: int, idle: int) -> None:
        """Break off answers whose head has more bytes than `head`; keep up to `idle` connections to a host open."""
        _Protocol.most = head
        self._pool._factory = _Factory
        self._pool.maxPersistentPerHost = idle

    def idle(self) -> int:
        """Connections that are kept open unused."""
        return sum(map(len, self._pool._connections.values()))

    def close_idle(self) -> None:
        """Close them."""
        self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]


class _Dechunking:
    """Twisted's interface of a transfer decoder, over `Chunks`."""

    def __init__(self, data: Callable[[bytes], None], finish: Callable[[bytes], None]) -> None:
        self._data, self._finish = data, finish
        self._chunks = Chunks()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's names
        if piece := self._chunks.feed(data):
            self._data(piece)
        if self._chunks.is_over:
            self._finish(self._chunks.rest)

    def noMoreData(self) -> None:  # noqa: N802
        if not self._chunks.is_over:
            raise _DataLoss("chunks without an end")


class _Parser(_LenientHTTPClientParser):
    """The parser of one answer, which reads its head and chunks as `newscrawl.net.answer_heads` does."""

    _transferDecoders = {b"chunked": _Dechunking}  # type: ignore[dict-item]  # noqa: N815, RUF012 - Twisted's names

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        is_before = self.state == STATUS and not line.strip()
        is_folded_nothing = self.state == HEADER and line[:1] in (b" ", b"\t") and self._partialHeader is None
        if not is_before and not is_folded_nothing:
            super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:  # noqa: N802
        if (found := status_line(status)) is not None:
            status = b"HTTP/1.%d %d %b" % (not found.is_old, found.status, found.reason)
        super().statusReceived(status)  # type: ignore[no-untyped-call]

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        if (known := field_name(name)) is not None:
            super().headerReceived(known, value)  # type: ignore[no-untyped-call]

    def allHeadersReceived(self) -> None:  # noqa: N802
        codings, lengths = (
            self.connHeaders.getRawHeaders(name) or [] for name in (b"transfer-encoding", b"content-length")
        )
        framing = framing_of(codings, lengths)
        for name in (b"transfer-encoding", b"content-length"):
            self.connHeaders.removeHeader(name)
        if framing.is_chunked:
            self.connHeaders.setRawHeaders(b"transfer-encoding", [b"chunked"])
        elif framing.length is not None:
            self.connHeaders.setRawHeaders(b"content-length", [b"%d" % framing.length])
        if self._is_redirect() and (framing.length is None or framing.length > len(self._buffer)):
            # Nobody reads the body, which may be shorter than it says, or never come: it is not waited for.
            self.NO_BODY_CODES = {self.response.code}
            self.connHeaders.setRawHeaders(b"connection", [b"close"])
        super().allHeadersReceived()  # type: ignore[no-untyped-call]

    def _is_redirect(self) -> bool:
        return self.response.code in STATUSES and self.headers.hasHeader(b"location")


class _Protocol(_LenientHTTP11ClientProtocol):
    """One connection; it breaks off an answer whose head is too large. Twisted limits a line to 16 KiB, not their
    number: one line may be as long as the head."""

    most = 0
    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser  # as Scrapy does: Twisted names the class in the middle of a method
        self._parser.MAX_LENGTH = 2 * self.most
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            if self._head > self.most:
                self._giveUp(Failure(HeadTooLargeError()))  # type: ignore[no-untyped-call]
                return
            self._head += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: N802 - Twisted's name
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
