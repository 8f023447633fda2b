from __future__ import annotations

from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.readers.copyright import last_parts
from newscrawl.html.document import Document

PROSE = "<p>Long prose, so that menus stay menus.</p>" * 3
LINES = ["Long prose, so that menus stay menus."] * 3


def parts(page: str, sign: str, behind: int = 0) -> list[list[str]]:
    blocks = read_blocks(Document.parse(page, None, {}))
    return [part for part in last_parts(blocks, behind=behind, wanted=lambda text: sign in text) if part]


def test_the_last_line_of_a_footer_stands_where_the_footer_does() -> None:
    page = f"<p>One.</p><nav>Home</nav><p>Two.</p><footer>Imprint<p>© The Gazette</p></footer>{PROSE}"
    assert parts(page, "©") == [LINES, ["© The Gazette"], ["Two."], ["One."]]
    assert parts(page, "©", behind=2) == [LINES, ["© The Gazette"]]


def test_a_menu_without_the_sign_is_not_read() -> None:
    assert parts(f"<p>One.</p><footer>Imprint</footer>{PROSE}", "©") == [LINES, ["One."]]


def test_a_notice_of_several_elements_is_one_line() -> None:
    footer = "<footer><div>Imprint</div><div>© <a>The Gazette</a> <span>2026</span></div></footer>"
    assert parts(PROSE + footer, "©") == [["© The Gazette 2026"], LINES]


def test_a_line_behind_a_child_is_the_elements_own() -> None:
    footer = "<footer><p>© first</p>Reserved © last</footer>"
    assert parts(PROSE + footer, "©") == [["© first", "Reserved © last"], LINES]


def test_scripts_say_nothing() -> None:
    footer = "<footer><p>© The Gazette</p><script>'©'</script></footer>"
    assert parts(PROSE + footer, "©") == [["© The Gazette"], LINES]
