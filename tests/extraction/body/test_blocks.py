"""One walk: every visible text is a block, in page order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extraction.body.blocks import Blocks, read_blocks
from newscrawl.extraction.body.elements import INLINE
from newscrawl.extraction.body.removed import visible_texts
from newscrawl.html.document import Document
from tests.extraction.body.visible import visible


def read(page: str) -> Blocks:
    return read_blocks(Document.parse(page, None, {}))


def test_paragraphs_headings_and_list_items_are_blocks() -> None:
    blocks = read("<h1>Title</h1><p>One <b>two</b> three.</p><ul><li>four<li>five</ul>")
    assert blocks.texts == ["Title", "One two three.", "four", "five"]
    assert blocks.tags == ["h1", "p", "li", "li"]


def test_text_around_an_inner_element_keeps_its_place() -> None:
    blocks = read("<div>before<p>inside</p>after</div>")
    assert blocks.texts == ["before", "inside", "after"]
    assert blocks.tags == ["div", "p", "div"]


def test_a_sites_own_elements_and_buttons_inside_a_sentence_belong_to_it() -> None:
    page = "<p>The <x-term>relay</x-term> of the <button>sluice</button> failed.</p><x-box>Read on</x-box>"
    blocks = read(f"{page}<p>It cost nine.<button>Share</button></p>")
    assert blocks.texts == ["The relay of the sluice failed.", "Read on", "It cost nine.", "Share"]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<span>It rained.</span><span>The pumps stood.</span>", ["It rained.", "The pumps stood."]),
        ("<span>“It rained.”</span><span>“It did.”</span>", ["“It rained.”", "“It did.”"]),
        ("It rained.<span class=ad>Advertisement</span>", ["It rained.", "Advertisement"]),
        ("<span>It rained. </span><span>The pumps stood.</span>", ["It rained. The pumps stood."]),
        ("the U.<span>S.</span> and v2.<span>0</span>", ["the U.S. and v2.0"]),
        ("<span>T</span><span>he pumps</span> stood.<sup>1</sup>", ["The pumps stood.1"]),
    ],
)
def test_sentences_that_only_styles_set_apart_are_blocks(markup: str, texts: list[str]) -> None:
    assert read(f"<div>{markup}</div>").texts == texts


def test_line_breaks_divide_and_are_counted() -> None:
    blocks = read("<div>one<br>two<br><br>three</div><div>four</div>")
    assert blocks.texts == ["one", "two", "three", "four"]
    assert blocks.breaks == [0, 1, 2, 0]


def test_cells_of_a_row_are_one_block() -> None:
    assert read("<table><tr><td>Team<td>Points<tr><td>A<td>3</table>").texts == ["Team Points", "A 3"]


def test_cells_of_several_lines_lay_out_the_page() -> None:
    assert read("<table><tr><td>Home<br>Sport<td>The story.</table>").texts == ["Home", "Sport", "The story."]


def test_what_no_reader_sees_is_no_block() -> None:
    page = "<head><title>t</title></head><script>s</script><style>c</style><template><p>t</p></template>"
    page += "<svg><text>v</text></svg><select><option>o</select><noscript>n</noscript>"
    assert read(f"{page}<p>seen").texts == ["seen"]


@pytest.mark.parametrize("tag", ["main", "article", "x-app", "section"])
def test_a_page_without_the_tags_of_head_and_body_is_read(tag: str) -> None:
    page = f"<!doctype html><meta charset=utf-8><title>Times</title><{tag}><h1>Title</h1><p>One."
    assert read(page).texts == ["Title", "One."]


@pytest.mark.parametrize("open_element", ["<svg><path d=M0>", "<math><mi>x", "<a href=/><svg><use></a>"])
def test_a_drawing_without_its_end_does_not_swallow_the_page(open_element: str) -> None:
    assert read(f"<p>One.</p>{open_element}<p>Two.</p><div>Three.</div>").texts[-2:] == ["Two.", "Three."]


def test_an_embedded_object_has_no_text_in_it() -> None:
    assert read("<p>One <embed src=x>two.</p><noembed>Old.</noembed>").texts == ["One two."]


@pytest.mark.parametrize("end", ["</br>", "</BR>", "</br />"])
def test_a_line_break_that_is_written_as_an_end_divides(end: str) -> None:
    assert read(f"<div>One.{end}Two.</div>").texts == ["One.", "Two."]


def test_reading_aids_above_characters_are_not_text() -> None:
    assert read("<p><ruby>弾劾<rp>(</rp><rt>だんがい</rt></ruby>訴追案").texts == ["弾劾訴追案"]


def test_characters_in_links_bold_and_italics_are_counted() -> None:
    blocks = read("<p><a href=x>link</a> <b>bold</b> <em>slanted</em></p>")
    assert (blocks.link_sizes, blocks.strong_sizes, blocks.italic_sizes) == ([4], [4], [7])


def test_pictures_and_players_before_a_text_are_counted() -> None:
    assert read("<p>a</p><img src=x><iframe src=y></iframe><p>b</p>").media == [0, 2]


def test_blocks_inside_a_node_are_a_range() -> None:
    blocks = read("<p>a</p><div id=x><p>b</p><section><p>c</p></section></div><p>d</p>")
    node = blocks.node_tags.index("div")
    assert blocks.texts[blocks.firsts[node] : blocks.lasts[node]] == ["b", "c"]
    assert [blocks.node_tags[n] for n in blocks.ancestors(2)] == ["p", "section", "div", "body", "html"]


def test_names_of_ancestors_speak_for_a_block() -> None:
    blocks = read('<div class="relatedStories"><div><p>a</p></div></div>')
    assert blocks.path_bits[blocks.owners[0]] == blocks.own_bits[blocks.node_tags.index("div")] != 0


def test_hidden_elements_are_marked_and_still_blocks() -> None:
    shown, hidden = read('<div style="color:red"><p>a</p></div>'), read('<div style="display: none"><p>a</p></div>')
    assert shown.path_bits[shown.owners[0]] == 0 != hidden.path_bits[hidden.owners[0]]


TAGS = (*sorted(INLINE)[:6], "div", "p", "li", "table", "script", "h2", "nav", "footer")
fragments = st.recursive(
    st.text("ab \n", max_size=5),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=20,
)


@given(st.lists(fragments, max_size=5))
def test_blocks_together_are_the_visible_text(parts: list[str]) -> None:
    document = Document.parse("<body>" + "".join(parts), None, {})
    shown = [text for text, *_ in visible_texts(read_blocks(document))]
    assert "".join(shown).replace(" ", "") == visible(document.tree)


def test_a_menu_is_one_node_and_its_texts_stay_out() -> None:
    story = "<p>Rain fell on the town all day.</p>"
    document = Document.parse(f"<nav><a href='/a'>Home</a> <b>More</b></nav>{story}<footer>Imprint</footer>", None, {})
    blocks = read_blocks(document)
    assert blocks.texts == ["Rain fell on the town all day."]
    assert [blocks.node_tags[number] for number in blocks.menus] == ["nav", "footer"]
    assert [(text, menu) for text, _, menu in visible_texts(blocks)] == [
        ("Home More", "nav"), ("Rain fell on the town all day.", ""), ("Imprint", "footer")]  # fmt: skip
    assert [link.get("href") for link in document.elements("a")] == ["/a"]


@pytest.mark.parametrize(
    "menu", ["<nav class='breadcrumb'>", "<nav aria-label='Breadcrumb'>", "<nav><ol class='bread crumb breadcrumbs'>"]
)
def test_a_trail_of_breadcrumbs_is_read(menu: str) -> None:
    document = Document.parse(f"{menu}<a>Home</a> / <a>Town</a></nav><p>Rain.</p>", None, {})
    assert read_blocks(document).texts == ["Home / Town", "Rain."]


def test_a_page_set_in_menus_is_read_whole() -> None:
    document = Document.parse(f"<nav>{'<p>Rain fell on the town all day.</p>' * 3}</nav><p>Rain.</p>", None, {})
    blocks = read_blocks(document)
    assert len(blocks) == 4
    assert blocks.menus == []


def test_an_articles_own_footer_is_read() -> None:
    page = "<article><p>Rain.</p><footer>By Ann Writer</footer></article><footer>Imprint</footer>"
    assert read_blocks(Document.parse(page, None, {})).texts == ["Rain.", "By Ann Writer"]


def test_a_part_holds_its_blocks_behind_the_head_and_the_elements_around_them() -> None:
    rows = "".join(f"<li class=row-{n}>item {n}</li>" for n in range(20))
    blocks = read(f"<main><h1>Title</h1><ul class=list>{rows}</ul><div><p>one<p>two</div></main>")
    part = blocks.part(15, 22, head=2)
    assert part.texts == ["Title", "item 0", *(f"item {n}" for n in range(14, 20)), "one"]
    assert part.tags == ["h1", *["li"] * 7, "p"]
    inside = {
        (tag, name): part.texts[first:last]
        for tag, name, first, last in zip(part.node_tags, part.node_classes, part.firsts, part.lasts, strict=True)
    }
    assert inside["main", ""] == part.texts
    assert inside["ul", "list"] == part.texts[1:-1]
    assert inside["li", "row-17"] == ["item 17"]
    assert inside["div", ""] == ["one"]
    assert ("li", "row-3") not in inside
    around = [[part.node_tags[node] for node in part.ancestors(block)] for block in (0, 2, 8)]
    assert around == [["h1", "main", "body", "html"], ["li", "ul", "main", "body", "html"],
                      ["p", "div", "main", "body", "html"]]  # fmt: skip


def test_the_whole_page_is_its_own_part() -> None:
    blocks = read("<p>one<p>two")
    assert blocks.part(0, 2) is blocks
    assert blocks.part(0, 9) is blocks


def test_a_place_to_link_to_is_no_link() -> None:
    page = "".join(f"<p><a name=part{number}>Part {number} of the report.</p>" for number in range(3))
    assert read_blocks(Document.parse(page, None, {})).link_sizes == [0, 0, 0]
    assert read_blocks(Document.parse(page.replace("name=", "href=#"), None, {})).link_sizes != [0, 0, 0]


@pytest.mark.parametrize(
    "unseen",
    [
        '<span class="sr-only"> (avautuu uuteen ikkunaan)</span>',
        '<span class="visuallyhidden">, nova janela</span>',
        '<span class="c-link screen-reader-text"> (abre noutra janela)</span>',
        '<small class="is-visually-hidden">(nowe okno)</small>',
        '<span class="govuk-visually-hidden"> (opens elsewhere)</span>',
        '<span style="position:absolute;clip:rect(0 0 0 0);width:1px">(nouvel onglet)</span>',
        '<span style="position:absolute; top: -9999px">(yeni sekme)</span>',
        '<span style="display: none">(nieuw venster)</span>',
    ],
)
def test_words_for_screen_readers_inside_a_line_are_not_shown(unseen: str) -> None:
    assert read(f'<p>The <a href="/u">guild{unseen}</a> met.</p>').texts == ["The guild met."]


def test_words_for_screen_readers_before_a_line_label_it_and_unclosed_ones_are_text() -> None:
    assert read('<p><span class="sr-only">By </span>Ada Moor</p>').texts == ["By Ada Moor"]
    page = f'<p>The guild <span class="sr-only">met {"again and " * 20}left.</p>'
    assert read(page).texts[0].endswith("left.")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            '<li><span class="when">4 May 2025</span><span class="what">Work begins</span></li>',
            "4 May 2025 Work begins",
        ),
        ('<h2><span class="no">3</span><span class="t">Der Turm</span></h2>', "3 Der Turm"),
        ('<li><span class="club">Turku</span><span class="n">17</span></li>', "Turku 17"),
        ('<p><span class="a">w</span><span class="a">o</span><span class="a">rd</span></p>', "word"),
        ('<p><span class="s1">hel</span><span class="s2">lo</span></p>', "hello"),
        ('<p><span class="cap">T</span><span class="rest">he sea</span></p>', "The sea"),
        ("<p>H<sub>2</sub>O and CO<sub>2</sub></p>", "H2O and CO2"),
    ],
)
def test_neighbouring_texts_with_names_of_their_own_stand_apart(markup: str, text: str) -> None:
    assert read(markup).texts == [text]


@pytest.mark.parametrize("name", ["shadowrootmode", "shadowroot"])
def test_a_declared_shadow_root_is_shown_and_another_template_is_not(name: str) -> None:
    page = f'<x-story><template {name}="open"><p>Within.</p><slot></slot></template><p>Slotted.</p></x-story>'
    assert read(f"{page}<template><p>Stamp.</p></template>").texts == ["Within.", "Slotted."]


def test_a_button_that_is_a_heading_is_its_text() -> None:
    blocks = read("<h3><button>Quem paga?</button></h3><p>A vila.</p><button>Partilhar</button>")
    assert [*zip(blocks.tags, blocks.texts, strict=True)] == [
        ("h3", "Quem paga?"), ("p", "A vila."), ("button", "Partilhar"),
    ]  # fmt: skip
