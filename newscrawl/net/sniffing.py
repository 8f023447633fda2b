"""What a body is, whatever its address or Content-Type says: servers send login pages as sitemaps and feeds as text."""

from __future__ import annotations

import re
import zlib
from itertools import islice
from typing import Literal

from newscrawl.encoding import file_kind

BodyKind = Literal["feed", "sitemap", "sitemap index", "text sitemap", "html", "xml", "json", "text", "binary", "empty"]

MAX_BYTES = 50 * 1024 * 1024  # of a decompressed body: the cap of the sitemaps protocol
_HEAD = 4096  # bytes looked at
_LEAD = 256 * 1024  # bytes in which XML may begin: caches write remarks of kilobytes, PHP its warnings
_GZIP = b"\x1f\x8b"
_MOST_PACKED = 3  # gzip in gzip: of the file, of the server, of a cache before it
_ROOTS: dict[bytes, BodyKind] = {
    b"rss": "feed", b"rdf": "feed", b"feed": "feed", b"channel": "feed",
    b"urlset": "sitemap", b"sitemapindex": "sitemap index", b"html": "html",
}  # fmt: skip
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARATION = re.compile(rb"<\?xml\s[^<>]{0,300}\?>", re.IGNORECASE)
_ASIDE = re.compile(rb"(?:\xef\xbb\xbf|\s)++|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_DOCTYPE = re.compile(rb"<!doctype\s++(?!html\b)[^\[>]*+(?:\[[^\]]*+\][^>]*+)?>", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|head|body|title|meta|link)\b", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.\-]+:)?([a-z]+)", re.IGNORECASE)
# A whole start tag of a feed or sitemap: in the text of a page and in JSON its quotes are escaped.
_XML_ROOT = re.compile(
    rb"""<(?:[\w.\-]{1,40}:)?(rss|rdf|feed|urlset|sitemapindex)"""
    rb"""(?:\s++[\w:.\-]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+\s*+>""",
    re.IGNORECASE,
)
_HTML = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|title|meta|link|script|div|p|table|h1|br|b)[\s>/]", re.IGNORECASE
)
_HTML_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_JSON = re.compile(rb"\{|\[\s*[\[{\"\]]")
_REMARK = re.compile(rb"#|;|//|--")
_ADDRESS = re.compile(rb"""(?:(?:[-*]|\xe2\x80\xa2)\s+|\d{1,6}[.):]?\s+)?["']?https?://\S""", re.IGNORECASE)
_ENDS = (b"</rss>", b"</feed>", b"</urlset>", b"</sitemapindex>", b"</rdf:rdf>")
_END = 16 * 1024  # bytes in which a page ends
_MOST_ENDS = 20  # end tags that are looked behind
# Behind the end of a page caches and programs write remarks and scripts.
_BEHIND = re.compile(
    rb"(?:\s++|<!--.*?(?:-->|\Z)|<script\b.*?(?:</script\s*+>|\Z)|</(?:body|html)\s*+>)*+\Z", re.S | re.I
)
_PAGE_END = re.compile(rb"</(?:html|body)\s*+>", re.I)
# The tags that end a story's text, and what says that more of it comes.
_STORY_END = re.compile(rb"</(?:article|main)\s*+>(?!.*</(?:article|main)\s*+>)", re.S | re.I)
_MORE = re.compile(rb"<(?:p|div|td|article|main|br|h[1-6])\b", re.I)
_FOOTER = re.compile(rb"<footer\b|\Z", re.I)


def classify(body: bytes, content_type: str = "") -> BodyKind:
    """The kind of a body (gzip is looked into). The content decides; the Content-Type only where it is silent."""
    data = narrow(inflated(body, cap=_LEAD))
    head = data[:_HEAD]
    if file_kind(head):
        return "binary"
    if b"\0" in head or not head.strip(b"\xef\xbb\xbf \t\r\n\v\f"):
        return "binary" if head.strip() else "empty"
    kind, _, at = _opening(data)
    if kind is not None:
        return kind
    first = data[at : at + _HEAD]
    if first[:1] == b"<":
        return "html" if _HTML.search(first) or "html" in content_type else "xml"
    if _JSON.match(first):
        return "feed" if b"jsonfeed.org/version" in first.replace(b"\\", b"") or "feed+json" in content_type else "json"
    if _lists_addresses(data[at:]):
        return "text sitemap"
    if _HTML.search(first):
        return "html"
    text = first.decode("utf-8", "replace")
    return "text" if text.isprintable() or _mostly_text(text) else "binary"


def narrow(data: bytes) -> bytes:
    """UTF-16 as UTF-8, anything else as it is: in all that is left, a tag is a tag."""
    codec = next((codec for mark, codec in _WIDE if data.startswith(mark)), None)
    return data.decode(codec, "replace").lstrip("\ufeff").encode() if codec else data


def bare_xml(data: bytes) -> bytes:
    """A feed or sitemap without what stands before it: blank lines, remarks, what the server's programs print.

    `data` is what `narrow` gives. Its XML declaration and document type stay; what is neither feed nor sitemap stays as
    it is.
    """
    kind, declaration, at = _opening(data)
    return declaration + data[at:] if kind not in (None, "html") else data


def _opening(data: bytes) -> tuple[BodyKind | None, bytes, int]:
    """What the first element says the body is, with the XML declaration before it, and where it begins, or its document
    type."""
    at, kept, declaration = _prolog(data)
    root = _ROOT.match(data, at)
    kind = _ROOTS.get(root[1].lower()) if root else None
    if (kind is not None and kind != "html") or _JSON.match(data, at):
        return kind, declaration, kept
    is_page = kind == "html" or _PAGE.match(data, at) is not None
    behind = _HTML_END.search(data, at, _LEAD) if is_page else None
    found = _XML_ROOT.search(data, behind.end() if behind else at, _LEAD) if behind or not is_page else None
    if found is None:
        return "html" if is_page else None, b"", at
    before = data.rfind(b"<?xml", at, found.start())
    stated = _DECLARATION.match(data, before) if before != -1 else None
    return _ROOTS[found[1].lower()], stated[0] if stated else b"", found.start()


def _prolog(data: bytes) -> tuple[int, int, bytes]:
    """Where the prolog of a document ends (XML 1.0, 2.8), where what is to be kept of it begins, and its declaration.

    The document type of a page is its beginning.
    """
    at, kept, declaration = 0, None, b""
    while at < _LEAD:
        if found := _DECLARATION.match(data, at):
            declaration = declaration or found[0]
        elif found := _DOCTYPE.match(data, at):
            kept = at if kept is None else kept
        elif not (found := _ASIDE.match(data, at)):
            break
        at = found.end()
    return at, at if kept is None else kept, declaration


def _lists_addresses(data: bytes) -> bool:
    """Whether a text is a list of addresses, with or without remarks between them."""
    lines = [line.strip() for line in data[: 16 * _HEAD].splitlines()]
    said = [line for line in lines if line and not _REMARK.match(line)]
    return bool(said) and 2 * sum(_ADDRESS.match(line) is not None for line in said) >= len(said)


def is_whole(body: bytes, *, broke_off: bool, is_cut: bool = False) -> bool:
    """Whether nothing that matters of an unpacked body is missing, though its transfer broke off before the length that
    was said or the last chunk, or a packed stream in it is cut.

    Of a feed or sitemap that was packed badly, what is there is read: its entries stand for themselves.
    """
    if broke_off:
        return has_its_end(body)
    return not is_cut or has_its_end(body) or classify(body) != "html"


def has_its_end(body: bytes) -> bool:
    """Whether a page, feed or sitemap ends with the tag that ends it, or a page behind the end of its story: then it is
    whole, whatever its server said of its length."""
    end = body[-_END:]
    if end[-200:].rstrip().lower().endswith(_ENDS):
        return True
    if any(_BEHIND.match(end, found.end()) for found in islice(_PAGE_END.finditer(end), _MOST_ENDS)):
        return True
    story = _STORY_END.search(end)
    footer = _FOOTER.search(end, story.end()) if story else None
    return story is not None and footer is not None and not _MORE.search(end, story.end(), footer.start())


def inflated(body: bytes, *, cap: int = MAX_BYTES) -> bytes:
    """The body without gzip (known by its first bytes, RFC 1952), at most `cap` bytes.

    Of damaged gzip, what can be read; gzip in gzip is opened as well.
    """
    for _ in range(_MOST_PACKED):
        if not body.startswith(_GZIP):
            break
        body = _members(body, cap)
    return body[:cap]


def _members(body: bytes, room: int) -> bytes:
    parts: list[bytes] = []
    while body.startswith(_GZIP) and room > 0:
        stream = zlib.decompressobj(wbits=31)
        part = _inflate(stream, body, room)
        parts.append(part)
        room -= len(part)
        body = stream.unused_data
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


def _mostly_text(head: str) -> bool:
    return sum(character.isprintable() or character.isspace() for character in head) > 0.9 * len(head)
