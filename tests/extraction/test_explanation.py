"""Why does a record say what it says?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

import newscrawl
from newscrawl.extraction.explanation import WIDTH, explain
from newscrawl.extraction.rules import SiteRules, load_rules
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


def test_it_tells_what_spoke_for_and_against_somebody_who_was_not_chosen() -> None:
    html = HTML.replace(HEADLINE + "</h1>", HEADLINE + "</h1><p>Photo: John Roe</p>")
    said = explain(html, URL).to_text(["authors"])
    assert "+ 0.9" in said.partition("Jane Doe: ")[0]
    (line,) = [line for line in said.splitlines() if "John Roe: " in line]
    assert line.lstrip().startswith("- 0.0")
    assert "role photo" in line


def test_where_a_rule_spoke_no_votes_are_told() -> None:
    rules = SiteRules(name="x.example.toml", fields={"authors": (etree.XPath("//p[@class='byline']"),)})
    assert "weighed" not in explain(HTML, URL, rules=rules).to_text(["authors"])


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
    explanation = explain(HTML, URL, rules=rules)
    assert "site rule exampletimes.com.toml" in explanation.to_text()
    assert "because  title  preferred by exampletimes.com.toml" in explanation.to_text(["headline"])


def test_a_rule_that_selects_drops_or_refines_shows_where_it_spoke(tmp_path: Path) -> None:
    (tmp_path / "exampletimes.com.toml").write_text(
        'refine = "hook.py"\n[[older]]\nvalid_until = 2024-06-30\ndrop = ".related"\nfields.authors = ".byline"\n'
    )
    (tmp_path / "hook.py").write_text("def refine(article, document):\n    return article\n")
    rules = load_rules("www.exampletimes.com", [tmp_path], hooks=True)
    explanation = explain(HTML, URL, rules=rules, fetched_at=datetime(2024, 6, 1, tzinfo=UTC))
    assert "exampletimes.com.toml, layout until 2024-06-30, its hook refines the record" in explanation.to_text()
    assert "because  rule:authors" in explanation.to_text(["authors"])
    assert {line.reason for line in explanation.lines if line.text == "Ferry stops for good"} == {"site rule"}


def test_an_unknown_field_is_an_error_that_names_the_fields() -> None:
    with pytest.raises(ValueError, match=r"titel: no such field.*headline"):
        explain(HTML, URL).to_text(["titel"])


@pytest.mark.parametrize("html", ["", "<html>", "no markup at all", b"\xff\xfe\x00"])
def test_a_page_of_nothing_is_explained(html: str | bytes) -> None:
    assert "headline" in explain(html).to_text()
