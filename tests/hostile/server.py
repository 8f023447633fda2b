"""The hostile web's servers: one for the pages, one for each site, and a canary that nobody may touch."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

from tests.hostile.answers import article, headline, http
from tests.hostile.contents import CONTENTS
from tests.hostile.pages import PAGES, Case, Visit
from tests.hostile.sites import HEALTHY, SITES, Site, healthy
from tests.servers import server

CASES = {case.name: case for case in (*PAGES, *CONTENTS)}


@dataclass
class Canary:
    """A server inside the house. Every request to it is a hole in the guard."""

    origin: str = ""
    touched: list[str] = field(default_factory=list)

    def answer(self, path: str, connection: socket.socket) -> bytes:
        self.touched.append(path)
        return http(article("secret-of-the-house"))


class HostileWeb:
    """All cases, or the named ones. `pages`: case -> URL; `sites`: case -> origin; `healthy`: URL -> headline."""

    def __init__(self, *names: str) -> None:
        self.cases = {name: case for name, case in CASES.items() if not names or name in names}
        self.hostile_sites = {site.name: site for site in SITES if not names or site.name in names}
        unknown = set(names) - self.cases.keys() - self.hostile_sites.keys()
        assert not unknown, f"no such case: {', '.join(unknown)}"
        self.canary = Canary()
        self.origin = ""
        self.pages: dict[str, str] = {}
        self.sites: dict[str, str] = {}
        self.requests: dict[str, list[str]] = {}

    @property
    def healthy(self) -> dict[str, str]:
        """Address -> headline of the healthy articles beside the page cases."""
        return {self.origin + path: headline(path.rpartition("/")[2].removesuffix(".html")) for path in HEALTHY}

    @contextmanager
    def serving(self) -> Iterator[HostileWeb]:
        """The canary listens on 127.0.0.1, the pages on 127.0.1.1, the sites on 127.0.1.2 and up."""
        with ExitStack() as stack:
            self.canary.origin = stack.enter_context(server(self.canary.answer, "127.0.0.1"))
            self.origin = stack.enter_context(server(self._page, "127.0.1.1"))
            self.pages = {name: f"{self.origin}/{name}" for name in self.cases}
            for number, site in enumerate(self.hostile_sites.values(), start=2):
                origin = stack.enter_context(server(partial(self._site, site), f"127.0.1.{number}"))
                self.sites[site.name] = origin
            yield self

    def _page(self, path: str, connection: socket.socket) -> bytes | None:
        self.requests.setdefault("pages", []).append(path)
        name, _, rest = path.strip("/").partition("/")
        case = self.cases.get(name)
        if case:
            return case.send(Visit(connection, self.origin, self.canary.origin, rest))
        if path == "/":
            return http("".join(f'<li><a href="{link}">{link}</a></li>' for link in (*HEALTHY, *self.cases)))
        return http(healthy(path)) if path in HEALTHY else http("Not here", "404 Not Found")

    def _site(self, site: Site, path: str, connection: socket.socket) -> bytes | None:
        self.requests.setdefault(site.name, []).append(path)
        return site.answer(path, Visit(connection, self.sites[site.name], self.canary.origin, path))


__all__ = ["CASES", "Case", "HostileWeb", "Site"]
