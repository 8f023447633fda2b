"""What goes over the wire, without the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Ask:
    """A request: path as sent (percent-encoded), query and cookies; `origin` is the address it came to."""

    path: str
    origin: str
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """A response; `modified` becomes Last-Modified and answers If-Modified-Since."""

    body: str | bytes = b""
    status: int = 200
    type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None


def redirect(to: str, headers: Mapping[str, str] | None = None, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to, **(headers or {})})
