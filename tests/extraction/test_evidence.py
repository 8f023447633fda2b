"""What was read of a page is frozen, and no value depends on the order in which others were asked for."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from newscrawl.extraction.body.blocks import read_blocks, walk_page
from newscrawl.extraction.evidence import Evidence
from newscrawl.extraction.fields import FIELDS, LOOKS_AT, choose_fields
from newscrawl.extraction.layout import Layout
from newscrawl.html.document import TAGS, Document
from tests.extraction.pages import HEADLINE, evidence_of, ld, page

HEAD = f'<title>{HEADLINE} | Example Times</title><meta property="og:title" content="{HEADLINE}">' + ld(
    '{"@type": "NewsArticle", "headline": "Harbour bridge", "author": {"name": "Jane Doe"},'
    ' "publisher": "Example Times", "datePublished": "2024-03-05T10:15:00Z", "dateModified": "2024-03-06",'
    ' "license": "https://example.com/licence"}'
)
TOP = (
    f"<p class=kicker>Opinion</p><h1>{HEADLINE}</h1><p class=byline>By Jane Doe</p>"
    '<time datetime="2024-03-05">5 March</time>'
    "<p><img src=/1.jpg><br><img src=/2.jpg><span><div>Two views of the quay</div></span><img src=/3.jpg></p>"
)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return evidence_of(page(HEAD, TOP, '<p><a rel="tag" href="/t">Bridges</a></p>'))


def test_evidence_and_document_are_frozen(evidence: Evidence) -> None:
    with pytest.raises(FrozenInstanceError):
        evidence.bylines = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        evidence.document.url = None  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        evidence.layout.body = evidence.body  # type: ignore[misc]


def test_a_field_looks_only_at_fields_before_it() -> None:
    order = list(FIELDS)
    assert all(order.index(other) < order.index(name) for name, others in LOOKS_AT.items() for other in others)


def test_a_field_that_looks_at_another_one_says_so(evidence: Evidence) -> None:
    """With nothing but the headline chosen every field gives the same as in its turn, but those that look at others."""
    choices = choose_fields(evidence)
    assert choices["genre"].value == "opinion"
    assert evidence.chosen.keys() == {"headline"}
    for name, module in reversed(FIELDS.items()):
        if name != "headline" and name not in LOOKS_AT:
            assert module.choose(evidence) == choices[name], name


def test_the_place_of_an_element_does_not_depend_on_those_asked_before(evidence: Evidence) -> None:
    def places(step: int) -> dict[str, int]:
        layout = Layout(evidence.document, evidence.blocks, evidence.body)
        pictures = evidence.document.elements("img")[::step]
        return {element.get("src", ""): layout.position_of(element) for element in pictures}

    assert places(1) == places(-1)
    alone = Layout(evidence.document, evidence.blocks, evidence.body)
    last = evidence.document.elements("img")[-1]
    assert alone.position_of(last) == places(1)["/3.jpg"]


def test_reading_blocks_leaves_the_document_as_it_is() -> None:
    document = Document.parse(page(HEAD, TOP), None, {})
    read_blocks(document)
    assert document.found is None
    _, walked = walk_page(document)
    assert all(walked.elements(tag) == document.elements(tag) for tag in TAGS)
