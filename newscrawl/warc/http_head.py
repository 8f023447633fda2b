"""The head of a stored HTTP answer (RFC 9112, 4 and 5), as leniently as archives have it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUS_LINE = re.compile(rb"(?:HTTP|ICY|UNKNOWN)(?:/\d(?:\.\d)?)?[ \t]+(\d{3})(?!\d)([^\r\n]*)\r?\n")
_END = re.compile(rb"\n\r?\n")
_MOST = 1 << 18  # bytes of a head


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: its status and headers in order, and what follows them."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def named(self, name: str) -> str:
        """All values of a header, by its lower-case name."""
        return ", ".join(value for key, value in self.headers if key.lower() == name)


def read_answer(block: bytes) -> Answer | None:
    """The answer in a block; None for what is no HTTP, or whose head has no end."""
    first = _STATUS_LINE.match(block)
    end = _END.search(block, first.end() - 1, _MOST) if first else None
    if first is None or end is None:
        return None
    reason = _text(first[2]).strip()
    return Answer(int(first[1]), reason, tuple(_fields(block[first.end() : end.start()])), block[end.end() :])


def _fields(lines: bytes) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for line in lines.splitlines():
        if line[:1] in (b" ", b"\t") and fields:  # obsolete folding
            name, value = fields[-1]
            fields[-1] = name, f"{value} {_text(line).strip()}"
            continue
        raw, colon, value_bytes = line.partition(b":")
        if colon and raw.strip():
            fields.append((_text(raw).strip(), _text(value_bytes).strip()))
    return fields


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
