"""Hosts with names outside of ASCII are asked by the name that the domain name system has, by every command."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.servers import reply, server
from tests.smallsite import article

HOME = '<a href="/news/2026/11/20/the-bridge-is-rebuilt-at-last">The bridge is rebuilt at last, says the mayor</a>'
STORY = "/news/2026/11/20/the-bridge-is-rebuilt-at-last"
# The command line on a machine whose resolver finds every international name at 127.0.0.1.
SCRIPT = """
import socket, sys
resolve = socket.getaddrinfo
def local(host, *more, **named):
    name = host if isinstance(host, bytes) else host.encode("idna")
    return resolve("127.0.0.1" if b"xn--" in name else host, *more, **named)
socket.getaddrinfo = local
from newscrawl.cli import main
main()
"""


@contextmanager
def site(heads: list[bytes]) -> Iterator[str]:
    """A site under every name; its port."""

    def answer(path: str, connection: socket.socket) -> bytes:
        if path == "/moved":
            port = connection.getsockname()[1]
            return reply(status="302 Found", location=f"http://zürich.example:{port}{STORY}")
        pages = {"/": HOME.encode(), STORY: article(1)}
        return reply(pages[path]) if path in pages else reply(status="404 Not Found")

    with server(answer, heads=heads) as origin:
        yield origin.rpartition(":")[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=False)


def hosts(heads: list[bytes]) -> set[str]:
    lines = [line for head in heads for line in head.decode("latin-1").splitlines()]
    return {line.partition(":")[2].strip().rpartition(":")[0] for line in lines if line.lower().startswith("host:")}


INSIDE = ("--allow-net", "127.0.0.0/8")  # where the names are
NAMES = {
    "bücher.example": "xn--bcher-kva.example",
    "BÜCHER.example": "xn--bcher-kva.example",
    "xn--bcher-kva.example": "xn--bcher-kva.example",
    "straße.example": "xn--strae-oqa.example",
    "bücher。example": "xn--bcher-kva.example",
    "💩.example": "xn--ls8h.example",
    "例え.テスト": "xn--r8jz45g.xn--zckzah",
    "नमस्ते.भारत": "xn--h2bhs4b8d8a.xn--h2brj9c",
}


@pytest.mark.parametrize("name", NAMES)
def test_scrape_asks_the_host_by_its_name_in_ascii(name: str) -> None:
    heads: list[bytes] = []
    with site(heads) as port:
        for prefix in ("http://", ""):
            done = run("scrape", f"{prefix}{name}:{port}{STORY}", "--format", "text", *INSIDE)
            assert (done.returncode, "Bridge story number 1" in done.stdout) == (0, True), done.stderr
    assert hosts(heads) == {NAMES[name]}


@pytest.mark.parametrize(
    "arguments",
    [("explain", STORY, "--field", "headline"), ("discover", "/", "--delay", "0"), ("crawl", "/", "--delay", "0")],
    ids=lambda arguments: arguments[0],
)
def test_so_do_the_other_commands(arguments: tuple[str, ...]) -> None:
    heads: list[bytes] = []
    command, path, *more = arguments
    with site(heads) as port:
        done = run(command, f"http://straße.example:{port}{path}", *more, *INSIDE)
    assert done.returncode == 0, done.stderr
    assert hosts(heads) == {"xn--strae-oqa.example"}


def test_a_redirect_to_such_a_name_is_followed() -> None:
    heads: list[bytes] = []
    with site(heads) as port:
        for arguments in (("scrape",), ("explain",)):
            done = run(*arguments, f"http://127.0.0.1:{port}/moved", "--allow-net", "127.0.0.0/8")
            assert done.returncode == 0, done.stderr
    assert hosts(heads) == {"127.0.0.1", "xn--zrich-kva.example"}


@pytest.mark.parametrize("name", ["ü..example", "ü" * 70 + ".example", "xn--ü.example", "exa℀mple.com"])
def test_what_no_host_can_be_called_is_a_sentence(name: str) -> None:
    for command in ("scrape", "discover", "explain", "crawl"):
        done = run(command, f"http://{name}/")
        assert done.returncode in (1, 2)
        assert "Traceback" not in done.stderr
        assert "no host" in done.stderr
