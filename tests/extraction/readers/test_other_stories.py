"""Days and authors of other stories: lists, teasers, cards around the article."""

from __future__ import annotations

import pytest

from newscrawl.extraction.fields import authors, published
from tests.extraction.field_pages import evidence_of

OWN = '<div class="meta"><span class="date">12.03.2026</span></div>'
BODY = '<article id="body"><p>De brug gaat open.</p><p>De stad is er blij mee.</p></article>'


def html(before: str = "", own: str = OWN, between: str = "", behind: str = "") -> str:
    head = "<head><title>De brug gaat in mei open</title></head>"
    return f"<html>{head}<body>{before}<h1>De brug gaat in mei open</h1>{own}{between}{BODY}{behind}</body></html>"


def day(page: str, language: str = "nl") -> str | None:
    value = published.choose(evidence_of(page, language=language)).value
    return value.iso[:10] if value else None


def people(page: str, language: str = "nl") -> list[str]:
    return [one.name for one in authors.choose(evidence_of(page, language=language)).value or ()]


STORY = '<a href="/a/bus">De bus wordt in april duurder</a>'
TIME = '<time datetime="2026-03-15T08:00:00Z">15.03.2026</time>'
OTHERS = [
    f"<ul><li>{STORY} {TIME}</li><li><a href='/a/x'>Een kaart in de kelder</a> {TIME}</li></ul>",
    f"<div class='kolom'><h3>{STORY}</h3><p>{TIME}</p></div>",
    f"<div class='teaser'><a href='/a/y'><b>Duurdere bus</b></a> {TIME}</div>",
    f"<article><h2>{STORY}</h2><time class='published' datetime='2026-03-15'>zondag</time></article>",
    f"<a href='/a/z'><h4>Roeiers op het ijs</h4>{TIME}</a>",
    f"<div><span>15.03.2026</span> {STORY}</div>",
    "<div class='latest-news'><p>15.03.2026</p></div>",
]


@pytest.mark.parametrize("other", OTHERS)
def test_the_day_of_another_story_is_not_the_articles(other: str) -> None:
    assert day(html(before=other)) == "2026-03-12"
    assert day(html(behind=other)) == "2026-03-12"
    assert day(html(own="", before=other)) is None
    assert day(html(own="", behind=other)) is None


@pytest.mark.parametrize(
    "own",
    [
        '<div class="meta">By <a href="/authors/jo">Jo Mol de Vries Bos</a> <time datetime="2026-03-12"></time></div>',
        '<ul class="meta"><li><a href="/authors/jo">Jo Mol de Vries</a></li><li>12.03.2026</li></ul>',
        '<p><a href="https://social.example/share">Deel dit stuk met je vrienden</a> 12.03.2026</p>',
        '<p><a href="#reacties">Lees alle 12 reacties hieronder</a></p><p>12.03.2026</p>',
        '<p>12.03.2026 <a href="/story">De brug gaat in mei open</a></p>',
        '<div><a href="/dossiers/de-grote-brug-van-zuid">Alles over de grote brug</a></div><div>12.03.2026</div>',
        '<a href="/p/1"><time datetime="2026-03-12">12 maart 2026</time></a>',
    ],
)
def test_links_beside_the_articles_own_day_do_not_take_it_away(own: str) -> None:
    assert day(html(own=own)) == "2026-03-12"


def test_a_labelled_day_stays_where_it_stands_beside_no_title() -> None:
    behind = f"<div><p>Gepubliceerd: 12.03.2026</p></div><div><h3>{STORY}</h3><p>15.03.2026</p></div>"
    assert day(html(own="", behind=behind)) == "2026-03-12"


@pytest.mark.parametrize(
    ("language", "other"),
    [
        (
            "fi",
            '<ul><li><a href="/b/1">Bussilippu kallistuu taas</a> <i class="author">Aino Salo</i></li></ul>',
        ),
        ("cs", '<div><h3><a href="/b/1">Jízdné v dubnu zdraží</a></h3><p class="author">Jan Dub</p></div>'),
        ("en", '<div class="popular"><p class="byline">By Max Moe</p></div>'),
    ],
)
def test_the_authors_of_other_stories_are_not_the_articles(language: str, other: str) -> None:
    own = '<p class="byline">By Jane Doe</p>'
    assert people(html(own=own, before=other, behind=other), language) == ["Jane Doe"]
    assert people(html(own="", before=other), language) == []


def test_the_days_of_others_tell_whether_the_month_comes_first() -> None:
    own = '<div class="meta"><span class="date">02-12-2025</span></div>'
    story = '<ul><li><a href="/a/bus">De bus wordt in april duurder</a> <b>{}</b></li></ul>'
    assert day(html(own=own, behind=story.format("December 2, 2025")), "en-US") == "2025-12-02"
    assert day(html(own=own, behind=story.format("12 February 2025")), "en") == "2025-02-12"
