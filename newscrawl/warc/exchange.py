"""One fetch: what was asked and what came back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain

from newscrawl.article import UsageSignal
from newscrawl.parts import Part

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """How a crawl came to a page: what kind of address it took it for, which kind of source named it, the title and
    time that the source states, the addresses that redirected to it, the lines known as its site's template
    (newscrawl.template), and what its host's files say about use.

    It is kept as JSON in the response's header `Newscrawl-Lead` (ISO 28500 allows named fields of one's own).
    """

    kind: str = "article"
    source: str = "warc"
    title: str | None = None
    published: str | None = None
    redirects: tuple[str, ...] = ()
    template: tuple[str, ...] = ()
    usage: tuple[UsageSignal, ...] = ()

    def to_header(self) -> str:
        """One line of ASCII."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    @classmethod
    def from_header(cls, header: str | None) -> Lead | None:
        """None without a header, and for one that somebody else wrote."""
        try:
            values = json.loads(header or "null")
            if not values:
                return None
            usage = tuple(UsageSignal(**signal) for signal in values.get("usage", ()))
            listed = {name: tuple(values.get(name, ())) for name in ("redirects", "template")}
            lead = cls(**(values | listed | {"usage": usage}))
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None
        return lead if lead._is_text() else None

    def _is_text(self) -> bool:
        stated = (self.kind, self.source, *self.redirects, *self.template)
        signals = [(one.signal, one.value, one.url or "", one.read_at or "") for one in self.usage]
        optional = (self.title or "", self.published or "")
        return all(isinstance(value, str) for value in (*stated, *optional, *chain.from_iterable(signals)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response. Headers keep their order and may repeat; `body` is decompressed.

    `fetched_at` is aware. `ip` is the address that answered. `last_fetched_at` is the time of the last fetch that gave
    the body, where a 304 says that it still stands. `lead` is known of newscrawl's own crawls; `parts` are the further
    pages of an article there.
    """

    url: str
    fetched_at: datetime
    status: int
    body: bytes = b""
    reason: str = ""
    method: str = "GET"
    request_headers: Headers = ()
    response_headers: Headers = ()
    ip: str | None = None
    last_fetched_at: datetime | None = None
    lead: Lead | None = None
    parts: tuple[Part, ...] = ()

    @property
    def named_headers(self) -> dict[str, str]:
        """Response headers by lower-case name; values of one name are joined (RFC 9110, 5.3)."""
        named: dict[str, str] = {}
        for name, value in self.response_headers:
            key = name.lower()
            named[key] = f"{named[key]}, {value}" if key in named else value
        return named
