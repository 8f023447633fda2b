"""The form of inputs that are more than a body: an address, headers, and a page, as one piece of bytes.

    https://news.example/a
    Content-Type: text/html

    <p>The page ...

So one mutation reaches all of them, and a person can read and edit a finding.
"""

from __future__ import annotations

from dataclasses import dataclass

URL = "https://news.example/2026/11/20/bridge"
NEXT = b"\n%%%% the next page %%%%\n"


@dataclass(frozen=True, slots=True)
class Message:
    """An address and headers as text (Latin-1, as HTTP has them; UTF-8 where they are valid UTF-8), and a body."""

    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def read(cls, data: bytes) -> Message:
        """What the bytes say; whatever they are, they say something."""
        head, _, body = data.partition(b"\n\n")
        url, *lines = head.split(b"\n")
        pairs = (line.partition(b":") for line in lines)
        return cls(_text(url), tuple((_text(name), _text(value).strip()) for name, _, value in pairs if name), body)

    @property
    def named(self) -> dict[str, str]:
        """The headers by lower-case name, values of one name joined."""
        found: dict[str, str] = {}
        for name, value in self.headers:
            key = name.lower()
            found[key] = f"{found[key]}, {value}" if key in found else value
        return found

    def values(self, name: str) -> list[str]:
        """All values of one header."""
        return [value for key, value in self.headers if key.lower() == name]


def message(body: bytes | str, url: str = URL, **headers: str) -> bytes:
    """The bytes of a message; `content_type` names the header Content-Type."""
    lines = [url, *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\n".join(lines).encode() + b"\n\n" + (body.encode() if isinstance(body, str) else body)


def pages(data: bytes) -> list[Message]:
    """The messages of an input that holds several."""
    return [Message.read(part) for part in data.split(NEXT)]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
