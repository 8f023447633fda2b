"""Publisher, canonical address and language."""

from __future__ import annotations

import json

import pytest

from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.language import detect, detect_language, normal_tag, sample
from newscrawl.html.document import Document
from tests.extraction.pages import PARAGRAPHS, URL, choices_of, ld, page

GERMAN = (
    "Der Stadtrat hat am Dienstagabend beschlossen, die alte Hafenbrücke wieder aufzubauen, und beendet damit einen "
    "Streit, der die Stadt fast neun Jahre lang geteilt hat.",
    "Für die Anwohner am Südufer endet eine lange Zeit der Umwege; viele feierten am Abend auf dem Kai mit Musik.",
    "Die Arbeiten sollen im Frühjahr beginnen, wenn der Fluss wenig Wasser führt, sagte eine Sprecherin am Mittwoch.",
)


def test_the_publisher_has_name_address_and_logo() -> None:
    node = {
        "@type": "NewsArticle",
        "publisher": {
            "@type": "Organization", "name": "Example Times", "url": "/",
            "logo": {"@type": "ImageObject", "url": "/logo.png"},
        },
    }  # fmt: skip
    head = ld(json.dumps(node)) + '<meta property="og:site_name" content="The Example Times">'
    choice = choices_of(page(head))["publisher"]
    assert choice.value.name == "Example Times"
    assert choice.value.url == "https://www.exampletimes.com/"
    assert choice.value.logo == "https://www.exampletimes.com/logo.png"
    assert choice.confidence >= 0.95


def test_a_publisher_by_reference_is_followed() -> None:
    graph = [
        {"@type": "NewsArticle", "publisher": {"@id": "#org"}},
        {"@type": "Organization", "@id": "#org", "name": "Example Times"},
    ]
    assert choices_of(page(ld(json.dumps({"@graph": graph}))))["publisher"].value.name == "Example Times"


def test_the_title_names_the_publisher_where_nothing_else_does() -> None:
    choice = choices_of(page("<title>Bridge rebuilt | Example Times</title>"))["publisher"]
    assert (choice.value.name, choice.winner.source) == ("Example Times", "title:site")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/politics/a", "https://www.exampletimes.com/politics/a"),
        ("https://exampletimes.com/politics/a#top", "https://exampletimes.com/politics/a"),
        ("https://www.exampletimes.com/", None),
        ("https://other.example/story", None),
        ("javascript:void(0)", None),
    ],
)
def test_the_canonical_address_is_credible(href: str, expected: str | None) -> None:
    assert choices_of(page(f'<link rel="canonical" href="{href}">'))["canonical_url"].value == expected


def test_another_host_counts_when_two_sources_agree() -> None:
    head = '<link rel="canonical" href="https://other.example/a"><meta property="og:url" content="https://other.example/a">'
    assert choices_of(page(head))["canonical_url"].value == "https://other.example/a"


def test_the_text_overrules_the_declared_language() -> None:
    html = page(paragraphs=GERMAN)  # the page declares English
    assert choices_of(html)["in_language"].value == "de"


def test_a_long_note_in_another_language_is_one_voice_among_several() -> None:
    note = f"<div class='legal'><p>{' '.join(PARAGRAPHS)}</p></div>"  # English, and by far the longest text
    assert choices_of(page(paragraphs=GERMAN, top="", end=note).replace("lang='en'", ""))["in_language"].value == "de"


def test_one_long_text_is_enough_to_tell_the_language() -> None:
    assert detect(sample([GERMAN[0]]))[0] == "de"
    assert detect(sample(["Ja", "Nein", GERMAN[1], "Oh"]))[0] == "de"
    assert detect(sample([])) == ("", 0.0)


def test_the_declared_region_is_kept_where_the_language_agrees() -> None:
    html = page(paragraphs=GERMAN).replace("lang='en'", "lang='de-at'")
    choice = choices_of(html)["in_language"]
    assert (choice.value, choice.winner.source) == ("de-AT", "page+html:lang")


def test_the_tables_follow_the_text_and_else_the_declaration() -> None:
    def code(html: str) -> str:
        document = Document.parse(html, URL, {})
        return detect_language(document, read_blocks(document)).code

    assert code(page(paragraphs=GERMAN)) == "de"
    assert code("<html lang='fr'><body><p>Oui</p></body></html>") == "fr"
    assert code("") == "und"


@pytest.mark.parametrize(
    ("said", "tag"),
    [("de_at", "de-AT"), ("EN", "en"), ("zh-hant-tw", "zh-Hant-TW"), ("iw", "he"), ("nb-NO", "no-NO"), ("english", "")],
)
def test_tags_take_their_usual_spelling(said: str, tag: str) -> None:
    assert normal_tag(said) == tag
