"""Is it an article: by what the page shows, whatever its address; and the reasons, which are true and have numbers."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import newscrawl
from newscrawl import Article
from newscrawl.extraction.body.article_reasons import _FACTS
from newscrawl.extraction.body.article_signs import NAMES
from newscrawl.extraction.body.is_article import (
    ARTICLE_THRESHOLD,
    ARTICLE_WEIGHTS,
    article_model,
    says_nothing,
    telling_address,
)
from newscrawl.extraction.explanation import explain
from newscrawl.extraction.page import read_page
from newscrawl.extraction.rules import SiteRules
from tests.extraction.pages import HEADLINE, PARAGRAPHS, URL, page

TELLING = "https://news.example/2026/11/20/some-words-of-a-story"
ADDRESSES = (None, "https://news.example/", "https://news.example", "https://news.example/n/1",
             "https://news.example/5f3c9a7be1d2", TELLING)  # fmt: skip

TEXTS = tomllib.loads(Path(__file__).with_name("verdict_texts.toml").read_text("utf-8"))
STORIES, NOTICES = TEXTS["stories"], TEXTS["notices"]


def plain_page(language: str, title: str, main: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><div class="top"><a href="/">Times</a> <a href="/a/">A</a> <a href="/b/">B</a></div>{main}'
        '<div class="foot"><a href="/c">C</a></div></body></html>'
    )


def story_page(language: str) -> str:
    story = STORIES[language]
    body = "".join(f"<p>{text}</p>" for text in story["paragraphs"])
    top = f"<h1>{story['headline']}</h1><p>{story['byline']}, {story['day']}</p>"
    return plain_page(language, story["headline"], top + body)


def notice_page(language: str) -> str:
    title, text = NOTICES[language]["headline"], NOTICES[language]["text"]
    return plain_page(language, title, f"<h1>{title}</h1><p>{text}</p>")


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_story_is_an_article_under_every_address(language: str, address: str | None) -> None:
    quality = newscrawl.extract(story_page(language), address).meta.quality
    assert quality.is_article, quality
    assert quality.warnings == ()


@pytest.mark.parametrize("language", NOTICES)
@pytest.mark.parametrize("address", [None, TELLING])
def test_a_notice_is_none_under_every_address(language: str, address: str | None) -> None:
    quality = newscrawl.extract(notice_page(language), address).meta.quality
    assert not quality.is_article, quality
    assert quality.warnings


def test_a_list_of_teasers_is_none_under_a_story_s_address() -> None:
    cards = "".join(
        f'<div class="card"><h2><a href="/2026/{n}">Council decides on bridge {n} this week</a></h2>'
        f"<p>{PARAGRAPHS[n % 4][:120]} ...</p></div>"
        for n in range(12)
    )
    quality = newscrawl.extract(plain_page("en", "Politics", f"<h1>Politics</h1>{cards}"), TELLING).meta.quality
    assert not quality.is_article, quality


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, np.random.default_rng(3).bytes(9000), b"\x1f\x8b" * 900])
def test_bytes_that_are_no_text_are_none(data: bytes) -> None:
    assert not newscrawl.extract(data, TELLING).meta.quality.is_article


def test_an_old_table_layout_without_metadata_is_an_article() -> None:
    text = "<br><br>".join(PARAGRAPHS)
    links = "<br>".join(f'<a href="/s{n}.html">Section {n}</a>' for n in range(9))
    html = (
        f"<html><head><title>{HEADLINE}</title></head><body bgcolor=white><table><tr><td>{links}</td><td><table>"
        "<tr><td>"
        f"<b><font size=4>{HEADLINE}</font></b><br><i>20 November 2004</i><br><br>{text}</td></tr></table></td></tr>"
        "</table></body></html>"
    )
    for address in (None, "http://times.example/n/123.html"):
        assert newscrawl.extract(html, address).meta.quality.is_article


def test_no_address_is_unknown_and_not_a_home_page() -> None:
    reasons = newscrawl.extract(story_page("en")).meta.quality
    assert not any("home page" in reason for reason in (*reasons.reasons_for, *reasons.reasons_against))


def test_without_an_address_the_page_s_own_serves_url_links_and_identifier() -> None:
    html = page(f'<link rel="canonical" href="{URL}">', end='<p><a href="/more">All about bridges of the town</a></p>')
    own, given = newscrawl.extract(html), newscrawl.extract(html, URL)
    assert (own.url, own.identifier) == (URL, given.identifier)
    assert own.meta.fields["url"].signal == "link:canonical"
    assert "url" not in given.meta.fields
    assert own.links == given.links
    assert Article.from_dict(own.to_dict()) == own


def test_rules_are_asked_for_the_host_of_the_page_s_own_address() -> None:
    asked = []

    def rules_of(host: str) -> SiteRules | None:
        asked.append(host)
        return SiteRules(name=f"{host}.toml")

    html = page(f'<link rel="canonical" href="{URL}">')
    assert newscrawl.extract(html, rules=rules_of).meta.extractor.site_rule == "www.exampletimes.com.toml"
    newscrawl.extract(html, "https://other.example/a", rules=rules_of)
    assert newscrawl.extract(page(), rules=rules_of).meta.extractor.site_rule is None
    assert asked == ["www.exampletimes.com", "other.example"]


def test_the_record_says_verdict_threshold_and_three_reasons_of_each_kind() -> None:
    article = newscrawl.extract(story_page("en"), TELLING)
    quality = article.meta.quality
    assert quality.threshold == ARTICLE_THRESHOLD
    assert quality.confidence > quality.threshold
    assert 1 <= len(quality.reasons_for) <= 3
    assert len(quality.reasons_against) <= 3
    assert Article.from_dict(json.loads(json.dumps(article.to_dict()))).meta.quality == quality


def test_a_refused_page_s_first_warning_is_its_reason_with_the_numbers() -> None:
    page = plain_page("en", "Sea", "<p>The wind comes from the west, and there is rain at night.</p>")
    quality = newscrawl.extract(page, TELLING).meta.quality
    found = re.fullmatch(r"not an article: (.+) \(confidence (0\.\d\d), threshold (0\.\d\d)\)", quality.warnings[0])
    assert found is not None, quality.warnings
    assert found[1] == quality.reasons_against[0]
    assert float(found[2]) == pytest.approx(quality.confidence, abs=0.006)


def test_the_numbers_of_the_reasons_are_those_of_the_page() -> None:
    title, words = "Sea", "The wind comes from the west today, and there is rain at night. It will be colder tomorrow."
    against = newscrawl.extract(plain_page("en", title, f"<p>{words}</p>"), TELLING).meta.quality.reasons_against
    assert f"little text: {len(words.split())} words" in against
    links = "".join(f'<p><a href="/x{n}">Council decides on bridge {n}</a></p>' for n in range(30))
    signs = read_page(plain_page("en", "x", f"{links}<p>{PARAGRAPHS[0]}</p>")).body.verdict.signs
    assert signs is not None
    assert _FACTS["links"][0](signs) == (False, "links around the text: 94% of the page's lines, 31 in all")
    assert _FACTS["length"][0](signs) == (False, f"little text: {len(PARAGRAPHS[0].split())} words")
    assert _FACTS["headline"][0](signs) == (False, "no headline")


def test_explain_opens_with_the_verdict() -> None:
    explanation = explain(story_page("en"), TELLING)
    first, *rest = explanation.to_text().splitlines()
    assert re.fullmatch(r"an article: confidence [01]\.\d\d, threshold 0\.\d\d", first)
    assert rest[0].startswith("  + ")
    verdict = explanation.to_dict()["verdict"]
    assert verdict["is_article"] is True
    assert verdict["reasons_for"]
    assert list(explanation.to_dict())[:2] == ["url", "verdict"]


def test_the_weights_have_a_line_for_each_sign_and_none_against_its_sense() -> None:
    table = json.loads(ARTICLE_WEIGHTS.read_text("utf-8"))["signs"]
    assert tuple(table) == NAMES
    assert len(set(NAMES)) == len(NAMES)
    weight = {name: table[name][2] for name in NAMES}
    assert all(weight[name] >= 0 for name in ("byline", "day", "headline", "slug", "share"))
    assert all(weight[name] <= 0 for name in ("links", "linked", "home", "list_address", "account_words", "odd"))
    assert article_model().weights.shape == (len(NAMES),)


def test_every_sign_of_a_reason_is_a_column_and_belongs_to_one_reason() -> None:
    columns = [name for _, names in _FACTS.values() for name in names]
    assert set(columns) <= set(NAMES)
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize(
    ("given", "own", "telling"),
    [
        ("https://a.example/2024/05/bridge-to-be-built-again", "https://a.example/other", None),
        ("https://a.example/", "https://www.a.example/bridge-to-be-built-again", "own"),
        ("https://a.example/n/1", "https://b.example/bridge-to-be-built-again", None),
        ("", "https://b.example/bridge-to-be-built-again", "own"),
        ("https://a.example/", "", None),
    ],
)
def test_the_page_s_own_address_speaks_where_the_given_one_says_nothing(
    given: str, own: str, telling: str | None
) -> None:
    assert telling_address(given, own) == (own if telling else given)


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example/n/1", "https://a.example/5f3c9a7be1d2", "x:"])
def test_what_says_nothing(url: str) -> None:
    assert says_nothing(url)
    assert not says_nothing(TELLING)


def test_a_text_of_scripts_in_a_script_without_spaces_is_not_short() -> None:
    texts = STORIES["zh"]["paragraphs"]
    state = json.dumps({"story": [{"text": text} for text in (*texts, *texts[:1])]})
    html = f'<html lang="zh"><head><title>桥</title></head><body><script>x={state}</script></body></html>'
    quality = newscrawl.extract(html, "https://a.example/n/1").meta.quality
    assert quality.is_article, quality
