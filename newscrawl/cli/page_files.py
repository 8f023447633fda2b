"""Pages on disk: a file's HTML, unpacked and no larger than a page may be."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from io import BytesIO

from newscrawl.encoding import MAX_SIZE
from newscrawl.errors import NewscrawlError

_NOT_HTML = {
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"PK\x03\x04": "an archive",
    b"WARC/": "a WARC",
}


def read_html(name: str) -> bytes:
    """The HTML of a file, or of standard input for `-`; gzip is unpacked.

    Raises NewscrawlError that says why there is none, without the file's name.
    """
    try:
        html = _unzipped(_read(name))
    except (OSError, EOFError, zlib.error) as error:
        raise NewscrawlError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if wrong := not_html(html):
        raise NewscrawlError(f"not HTML: {wrong}")
    return html


def not_html(page: bytes) -> str | None:
    """What the bytes are, when they are certainly not an HTML page."""
    start = page[:1024].lstrip()
    if not start:
        return "the file is empty"
    for magic, kind in _NOT_HTML.items():
        if start.startswith(magic):
            return kind
    if b"<" not in page:
        return "plain text; use newscrawl clean"
    return None


def _read(name: str) -> bytes:
    if name == "-":
        return _bounded(sys.stdin.buffer.read(MAX_SIZE + 1))
    with open(name, "rb") as file:
        return _bounded(file.read(MAX_SIZE + 1))


def _unzipped(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
        return _bounded(stream.read(MAX_SIZE + 1))


def _bounded(data: bytes) -> bytes:
    if len(data) > MAX_SIZE:
        raise NewscrawlError(f"larger than {MAX_SIZE:,} bytes, which no page is")
    return data


def is_there(name: str) -> bool:
    """Whether a file of this name exists; no name raises, however long or odd."""
    return os.path.exists(name)
