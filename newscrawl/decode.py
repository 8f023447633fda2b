"""Bytes of a page to text: BOM, valid UTF-8, header, declaration, the legacy encoding of the page's language.

The order differs from WHATWG's in one point: bytes that are valid UTF-8 are UTF-8, whatever header and declaration say.
On 2,000 real pages a wrong declaration over UTF-8 bytes was common, valid UTF-8 by accident did not occur.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from w3lib.encoding import http_content_type_encoding, resolve_encoding

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.I)
_LANGUAGE = re.compile(rb"<html[^>]{0,300}?\blang\s*=\s*[\"']?([A-Za-z]{2})", re.I)
_HEAD = 4096  # bytes looked through for a declaration; WHATWG asks for 1024, real pages need more

# WHATWG's table of fallback encodings by locale (HTML standard, 13.2.3.2).
_LEGACY = {
    "ar": "cp1256", "ba": "cp1251", "be": "cp1251", "bg": "cp1251", "cs": "cp1250", "el": "iso8859-7",
    "et": "cp1257", "fa": "cp1256", "he": "cp1255", "hr": "cp1250", "hu": "iso8859-2", "ja": "cp932", "ko": "cp949",
    "lt": "cp1257", "lv": "cp1257", "mk": "cp1251", "pl": "iso8859-2", "ru": "cp1251", "sk": "cp1250",
    "sl": "iso8859-2", "sr": "cp1251", "th": "cp874", "tr": "cp1254", "uk": "cp1251", "vi": "cp1258",
    "zh": "gb18030",
}  # fmt: skip


# WHATWG's name (Encoding Standard, 4.2) of the codecs whose name in Python is another.
_NAMES = {
    "ascii": "windows-1252", "big5hkscs": "big5", "cp866": "ibm866", "cp874": "windows-874", "cp932": "shift_jis",
    "cp949": "euc-kr", "cp950": "big5", "euc_jis_2004": "euc-jp", "euc_jisx0213": "euc-jp", "euc_jp": "euc-jp",
    "euc_kr": "euc-kr", "gb2312": "gbk", "iso2022_jp": "iso-2022-jp", "iso8859-1": "windows-1252",
    "iso8859-11": "windows-874", "iso8859-9": "windows-1254", "mac-cyrillic": "x-mac-cyrillic",
    "mac-roman": "macintosh", "tis-620": "windows-874", "utf-16-be": "utf-16be", "utf-16-le": "utf-16le",
} | {f"cp{page}": f"windows-{page}" for page in range(1250, 1259)}  # fmt: skip


def decode(data: bytes, headers: Mapping[str, str]) -> tuple[str, str]:
    """The page's text and the encoding it was read with, by WHATWG's name ("windows-1251"). Never raises.

    `headers` has lower-cased keys. Bytes that the encoding does not know become U+FFFD.
    """
    text, codec = _decode(data, headers)
    return text, _NAMES.get(codec, codec.replace("iso8859", "iso-8859"))


def _decode(data: bytes, headers: Mapping[str, str]) -> tuple[str, str]:
    """The text and the Python codec it was read with."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(charset, "replace"), charset
    declared = _declared(data, headers)
    broken_at = len(data)
    try:
        text = data.decode("utf-8")
        if not _shifting(declared) and "\0" not in text[:64]:
            return text, "utf-8"
    except UnicodeDecodeError as error:
        broken_at = error.start
    return _decode_legacy(data, declared, broken_at)


def _declared(data: bytes, headers: Mapping[str, str]) -> str | None:
    """The encoding that header or page name, as a Python codec."""
    named = http_content_type_encoding(headers.get("content-type"))
    if not named and (match := _DECLARED.search(data, 0, _HEAD)):
        named = resolve_encoding(match[1].decode("ascii", "replace"))
    try:
        return codecs.lookup(named).name if named else None
    except LookupError:
        return None


def _shifting(charset: str | None) -> bool:
    """Encodings whose every byte is ASCII, so that any page in them looks like UTF-8."""
    return charset is not None and charset.startswith(("iso2022", "hz", "utf-7"))


def _decode_legacy(data: bytes, declared: str | None, broken_at: int) -> tuple[str, str]:
    if data[:64].count(0) > 16:  # UTF-16 without a BOM: every second byte of markup is zero
        charset = "utf-16-be" if data[0] == 0 else "utf-16-le"
    elif declared == "utf-8" or (declared is None and broken_at > 20_000):  # a stray byte in a UTF-8 page
        charset = "utf-8"
    elif declared:
        charset = declared
    else:
        language = _LANGUAGE.search(data, 0, _HEAD)
        charset = _LEGACY.get(language[1].decode().lower() if language else "", "cp1252")
    try:
        return data.decode(charset, "replace"), charset
    except (LookupError, ValueError, AssertionError):  # codecs that are not text encodings, or refuse "replace"
        return data.decode("cp1252", "replace"), "cp1252"
