"""What is shown to a person cannot act."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.text import visible, visible_lines


def test_what_acts_is_shown_as_an_escape_and_words_stay() -> None:
    assert visible("Zürich, 東京, نمی\u200cخواهم") == "Zürich, 東京, نمی\u200cخواهم"
    assert visible("a\x1b[31mb\x9b2J\r\n\u202etxt\ud800") == r"a\x1b[31mb\x9b2J\r\n\u202etxt\ud800"


def test_further_lines_cannot_pass_for_lines_of_their_own() -> None:
    assert visible_lines("failed: x\nERROR all is lost") == "failed: x\n  | ERROR all is lost"


@settings(deadline=None)
@given(st.text())
def test_every_text_can_be_shown(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not set("\n\r\x1b\x07\u2028\u2029\x85") & set(shown)
