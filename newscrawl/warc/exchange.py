"""One fetch: what was asked and what came back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from newscrawl.processing.multipage import Part
from newscrawl.record.model import UsageSignal
from newscrawl.text import normalize

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlMetadata:
    """How a crawl came to a page: what kind of address it took it for, which kind of source named it, the title and
    time that the source states, the addresses that redirected to it, the lines known as its site's template
    (newscrawl.processing.site_template), and what its host's files say about use.

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
    def from_header(cls, header: str | None) -> CrawlMetadata | None:
        """None without a header, and for one that somebody else wrote. Its texts are read without what acts."""
        try:
            values = json.loads(header or "null")
            if not values:
                return None
            usage = tuple(UsageSignal(**_texts(signal)) for signal in values.pop("usage", ()))
            redirects, template = (tuple(map(_text, values.pop(name, ()))) for name in ("redirects", "template"))
            return cls(redirects=redirects, template=template, usage=usage, **_texts(values))
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None


def _texts(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in values.items() if value is not None}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} where a text belongs")
    return normalize(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response. Headers keep their order and may repeat; `body` is decompressed.

    `fetched_at` is aware. `ip` is the address that answered. `last_fetched_at` is the time of the last fetch that gave
    the body, where a 304 says that it still stands. `metadata` is known of newscrawl's own crawls; `parts` are the
    further pages of an article there.
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
    metadata: CrawlMetadata | None = None
    parts: tuple[Part, ...] = ()

    @property
    def named_headers(self) -> dict[str, str]:
        """Response headers by lower-case name; values of one name are joined (RFC 9110, 5.3)."""
        named: dict[str, str] = {}
        for name, value in self.response_headers:
            key = name.lower()
            named[key] = f"{named[key]}, {value}" if key in named else value
        return named
