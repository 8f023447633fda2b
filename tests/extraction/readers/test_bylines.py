"""Which lines of a page are by-lines, where they stand and whom they name."""

from __future__ import annotations

import pytest

from newscrawl.extraction.readers.bylines import ByLine, read_bylines
from newscrawl.extraction.readers.other_stories import OtherStories
from tests.extraction.field_pages import evidence_of

TEXT = "<p>The ships return to the harbour after months of waiting for the dredgers.</p>"
HEADLINE = "Harbour reopens"


def lines_of(above: str = "", *, text: str = TEXT, below: str = "", language: str = "en") -> list[ByLine]:
    html = f'<html><body><h1>{HEADLINE}</h1>{above}<article id="body">{text}</article>{below}</body></html>'
    evidence = evidence_of(html, language=language)
    others = OtherStories(evidence.layout, evidence.language, evidence.layout.place_of_headline(HEADLINE))
    return list(read_bylines(evidence.layout, evidence.language, evidence.site_names, others=others))


def found(above: str = "", **where: str) -> list[tuple[str, list[str]]]:
    return [(line.source, [author.name for author in line.people]) for line in lines_of(above, **where)]


@pytest.mark.parametrize(
    ("above", "source"),
    [
        ("<p>By Jane Doe</p>", "dom:head:label"),
        ('<p class="byline">By Jane Doe</p>', "dom:head:marked"),
        ('<p class="author">Jane Doe</p>', "dom:head:class"),
        ("<address>Jane Doe</address>", "dom:head:class"),
        ('<p><a href="/authors/jane-doe">Jane Doe</a></p>', "dom:head:link"),
        ('<p><a rel="author" href="/jd">Jane Doe</a></p>', "dom:head:link"),
        ("<p>14 March 2025, 11:20 | By Jane Doe</p>", "dom:head:label"),
        ("<p>Friday, March 14, 2025 By Jane Doe</p>", "dom:head:label"),
    ],
)
def test_what_makes_a_by_line(above: str, source: str) -> None:
    assert found(above) == [(source, ["Jane Doe"])]


@pytest.mark.parametrize(
    "above",
    [
        "<p>Jane Doe</p>",
        "<p>Standing by the harbour</p>",
        "<nav><p>By Jane Doe</p></nav>",
        '<div class="related"><p>By Jane Doe</p></div>',
        '<div class="comments"><p class="author">Jane Doe</p></div>',
        '<p class="author">Share this story with the friends of the harbour and of Jane Doe</p>',
        "<p>By Jane Doe" + " who went to the harbour" * 10 + "</p>",
        '<p><a href="/sport/jane-doe">Jane Doe</a></p>',
    ],
)
def test_what_is_no_by_line(above: str) -> None:
    assert found(above) == []


def test_every_line_knows_its_printed_text() -> None:
    (line,) = lines_of("<p>12 comments</p><p>By Jane Doe and John Roe</p>")
    assert line.text == "By Jane Doe and John Roe"
    assert [author.name for author in line.people] == ["Jane Doe", "John Roe"]


def test_a_link_gives_the_profile() -> None:
    (line,) = lines_of('<p><a href="/authors/jane">Jane Doe</a></p>')
    assert line.people[0].url == "https://news.example/authors/jane"


def test_a_line_at_the_end_is_read() -> None:
    assert found(below="<p>By Jane Doe</p>") == [("dom:head:label", ["Jane Doe"])]
    long = TEXT * 30
    assert found(text=long, below="<p>By Jane Doe</p>") == [("dom:end:label", ["Jane Doe"])]


def test_a_sentence_of_the_text_that_begins_like_a_by_line_is_none() -> None:
    text = TEXT + "<p>By noon Jane Doe had counted the ships, and by night they had gone to sea again.</p>" + TEXT
    assert found(text=text) == []


def test_a_heading_of_the_text_is_no_by_line() -> None:
    assert found(text=TEXT + "<h2>By Grand Harbour</h2>" + TEXT) == []


def test_a_by_line_inside_the_text_is_one() -> None:
    assert found(text="<p>By Jane Doe</p>" + TEXT) == [("dom:head:label", ["Jane Doe"])]


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("de", "Von Jana Dorn Von Karl Roth", ["Jana Dorn", "Karl Roth"]),
        ("ru", "14 марта 2025, 11:20 Автор: Вера Гармаш Просмотров: 1 204", ["Вера Гармаш"]),
        ("zh", "2025年05月18日 09:30 来源：晨报 记者：沈清和", ["沈清和"]),
        ("zh", "图书馆每天开放到晚上十点，阴雨天也不闭馆。", []),
        ("ja", "-最大400文字まで", []),
        ("fr", "Par Jeanne Dupont et Luc Roy", ["Jeanne Dupont", "Luc Roy"]),
    ],
)
def test_labels_of_other_languages(language: str, line: str, names: list[str]) -> None:
    assert [name for _, people in found(f"<p>{line}</p>", language=language) for name in people] == names


def test_a_prompt_beside_a_name_is_no_name() -> None:
    assert found('<p class="byline">By Jane Doe | Leave a comment | Share</p>') == [("dom:head:marked", ["Jane Doe"])]


def test_names_in_elements_of_their_own_are_kept_apart() -> None:
    line = '<div class="byline"><span>Jane Doe</span><span>John Roe</span></div>'
    assert found(line) == [("dom:head:class", ["Jane Doe", "John Roe"])]


@pytest.mark.parametrize(
    ("language", "above", "text"),
    [
        ("en", "<p>Author:</p><p>Jane Doe</p>", "Author: Jane Doe"),
        ("de", "<div>Von:</div><div><a href='/jd'>Jana Dorn</a></div>", "Von: Jana Dorn"),
        (
            "de",
            "<table><tr><td>Text &amp; Fotos:</td></tr><tr><td>Jana Dorn</td></tr></table>",
            "Text & Fotos: Jana Dorn",
        ),
        (
            "fr",
            '<div class="author">Auteur(s) :</div><div class="author">Jeanne Dupont</div>',
            "Auteur(s) : Jeanne Dupont",
        ),
    ],
)
def test_a_label_in_a_line_of_its_own_opens_the_next(language: str, above: str, text: str) -> None:
    (line,) = lines_of(above, language=language)
    assert (line.text, len(line.people)) == (text, 1)


def test_a_label_does_not_open_a_heading_or_a_paragraph() -> None:
    assert found("<p>Interview</p><h2>Jane Doe and the sea</h2>", language="de") == []
    assert found("<p>Text:</p><p>Jane Doe went to sea when she was nine, and never came back from there.</p>") == []


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<p>Jane Doe</p>", ["Jane Doe"]),
        ("<p>J. R. Doe</p>", ["J. R. Doe"]),
        ("<p>Related Topics:</p>", []),
        ("<p>Happy Christmas!</p>", []),
        ("<div>Rate It</div>", []),
        ("<p>The harbour</p>", []),
    ],
)
def test_a_name_alone_signs_the_end_of_the_text(below: str, names: list[str]) -> None:
    signed = found(text=TEXT * 30, below=below)
    assert signed == ([("dom:end:bare", names)] if names else [])


def test_an_articles_own_footer_is_read_and_the_pages_is_not() -> None:
    long = TEXT * 30
    assert found(text=long, below='<div class="post-footer"><p>By Jane Doe</p></div>') == [
        ("dom:end:label", ["Jane Doe"])
    ]
    assert found(text=long, below='<div class="footer"><p>By Jane Doe</p></div>') == []


def test_a_link_to_the_login_is_no_profile() -> None:
    assert found('<p><a href="/user/login">Log In</a></p>') == []


def test_a_line_knows_how_much_of_it_is_names() -> None:
    (whole,) = lines_of("<p>By Jane Doe, John Roe and Ann Poe</p>")
    (part,) = lines_of("<p>By Jane Doe, who has been reporting from the harbour for thirty years</p>")
    assert whole.share == 0.8 > 0.3 > part.share
