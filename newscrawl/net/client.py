"""One page at a time, without a crawl: what `scrape`, `discover` and `explain` fetch with.

A synchronous fetch over urllib3, because a reactor costs a second to start. It holds the same guard, limits and
identity as a crawl: certificates are verified, addresses are checked after resolving and connected to as checked (so a
rebound name changes nothing), every redirect hop is checked again, sizes count after decompression, one clock runs for
the whole page, but not while a request waits for its turn. Nothing of the environment (proxies, .netrc) is used.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, DecodeError, HTTPError, NewConnectionError, ProtocolError
from urllib3.exceptions import SSLError as TLSError
from urllib3.exceptions import TimeoutError as TooSlow
from urllib3.util import Timeout
from urllib3.util.request import ACCEPT_ENCODING

from newscrawl.configuration import Limits
from newscrawl.errors import FetchError
from newscrawl.net.address_guard import Guard
from newscrawl.net.cookies import Jar
from newscrawl.net.redirects import refresh_of, target_of
from newscrawl.net.request_headers import PAGES, identity
from newscrawl.net.sockets import causes, is_short, is_short_now
from newscrawl.urls import DEFAULT_PORTS, with_ascii_host

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response: `url` after redirects, header names in lower case, the body decompressed, the addresses passed."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[str, ...]
    fetched_at: datetime

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the body."""
        return sha256(self.body).hexdigest()


class _RefusedError(FetchError):
    """An address that the guard refuses."""


class Fetcher:
    """Fetches pages one after the other; each call opens its own connection."""

    def __init__(
        self,
        guard: Guard,
        limits: Limits | None = None,
        *,
        contact: str | None = None,
        turn: Callable[[str], None] | None = None,
    ) -> None:
        """`turn` is called with the address of each request before it is made, a redirect's too: it may wait, which
        counts for no time limit, or raise FetchError."""
        self._guard = guard
        self._limits = limits or Limits()
        self._identity = identity(contact)
        self._turn = turn

    def get(self, url: str, *, accept: str = PAGES, enough: int | None = None) -> Fetched:
        """The response at the end of the redirects, whatever its status; with `enough` so many bytes of its body at
        least, and the rest is not downloaded.

        Raises FetchError for everything that is not a response: unknown host, refused connection, TLS failure, timeout,
        too large, a refused address, too many redirects.
        """
        left = self._limits.timeout
        passed: list[str] = []
        address, cookies = with_ascii_host(url), Jar()
        before: Fetched | None = None
        while True:
            try:
                if reason := self._guard.url_refusal(address, passed[-1] if passed else None):
                    raise _RefusedError(address, f"refused: {reason}")
                if self._turn is not None:
                    self._turn(address)
                began = monotonic()
                sent = cookies.header(address, now=datetime.now(UTC))
                response, body = self._within(left, address, accept, sent, enough)
            except _RefusedError:
                if before is None:
                    raise
                return before  # a page that sends its reader to what is refused stands for itself
            left = max(0.001, left - (monotonic() - began))
            target = target_of(address, response.status, response.headers.get("location"))
            if target is None and response.headers.get("content-type", "text/html").partition(";")[0].endswith("html"):
                target = refresh_of(address, response.status, body)
                before = _fetched(address, response, body, passed) if target else before
            if target is None:
                return _fetched(address, response, body, passed)
            passed.append(address)
            if len(passed) > self._limits.redirects:
                raise FetchError(url, f"more than {self._limits.redirects} redirects")
            cookies.take(address, response.headers.getlist("set-cookie"), now=datetime.now(UTC))
            address = target

    def _within(
        self, seconds: float, url: str, accept: str, cookies: str | None, enough: int | None
    ) -> tuple[BaseHTTPResponse, bytes]:
        """The answer to one request, or FetchError when the time is over.

        Sockets time out per read, so a server that drips its header byte by byte, or a resolver that hangs, could hold
        us for hours. The thread that is left behind is a daemon and ends with its socket's own timeout.
        """
        result: list[tuple[BaseHTTPResponse, bytes]] = []
        failure: list[BaseException] = []

        def run() -> None:
            try:
                result.append(self._hop(url, accept, cookies, monotonic() + seconds, enough))
            except BaseException as error:
                failure.append(error)

        worker = threading.Thread(target=run, daemon=True)
        worker.start()
        worker.join(seconds)
        if failure:
            raise failure[0]
        if not result:
            raise FetchError(url, f"no complete page within {self._limits.timeout:g} s")
        return result[0]

    def _hop(
        self, url: str, accept: str, cookies: str | None, deadline: float, enough: int | None
    ) -> tuple[BaseHTTPResponse, bytes]:
        parts = urlsplit(url)
        headers = {
            "Host": parts.netloc.rpartition("@")[2],
            **self._identity,
            "Accept": accept,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        if cookies:
            headers["Cookie"] = cookies
        try:
            response = self._open(parts, headers, deadline)
            with response:
                return response, self._read(response, url, deadline, enough)
        except (HTTPError, OSError, ValueError) as error:
            raise FetchError(url, _reason(error, self._limits.timeout)) from error

    def _open(self, parts: SplitResult, headers: Mapping[str, str], deadline: float) -> BaseHTTPResponse:
        """The response's head, from the first of the host's allowed addresses that answers."""
        host = parts.hostname or ""
        port = parts.port or DEFAULT_PORTS[parts.scheme]
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        failure: Exception | None = None
        for address in self._addresses(parts.geturl(), host, port):
            pool = _pool(parts.scheme, host, address, port)
            try:
                return pool.urlopen(
                    "GET", target, headers=headers, timeout=Timeout(total=max(0.001, deadline - monotonic())),
                    retries=False, redirect=False, preload_content=False, decode_content=True,
                )  # fmt: skip
            except (NewConnectionError, ConnectTimeoutError) as error:
                failure = error
        raise failure or ValueError("no address")

    def _addresses(self, url: str, host: str, port: int) -> list[str]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(place[4][0]) for place in found]
        allowed, reason = self._guard.reachable(host, port, addresses)
        if reason:
            raise _RefusedError(url, f"refused: {reason}")
        return allowed

    def _read(self, response: BaseHTTPResponse, url: str, deadline: float, enough: int | None) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while piece := response.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if enough is not None and size >= enough:
                break
            if size > self._limits.max_size:
                raise FetchError(url, f"larger than {self._limits.max_size} bytes")
            if monotonic() > deadline:
                raise FetchError(url, f"no complete page within {self._limits.timeout:g} s")
        return b"".join(pieces)


def _fetched(url: str, response: BaseHTTPResponse, body: bytes, passed: Sequence[str]) -> Fetched:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Fetched(url, response.status, headers, body, tuple(passed), datetime.now(UTC))


def _pool(scheme: str, host: str, address: str, port: int) -> HTTPConnectionPool:
    if scheme == "https":
        return HTTPSConnectionPool(address, port, server_hostname=host, assert_hostname=host)
    return HTTPConnectionPool(address, port)


def _reason(error: Exception, timeout: float) -> str:
    """What went wrong, for a person; the most telling exception of the chain speaks."""
    chain = list(causes(error))
    if is_short(error) or is_short_now():
        return "this process can open no more files or connections (`ulimit -n`); raise that limit, or end others"
    for one in chain:
        if isinstance(one, socket.gaierror):
            return "unknown host; check its spelling and the network"
        if isinstance(one, ConnectionRefusedError):
            return "connection refused; nothing listens there"
        if isinstance(one, TLSError):
            return f"TLS failure: {one}"
    if any(isinstance(one, TooSlow | TimeoutError) for one in chain):
        return f"no complete page within {timeout:g} s"
    if isinstance(error, DecodeError):
        return "its compression is broken"
    if isinstance(error, ProtocolError):
        return "the connection broke off"
    return str(error)
