"""Bytes of strangers' pages become text, whatever they say of themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.decode import decode

RUSSIAN = "Правительство одобрило закон"


@pytest.mark.parametrize(
    ("text", "charset"),
    [(RUSSIAN, "windows-1251"), ("東京で地震がありました", "shift_jis"), ("北京发生地震", "gb18030"),
     ("서울에서 열린 회의", "euc-kr"), ("Größe des Übels", "iso-8859-1"), ("ελληνικά νέα", "iso-8859-7")],
)  # fmt: skip
def test_a_declared_encoding_is_used(text: str, charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><p>{text}</p>'.encode(charset)
    assert text in decode(page, {})[0]


def test_the_header_speaks_before_the_page() -> None:
    page = f'<meta charset="iso-8859-1"><p>{RUSSIAN}</p>'.encode("windows-1251")
    text, charset = decode(page, {"content-type": "text/html; charset=windows-1251"})
    assert RUSSIAN in text
    assert charset == "windows-1251"


def test_valid_utf8_is_utf8_whatever_the_page_declares() -> None:
    page = f'<meta charset="iso-8859-1"><p>{RUSSIAN}</p>'.encode()
    assert decode(page, {}) == (page.decode(), "utf-8")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_wide_encodings_are_read_with_and_without_a_mark(charset: str) -> None:
    assert RUSSIAN in decode(f"<html><head><title>News</title></head><p>{RUSSIAN}</p>".encode(charset), {})[0]


def test_without_a_declaration_the_page_language_names_the_legacy_encoding() -> None:
    assert RUSSIAN in decode(f'<html lang="ru"><p>{RUSSIAN}</p>'.encode("cp1251"), {})[0]


def test_one_stray_byte_does_not_turn_a_utf8_page_into_another_encoding() -> None:
    page = ('<meta charset="utf-8"><p>' + "é" * 100).encode() + b"\xff" + "é".encode()
    text, charset = decode(page, {})
    assert charset == "utf-8"
    assert text.endswith("é")


@pytest.mark.parametrize("charset", ["klingon", "rot13", "hex", "utf-7", "undefined", "x-user-defined"])
def test_an_encoding_that_is_none_is_not_believed(charset: str) -> None:
    assert "Caf" in decode(f'<meta charset="{charset}"><p>Café'.encode("cp1252"), {})[0]


def test_shifting_japanese_is_not_taken_for_utf8() -> None:
    page = '<meta charset="iso-2022-jp"><p>日本のニュース'.encode("iso-2022-jp")
    assert "日本のニュース" in decode(page, {})[0]


@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_bytes_and_no_header_raise(data: bytes, header: str) -> None:
    text, charset = decode(data, {"content-type": header})
    assert isinstance(text, str)
    assert charset


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("windows-1251", "windows-1251"), ("cp1250", "windows-1250"), ("iso-8859-1", "windows-1252"),
        ("latin2", "iso-8859-2"), ("iso-8859-15", "iso-8859-15"), ("Shift_JIS", "shift_jis"), ("x-sjis", "shift_jis"),
        ("euc-jp", "euc-jp"), ("ks_c_5601-1987", "euc-kr"), ("koi8-r", "koi8-r"), ("tis-620", "windows-874"),
        ("iso-8859-9", "windows-1254"), ("macintosh", "macintosh"), ("big5", "big5"), ("gb18030", "gb18030"),
        ("ascii", "windows-1252"),
    ],
)  # fmt: skip
def test_the_encoding_is_named_as_the_web_names_it(declared: str, name: str) -> None:
    page = f'<meta charset="{declared}"><p>'.encode() + b"\xc1\xcf\x20\xc1\xcf"
    assert decode(page, {})[1] == name


def test_wide_encodings_are_named_as_the_web_names_them() -> None:
    assert decode(b"\xff\xfeN\x00", {})[1] == "utf-16le"
    assert decode(b"\xfe\xff\x00N", {})[1] == "utf-16be"
