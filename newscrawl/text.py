"""Whitespace, Unicode and counting: what every text of a record goes through."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls but tab, newline and return; zero-width and bidi controls; BOM; soft hyphen; lone surrogates.
# ZWNJ and ZWJ (U+200C, U+200D) stay: Persian and Indic spelling needs them.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_WORD = re.compile(r"\w+")
# Scripts written without spaces: a word is estimated as so many characters (Chinese about 1.6, Japanese and Thai more).
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]")
_CHARACTERS_PER_WORD = 1.7


def normalize(text: str) -> str:
    """NFC, no control, zero-width or bidi characters, runs of white space as one space, trimmed."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    line = unicodedata.normalize("NFC", line)
    return " ".join(_UNWANTED.sub("", line).split()) if _UNWANTED.search(line) else line


def count_words(text: str) -> int:
    """Words of the text; in scripts without spaces one for every 1.7 characters."""
    unspaced = len(_UNSPACED.findall(text)) if not text.isascii() else 0
    if not unspaced:
        return len(_WORD.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + round(unspaced / _CHARACTERS_PER_WORD)


def fold(text: str) -> str:
    """The form in which two texts are compared: NFKC, case folded, only words, one space between them."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(plain))
