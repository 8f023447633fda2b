"""The title a reader sees, among all that a page calls title."""

from __future__ import annotations

import pytest

from newscrawl.extraction.fields import alternative_headline, description, headline, kicker
from newscrawl.extraction.rules import SiteRules
from tests.extraction.pages import HEADLINE, choices_of, evidence_of, ld, page

HEAD = (
    f"<title>{HEADLINE} | Example Times</title>"
    f'<meta property="og:title" content="{HEADLINE} - Example Times">'
    '<meta property="og:site_name" content="Example Times">'
)


def test_the_sites_name_is_no_part_of_the_headline() -> None:
    assert headline.choose(evidence_of(page(HEAD))).value == HEADLINE


def test_a_logo_in_the_first_heading_is_not_the_headline() -> None:
    top = f'<h1 class="logo">Example Times</h1><h1 class="headline">{HEADLINE}</h1>'
    assert headline.choose(evidence_of(page(HEAD, top))).value == HEADLINE


def test_the_printed_title_beats_the_search_engines_variant() -> None:
    head = "<title>Harbour bridge: vote, costs, dates, all you need to know | Example Times</title>" + ld(
        f'{{"@type": "NewsArticle", "headline": "{HEADLINE}"}}'
    )
    assert headline.choose(evidence_of(page(head))).value == HEADLINE


def test_a_title_stands_in_where_nothing_is_printed() -> None:
    assert headline.choose(evidence_of(page(HEAD, top=""))).value == HEADLINE


def test_a_page_without_any_title_has_no_headline() -> None:
    choice = headline.choose(evidence_of("<html><body></body></html>"))
    assert (choice.value, choice.winner, choice.confidence) == (None, None, 0.0)


def test_agreement_raises_the_confidence() -> None:
    alone = headline.choose(evidence_of(page("", top=f"<h2>{HEADLINE}</h2>")))
    agreed = headline.choose(evidence_of(page(HEAD)))
    assert alone.value == agreed.value == HEADLINE
    assert 0 < alone.confidence <= agreed.confidence <= 1
    assert agreed.confidence > 0.9


def test_losers_are_kept_with_their_sources() -> None:
    head = HEAD.replace(f'content="{HEADLINE}', 'content="Bridge vote: the town celebrates')
    choice = headline.choose(evidence_of(page(head)))
    assert "meta:og:title" in {one.source for one in choice.candidates}
    assert any("from " in one.note for one in choice.candidates)


def test_the_variant_becomes_the_alternative_headline() -> None:
    head = HEAD.replace(f'content="{HEADLINE}', 'content="Bridge vote: the town celebrates')
    assert choices_of(page(head))["alternative_headline"].value == "Bridge vote: the town celebrates"
    assert choices_of(page(HEAD))["alternative_headline"].value is None
    assert alternative_headline.SOURCES


def test_a_kicker_stands_above_the_headline() -> None:
    top = f'<p class="kicker">Infrastructure</p><h1>{HEADLINE}</h1>'
    assert choices_of(page(HEAD, top))["kicker"].value == "Infrastructure"
    assert choices_of(page(HEAD))["kicker"].value is None
    assert kicker.SOURCES


@pytest.mark.parametrize("line", ["Share", "4 comments", "12 March 2024", "Exampletimes", "Agency/Jane Doe"])
def test_what_else_stands_above_a_headline_is_no_kicker(line: str) -> None:
    top = f'<p class="kicker">{line}</p><h1>{HEADLINE}</h1>'
    assert choices_of(page(HEAD, top))["kicker"].value is None


def test_a_kicker_inside_the_heading_is_one() -> None:
    top = f'<p class="kicker">Top story</p><h1><span>Infrastructure –</span> <span>{HEADLINE}</span></h1>'
    head = f'<meta property="og:title" content="{HEADLINE}">' + ld(
        f'{{"@type": "NewsArticle", "headline": "{HEADLINE}"}}'
    )
    choice = choices_of(page(head, top))
    assert choice["headline"].value == HEADLINE
    assert (choice["kicker"].value, choice["kicker"].winner.source) == ("Infrastructure", "dom:h1:kicker")


def test_the_description_is_neither_the_headline_nor_the_sites_name() -> None:
    head = (
        f'<meta property="og:description" content="{HEADLINE}"><meta name="description" content="Example Times">'
        '<meta name="twitter:description" content="After nine years of dispute the town gets its bridge back.">'
    )
    choice = choices_of(page(HEAD + head))["description"]
    assert choice.value == "After nine years of dispute the town gets its bridge back."
    assert len(choice.candidates) == 3
    assert description.SOURCES


def test_a_site_rule_may_prefer_a_source() -> None:
    rules = SiteRules(name="exampletimes.com.toml", prefer={"headline": ("jsonld:headline",)})
    head = HEAD + ld('{"@type": "NewsArticle", "headline": "The other title of this story"}')
    choice = choices_of(page(head), rules=rules)["headline"]
    assert (choice.value, choice.winner.source) == ("The other title of this story", "jsonld:headline")


LISTED = '<nav class="breadcrumb"><h1>Harbour bridge vote: costs, dates, all facts</h1></nav>'
KICKED = f'<div><h2><span class="kicker">Infrastructure</span> <span>{HEADLINE}</span></h2></div>'


def searched(headline_of_jsonld: str) -> str:
    """A head whose <title> is the breadcrumb's, as German publishers write them."""
    return "<title>Harbour bridge vote: costs, dates, all facts | Example Times</title>" + ld(
        f'{{"@type": "NewsArticle", "headline": "{headline_of_jsonld}"}}'
    )


def test_a_heading_in_the_breadcrumb_is_for_search_engines() -> None:
    top = f"<ol><li><h1>Harbour bridge vote: costs, dates, all facts</h1></li></ol><div><h2>{HEADLINE}</h2></div>"
    choice = headline.choose(evidence_of(page(searched(HEADLINE), top)))
    assert choice.value == HEADLINE
    assert "dom:h1:listed" in {one.source for one in choice.candidates}


def test_a_kicker_inside_the_heading_is_not_part_of_the_headline() -> None:
    head = searched("Harbour bridge vote: costs, dates, all facts")
    head += f'<meta property="og:title" content="{HEADLINE}">'
    assert headline.choose(evidence_of(page(head, LISTED + KICKED))).value == HEADLINE


def test_a_stressed_word_does_not_cut_a_heading() -> None:
    first, _, rest = HEADLINE.partition(" ")
    choice = headline.choose(evidence_of(page(HEAD, f"<h1><em>{first}</em> {rest}</h1>")))
    assert choice.value == HEADLINE
    assert not any(one.source.endswith(":line") for one in choice.candidates)


TITLED = f"<title>{HEADLINE} | Example Times</title>"


@pytest.mark.parametrize(
    "heading",
    [
        '<span class="kicker">Exclusive</span><span class="head">{}</span>',
        '<a href="/transport" class="rubric">Transport</a> {}',
        "{}<small>Seventy-one per cent in favour</small>",
        '<span class="overline">Infra</span><br>{}',
        '<span>Opinion</span><span class="x1">{}</span>',
        '<span class="x2">Infrastructure</span><span class="x1">{}</span>',
        '{} <span class="subtitle">Seventy-one per cent in favour</span>',
        '<div class="badge">Live</div>{}',
        '<div class="sponsor">Sponsored by <img alt="The Bank" src="/b.png"></div> {}',
    ],
)
def test_what_stands_beside_the_title_inside_its_heading_is_no_part_of_it(heading: str) -> None:
    top = f"<h1>{heading.format(HEADLINE)}</h1>"
    assert headline.choose(evidence_of(page(TITLED, top))).value == HEADLINE


@pytest.mark.parametrize(
    "title",
    [
        f"The Example Times | {HEADLINE}",
        f"Example Times: {HEADLINE}",
        f"ExampleTimes.com » {HEADLINE}",
        f"{HEADLINE} :: Example Times :: News",
        f"{HEADLINE} | News | Example Times",
    ],
)
def test_a_title_alone_gives_the_headline_without_the_site(title: str) -> None:
    assert headline.choose(evidence_of(page(f"<title>{title}</title>", top=""))).value == HEADLINE


def test_a_heading_that_is_the_sites_name_is_not_the_headline() -> None:
    top = f'<h1><a href="/">Example Times</a></h1><div class="storyhead">{HEADLINE}</div>'
    assert headline.choose(evidence_of(page(TITLED, top))).value == HEADLINE


@pytest.mark.parametrize(
    "line", [f'<td class="title_big">{HEADLINE}</td>', f"<td><font size=5><b>{HEADLINE}</b></font></td>"]
)
def test_a_line_styled_as_a_headline_is_one_where_no_heading_is(line: str) -> None:
    top = f"<table><tr>{line}</tr></table>"
    assert headline.choose(evidence_of(page("<title>Example Times</title>", top))).value == HEADLINE


@pytest.mark.parametrize("words", ["Example Times privacy policy", "New Example Times", "Inside Example Times"])
def test_a_title_with_the_sites_name_in_it_is_one(words: str) -> None:
    head = f'<title>{words} | Example Times</title><meta property="og:site_name" content="Example Times">'
    top = f'<h1>Example Times</h1><h3 class="entry-title">{words}</h3>'
    assert (
        headline.choose(evidence_of(page(head + f'<meta property="og:title" content="{words}">', top))).value == words
    )
