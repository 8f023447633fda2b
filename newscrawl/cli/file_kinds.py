"""Which files on disk may hold pages, by their names and, where those say nothing, by their first bytes."""

from __future__ import annotations

import re
import zlib

from newscrawl.encoding import file_kind
from newscrawl.html.mhtml import is_mhtml
from newscrawl.net.sniffing import classify

_HTML = re.compile(r"\.(?:x?html?|shtml|xht|mht|mhtml)(?:\.gz)?\Z", re.IGNORECASE)
_WARC = re.compile(r"\.(?:w?arc|warc\.(?:wet|wat)|wet|wat)(?:\.gz|\.zst)?(?:\.open)?\Z", re.IGNORECASE)
_ZIP = re.compile(r"\.(?:zip|wacz)\Z", re.IGNORECASE)
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,5})(?:\.gz)?\Z")

NOWHERE = "links that lead nowhere"
_LEFT_OUT = {
    "PDF": "pdf", "pictures": "png jpg jpeg gif webp avif svg ico bmp tif tiff heic",
    "scripts": "js mjs map wasm ts", "style sheets": "css scss less", "fonts": "woff woff2 ttf otf eot",
    "media": "mp3 mp4 m4a m4v mov avi wav ogg oga ogv webm flac mkv",
    "archives": "7z rar tar tgz bz2 xz jar epub", "office documents": "doc docx xls xlsx ppt pptx odt ods rtf",
    "feeds or other XML": "xml rss atom rdf", "JSON": "json jsonl webmanifest", "texts": "txt md log csv tsv cdx cdxj",
}  # fmt: skip
_KIND_OF_SUFFIX = {suffix: kind for kind, suffixes in _LEFT_OUT.items() for suffix in suffixes.split()}
_KIND_OF_FILE = {
    "a PDF": "PDF", "an image": "pictures", "a sound or film": "media", "a font": "fonts",
    "an archive": "archives", "an office document": "office documents",
}  # fmt: skip
_KIND_OF_BODY = {
    "html": "page", "json": "JSON", "text": "texts", "text sitemap": "texts", "empty": "empty files",
    **dict.fromkeys(("feed", "sitemap", "sitemap index", "xml"), "feeds or other XML"),
}  # fmt: skip

_ONE = {"feeds or other XML": "feed or other XML", NOWHERE: "link that leads nowhere"}


def is_warc_name(name: str) -> bool:
    """Whether a file of this name is read as WARC or ARC, or refused as WET or WAT."""
    return _WARC.search(name) is not None


def kind_of_name(name: str) -> str | None:
    """What a name says of a file: "page", "WARC", "ZIP", the kind of what is left out, None where it says nothing."""
    if _HTML.search(name):
        return "page"
    if is_warc_name(name):
        return "WARC"
    if _ZIP.search(name):
        return "ZIP"
    suffix = _SUFFIX.search(name)
    return _KIND_OF_SUFFIX.get(suffix[1].lower()) if suffix else None


def is_left_out(kind: str | None) -> bool:
    """Whether files of a kind are counted alone."""
    return kind not in ("page", "WARC", "ZIP")


def counted(kind: str, count: int) -> str:
    """So many of a kind, in words."""
    if count > 1:
        return f"{count:,} {kind}"
    return f"1 {_ONE.get(kind) or kind.removesuffix('s')}"


def sniffed(head: bytes) -> str:
    """The kind that a file's first bytes tell, in the words of `kind_of_name`."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, len(head))
        except zlib.error:
            return "page"  # to be named as what cannot be read
    if head.startswith((b"WARC/1.", b"WARC/0.", b"filedesc://")):
        return "WARC"
    if head.startswith(b"PK\x03\x04"):
        return "ZIP"
    if head.startswith(b"HTTP/") or is_mhtml(head):
        return "page"
    return _KIND_OF_FILE.get(file_kind(head) or "") or _KIND_OF_BODY.get(classify(head), "other files")
