"""One fetch: what was asked and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its response. Headers keep their order and may repeat; `body` is decompressed.

    `fetched_at` is aware. `ip` is the address that answered. `last_fetched_at` is the time of the last fetch that gave
    the body, where a 304 says that it still stands.
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
