"""What a body is, whatever its address or Content-Type says: servers send login pages as sitemaps and feeds as text."""

from __future__ import annotations

import re
import zlib
from typing import Literal

from newscrawl.encoding import file_kind

BodyKind = Literal["feed", "sitemap", "sitemap index", "text sitemap", "html", "xml", "json", "text", "binary", "empty"]

MAX_BYTES = 50 * 1024 * 1024  # of a decompressed body: the cap of the sitemaps protocol
_HEAD = 4096  # bytes looked at
_ROOTS: dict[str, BodyKind] = {
    "rss": "feed", "rdf": "feed", "feed": "feed", "channel": "feed",
    "urlset": "sitemap", "sitemapindex": "sitemap index", "html": "html",
}  # fmt: skip
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNMARKED = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))
_PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^\[>]*(?:\[[^\]]*\][^>]*)?>|\s+)", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"\s*<(?:[\w.\-]+:)?([a-zA-Z]+)")
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|title|meta|link|script|div|p|table|h1)[\s>]", re.IGNORECASE)
_ENDS = (b"</html>", b"</rss>", b"</feed>", b"</urlset>", b"</sitemapindex>", b"</rdf:rdf>")
_URL_LINE = re.compile(r"\s*https?://\S+\s*(?:[\r\n]|\Z)")


def classify(body: bytes, content_type: str = "") -> BodyKind:
    """The kind of a body (gzip is looked into). The content decides; the Content-Type only where it is silent."""
    data = inflated(body[: _HEAD * 4], cap=_HEAD) if body[:2] == b"\x1f\x8b" else body[:_HEAD]
    head = _text(data)
    if file_kind(data):
        return "binary"
    if not head.strip():
        return "binary" if data.strip() else "empty"
    if head.lstrip()[:1] == "<":
        return _by_root(head, content_type)
    if _URL_LINE.match(head):
        return "text sitemap"
    if head.lstrip()[:1] in "{[":
        return "feed" if "jsonfeed.org/version" in head.replace("\\", "") or "feed+json" in content_type else "json"
    if _HTML.search(head):
        return "html"
    return "text" if head.isprintable() or _mostly_text(head) else "binary"


def has_its_end(body: bytes) -> bool:
    """Whether a page, feed or sitemap ends with the tag that ends it: then it is whole, whatever its server said of its
    length."""
    return body[-200:].rstrip().lower().endswith(_ENDS)


def inflated(body: bytes, *, cap: int = MAX_BYTES) -> bytes:
    """The body without gzip (known by its first bytes, RFC 1952), at most `cap` bytes.

    Of damaged gzip, what can be read.
    """
    if body[:2] != b"\x1f\x8b":
        return body[:cap]
    parts: list[bytes] = []
    room, rest = cap, body
    while rest[:2] == b"\x1f\x8b" and room > 0:
        stream = zlib.decompressobj(wbits=31)
        part = _inflate(stream, rest, room)
        parts.append(part)
        room -= len(part)
        rest = stream.unused_data
    return b"".join(parts)


def _inflate(stream: zlib._Decompress, data: bytes, room: int) -> bytes:
    pieces: list[bytes] = []
    try:
        while data and room > 0 and not stream.eof:
            piece = stream.decompress(data, min(room, 1 << 20))
            pieces.append(piece)
            room -= len(piece)
            data = stream.unconsumed_tail
            if not piece and not data:
                break
    except zlib.error:
        pass  # cut or damaged: what came before stands
    return b"".join(pieces)


def _text(data: bytes) -> str:
    for mark, encoding in (*_ENCODINGS, *_UNMARKED):
        if data.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff")
    return data.decode("utf-8", "replace") if b"\x00" not in data else ""


def _by_root(head: str, content_type: str) -> BodyKind:
    is_html = _HTML.search(head) is not None
    while prolog := _PROLOG.match(head):
        head = head[prolog.end() :]
    root = _ROOT.match(head)
    if root and root[1].lower() in _ROOTS:
        return _ROOTS[root[1].lower()]
    return "html" if is_html or "html" in content_type else "xml"


def _mostly_text(head: str) -> bool:
    return sum(character.isprintable() or character.isspace() for character in head) > 0.9 * len(head)
