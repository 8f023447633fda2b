"""Why does a record say what it says?"""

from __future__ import annotations

import json

import pytest

import newscrawl
from newscrawl.extraction.explain import WIDTH, explain
from newscrawl.extraction.rules import SiteRules
from tests.extraction.pages import HEADLINE, PARAGRAPHS, URL, ld, page

HTML = page(
    f"<title>{HEADLINE} | Example Times</title>"
    + ld(json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "author": "Jane Doe"})),
    f'<h1>{HEADLINE}</h1><p class="byline">By Jane Doe</p>',
    end='<div class="related"><h3>More news</h3><a href="/x">Ferry stops for good</a></div>',
)


def test_every_field_and_every_visible_line_is_explained() -> None:
    explanation = explain(HTML, URL)
    assert explanation.fields["headline"].value == HEADLINE
    texts = {line.text: line for line in explanation.lines}
    assert texts[PARAGRAPHS[0]].kept
    assert texts[PARAGRAPHS[0]].reason is None
    assert not texts["Ferry stops for good"].kept
    assert texts["Ferry stops for good"].reason


def test_it_explains_what_extract_says() -> None:
    article, explanation = newscrawl.extract(HTML, URL), explain(HTML, URL)
    assert explanation.fields["authors"].value == article.authors
    kept = " ".join(line.text for line in explanation.lines if line.kept)
    assert article.article_body is not None
    assert all(paragraph in kept for paragraph in article.article_body.split("\n\n"))


def test_why_this_author_fits_one_screen() -> None:
    lines = explain(HTML, URL).to_text(["authors"]).splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= WIDTH
    answer = "\n".join(lines)
    assert "Jane Doe" in answer
    assert "jsonld:author" in answer
    assert "dom:head:marked" in answer
    assert "because" in answer


def test_the_overview_has_a_line_for_each_field_and_each_text() -> None:
    explanation = explain(HTML, URL)
    overview = explanation.to_text()
    assert all(name in overview for name in explanation.fields)
    assert "+ " in overview
    assert "- " in overview
    assert f"of {len(explanation.lines)} texts kept" in overview


def test_it_is_plain_data_for_json() -> None:
    plain = json.loads(json.dumps(explain(HTML, URL).to_dict()))
    assert plain["fields"]["headline"]["value"] == HEADLINE
    assert plain["fields"]["authors"]["value"][0]["name"] == "Jane Doe"
    assert plain["fields"]["headline"]["candidates"][0]["source"]
    assert len(plain["lines"]) == len(explain(HTML, URL).lines)


def test_a_site_rule_that_speaks_is_named() -> None:
    rules = SiteRules(name="exampletimes.com.toml", prefer={"headline": ("title",)})
    assert "exampletimes.com.toml" in explain(HTML, URL, rules=rules).to_text()


def test_an_unknown_field_is_an_error_that_names_the_fields() -> None:
    with pytest.raises(ValueError, match=r"titel: no such field.*headline"):
        explain(HTML, URL).to_text(["titel"])


@pytest.mark.parametrize("html", ["", "<html>", "no markup at all", b"\xff\xfe\x00"])
def test_a_page_of_nothing_is_explained(html: str | bytes) -> None:
    assert "headline" in explain(html).to_text()
