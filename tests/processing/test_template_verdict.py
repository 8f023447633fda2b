"""Pages of one template answer together."""

from __future__ import annotations

import newscrawl.extraction.page as pages
from newscrawl.processing.template_verdict import PageVerdict, decide_together, template_of
from tests.extraction.pages import PARAGRAPHS, page


def verdicts(*confidences: float) -> list[PageVerdict]:
    return [PageVerdict(one, 0.57) for one in confidences]


def test_most_of_a_template_speak_for_the_rest() -> None:
    assert decide_together(verdicts(0.9, 0.8, 0.4, 0.7, 0.3, 0.99)) == (True,) * 6
    assert decide_together(verdicts(0.1, 0.2, 0.7, 0.3, 0.2, 0.05)) == (False,) * 6


def test_a_sure_page_keeps_its_own_verdict() -> None:
    assert decide_together(verdicts(0.9, 0.8, 0.01, 0.7, 0.9)) == (True, True, False, True, True)
    assert decide_together(verdicts(0.1, 0.2, 0.99, 0.3, 0.2)) == (False, False, True, False, False)


def test_walls_and_pages_without_text_have_no_voice_and_are_not_changed() -> None:
    barred = [PageVerdict(0.9, 0.57, barred=True)] * 8
    assert decide_together([*barred, *verdicts(0.9, 0.8, 0.4, 0.7, 0.3)]) == (*(False,) * 8, *(True,) * 5)


def test_few_pages_and_those_that_agree_are_judged_each_for_itself() -> None:
    assert decide_together(verdicts(0.9, 0.8, 0.4)) == (True, True, False)
    assert decide_together(verdicts(0.9, 0.8, 0.6, 0.7, 0.98)) == (True,) * 5
    assert decide_together([]) == ()


def test_pages_of_one_layout_and_address_form_are_of_one_template() -> None:
    def key(url: str, html: str) -> str:
        return template_of(url, pages.read_page(html, url).body)

    story, brief = page(), page(paragraphs=PARAGRAPHS[:2])
    assert key("https://a.example/n/12.html", story) == key("https://a.example/n/7.html", brief)
    assert key("https://a.example/n/12.html", story) != key("https://a.example/s/x/12.html", story)
    other = story.replace("class='story'", "class='teaser'")
    assert key("https://a.example/n/12.html", story) != key("https://a.example/n/12.html", other)
