"""One page without a crawl: what comes back, and every way in which nothing does."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib
from pathlib import Path

import pytest
import trustme

from newscrawl.configuration import Limits
from newscrawl.errors import FetchError
from newscrawl.net.address_guard import Guard
from newscrawl.net.client import Fetcher
from tests.servers import closed_port, reply, server

PAGE = b"<!doctype html><title>A page</title><p>Text</p>"


def fetcher(*urls: str, **limits: float) -> Fetcher:
    return Fetcher(Guard.of(urls), Limits.model_validate(limits), contact="me@your.example")


def test_a_page_comes_with_its_headers_in_lower_case() -> None:
    with server(lambda path, connection: reply(PAGE, etag='"1"')) as origin:
        page = fetcher(origin).get(f"{origin}/a")
    assert (page.status, page.body, page.headers["etag"], page.media_type) == (200, PAGE, '"1"', "text/html")
    assert page.url == f"{origin}/a"


def test_a_request_says_honestly_who_asks() -> None:
    heads: list[bytes] = []

    def answer(path: str, connection: socket.socket) -> bytes:
        return reply(path.encode())

    with socket.create_server(("127.0.0.1", 0)) as listener:
        import threading

        def once() -> None:
            connection, _ = listener.accept()
            heads.append(connection.recv(65536))
            connection.sendall(reply(PAGE))
            connection.close()

        threading.Thread(target=once, daemon=True).start()
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        fetcher(origin).get(f"{origin}/a?b=c")
    head = heads[0].decode()
    assert head.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert "User-Agent: newscrawl/" in head
    assert "(+me@your.example)" in head
    assert f"Host: {origin.removeprefix('http://')}\r\n" in head


def test_an_error_status_is_a_response_too() -> None:
    with server(lambda path, connection: reply(b"gone", "404 Not Found")) as origin:
        assert fetcher(origin).get(origin).status == 404


def test_redirects_are_followed_and_told() -> None:
    def answer(path: str, connection: socket.socket) -> bytes:
        return reply(PAGE) if path == "/c" else reply(status="302 Found", location={"/a": "/b", "/b": "c"}[path])

    with server(answer) as origin:
        page = fetcher(origin).get(f"{origin}/a")
    assert page.url == f"{origin}/c"
    assert page.redirects == (f"{origin}/a", f"{origin}/b")


def test_a_redirect_that_waits_for_its_cookie_gets_it() -> None:
    seen: list[str] = []

    def answer(path: str, connection: socket.socket) -> bytes:
        seen.append(path)
        done = len(seen) > 1
        return reply(PAGE) if done else reply(status="302 Found", location=path, set_cookie="consent=yes; Path=/")

    with server(answer) as origin:
        assert fetcher(origin).get(f"{origin}/a").body == PAGE


def test_a_redirect_without_end_is_an_error() -> None:
    with (
        server(lambda path, connection: reply(status="302 Found", location=path + "x")) as origin,
        pytest.raises(FetchError, match="more than 3 redirects"),
    ):
        fetcher(origin, redirects=3).get(f"{origin}/a")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_compressed_pages_are_read(encoding: str) -> None:
    import brotli
    from backports import zstd

    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
            "zstd": zstd.compress}[encoding]  # fmt: skip
    with server(lambda path, connection: reply(pack(PAGE), content_encoding=encoding)) as origin:
        assert fetcher(origin).get(origin).body == PAGE


def test_a_bomb_is_cut_at_the_limit_after_decompression() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with (
        server(lambda path, connection: reply(bomb, content_encoding="gzip")) as origin,
        pytest.raises(FetchError, match="larger than 1000000 bytes"),
    ):
        fetcher(origin, max_size=1_000_000).get(origin)


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-Drip: ", reply(content_length="1000")])
def test_a_dripping_head_or_body_ends_at_the_time_limit(start: bytes) -> None:
    def drip(path: str, connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)

    with server(drip) as origin:
        began = time.monotonic()
        with pytest.raises(FetchError, match=r"no complete page within 0\.4 s"):
            fetcher(origin, timeout=0.4).get(origin)
        assert time.monotonic() - began < 2


def test_an_unknown_host_is_named() -> None:
    with pytest.raises(FetchError, match=r"http://nowhere\.invalid/: unknown host"):
        fetcher("http://nowhere.invalid/").get("http://nowhere.invalid/")


def test_a_refused_connection_is_named() -> None:
    url = f"http://127.0.0.1:{closed_port()}/"
    with pytest.raises(FetchError, match="connection refused"):
        fetcher(url).get(url)


def test_a_connection_that_breaks_off_is_an_error() -> None:
    with (
        server(lambda path, connection: b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort") as origin,
        pytest.raises(FetchError, match="the connection broke off"),
    ):
        fetcher(origin).get(origin)


def test_broken_compression_is_an_error() -> None:
    with (
        server(lambda path, connection: reply(b"\x1f\x8bnot gzip at all", content_encoding="gzip")) as origin,
        pytest.raises(FetchError, match="compression is broken"),
    ):
        fetcher(origin).get(origin)


def test_a_certificate_that_nobody_vouches_for_is_a_tls_failure() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with (
        server(lambda path, connection: reply(PAGE), tls=context) as origin,
        pytest.raises(FetchError, match="TLS failure"),
    ):
        fetcher(origin).get(origin)


def test_a_certificate_for_another_name_is_a_tls_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    good, bad = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(good)
    authority.issue_cert("news.example").configure_cert(bad)
    with server(lambda path, connection: reply(PAGE), tls=good) as origin:
        assert fetcher(origin).get(origin).body == PAGE
    with (
        server(lambda path, connection: reply(PAGE), tls=bad) as origin,
        pytest.raises(FetchError, match="TLS failure"),
    ):
        fetcher(origin).get(origin)


def test_a_redirect_into_the_house_is_refused_and_never_connected() -> None:
    touched: list[str] = []

    def canary(path: str, connection: socket.socket) -> bytes:
        touched.append(path)
        return reply(PAGE)

    with server(canary, "127.0.0.9") as inside:
        with (
            server(lambda path, connection: reply(status="302 Found", location=inside)) as origin,
            pytest.raises(FetchError, match=r"refused: .*not a public address"),
        ):
            fetcher(origin).get(origin)
        assert not touched
        assert Fetcher(Guard.of([origin], ["127.0.0.9/32"])).get(inside).body == PAGE


def test_a_name_that_resolves_into_the_house_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def lying(host: str, *rest: object, **named: object) -> object:
        return real("127.0.0.1" if host == "news.example" else host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", lying)
    with (
        server(lambda path, connection: reply(PAGE)) as origin,
        pytest.raises(FetchError, match=r"refused: news\.example is at 127\.0\.0\.1"),
    ):
        fetcher().get(origin.replace("127.0.0.1", "news.example"))


@pytest.mark.parametrize("host", ["2130706433", "0177.0.0.1", "0x7f.1"])
def test_other_spellings_of_loopback_are_refused(host: str) -> None:
    with pytest.raises(FetchError, match="refused"):
        fetcher().get(f"http://{host}/")
