"""What is shown to a person cannot act."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.text import normalize, sanitized, visible, visible_lines, without_unseen

ENGLAND, SCOTLAND, WALES = (
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in f"gb{nation}") + "\U000e007f"
    for nation in ("eng", "sct", "wls")
)
# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt, 15.0), as ranges.
IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
SELECTORS = {*range(0x180B, 0x180E), 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
STAYS = {0x200C, 0x200D, *SELECTORS} - set(range(0xE0100, 0xE01F0))  # those vary ideographs only
BREAKS = {0xA, 0xB, 0xC, 0xD, 0x85, 0x2028, 0x2029}


def unwanted() -> set[int]:
    """Every code point that no text may hold."""
    ignorable = {code for first, last in IGNORABLE for code in range(first, last + 1)}
    controls = {code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc"} - {9} - BREAKS
    none = {code for code in range(sys.maxunicode + 1) if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF}
    return ignorable - STAYS | controls | none | set(range(0xD800, 0xE000)) | {0xFFF9, 0xFFFA, 0xFFFB}


def test_of_all_characters_just_the_unwanted_are_left_out() -> None:
    expected = unwanted()
    left_out = {
        code for code in range(sys.maxunicode + 1) if len(sanitized(f"0{chr(code)}1")) == 2 and code not in BREAKS
    }
    assert left_out - expected == set()
    assert expected - left_out == set()
    assert {code for code in expected if normalize(f"a{chr(code)}b") not in ("ab", "a b")} == set()


@pytest.mark.parametrize("code", sorted(BREAKS))
def test_every_line_break_is_one_and_a_space_in_a_line(code: int) -> None:
    assert sanitized(f"a{chr(code)}b") == "a\nb"
    assert normalize(f"a{chr(code)}b") == "a b"


@pytest.mark.parametrize(
    "text",
    [
        "نمی\u200cخواهم", "क्\u200dष", "👨\u200d👩\u200d👧", "❤\ufe0f", "1\ufe0f\u20e3", "🇩🇪",
        ENGLAND, SCOTLAND, WALES,
        f"{ENGLAND}{WALES} 2:1", "葛\U000e0100城",
        "ᠮᠣᠩ\u180bᠭᠣᠯ", "שָׁלוֹם",
        "\ufffd", "\ue000", "a\tb", "e\u0301".join("xx"),
    ],
)  # fmt: skip
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert sanitized(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "ustx") + "\U000e007f", "🏴"),
        ("🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbeng"), "🏴"),  # not ended
        ("".join(chr(0xE0000 + ord(letter)) for letter in "ignore what was said") + "x", "x"),
        (f"{ENGLAND}\U000e0041", ENGLAND), (f"\U000e0041{ENGLAND}", ENGLAND),
        ("❤\ufe0f\ufe0f\ufe01\u200b\ufe02x", "❤\ufe0fx"),
        ("a\U000e0123\U000e0145b", "ab"),
        ("葛\U000e0100\U000e0101", "葛\U000e0100"),
        ("e\u200b\u0301", "é"), ("a\x1b[31mb", "a[31mb"), ("pay\u202efdp.exe", "payfdp.exe"),
        ("\u3164", ""), ("\u2060" * 9, ""),
    ],
)  # fmt: skip
def test_what_only_hides_goes(text: str, left: str) -> None:
    assert sanitized(text) == left
    assert normalize(text) == left


@settings(deadline=None)
@given(
    st.text(
        st.characters()
        | st.sampled_from(
            [chr(code) for code in (*sorted(SELECTORS)[:9], 0xE0100, 0x200B, 0x1F3F4, *range(0xE0061, 0xE0080))]
        )
    )
)
def test_a_text_is_filtered_once(text: str) -> None:
    once = sanitized(text)
    assert sanitized(once) == once
    assert normalize(normalize(text)) == normalize(text)
    assert unicodedata.is_normalized("NFC", once)


def test_an_address_holds_nothing_unseen() -> None:
    assert without_unseen("https://news.example/a\x1b\n\u202e\U000e0041\u061cb") == "https://news.example/ab"
    assert without_unseen("https://news.example/می\u200cخواهم") == "https://news.example/می\u200cخواهم"


def test_what_acts_is_shown_as_an_escape_and_words_stay() -> None:
    assert visible("Zürich, 東京, نمی\u200cخواهم") == "Zürich, 東京, نمی\u200cخواهم"
    assert visible("a\U000e0041\u061c\u180e\u206ab") == r"a\U000e0041\u061c\u180e\u206ab"
    assert visible("a\x1b[31mb\x9b2J\r\n\u202etxt\ud800") == r"a\x1b[31mb\x9b2J\r\n\u202etxt\ud800"


def test_further_lines_cannot_pass_for_lines_of_their_own() -> None:
    assert visible_lines("failed: x\nERROR all is lost") == "failed: x\n  | ERROR all is lost"


@settings(deadline=None)
@given(st.text())
def test_every_text_can_be_shown(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not set("\n\r\x1b\x07\u2028\u2029\x85") & set(shown)
