"""Pages of one template answer together."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import newscrawl
import newscrawl.extraction.page as pages
from newscrawl.processing.ballot import REFUSED, TAKEN, Ballot, Votes
from newscrawl.processing.template_verdict import ballot_of, decided, template_of
from newscrawl.record.article import Article
from newscrawl.record.model import Meta, Quality
from tests.extraction.pages import PARAGRAPHS, page
from tests.newsweb.old_layouts import LAYOUTS, Page
from tests.quality.notices import BRIEFS, NOTICES

URL = "https://a.example/n/12.html"


@pytest.mark.parametrize(
    ("articles", "others", "decision"),
    [(4, 0, None), (5, 0, True), (3, 2, None), (4, 1, True), (4, 2, True), (4, 3, None), (1, 4, False), (60, 59, None)],
)
def test_most_of_five_or_more_decide(articles: int, others: int, decision: bool | None) -> None:
    assert Votes(articles, others).decision is decision


def record(confidence: float, *, warnings: tuple[str, ...] = ()) -> Article:
    quality = Quality(
        is_article=confidence > 0.57, confidence=confidence, threshold=0.57, reasons_for=("a by-line",) * 3,
        reasons_against=("no printed day",), warnings=warnings,
    )  # fmt: skip
    return Article(headline="Bridge", meta=Meta(quality=quality))


def test_an_unsure_page_is_what_the_others_are() -> None:
    refusal = "not an article: no printed day (confidence 0.40, threshold 0.57)"
    one = record(0.4, warnings=(refusal, "long: of the page's 9 lines the first 3 were read"))
    quality = decided(one, Ballot(1, is_article=False, follows=True), Votes(13, 3)).meta.quality
    assert (quality.is_article, quality.confidence) == (True, 0.4)
    assert quality.reasons_for == (f"{TAKEN}: 13 of 16", "a by-line", "a by-line")
    assert quality.warnings == ("long: of the page's 9 lines the first 3 were read",)
    quality = decided(record(0.6), Ballot(1, is_article=True, follows=True), Votes(3, 9)).meta.quality
    assert (quality.is_article, quality.reasons_against) == (False, (f"{REFUSED}: 9 of 12", "no printed day"))
    assert quality.warnings == (f"not an article: {REFUSED}: 9 of 12 (confidence 0.60, threshold 0.57)",)


def test_a_sure_page_and_one_of_an_undecided_template_keep_their_own_verdict() -> None:
    for ballot, votes in (
        (None, Votes(90, 0)), (Ballot(1, is_article=False, follows=False), Votes(90, 0)),
        (Ballot(1, is_article=False, follows=True), Votes(3, 1)),
        (Ballot(1, is_article=False, follows=True), Votes(5, 3)),
        (Ballot(1, is_article=False, follows=True), Votes(0, 90)),
    ):  # fmt: skip
        one = record(0.4)
        assert decided(one, ballot, votes) is one


def voted(html: str, url: str = URL, **options: Any) -> Ballot | None:
    quality = newscrawl.extract(html, url).meta.quality
    return ballot_of(url, pages.read_page(html, url).body, quality, **options)


def test_a_sure_article_and_a_page_that_a_rule_refuses_do_not_follow() -> None:
    ballot = voted(page())
    assert ballot is not None
    assert (ballot.is_article, ballot.follows) == (True, False)
    assert voted("<title>404 Not Found</title><h1>Not Found</h1><p>The page was not found on this server.</p>") is None
    assert voted("<title>Nothing</title>") is None


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_notice_in_a_storys_place_does_not_follow(name: str) -> None:
    layout, form = LAYOUTS[name]
    url, followed = f"https://a.example{form.format(7)}", Counter[str | None]()
    for language, notices in NOTICES.items():
        links = "<br>".join(f'<a href="{form.format(n)}">{one[0]}</a>' for n, one in enumerate(BRIEFS[language]))
        for heading, sentences in notices.values():
            html = layout(links, Page(heading, heading, "", [" ".join(sentences)]))
            for link in (BRIEFS[language][7][0], None):
                ballot = voted(html, url, link=link)
                followed[link and "linked"] += ballot is not None and not ballot.is_article and ballot.follows
    assert followed["linked"] <= 1
    assert followed[None] < 0.07 * sum(map(len, NOTICES.values()))


def test_the_link_that_led_to_a_brief_tells_it_from_a_notice() -> None:
    layout, form = LAYOUTS["nested tables"]
    brief = Page(
        "Harbour Times", "Lorry loses forty crates of eels", "", ["Forty crates of eels fell on the coast road."]
    )
    html, url = layout("", brief), f"https://a.example{form.format(7)}"
    told, other = (voted(html, url, link=link) for link in ("Lorry loses forty crates of eels", None))
    assert told is not None
    assert other is not None
    assert not told.is_article
    assert told.follows


def test_pages_of_one_layout_and_address_form_are_of_one_template() -> None:
    def key(url: str, html: str) -> str:
        return template_of(url, pages.read_page(html, url).body)

    story, brief = page(), page(paragraphs=PARAGRAPHS[:2])
    assert key("https://a.example/n/12.html", story) == key("https://a.example/n/7.html", brief)
    assert key("https://a.example/n/12.html", story) != key("https://a.example/s/x/12.html", story)
    other = story.replace("class='story'", "class='teaser'")
    assert key("https://a.example/n/12.html", story) != key("https://a.example/n/12.html", other)
    tagged = story.replace("class='story'", "class='story category-sport tag-4711 id-3'")
    assert key("https://a.example/n/12.html", story) == key("https://a.example/n/12.html", tagged)
    dressed = story.replace("<p>", "<center><p>").replace("</p>", "</p></center>")
    assert key("https://a.example/n/12.html", story) == key("https://a.example/n/12.html", dressed)
