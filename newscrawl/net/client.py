"""One page at a time, without a crawl: what `scrape`, `discover` and `explain` fetch with.

A synchronous fetch over urllib3, because a reactor costs a second to start. It holds the same guard, limits and
identity as a crawl: certificates are verified, addresses are checked after resolving and connected to as checked (so a
rebound name changes nothing), every redirect hop is checked again, sizes count after decompression, one clock runs for
the whole page, but not while a request waits for its turn. Nothing of the environment (proxies, .netrc) is used.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError
from urllib3.exceptions import SSLError as TLSError
from urllib3.exceptions import TimeoutError as TooSlow
from urllib3.util import Timeout
from urllib3.util.request import ACCEPT_ENCODING

from newscrawl.configuration import Limits
from newscrawl.encoding import file_kind
from newscrawl.errors import FetchError
from newscrawl.net.address_guard import Guard
from newscrawl.net.answer_heads import Chunks, StatusLine, fields_of, framing_of, status_line
from newscrawl.net.content_codings import unpack
from newscrawl.net.cookies import Jar
from newscrawl.net.redirects import refresh_header_of, refresh_of, target_of
from newscrawl.net.request_headers import PAGES, identity
from newscrawl.net.sniffing import is_whole
from newscrawl.net.sockets import causes, is_short, is_short_now
from newscrawl.urls import DEFAULT_PORTS, with_ascii_host

_PIECE = 1 << 16
_LINES = 2000  # of a head; some servers send more than Python's 100
_LONGEST_LINE = 1 << 16
_BLANK_LINES = 10  # before a status line
_WITHOUT_BODY = (204, 304)


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
            target = target_of(address, response.status, _location(response))
            if target is None:
                target = refresh_header_of(address, response.status, response.headers.get("refresh"))
                kind = response.headers.get("content-type", "text/html").partition(";")[0].strip()
                target = target or (refresh_of(address, response.status, body) if kind.endswith("html") else None)
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
                if target_of(url, response.status, _location(response)):
                    return response, b""  # which may be shorter than it says, and nobody reads it
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
                    retries=False, redirect=False, preload_content=False, decode_content=False,
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
        """The body, unpacked. One that breaks off is whole where the page has its end."""
        pieces: list[bytes] = []
        size = 0
        broken: ProtocolError | None = None
        chunks = _chunks_of(response)
        try:
            while piece := response.read1(_PIECE, decode_content=False):
                if chunks is not None:
                    piece = chunks.feed(piece)
                pieces.append(piece)
                size += len(piece)
                if enough is not None and size >= enough:
                    break
                if size > self._limits.max_size:
                    raise FetchError(url, f"larger than {self._limits.max_size} bytes")
                if monotonic() > deadline:
                    raise FetchError(url, f"no complete page within {self._limits.timeout:g} s")
                if chunks is not None and chunks.is_over:
                    break
            else:
                broken = ProtocolError("chunks without an end") if chunks is not None else None
        except ProtocolError as error:
            broken = error
        codings = ", ".join(response.headers.getlist("content-encoding"))
        body, is_cut = unpack(b"".join(pieces), codings, enough=self._limits.max_size + 1)
        is_stopped = enough is not None and size >= enough
        if not is_stopped and not is_whole(body, broke_off=broken is not None, is_cut=is_cut):
            raise broken or ProtocolError("a packed page without its end")
        if codings and file_kind(body) == "an archive":
            raise FetchError(url, "its compression is broken")
        if len(body) > self._limits.max_size and enough is None:
            raise FetchError(url, f"larger than {self._limits.max_size} bytes")
        return body


def _location(response: BaseHTTPResponse) -> str | None:
    """The first one; some servers send it twice."""
    return next(iter(response.headers.getlist("location")), None)


def _chunks_of(response: BaseHTTPResponse) -> Chunks | None:
    codings = (coding.encode("latin-1", "replace") for coding in response.headers.getlist("transfer-encoding"))
    return Chunks() if framing_of(codings, ()).is_chunked else None


def _fetched(url: str, response: BaseHTTPResponse, body: bytes, passed: Sequence[str]) -> Fetched:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Fetched(url, response.status, headers, body, tuple(passed), datetime.now(UTC))


def _pool(scheme: str, host: str, address: str, port: int) -> HTTPConnectionPool:
    if scheme == "https":
        secure = HTTPSConnectionPool(address, port, server_hostname=host, assert_hostname=host)
        secure.ConnectionCls = _SecureConnection
        return secure
    pool = HTTPConnectionPool(address, port)
    pool.ConnectionCls = _Connection
    return pool


class _Response(http.client.HTTPResponse):
    """An answer whose head is read as `newscrawl.net.answer_heads` reads it, behind any number of interim ones
    (RFC 9110, 15.2). Chunks are left in the body."""

    def begin(self) -> None:
        """Read the head. Called by http.client."""
        while True:
            line = self._status_line()
            fields = fields_of(self._lines())
            if line.status == http.HTTPStatus.SWITCHING_PROTOCOLS or line.status >= http.HTTPStatus.OK:
                break
        values: dict[bytes, list[bytes]] = {}
        for name, value in fields:
            values.setdefault(name.lower(), []).append(value)
        framing = framing_of(values.get(b"transfer-encoding", ()), values.pop(b"content-length", ()))
        self.headers = self.msg = http.client.HTTPMessage()
        for name, value in fields:
            if name.lower() in values:
                self.headers.add_header(name.decode("latin-1"), value.decode("latin-1"))
        if framing.length is not None:
            self.headers.add_header("Content-Length", str(framing.length))
        self.code = self.status = line.status
        self.reason = line.reason.decode("latin-1")
        self.version, self.chunked, self.will_close = 10 if line.is_old else 11, False, True
        self.length = 0 if line.status in _WITHOUT_BODY else framing.length

    def _status_line(self) -> StatusLine:
        line = b"\n"
        for _ in range(_BLANK_LINES):
            line = self._line()
            if line.strip() or not line:
                break
        if not line:
            raise http.client.RemoteDisconnected("no answer")
        found = status_line(line)
        if found is None:
            raise http.client.BadStatusLine(line.decode("latin-1"))
        return found

    def _lines(self) -> Iterator[bytes]:
        for _ in range(_LINES):
            line = self._line().rstrip(b"\r\n")
            if not line:
                return
            yield line
        raise http.client.HTTPException(f"got more than {_LINES} headers")

    def _line(self) -> bytes:
        line: bytes = self.fp.readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise http.client.LineTooLong("header line")
        return line


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


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
    if isinstance(error, ProtocolError):
        return "the connection broke off"
    return str(error)
