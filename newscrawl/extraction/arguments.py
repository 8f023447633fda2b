"""What callers hand to the extractor: a wrong argument raises at once and is named; a page never does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

_FILES = (".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht", ".txt", ".php", ".asp", ".aspx")
_LONGEST = 4096  # characters of an address or a file's name
_SHOWN = 60


def check_page(page: Any, url: Any) -> None:
    """Raises TypeError, naming the argument, where the page is none and where the address is no text."""
    if isinstance(page, PurePath):
        raise TypeError(f"page: a path ({page}), not a page; give its bytes: path.read_bytes()")
    if not isinstance(page, bytes | bytearray | memoryview | str):
        raise TypeError(f"page: bytes or text of an HTML page, not {type(page).__name__}")
    if isinstance(page, str) and (kind := _no_page(page.strip())):
        raise TypeError(f"page: {kind} ({page.strip()[:_SHOWN]!r}), not a page; give the page's bytes or text")
    if url is not None and not isinstance(url, str):
        raise TypeError(f"url: the page's address as text, not {type(url).__name__}")


def _no_page(text: str) -> str | None:
    """What a text is instead of a page: of strangers' pages none is one word that is an address or a file's name."""
    if not text or len(text) > _LONGEST or "<" in text or len(text.split(None, 1)) > 1:
        return None
    if text.lower().startswith(("http://", "https://")):
        return "a URL"
    return "a file's name" if text.lower().endswith(_FILES) else None


def headers_of(given: Any) -> dict[str, str]:
    """Headers of a response by name, given as text or bytes, one value or several (Scrapy's, those of requests ...).

    Values of one name are joined (RFC 9110, 5.3). Raises TypeError, naming the argument.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise TypeError(f"headers: a mapping of names to values, not {type(given).__name__}")
    return {_text(name): ", ".join(map(_text, _values(value))) for name, value in given.items()}


def _values(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if not isinstance(value, str):
        raise TypeError(f"headers: names and values are text or bytes, not {type(value).__name__}")
    return value
