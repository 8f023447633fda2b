"""Whitespace, Unicode and counting: what every text of a record goes through."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from functools import lru_cache

# What no text of a record holds: controls (C0 and C1) but tab and line breaks; what is invisible by Unicode's property
# Default_Ignorable_Code_Point (soft hyphen, zero-width, bidi, tags, fillers) but for joiners and selectors; interlinear
# annotation; what is no character (surrogates, noncharacters). ZWNJ and ZWJ (U+200C, U+200D) stay: Persian, Indic
# scripts and emoji need them.
_NONE_OF_BMP = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
)
_NONE_OF_TEXT = (
    _NONE_OF_BMP
    + "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
)
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
KANA = "\u3040-\u30ff"
IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# The flags of England, Scotland and Wales, the only emoji that are written with tags (RGI_Emoji_Tag_Sequence).
_FLAG = "\U0001f3f4\U000e0067\U000e0062(?:{})\U000e007f".format(
    "|".join("".join(chr(0xE0000 + ord(letter)) for letter in nation) for nation in ("eng", "sct", "wls"))
)
# Kept are flags and, of a row of selectors, the first; one of the supplement only behind the ideograph that it varies.
_UNWANTED = re.compile(
    f"({_FLAG})|(?<![{IDEOGRAPHS}])[\U000e0100-\U000e01ef][{_SELECTORS}{_NONE_OF_TEXT}]*"
    f"|([{_SELECTORS}])[{_SELECTORS}{_NONE_OF_TEXT}]+|[{_NONE_OF_TEXT}]+"
)
# Searched for first, by a table and one comparison: a thirtieth of what the above takes on a text.
_SUSPECTS = re.compile(f"[{_NONE_OF_BMP}\ufe00-\ufe0f\u180b-\u180f\U00010000-\U0010ffff]+")
_BETWEEN_LINES = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]")
_LINE_BREAKS = re.compile("[\r\x0b\x0c\x85\u2028\u2029](?:(?<=\r)\n)?")  # a set first: searched for by a table
# What a terminal acts on and what hides or turns round the text about it: the above, and line breaks of every kind.
_ACTING = re.compile(f"[\t\n\r\x0b\x0c\x85\u2028\u2029{_NONE_OF_TEXT}]")
_WORD = re.compile(r"\w+")
UNSPACED = "\u0e00-\u0eff" + KANA + "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
"""The signs of scripts that are written without spaces (Thai, Lao, kana, Han), for a class of a regular expression."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_CHARACTERS_PER_WORD = 1.7  # how many of them a word is estimated as: Chinese about 1.6, Japanese and Thai more
SENTENCE_ENDS = ".!?…。！？।؟۔"
CLOSING_QUOTES = '”"»'
"""What may follow the end of a sentence."""
_LOWER = bytes(range(256)).lower()
_ASCII_FOLD = (
    bytes(code if chr(code).isalnum() or code == ord("_") else ord(" ") for code in range(128)).lower().ljust(256)
)
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
# First bytes in UTF-8 of the signs of Latin-1, of General Punctuation and of the CJK signs: one byte follows.
_SIGN_BLOCKS = (b"\xc2", b"\xe2\x80", b"\xe3\x80")
_OTHER_SIGNS = tuple(sign.encode() for sign in "،؛؟।！，．：；？（）")


# What programs print for a value that is not there, and the marks of templates that nobody filled in: Handlebars, Vue,
# Jinja, ES, EJS, WordPress.
_NOTHING = frozenset(("null", "undefined", "None", "NaN", "[object Object]", "N/A"))
_TEMPLATE = re.compile(r"\{\{[^}]{0,500}\}\}|\{%[^%]*%\}|\$\{[^}]{0,500}\}|<%[^%]*%>|%%\w+%%")


# int() refuses numbers of more than 4,300 digits, and html.unescape asks it.
_ENDLESS = re.compile(r"&#(?=[0-9]{1000})0*+([0-9]{0,8})[0-9]*+")


def unescape(text: str) -> str:
    """The text with its character references resolved (HTML standard, 13.2.5.72). Never raises."""
    return html.unescape(_ENDLESS.sub(lambda digits: f"&#{digits[1] or 0}", text) if "&#" in text else text)


def is_placeholder(text: str) -> bool:
    """Does the text stand for a value that was never filled in ("undefined", "{{title}}", "%%title%% %%sep%%")?"""
    if text in _NOTHING:
        return True
    return text[:1] in "{$<%" and _TEMPLATE.match(text) is not None and not _WORD.search(_TEMPLATE.sub("", text))


def sanitized(text: str) -> str:
    """NFC without characters that act, hide or are none; every line break is "\\n". Everything else stays.

    The one filter of all text of a record; `normalize` is the same for a text of one line.
    """
    if not text.replace("\n", "").isprintable():
        text = _LINE_BREAKS.sub("\n", text)
    elif text.isascii():
        return text
    return unicodedata.normalize("NFC", _wanted(text))


def _wanted(text: str) -> str:
    """The text without its unwanted characters."""
    return _SUSPECTS.sub(_wanted_of, text)


def _wanted_of(suspects: re.Match[str]) -> str:
    """What stays of a row of suspects; the character before it says whether a first selector varies something."""
    before = suspects.string[max(0, suspects.start() - 1) : suspects.start()]
    return _UNWANTED.sub(_kept, before + suspects[0])[len(before) :]


def _kept(unwanted: re.Match[str]) -> str:
    return unwanted[1] or unwanted[2] or ""


def normalize(text: str) -> str:
    """The text sanitized, runs of white space as one space, trimmed."""
    if not text or text[0] <= " " or text[-1] <= " " or "  " in text or not text.isprintable():
        text = " ".join(text.split())
        if not text.isprintable():
            return " ".join(sanitized(text).split())
    return text if text.isascii() else sanitized(text)


def without_unseen(text: str) -> str:
    """The text without what acts or is not seen, tabs and line breaks among it: what an address may hold."""
    if text.isascii() and text.isprintable():
        return text
    return _wanted(_BETWEEN_LINES.sub("", text))


def visible(text: str) -> str:
    """The text in one line of a log or terminal, with everything a stranger could forge lines with as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return _ACTING.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), text)


def visible_lines(text: str) -> str:
    """The same for a text of several lines: the further ones begin so that none can pass for a line of its own."""
    return "\n  | ".join(map(visible, text.split("\n")))


def count_words(text: str) -> int:
    """Words of the text; in scripts without spaces one for every 1.7 characters."""
    if text.isascii():
        return len(text.encode().translate(_ASCII_FOLD).split())
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(_WORD.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + round(unspaced / _CHARACTERS_PER_WORD)


# -- folding: the forms in which texts are compared, from the weakest to the strongest


def fold_phrase(text: str) -> str:
    """For phrases as sites print them: NFKC, case folded, plain quotes and dashes, no vowel marks of Arabic."""
    if text.isascii():
        return text.lower().replace("`", "'")
    folded = unicodedata.normalize("NFKC", text).casefold().replace("i\u0307", "i")
    return " ".join(folded.translate(_PLAIN_SIGNS).split())


_PLAIN_SIGNS = {
    **str.maketrans("“”„«»״’‘`´ʼʻ′‛׳‐‑–—", "\"\"\"\"\"\"'''''''''----", "\u200c\u200d\u200e\u200f\u00ad\u0640"),
    **str.maketrans("يىكآأإ", "ییکااا", "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"),
}


def fold_words(text: str) -> str:
    """For lines beside the titles and descriptions that a page states: case folded, only words, one space between them.

    As `fold`, but without NFKC: the block nets learned so, and with it 2 of 5,082 corpus pages are read otherwise.
    """
    return _fold_ascii(text) if text.isascii() else " ".join(_WORD.findall(text.casefold()))


def fold(text: str) -> str:
    """For titles and names: NFKC, case folded, only words, one space between them."""
    return _folded_name(text) if len(text) <= _NAME else _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return _fold_ascii(text)
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _fold_ascii(text: str) -> str:
    """A fifth of what the pattern takes."""
    return " ".join(text.encode().translate(_ASCII_FOLD).decode().split())


_NAME = 300  # characters of a title or a name; the fields of one page fold each of them about ten times
_folded_name = lru_cache(maxsize=2048)(_folded)


def is_small(letter: str) -> bool:
    """Is it a small letter that names are not written with? Georgian ones are: words have no capitals there."""
    return letter.islower() and letter.title() != letter


def fold_name(name: str) -> str:
    """For the names of people: as `fold`, without accents."""
    plain = fold(name)
    if plain.isascii():
        return plain
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))


def fold_joined(text: str) -> str:
    """For names of sites and hosts, the words as one: "The Example-Times" and "theexampletimes" are one name."""
    return fold(text).replace(" ", "").replace("_", "")


def hash_words(text: str) -> str | None:
    """SHA-256 (hex) of the letters and digits of a text; None where it has none.

    White space, signs and the case of A to Z do not count: a changed comma, quote mark or dateline in capitals is no
    new text. Made of bytes: hashing the folded text of an article costs a tenth of the page's parse, this a fiftieth.
    """
    letters = text.encode("utf-8", "replace").translate(_LOWER, _ASCII_SIGNS)
    for block in _SIGN_BLOCKS:
        head, *tails = letters.split(block)
        letters = head + b"".join([tail[1:] for tail in tails])
    if len(letters) > len(text):  # not a Latin script
        for sign in _OTHER_SIGNS:
            letters = letters.replace(sign, b"")
    return hashlib.sha256(letters).hexdigest() if letters else None
