"""A TCP proxy that can stop to forward: what is sent to it is taken, and no answer comes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    """Forwards until `stall`; connections that are made later are taken as well, and get no answer."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._flows = threading.Event()
        self._flows.set()
        self.swallowed = 0  # pieces that were taken and not handed on
        self._connections: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def stall(self) -> None:
        """Forward nothing more."""
        self._flows.clear()

    def close(self) -> None:
        for one in (self._listener, *self._connections):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                self._connections += [client, server]
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=self._forward, args=(one, other), daemon=True).start()

    def _forward(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self.swallowed += not self._flows.is_set()
                self._flows.wait()
                other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)


@contextmanager
def stalling(address: str) -> Iterator[tuple[str, Proxy]]:
    """The address of a database through a proxy, and the proxy."""
    parts = urlsplit(address)
    proxy = Proxy(parts.hostname or "", parts.port or 5432)
    try:
        login = parts.netloc.rpartition("@")[0]
        yield urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{proxy.port}", query="connect_timeout=2")), proxy
    finally:
        proxy.close()
