"""Section, keywords, breadcrumbs and genre."""

from __future__ import annotations

import json

import pytest

from newscrawl.extraction.fields.genre import genre_of
from newscrawl.lang import load
from tests.extraction.pages import HEADLINE, URL, choices_of, ld, page
from tests.languages import available


def article(**values: object) -> str:
    return ld(json.dumps({"@type": "NewsArticle", "headline": HEADLINE, **values}))


CRUMBS = {
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "position": 3, "item": {"@id": URL, "name": HEADLINE}},
        {"@type": "ListItem", "position": 1, "name": "Home"},
        {"@type": "ListItem", "position": 2, "item": {"@id": "/politics", "name": "Politics"}},
    ],
}


def test_breadcrumbs_come_in_order_without_the_page_itself() -> None:
    assert choices_of(page(ld(json.dumps(CRUMBS))))["breadcrumbs"].value == ("Home", "Politics")


def test_printed_breadcrumbs_are_read() -> None:
    top = f'<ul class="breadcrumb"><li>Home</li><li>Politics</li></ul><h1>{HEADLINE}</h1>'
    assert choices_of(page(top=top))["breadcrumbs"].value == ("Home", "Politics")


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (article(articleSection=["Politics", "Europe"]), "jsonld:articleSection"),
        ('<meta property="article:section" content="Politics">', "meta:article:section"),
        (ld(json.dumps(CRUMBS)), "dom:breadcrumbs"),
    ],
)
def test_the_section_is_found(head: str, source: str) -> None:
    choice = choices_of(page(head))["article_section"]
    assert (choice.value, choice.winner.source) == ("Politics", source)


def test_the_address_names_the_section_where_nothing_else_does() -> None:
    choice = choices_of(page())["article_section"]
    assert (choice.value, choice.winner.source) == ("politics", "url:section")


def test_sources_that_agree_are_surer() -> None:
    one = choices_of(page(article(articleSection="Sport"), end=""), url="https://exampletimes.com/a")["article_section"]
    two = choices_of(page(article(articleSection="Politics")))["article_section"]
    assert two.confidence > one.confidence


def test_an_empty_category_is_no_section() -> None:
    head = '<meta property="article:section" content="Uncategorized">'
    assert choices_of(page(head), url="https://exampletimes.com/a")["article_section"].value is None


def test_keywords_are_split_cleaned_and_named_once() -> None:
    head = article(keywords="Bridges, harbour,  Bridges, type:article, 8472, Town council")
    assert choices_of(page(head))["keywords"].value == ("Bridges", "harbour", "Town council")


def test_keywords_from_tags_and_lists() -> None:
    head = '<meta property="article:tag" content="Bridges"><meta property="article:tag" content="Harbour">'
    assert choices_of(page(head))["keywords"].value == ("Bridges", "Harbour")
    end = '<a rel="tag" href="/t/b">Bridges</a> <a rel="tag" href="/t/h">Harbour</a>'
    assert choices_of(page(end=end))["keywords"].value == ("Bridges", "Harbour")


def test_a_category_link_is_the_section_and_no_keyword() -> None:
    end = '<p><a rel="category tag" href="/c/news">News</a> <a rel="tag" href="/t/b">Bridges</a></p>'
    choices = choices_of(page(end=end))
    assert choices["article_section"].value == "News"
    assert choices["keywords"].value == ("Bridges",)


def test_the_links_of_teasers_are_not_the_articles() -> None:
    links = '<a rel="category tag" href="/c/s">Sport</a> <a rel="tag" href="/t">Rowing</a>'
    end = f'<div class="related-posts">{links}</div>'
    choices = choices_of(page(end=end))
    assert choices["article_section"].value == "politics"  # by the address
    assert choices["keywords"].value is None


@pytest.mark.parametrize(
    ("head", "url", "genre"),
    [
        (ld('{"@type": "OpinionNewsArticle", "headline": "x"}'), URL, "opinion"),
        (ld('{"@type": "LiveBlogPosting", "headline": "x"}'), URL, "live"),
        (article() + ld('{"@type": "ClaimReview", "url": "y"}'), URL, "fact check"),
        (article(genre="Interview"), URL, "interview"),
        (article(articleSection="Opinion"), URL, "opinion"),
        ("", "https://exampletimes.com/opinion/harbour-bridge", "opinion"),
        (article(), URL, "news"),
        ("", URL, None),
    ],
)
def test_genres(head: str, url: str, genre: str | None) -> None:
    assert choices_of(page(head), url=url)["genre"].value == genre


TYPES = {
    "opinion": "OpinionNewsArticle", "analysis": "AnalysisNewsArticle", "review": "ReviewNewsArticle",
    "interview": "Interview", "live": "LiveBlogPosting", "explainer": "BackgroundNewsArticle",
    "fact check": "ClaimReview", "sponsored": "AdvertiserContentArticle", "press release": "PressRelease",
    "news": "ReportageNewsArticle",
}  # fmt: skip
LABELS = {
    "opinion": "Opinion", "analysis": "Analysis", "review": "Review", "interview": "Interview", "live": "Live blog",
    "explainer": "Explainer", "fact check": "Fact check", "obituary": "Obituary", "sponsored": "Sponsored",
    "press release": "Press release",
}  # fmt: skip


@pytest.mark.parametrize(("genre", "name"), TYPES.items())
def test_each_genre_by_its_type(genre: str, name: str) -> None:
    choice = choices_of(page(ld(json.dumps({"@type": name, "headline": HEADLINE}))))["genre"]
    assert (choice.value, choice.winner.source) == (genre, f"jsonld:{name}")


@pytest.mark.parametrize(("genre", "label"), LABELS.items())
def test_each_genre_by_its_label_and_by_the_address(genre: str, label: str) -> None:
    kicker = page(article(), f'<p class="kicker">{label}</p><h1>{HEADLINE}</h1>')
    assert choices_of(kicker)["genre"].value == genre
    assert choices_of(page(article(articleSection=label)))["genre"].value == genre
    url = f"https://exampletimes.com/{label.lower().replace(' ', '-')}/harbour-bridge"
    assert choices_of(page(), url=url)["genre"].value == genre


@pytest.mark.parametrize("code", available())
def test_every_language_names_every_genre(code: str) -> None:
    table = load(code)
    assert {genre.replace("_", " ") for genre in table.genres} == set(LABELS)
    for genre, words in table.genres.items():
        for word in words:
            assert genre_of(word, table) == genre.replace("_", " "), word


def test_labels_are_known_in_the_pages_language_and_in_english() -> None:
    assert genre_of("Kommentar", load("de")) == "opinion"
    assert genre_of("Opinion", load("de")) == "opinion"
    assert genre_of("Opinionated people", load("en")) is None
