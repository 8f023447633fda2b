"""Files that are no text are no articles, whatever they are served as and at whatever address."""

from __future__ import annotations

import gzip
import io
import lzma
import random
import struct
import wave
import zipfile
import zlib

import pytest

from newscrawl import extract
from newscrawl.encoding import not_text
from tests.extraction.pages import PARAGRAPHS, page

SLUG = "https://www.exampletimes.com/politics/2024/03/harbour-bridge-will-be-rebuilt"
RANDOM = random.Random(5)
NOISE = RANDOM.randbytes(30_000)
WORDS = " ".join(str(RANDOM.random()) for _ in range(8000)).encode()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", WORDS)
    return file.getvalue()


def _wave() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(NOISE)
    return file.getvalue()


def _pdf(lines: bytes = b"") -> bytes:
    stream = zlib.compress(WORDS)
    return b"%%PDF-1.4\n%s1 0 obj << /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (
        lines,
        len(stream),
        stream,
    )


PROSE = b"BT (The council voted late on Tuesday to rebuild the old harbour bridge, a spokesman said.) Tj ET\n"
FILES = {
    "PDF": _pdf(), "PDF of prose": b"%PDF-1.7\n" + PROSE * 60, "PDF behind white space": b"\r\n \n" + _pdf(),
    "PDF behind a warning": b"Warning: headers were sent in line 3\n" + _pdf(),
    "PDF behind a mark": b"\xef\xbb\xbf" + _pdf(),
    "zip": _zip(), "gzip": gzip.compress(WORDS), "xz": lzma.compress(WORDS), "deflate": zlib.compress(WORDS)[2:],
    "PNG": b"\x89PNG\r\n\x1a\n" + NOISE, "JPEG": b"\xff\xd8\xff\xe0" + NOISE, "GIF": b"GIF89a" + NOISE, "wave": _wave(),
    "MP4": b"\0\0\0\x20ftypisom" + NOISE, "font": b"wOF2" + NOISE, "program": b"\x7fELF" + bytes(60) + NOISE,
    "Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "RTF": b"{\\rtf1\\ansi " + PROSE * 60, "random": NOISE,
    "random behind FF FE": b"\xff\xfe" + NOISE, "random behind FE FF": b"\xfe\xff" + NOISE,
    "numbers": b"".join(struct.pack("<I", RANDOM.randrange(2000)) for _ in range(6000)),
    "doubles": b"".join(struct.pack("<d", RANDOM.random()) for _ in range(6000)),
    "a page that ends as one": page().encode()[:400] + NOISE,
}  # fmt: skip


@pytest.mark.parametrize("url", [SLUG, "https://www.exampletimes.com/", "https://x.example/report.pdf", None])
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_text_is_no_article_at_any_address(name: str, url: str | None) -> None:
    for headers in ({"Content-Type": "text/html"}, {"Content-Type": "text/html; charset=iso-8859-1"}, {}):
        record = extract(FILES[name], url, headers=headers)
        quality = record.meta.quality
        assert (quality.is_article, quality.confidence, record.article_body) == (False, 0.0, None)
        assert quality.warnings[0].startswith("not text: the page is ")
        assert record.headline is None


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_nor_when_somebody_has_read_it_as_text(name: str, charset: str) -> None:
    if name not in ("random behind FF FE", "random behind FE FF"):
        assert not extract(FILES[name].decode(charset, "replace"), SLUG).meta.quality.is_article


def test_the_reason_names_the_kind_of_file() -> None:
    assert extract(_pdf(), SLUG).meta.quality.warnings == ("not text: the page is a PDF",)
    assert extract(_zip(), SLUG).meta.quality.warnings == ("not text: the page is a ZIP archive or office document",)
    assert extract(NOISE, SLUG).meta.quality.warnings == ("not text: the page is binary data",)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "gb18030"])
def test_an_article_in_any_encoding_is_text(charset: str) -> None:
    html = page().replace("<meta charset='utf-8'>", "").encode(charset)
    assert extract(html, SLUG).meta.quality.is_article


@pytest.mark.parametrize(
    "spoilt",
    [
        page().replace("<p>", "<p>\x07\x1b[31m").encode(), page().encode() + bytes(5000),
        page().encode() + b"\x01" * 40,
        page(paragraphs=(f"%PDF-1.7 is how such files begin. {PARAGRAPHS[0]}", *PARAGRAPHS)).encode(),
        ("PK MZ RIFF ID3 BM " + page()).encode(), page().encode().replace(b"the", b"th\xff"),
    ],
)  # fmt: skip
def test_a_page_with_a_few_bytes_of_rubbish_is_still_an_article(spoilt: bytes) -> None:
    assert extract(spoilt, SLUG).meta.quality.is_article


def test_the_work_grows_with_the_size() -> None:
    assert not_text(b"x" * 100_000) is None
    assert not_text(b"MZ" * 100_000) is None
