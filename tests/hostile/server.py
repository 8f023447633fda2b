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
        """The canary listens on 127.0.0.1, the healthy articles on 127.0.1.1.

        Every case has an address of its own (127.0.2.1 and up, 127.0.3.1 and up), since a host that keeps failing may
        be left alone by a well-mannered crawler.
        """
        with ExitStack() as stack:
            self.canary.origin = stack.enter_context(server(self.canary.answer, "127.0.0.1"))
            self.origin = stack.enter_context(server(self._healthy, "127.0.1.1"))
            for number, case in enumerate(self.cases.values(), start=1):
                origin = stack.enter_context(server(partial(self._page, case), f"127.0.2.{number}"))
                self.pages[case.name] = f"{origin}/{case.name}"
            for number, site in enumerate(self.hostile_sites.values(), start=1):
                self.sites[site.name] = stack.enter_context(server(partial(self._site, site), f"127.0.3.{number}"))
            yield self

    def _healthy(self, path: str, connection: socket.socket) -> bytes:
        return http(healthy(path)) if path in HEALTHY else http("Not here", "404 Not Found")

    def _page(self, case: Case, path: str, connection: socket.socket) -> bytes | None:
        name, _, rest = path.strip("/").partition("/")
        if name != case.name:
            return http("Not here", "404 Not Found")
        origin = self.pages[name].removesuffix("/" + name)
        return case.send(Visit(connection, origin, self.canary.origin, rest))

    def _site(self, site: Site, path: str, connection: socket.socket) -> bytes | None:
        self.requests.setdefault(site.name, []).append(path)
        return site.answer(path, Visit(connection, self.sites[site.name], self.canary.origin, path))


__all__ = ["CASES", "Case", "HostileWeb", "Site"]
