"""A news site of one home page and some articles, whose every answer a test can replace."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers import reply, server

_WORDS = (
    "The council of the harbour town met on Monday evening and decided to rebuild the old bridge over the river before"
    " the winter comes, said the mayor, who had asked for more money from the region since the spring floods."
)


def article(number: int) -> bytes:
    """The page of an article: enough text that nobody doubts it."""
    paragraphs = "".join(f"<p>{_WORDS} Part {number} of the report, paragraph {n}.</p>" for n in range(6))
    return (
        f"<!doctype html><html lang=en><head><title>Bridge story number {number} is told again</title>"
        f'<meta property="og:type" content="article"></head><body><article><h1>Bridge story number {number} is told'
        f' again</h1><time datetime="2026-11-20T10:00:00+00:00">20 November 2026</time>{paragraphs}</article></body>'
    ).encode()


@dataclass
class SmallSite:
    """`answers` maps paths to whole responses, or to functions that are called for each request."""

    articles: int = 5
    robots: bytes | None = None
    answers: dict[str, bytes | Callable[[], bytes | None]] = field(default_factory=dict)
    hits: list[tuple[float, str]] = field(default_factory=list)
    links: tuple[str, ...] = ()

    def path(self, number: int) -> str:
        return f"/news/2026/11/20/bridge-story-number-{number}-is-told-again"

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for _, path in self.hits]

    def times(self, path: str | None = None) -> list[float]:
        """When the requests came (for one path)."""
        return [at for at, asked in self.hits if path in (None, asked)]

    @contextmanager
    def serving(self, address: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
        with server(self._answer, address, tls=tls) as origin:
            yield origin

    def _answer(self, path: str, connection: socket.socket) -> bytes | None:
        self.hits.append((time.monotonic(), path))
        pages = self._pages()
        given = self.answers.get(path)
        if callable(given):
            return given()
        return given or pages.get(path) or reply(b"no such page", "404 Not Found")

    def _pages(self) -> Mapping[str, bytes]:
        numbers = range(self.articles)
        listed = [*(self.path(number) for number in numbers), *self.links]
        anchors = "".join(f'<li><a href="{link}">A headline of six or more words, here</a></li>' for link in listed)
        home = f"<!doctype html><html lang=en><title>The Bridge</title><body><ul>{anchors}</ul></body>".encode()
        pages = {"/": reply(home)} | {self.path(number): reply(article(number)) for number in numbers}
        if self.robots is not None:
            pages["/robots.txt"] = reply(self.robots, content_type="text/plain")
        return pages
