"""Small real servers on loopback for tests that need one answer of a certain kind, byte by byte if need be."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = Callable[[str, socket.socket], bytes | None]


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole response; keyword names become header names (`content_type` -> Content-Type)."""
    named = {
        "content_type": "text/html; charset=utf-8",
        "content_length": str(len(body)),
        "connection": "close",
    } | headers
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in named.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


@contextmanager
def server(
    answer: Answer,
    address: str = "127.0.0.1",
    *,
    tls: ssl.SSLContext | None = None,
    heads: list[bytes] | None = None,
    listener: socket.socket | None = None,
) -> Iterator[str]:
    """An origin whose every request goes through `answer(path, connection)`; what it returns is sent.

    `heads` gets what each request began with. A `listener` that is given stays open.
    """
    own = listener or socket.create_server((address, 0))
    address, port = own.getsockname()[:2]

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            stream = tls.wrap_socket(connection, server_side=True) if tls else connection
            head = b""
            while b"\r\n\r\n" not in head:
                piece = stream.recv(65536)
                if not piece:
                    return
                head += piece
            if heads is not None:
                heads.append(head)
            path = head.split(b" ", 2)[1].decode()
            data = answer(path, stream)
            if data is not None:
                stream.sendall(data)
            stream.close()

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _ = own.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"{'https' if tls else 'http'}://{address}:{port}"
    finally:
        if listener is None:
            own.shutdown(socket.SHUT_RDWR)
            own.close()


def closed_port() -> int:
    """A port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
