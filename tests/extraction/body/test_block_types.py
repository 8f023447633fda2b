"""Typed blocks, and the policy that makes the body from them."""

from __future__ import annotations

import pytest

from newscrawl.extraction.body.block_types import between, pieces
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.render import body_text, render
from newscrawl.extraction.body.text_limits import BODY, INCLUDE, body_kinds
from newscrawl.html.document import Document
from newscrawl.lang import load
from newscrawl.record.model import Block

LONG = "A paragraph of some length, so that it stands like one in a story of the day."


def typed(page: str) -> list[Block]:
    """All blocks of a page as if every one had been kept, between two paragraphs of its story."""
    document = Document.parse(f"<article><p>{LONG}</p>{page}<p>{LONG}</p></article>", "https://news.example/a", {})
    blocks = read_blocks(document)
    return list(render(document, blocks, pieces(blocks, range(len(blocks))), load("en")))[1:-1]


def test_headings_carry_their_level() -> None:
    [block] = typed("<h3>The <em>second</em> day</h3>")
    assert (block.kind, block.level, block.text) == ("heading", 3, "The second day")


def test_lists_carry_their_items_and_their_make() -> None:
    [block] = typed("<ol><li>first <b>one</b></li><li>second</li></ol>")
    assert (block.kind, block.items, block.ordered) == ("list", ("first one", "second"), True)
    assert block.text == "first one\nsecond"


def test_a_list_that_only_lays_out_paragraphs_is_paragraphs() -> None:
    items = "".join(f"<li><h4>Day {n}</h4><p>{LONG}</p><p>{LONG}</p></li>" for n in range(2))
    assert "list" not in {block.kind for block in typed(f"<ul>{items}</ul>")}


def test_tables_carry_their_rows() -> None:
    [block] = typed("<table><tr><th>Team</th><th>Points</th></tr><tr><td>City</td><td>3</td></tr></table>")
    assert (block.kind, block.rows) == ("table", (("Team", "Points"), ("City", "3")))


def test_a_layout_table_is_paragraphs() -> None:
    blocks = typed(f"<table><tr><td><p>{LONG}</p><p>{LONG}</p></td></tr></table>")
    assert [block.kind for block in blocks] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(("tag", "kind"), [("<ul>{}</ul>", "list"), ("<table>{}</table>", "table")])
def test_a_list_or_table_that_is_nearly_all_of_the_text_is_one(tag: str, kind: str) -> None:
    part = "<li>An entry</li>" if kind == "list" else "<tr><td>A</td><td>1</td></tr>"
    assert [block.kind for block in typed(tag.format(part * 20))] == [kind]


def test_a_table_of_one_column_lays_out_paragraphs() -> None:
    rows = f"<tr><td>{LONG}</td></tr>" * 3
    assert [block.kind for block in typed(f"<table>{rows}</table>")] == ["paragraph"] * 3


def test_a_table_around_lines_of_text_lays_them_out() -> None:
    lines = f"<table><tr><td>Home</td><td>{LONG}<br><br>{LONG}<br><br>{LONG}</td></tr></table>"
    assert "table" not in {block.kind for block in typed(lines)}


def test_quotes_and_pull_quotes_differ() -> None:
    kinds = [block.kind for block in typed("<blockquote>Said.</blockquote><aside class=pullquote>Said again.</aside>")]
    assert kinds == ["quote", "pull_quote"]


@pytest.mark.parametrize("tag", ["div", "figure", "p"])
def test_whatever_calls_itself_a_pull_quote_is_one(tag: str) -> None:
    [block] = typed(f'<{tag} class="c-pull-quote">Said again.</{tag}>')
    assert block.kind == "pull_quote"


def test_an_embedded_post_knows_its_address() -> None:
    post = '<p>Short.</p>Somebody <a href="https://post.example/1">now</a>'
    [block] = typed(f'<blockquote class="twitter-tweet">{post}</blockquote>')
    assert (block.kind, block.url) == ("embed", "https://post.example/1")
    assert block.text == "Short.\nSomebody now"


def test_captions_belong_to_figures() -> None:
    [block] = typed('<figure><img src="/a.jpg"><figcaption>The bridge. Photo: Ann Lee</figcaption></figure>')
    assert (block.kind, block.url) == ("figure", "https://news.example/a.jpg")


def test_program_text_keeps_its_lines() -> None:
    [block] = typed("<pre>if a:\n    b()</pre>")
    assert (block.kind, block.text) == ("code", "if a:\n    b()")


def test_prose_in_program_type_is_paragraphs() -> None:
    lines = "The pumps at the lane stopped at a quarter past three\nin the morning, and water stood at the second step."
    blocks = typed(f"<pre>{lines}\n\n{lines}\n   {lines}</pre>")
    assert [(block.kind, block.text) for block in blocks] == [("paragraph", lines.replace("\n", " "))] * 3


@pytest.mark.parametrize(
    "text",
    [
        "the river came up the stair\nand found the cat\nand let it be",
        "let relay = station.find({price: 9, spare: true}); // cheap\nrelay.replace({with: 'another of the same'});",
    ],
)
def test_verse_and_programs_keep_their_lines(text: str) -> None:
    [block] = typed(f"<pre>{text}</pre>")
    assert (block.kind, block.text) == ("code", text)


def test_lines_divided_by_one_break_are_one_paragraph_by_two_are_two() -> None:
    blocks = typed("<div>one<br>two<br><br>three</div>")
    assert [block.text for block in blocks] == ["one\ntwo", "three"]


def test_entries_of_a_live_blog_carry_their_time() -> None:
    entries = "".join(
        f'<article class="entry"><time datetime="2026-03-0{n}T10:00">10</time><p>{LONG}</p><p>More {n}.</p></article>'
        for n in range(1, 5)
    )
    blocks = [block for block in typed(f'<div class="liveblog">{entries}</div>') if block.kind == "live_entry"]
    assert [block.time for block in blocks] == [f"2026-03-0{n}T10:00" for n in range(1, 5)]
    assert blocks[0].text.endswith(f"{LONG}\n\nMore 1.")


def test_entries_of_a_live_blog_carry_their_author() -> None:
    entries = "".join(
        f'<article class="entry"><time>10.0{n}</time><p class="byline">By {name}</p><p>{LONG}</p></article>'
        for n, name in enumerate(("Nell Ashdown", "Rafe Dillon", "Ann Lee"))
    )
    blocks = [block for block in typed(f'<div class="liveblog">{entries}</div>') if block.kind == "live_entry"]
    assert [block.author for block in blocks] == ["Nell Ashdown", "Rafe Dillon", "Ann Lee"]


@pytest.mark.parametrize("hour", ["18:42", "18.42 Uhr", "6:42 p.m.", "18h42"])
def test_entries_that_only_print_their_time_carry_it(hour: str) -> None:
    entry = f'<li class="entry"><strong>{hour}</strong><div><p>{LONG}</p></div></li>'
    blocks = [block for block in typed(f'<ul class="liveticker">{entry * 3}</ul>') if block.kind == "live_entry"]
    assert [block.time for block in blocks] == [hour] * 3


def test_a_page_that_declares_a_live_blog_needs_no_names() -> None:
    page = f"<h1>Flood</h1><div>{f'<div><time>9:00</time><p>{LONG}</p></div>' * 3}</div>"
    blocks = read_blocks(Document.parse(page, None, {}))
    assert "live_entry" not in {piece.kind for piece in pieces(blocks, range(len(blocks)))}
    assert [piece.kind for piece in pieces(blocks, range(len(blocks)), live=True)][1:] == ["live_entry"] * 3


@pytest.mark.parametrize("line", ["3.50 euros is the price.", "10.11.2025", "12.30.45"])
def test_numbers_are_no_times_of_entries(line: str) -> None:
    entry = f'<li class="entry"><p>{line}</p><p>{LONG}</p></li>'
    assert "live_entry" not in {block.kind for block in typed(f'<ul class="live-ticker">{entry * 3}</ul>')}


def test_bold_questions_make_an_interview() -> None:
    blocks = typed("".join(f"<p><b>Question {n}?</b></p><p>Answer {n}.</p>" for n in range(3)))
    assert [block.kind for block in blocks] == ["question", "answer"] * 3


def test_definitions_that_ask_are_questions() -> None:
    assert [block.kind for block in typed("<dl><dt>Who pays?</dt><dd>The city.</dd></dl>")] == ["question", "paragraph"]


def test_notes_of_correction_are_named() -> None:
    assert typed('<p class="correction">An earlier version misspelled a name.</p>')[0].kind == "correction"


def test_the_body_is_made_of_the_kinds_of_the_policy() -> None:
    blocks = [Block(kind=kind, text=kind) for kind in BODY]
    assert body_text(blocks, body_kinds()) == "\n\n".join(kind for kind, inside in BODY.items() if inside)


@pytest.mark.parametrize("word", sorted(INCLUDE))
def test_include_widens_the_policy(word: str) -> None:
    assert INCLUDE[word] in body_kinds([word])


def test_include_names_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match=r"'videos'.*figures"):
        body_kinds(["videos"])


def test_include_brings_back_what_stands_inside_the_body() -> None:
    page = f"<article><p>{LONG}</p><figure><figcaption>Bridge.</figcaption></figure><p>{LONG}</p></article><p>x</p>"
    blocks = read_blocks(Document.parse(page, None, {}))
    assert between(blocks, [0, 2], {"figure"}) == [1]
    assert between(blocks, [0, 2], {"table"}) == []
