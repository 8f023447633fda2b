"""Values that nobody filled in, of types and sizes that nobody expects: never a value of the record."""

from __future__ import annotations

import json

import pytest

import newscrawl
from newscrawl.text import is_placeholder
from tests.extraction.pages import HEADLINE, URL, ld, page

NOTHING = ["null", "undefined", "None", "NaN", "[object Object]", "{{ title }}", "${article.title}", "<%= title %>",
           "%%title%% %%sep%% %%sitename%%", "{% title %}"]  # fmt: skip
HUGE = "Bridge closes " * 75_000


@pytest.mark.parametrize("text", ["null and void", "{{title}} closes", "Undefined", "$5", "100%", "", "<b>", "{a}"])
def test_true_texts_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize("said", NOTHING)
def test_what_was_never_filled_in_is_no_value(said: str) -> None:
    node = {"@type": "NewsArticle", "headline": said, "author": {"name": said}, "url": said, "image": said,
            "articleSection": said, "keywords": [said], "description": said, "publisher": {"name": said}}  # fmt: skip
    head = "".join(
        f'<meta property="{name}" content="{said}">'
        for name in ("og:title", "og:description", "og:url", "og:image", "og:site_name", "author", "article:tag")
    )
    article = newscrawl.extract(page(f"<title>{said}</title>{ld(json.dumps(node))}{head}"), URL)
    assert article.headline == HEADLINE
    assert not any((article.authors, article.keywords, article.description, article.main_image))
    assert article.canonical_url is None
    assert said not in (article.article_section, article.publisher.name if article.publisher else None)


def test_a_heading_of_a_template_is_no_headline() -> None:
    assert newscrawl.extract(page(f"<title>{HEADLINE}</title>", top="<h1>{{ title }}</h1>"), URL).headline == HEADLINE


@pytest.mark.parametrize("said", ["https://www.exampletimes.com/undefined", "https://www.exampletimes.com/news/null"])
def test_pages_of_a_broken_template_keep_addresses_of_their_own(said: str) -> None:
    assert newscrawl.extract(page(f'<link rel="canonical" href="{said}">'), URL).canonical_url is None


@pytest.mark.parametrize("said", ["true", "false"])
def test_nobody_is_named_like_a_boolean(said: str) -> None:
    assert not newscrawl.extract(page(f'<meta name="author" content="{said}">'), URL).authors


def test_a_summary_of_a_megabyte_is_none() -> None:
    node = {"@type": "NewsArticle"} | dict.fromkeys(
        ("headline", "alternativeHeadline", "description", "abstract"), HUGE
    )
    article = newscrawl.extract(page(ld(json.dumps(node)) + f'<meta name="description" content="{HUGE}">'), URL)
    said = (article.headline, article.alternative_headline, article.description, article.abstract)
    assert said == (HEADLINE, None, None, None)


ODD = [None, True, 12345, 1.5e300, [], {}, [[["Ann Miller"]]], {"@id": "#a"}, {"name": True}, {"name": {"@id": "#a"}},
       {"url": 5}, [None, {"@type": ["Person", 5]}], "\ud83d", "javascript:alert(1)"]  # fmt: skip
KEYS = ("headline", "author", "publisher", "datePublished", "image", "video", "keywords", "url", "mainEntityOfPage",
        "isPartOf", "articleBody", "inLanguage", "isAccessibleForFree", "license", "hasPart", "about")  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_values_of_odd_types_are_no_errors_and_no_texts(value: object) -> None:
    node = {"@type": "NewsArticle", "@id": "#a"} | dict.fromkeys(KEYS, value)
    article = newscrawl.extract(page(ld(json.dumps(node))), URL)
    assert article.headline == HEADLINE
    assert "True" not in (article.article_section, *article.keywords, *(author.name for author in article.authors))


def test_nodes_that_name_each_other_end() -> None:
    nodes = [{"@type": "NewsArticle", "@id": f"#{n}", "author": {"@id": f"#{(n + 1) % 10_000}"}} for n in range(10_000)]
    assert newscrawl.extract(page(ld(json.dumps({"@graph": nodes}))), URL).headline == HEADLINE
