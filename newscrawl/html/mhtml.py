"""A page that a browser saved as one file, MHTML (RFC 2557): its HTML, its address, and when it was saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

_FIELD = rb"[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}"
_HEAD = re.compile(rb"\s{0,20}(?:%b){1,40}(?=\r?\n)" % _FIELD)
_KIND = re.compile(rb"^content-type:\s{0,9}(?:multipart/|text/html|application/xhtml)", re.IGNORECASE | re.MULTILINE)
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page out of its container. `saved_at` is aware."""

    html: bytes
    url: str | None = None
    content_type: str | None = None
    saved_at: datetime | None = None


def is_mhtml(data: bytes) -> bool:
    """Whether bytes begin like such a file: named fields, among them the type of a page or of parts."""
    head = _HEAD.match(data, 0, 1 << 15)
    return head is not None and b"ontent-" in head[0] and _KIND.search(head[0]) is not None


def read_mhtml(data: bytes) -> SavedPage | None:
    """The page in the file: the part that its head names as the first one, else the first of HTML. None without one."""
    try:
        message = message_from_bytes(data.lstrip())
        part = _root(message)
        if part is None:
            return None
        html = part.get_payload(decode=True)
        url = next(filter(None, map(_address, _addresses(part, message))), None)
        kind = part.get("Content-Type")
        return SavedPage(html, url, " ".join(str(kind).split()) if kind else None, _saved_at(message)) if (
            isinstance(html, bytes)
        ) else None  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # what the library says of odd heads
        return None


def _root(message: Message) -> Message | None:
    parts = [part for part in message.walk() if part.get_content_type() in _HTML]
    start = str(message.get_param("start") or "")
    return next((part for part in parts if start and part.get("Content-ID") == start), parts[0] if parts else None)


def _addresses(part: Message, message: Message) -> Iterator[str | None]:
    yield part.get("Content-Location")
    for name in ("Snapshot-Content-Location", "Content-Location", "Content-Base"):
        yield message.get(name)


def _address(value: object) -> str | None:
    """A web address; long ones are folded, and none has a space."""
    address = "".join(str(value or "").split())
    return address if address.lower().startswith(("http://", "https://")) else None


def _saved_at(message: Message) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        moment = parsedate_to_datetime(str(message.get("Date")))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None
