"""Bytes of a page to text: BOM, valid UTF-8, header, declaration, the encoding in which the bytes read like a language.

The order differs from WHATWG's in three points. Bytes that are valid UTF-8 are UTF-8, whatever header and declaration
say: on 2,000 real pages a wrong declaration over UTF-8 bytes was common, valid UTF-8 by accident did not occur. Bytes
that are anything but UTF-8 are not, where it is declared. Where header and declaration differ, the letters decide.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import chain

from w3lib.encoding import http_content_type_encoding, resolve_encoding

MAX_SIZE = 16 * 1024 * 1024  # bytes of a page after decompression, unless a configuration says otherwise

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*+[\"']?+\s*+([A-Za-z0-9_:.-]+)", re.I)
_LANGUAGE = re.compile(rb"<html[^>]{0,300}?\blang\s*=\s*[\"']?([A-Za-z]{2}(?:-(?:tw|hk|mo|hant))?)", re.I)
_BODY = re.compile(rb"<body\b", re.I)
_MARKUP = b"<meta charset='x' content=\"a+AGI-b xn--a #1; =20\">"
_BYTES = rb"\x41 \u0041 \ud800" + b" \xa0 \x80 "
_HEAD = 4096  # bytes looked through for a declaration; WHATWG asks for 1024, real pages need more
_SAMPLE = 20_000  # bytes from the first one that is no UTF-8: enough letters to know a language by

# WHATWG's table of fallback encodings by locale (HTML standard, 13.2.3.2); Romanian as Chrome and Firefox read it.
_LEGACY = {
    "ar": "cp1256", "ba": "cp1251", "be": "cp1251", "bg": "cp1251", "cs": "cp1250", "el": "iso8859-7",
    "et": "cp1257", "fa": "cp1256", "he": "cp1255", "hr": "cp1250", "hu": "iso8859-2", "ja": "cp932", "ko": "cp949",
    "lt": "cp1257", "lv": "cp1257", "mk": "cp1251", "pl": "iso8859-2", "ro": "cp1250", "ru": "cp1251", "sk": "cp1250",
    "sl": "iso8859-2", "sr": "cp1251", "th": "cp874", "tr": "cp1254", "uk": "cp1251", "vi": "cp1258",
    "zh": "gb18030", "zh-tw": "big5hkscs", "zh-hk": "big5hkscs", "zh-mo": "big5hkscs", "zh-hant": "big5hkscs",
}  # fmt: skip
# The language that a country's news is in, as _LEGACY names it.
_OF_COUNTRY = {code: code for code in ("bg", "hr", "hu", "lt", "lv", "mk", "pl", "ro", "ru", "sk", "th", "tr")} | {
    "ae": "ar", "ba": "hr", "by": "be", "cn": "zh", "cy": "el", "cz": "cs", "dz": "ar", "ee": "et", "eg": "ar",
    "gr": "el", "hk": "zh-hk", "il": "he", "iq": "ar", "ir": "fa", "jo": "ar", "jp": "ja", "kr": "ko", "kw": "ar",
    "kz": "ru", "lb": "ar", "ma": "ar", "md": "ro", "mo": "zh-mo", "qa": "ar", "rs": "sr", "sa": "ar", "si": "sl",
    "su": "ru", "sy": "ar", "tw": "zh-tw", "ua": "uk", "vn": "vi",
}  # fmt: skip
# The sister that has the same letters at most places, and others or none at some.
_SAME_LETTERS = {"cp1250": "iso8859-2", "cp1257": "iso8859-13", "iso8859-2": "cp1250", "iso8859-7": "cp1253"}

_CYRILLIC, _GREEK = "оеаинтсрвлкмдпуыя", "αοιετσνηυρπκμλςάίόέή"
_HEBREW, _ARABIC = "יוהלאמרתבשנדםעח", "اليمونرتبةدعفسكقحأ"
_SIGNS = "“”„’‘–—«»…\xa0§°€"
# The letters beyond ASCII of languages in Latin script. Each of them is read for itself: what is strewn over the words
# of all of them together would be found in a wrong reading as well.
_WESTERN = (
    "éèàêçùâîôûëïœ", "äöüß", "éóáíúñü¿¡º", "àèéìòùóî", "áãçéóíêõúâàô", "åäöæøé", "áðéíóúýþæö", "àèéíïòóúüç·", "éëèïóöü",
    "ëç",
)  # fmt: skip
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ")
_BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äöüõšž")
_TURKISH = ("ışğüöçİâî",)
# The letters that texts in an encoding hold most, but for ASCII: read in another one the same bytes give others.
_LETTERS: dict[str, tuple[str, ...]] = {
    "cp1252": (*_WESTERN, _BALTIC[2]), "cp1251": (_CYRILLIC,), "koi8-r": (_CYRILLIC,), "koi8-u": (_CYRILLIC + "іїєґ",),
    "iso8859-5": (_CYRILLIC,), "cp866": (_CYRILLIC,), "cp1250": _CENTRAL, "iso8859-2": _CENTRAL, "cp1257": _BALTIC,
    "iso8859-13": _BALTIC, "cp1254": _TURKISH, "cp1253": (_GREEK,), "cp1255": (_HEBREW,), "cp1256": (_ARABIC,),
    "cp1258": ("đăâêôơưáàéèíóúùýĐÂ\u0300\u0301\u0303\u0309\u0323",),
    "cp874": ("านรอกเงมยลวดท่้ีิัสปบคะแห์ืไุใ็ต",),
    "iso8859-6": (_ARABIC,), "iso8859-7": (_GREEK,), "iso8859-8": (_HEBREW,), "iso8859-9": _TURKISH,
    "iso8859-15": (*_WESTERN, _BALTIC[2]),
}  # fmt: skip
_LATIN = frozenset((*_WESTERN, *_CENTRAL, *_BALTIC, *_TURKISH))
_HAS_SIGNS = re.compile(r"cp125\d|iso8859-13")  # encodings that have quotation marks and dashes
# A letter of another script inside a word of ASCII is a letter with an accent in the wrong encoding.
_IN_LATIN = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")
# The same for those of two bytes: the lead bytes under which the common characters stand, in a codec that has no others
# (syllables of KS X 1001; first levels of GB 2312 and Big5; kana and first level of JIS X 0208). GBK has those of Big5.
_ROWS: dict[str, tuple[tuple[str, tuple[range, ...]], ...]] = {
    "cp949": (("euc_kr", (range(0xB0, 0xC9),)),),
    "gb18030": (("gb2312", (range(0xB0, 0xD8),)), ("big5", (range(0xA4, 0xC7),))),
    "big5hkscs": (("big5", (range(0xA4, 0xC7),)),),
    "euc_jp": (("euc_jp", (range(0xA4, 0xA6), range(0xB0, 0xD0))),),
    "cp932": (("euc_jp", (range(0xA4, 0xA6), range(0xB0, 0xD0))),),
}
_READS = 0.55  # share of such letters beyond ASCII: right readings of invented news in 16 languages have 0.58 to 1
_AS_GOOD = 0.05  # of the share: what the page's language and the host's country are worth beside the letters


# WHATWG's name (Encoding Standard, 4.2) of the codecs whose name in Python is another.
_NAMES = {
    "ascii": "windows-1252", "big5hkscs": "big5", "cp866": "ibm866", "cp874": "windows-874", "cp932": "shift_jis",
    "cp949": "euc-kr", "cp950": "big5", "euc_jis_2004": "euc-jp", "euc_jisx0213": "euc-jp", "euc_jp": "euc-jp",
    "euc_kr": "euc-kr", "gb2312": "gbk", "iso2022_jp": "iso-2022-jp", "iso8859-1": "windows-1252",
    "iso8859-11": "windows-874", "iso8859-9": "windows-1254", "mac-cyrillic": "x-mac-cyrillic",
    "mac-roman": "macintosh", "tis-620": "windows-874", "utf-16-be": "utf-16be", "utf-16-le": "utf-16le",
} | {f"cp{page}": f"windows-{page}" for page in range(1250, 1259)}  # fmt: skip

# What begins so is a file of another kind, whatever it is served as (the formats' specifications; RFC 1952, 8878).
_FILES = {
    "a PDF": rb"[^<]{0,1000}?%PDF-\d", "a ZIP archive or office document": rb"PK\x03\x04|PK\x05\x06",
    "an archive": rb"\x1f\x8b|BZh\d1AY|\xfd7zXZ\0|\x28\xb5\x2f\xfd|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|!<arch>\n",
    "an image": rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF.{4}WEBP|\0\0\x01\0",
    "a sound or film": rb"RIFF.{4}(?:WAVE|AVI )|OggS\0|ID3[\x02-\x04]|fLaC|\x1a\x45\xdf\xa3|.{4}ftyp|\0\0\x01\xba",
    "a font": rb"wOF[F2]|OTTO\0|\0\x01\0\0\0", "a program": rb"\x7fELF|\xca\xfe\xba\xbe|\0asm|MZ.{0,62}?\0",
    "an office document": rb"\xd0\xcf\x11\xe0|\{\\rtf1|%!PS-", "a database": rb"SQLite format 3\0",
}  # fmt: skip
_FILE = re.compile(b"\\A(?:%b)" % b"|".join(b"(%b)" % pattern for pattern in _FILES.values()), re.S)
# Bytes that no text has (WHATWG MIME Sniffing, 3), but for zero, with which some pages are padded. Of 5,100 real pages
# one has 0.17 % of them, all others 0.03 % at most; random and packed bytes have 10 %, read as UTF-8 and written 5 %.
# Beside them stand 37 % of printable ASCII in random bytes, 80 % and more in a page that is strewn with controls.
_BINARY = bytes([*range(1, 9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_PRINTABLE = bytes([9, 10, 13, *range(0x20, 0x7F)])
_MOST_BINARY, _LEAST_PRINTABLE = 0.03, 0.6
# Of UTF-16, where random bytes hit half a surrogate pair in one of 32 characters, and markup seldom.
_MOST_UNREADABLE, _LEAST_MARKUP = 0.01, 0.05


def file_kind(data: bytes) -> str | None:
    """The kind of file that the first bytes stand for ("a PDF"); None for text and for unknown kinds."""
    found = _FILE.match(data[:1100])
    return [*_FILES][(found.lastindex or 1) - 1] if found else None


def not_text(data: bytes, text: str = "", charset: str = "") -> str | None:
    """What the bytes are that are no text ("a PDF", "binary data"); None for text.

    `text` and `charset` are what `decode` made of the bytes.
    """
    if kind := file_kind(data):
        return kind
    if charset.startswith("utf-16"):
        data = text.encode("utf-8", "replace")
        if text.count("\ufffd") > _MOST_UNREADABLE * len(text) or _share_of(_PRINTABLE, data) < _LEAST_MARKUP:
            return "binary data"
    data = data.replace(b"\0", b"") if b"\0" in data else data
    if _share_of(_BINARY, data) <= _MOST_BINARY or _share_of(_PRINTABLE, data) >= _LEAST_PRINTABLE:
        return None
    return "binary data"


def _share_of(some: bytes, data: bytes) -> float:
    return 1 - len(data.translate(None, some)) / max(1, len(data))


# References to halves of UTF-16 pairs (U+D800 to U+DFFF). libxml2, told to go on, takes them for characters; at such a
# text lxml raises.
_HALVES = re.compile(
    rb"&#(?:x0*+[dD][89a-fA-F][0-9a-fA-F]{2}|0*+(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]))"
    rb"(?:;|(?!\w))"
)


def without_surrogates(xml: bytes) -> bytes:
    """XML without references to lone surrogates, which stand for no character (XML 1.0, 2.2)."""
    return _HALVES.sub(b"", xml) if b"&#" in xml else xml


def decode(data: bytes, headers: Mapping[str, str], host: str = "") -> tuple[str, str]:
    """The page's text and the encoding it was read with, by WHATWG's name ("windows-1251"). Never raises.

    `headers` has lower-cased keys; the country of `host` ("news.example.lv") speaks where no encoding is declared.
    Bytes that the encoding does not know become U+FFFD.
    """
    text, codec = _decode(data, headers, host)
    return text, _NAMES.get(codec, codec.replace("iso8859", "iso-8859"))


def _decode(data: bytes, headers: Mapping[str, str], host: str) -> tuple[str, str]:
    """The text and the Python codec it was read with."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(charset, "replace"), charset
    broken_at = 0
    try:
        text = data.decode("utf-8")
        shifting = text.isascii() and b"\x1b" in data  # every byte of ISO-2022-JP is ASCII
        if not shifting and "\0" not in text[:64]:
            return text, "utf-8"
    except UnicodeDecodeError as error:
        text, broken_at = data.decode("utf-8", "replace"), error.start
    charset = _legacy(data, text, _declared(data, headers), broken_at, host)
    return data.decode(charset, "replace"), charset


def _declared(data: bytes, headers: Mapping[str, str]) -> list[str]:
    """The encodings that header and page name, as Python codecs."""
    body = _BODY.search(data, _HEAD)
    found = _DECLARED.search(data, 0, body.start() if body else _HEAD)
    header = http_content_type_encoding(headers.get("content-type"))
    page = resolve_encoding(found[1].decode("ascii", "replace")) if found else None
    return [codec for named in (header, page) if named and (codec := _codec(named))]


@lru_cache(maxsize=256)
def _codec(name: str) -> str | None:
    """The codec of a name, if it is one of texts in which ASCII is ASCII.

    Others are no encodings of pages: base64 and zlib hold no text, `unicode_escape` and UTF-7 make signs of ASCII (lone
    surrogates too), `idna` refuses most bytes.
    """
    try:
        is_text = len(_BYTES.decode(name, "replace")) == len(_BYTES) and _MARKUP.decode(name) == _MARKUP.decode()
        return codecs.lookup(name).name if is_text else None
    except (LookupError, ValueError, AssertionError):
        return None


def _legacy(data: bytes, text: str, declared: list[str], broken_at: int, host: str) -> str:
    """The codec of bytes that are not just UTF-8; `text` is how they read as UTF-8."""
    if data[:64].count(0) > 16:  # UTF-16 without a BOM: every second byte of markup is zero
        return "utf-16-be" if data[0] == 0 else "utf-16-le"
    broken = text.count("\ufffd")
    if not broken:
        shifting = next((codec for codec in declared if codec.startswith("iso2022")), "iso2022_jp")
        return shifting if b"\x1b$" in data else "utf-8"
    read = len(text.encode("utf-8", "replace")) - len(text) - 2 * broken  # bytes that only UTF-8 has
    if read and read >= broken:
        return "utf-8"
    wide = ("utf-8", "utf-16", "utf-32")  # a page that can say so in ASCII is none of the last two (HTML, 13.2.3.2)
    named = [codec for codec in dict.fromkeys(declared) if not codec.startswith(wide)]
    if len(named) == 1:
        return named[0]
    sample = data[broken_at : broken_at + _SAMPLE]
    if named:
        shares = _shares(sample, named)
        return max(named, key=shares.__getitem__)
    usual = _usual(data, host)
    best = _best_reading(sample, usual)
    if best is None:
        return "utf-8" if "utf-8" in declared else next(iter(usual), "cp1252")
    return best


def _usual(data: bytes, host: str) -> list[str]:
    """The encodings in which pages of this language are written that declare none, and those of the host's country."""
    found = _LANGUAGE.search(data, 0, _HEAD)
    country = host.partition(":")[0].rpartition(".")[2]
    languages = (found[1].decode().lower() if found else "", _OF_COUNTRY.get(country, ""))
    codecs_of = [_LEGACY[language] for language in languages if language in _LEGACY]
    return list(dict.fromkeys(one for codec in codecs_of for one in (codec, _SAME_LETTERS.get(codec, codec))))


def _best_reading(sample: bytes, usual: list[str]) -> str | None:
    """The codec in which the sample has most letters of a language; a usual one where it is nearly as good."""
    shares = _shares(sample, (*usual, *_LETTERS, *_ROWS))
    most = max(shares.values())
    likely = max(usual, key=shares.__getitem__, default="")
    best = likely if likely and shares[likely] >= most - _AS_GOOD else max(shares, key=shares.__getitem__)
    return best if shares[best] >= _READS else None


def _shares(sample: bytes, candidates: Iterable[str]) -> dict[str, float]:
    """How much of what is beyond ASCII are common letters of one of the languages of each encoding, 0 to 1.

    The bytes are counted once for all encodings of one byte; reading the sample in each of them takes twenty times as
    long.
    """
    everywhere, apart = _high_bytes(sample), _high_bytes(_IN_LATIN.sub(b"", sample))
    size = max(1, sum(everywhere.values()))
    shares = {}
    for codec in candidates:
        if codec in _ROWS:
            shares[codec] = _share_of_pairs(sample, codec)
        else:
            alphabets, is_latin = _common_bytes(codec)
            counts = everywhere if is_latin else apart
            shares[codec] = max(sum(map(counts.__getitem__, common)) for common in alphabets) / size
    return shares


def _high_bytes(sample: bytes) -> Counter[int]:
    return Counter(sample.translate(None, bytes(range(0x80))))


def _share_of_pairs(sample: bytes, codec: str) -> float:
    letters = [sign for sign in sample.decode(codec, "replace") if sign > "\x7f"]
    return max(sum(map(common.__contains__, letters)) for common in _common_pairs(codec)) / max(1, len(letters))


@cache
def _common_bytes(codec: str) -> tuple[tuple[frozenset[int], ...], bool]:
    """The bytes of the common letters of each language of an encoding, and whether they may stand beside Latin ones."""
    languages = _LETTERS.get(codec, ())
    signs = _SIGNS if _HAS_SIGNS.fullmatch(codec) else ""
    is_latin = codec == "cp1258" or any(one in _LATIN for one in languages)
    read = [(byte, bytes([byte]).decode(codec, "replace")) for byte in range(0x80, 0x100)] if languages else []
    letters = (one + (one.upper() if is_latin else "") + signs for one in languages or ("",))
    return tuple(frozenset(byte for byte, sign in read if sign in common) for common in letters), is_latin


@cache
def _common_pairs(codec: str) -> tuple[frozenset[str], ...]:
    return tuple(_characters(table, rows) for table, rows in _ROWS[codec])


def _characters(table: str, rows: tuple[range, ...]) -> frozenset[str]:
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF)) if table == "big5" else range(0xA1, 0xFF)
    pairs = (bytes((lead, trail)) for lead in chain(*rows) for trail in trails)
    return frozenset("".join(pair.decode(table, "ignore") for pair in pairs))
