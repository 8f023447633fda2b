"""Who made it: stated, printed, linked; people, accounts, agencies."""

from __future__ import annotations

import json

import pytest

from newscrawl.extraction.fields import authors
from newscrawl.record.model import Author
from tests.extraction import field_pages
from tests.extraction.pages import HEADLINE, choices_of, ld, page


def stated(author: object) -> str:
    return ld(json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "author": author}))


def top(byline: str) -> str:
    return f"<h1>{HEADLINE}</h1>{byline}"


def names(html: str) -> list[str]:
    return [one.name for one in choices_of(html)["authors"].value or ()]


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ({"@type": "Person", "name": "Jane Doe"}, ["Jane Doe"]),
        ("Jane Doe", ["Jane Doe"]),
        ("By Jane Doe", ["Jane Doe"]),
        (["Jane Doe", "John Roe"], ["Jane Doe", "John Roe"]),
        ("Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ({"@type": "Person", "name": ["Jane Doe"]}, ["Jane Doe"]),
    ],
)
def test_stated_authors(author: object, expected: list[str]) -> None:
    assert names(page(stated(author))) == expected


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">By Jane Doe</p>',
        '<div class="article-author">Jane Doe</div>',
        '<p>By <a href="/authors/jane-doe" rel="author">Jane Doe</a></p>',
        '<div class="byline">By Jane Doe, Senior Editor | 3 May 2024</div>',
        '<span class="author vcard"><a class="fn" href="/author/jane/">Jane Doe</a></span>',
        "<address>By Jane Doe</address>",
    ],
)
def test_printed_authors(byline: str) -> None:
    assert names(page(top=top(byline))) == ["Jane Doe"]


def test_the_same_person_is_named_once_with_what_all_sources_know() -> None:
    byline = '<p class="byline">By <a href="/authors/jane-doe">Jane Doe</a></p>'
    choice = choices_of(page(stated({"@type": "Person", "name": "JANE DOE"}), top(byline)))["authors"]
    assert len(choice.value) == 1
    assert choice.value[0].url == "https://www.exampletimes.com/authors/jane-doe"
    assert choice.confidence > 0.85


def test_a_bare_admin_is_a_role_account() -> None:
    html = page(top=top('<p class="byline">By admin</p>'))
    assert choices_of(html)["authors"].value == (Author(name="admin", type="Organization", role="account"),)


def test_a_site_that_states_itself_gives_way_to_the_printed_person() -> None:
    head = '<meta property="og:site_name" content="Example Times">' + stated(
        {"@type": "Organization", "name": "Example Times"}
    )
    assert names(page(head, top('<p class="byline">By Jane Doe</p>'))) == ["Jane Doe"]


def test_a_stated_organisation_is_one() -> None:
    value = choices_of(page(stated({"@type": "NewsMediaOrganization", "name": "Weather Desk Europe"})))["authors"].value
    assert value[0].type == "Organization"


def test_photographers_are_not_authors() -> None:
    byline = '<p class="byline">By Jane Doe</p><p class="credit">Photo: Max Moe</p>'
    assert names(page(stated("Jane Doe"), top(byline))) == ["Jane Doe"]


def test_commentators_are_not_authors() -> None:
    end = '<div class="comments"><div class="comment-author">Angry NameContext</div><p>No!</p></div>'
    assert names(page(stated("Jane Doe"), end=end)) == ["Jane Doe"]


def test_the_by_line_is_kept_as_printed() -> None:
    byline = '<p class="byline">By Jane Doe, Senior Editor</p>'
    assert choices_of(page(top=top(byline)))["byline"].value == "By Jane Doe, Senior Editor"


def test_no_author_where_nobody_is_named() -> None:
    choice = choices_of(page())["authors"]
    assert choice.value is None
    assert choice.confidence == 0.0


def test_the_note_tells_every_chance() -> None:
    winner = choices_of(page(stated("Jane Doe"), top('<p class="byline">By Jane Doe</p>')))["authors"].winner
    assert winner is not None
    assert "Jane Doe" in winner.note
    assert "jsonld:author" in winner.source


@pytest.mark.parametrize(
    ("language", "byline", "expected"),
    [
        ("sv", '<p class="byline">Av Elsa Lind och Nils Berg</p>', ["Elsa Lind", "Nils Berg"]),
        (
            "nl",
            '<div class="auteur">Door Femke Bos, Joris Prins en Tess Mol</div>',
            ["Femke Bos", "Joris Prins", "Tess Mol"],
        ),
        ("cs", '<p class="byline">Autor: Jana Malá a Petr Dub</p>', ["Jana Malá", "Petr Dub"]),
        ("da", '<span class="byline">Af Ida Krog & Bo Holm</span>', ["Ida Krog", "Bo Holm"]),
        ("pt", '<p class="byline">Por JOANA SERRA E RUI PAÇO</p>', ["JOANA SERRA", "RUI PAÇO"]),
        ("tr", '<p class="byline">Yazan: Ece Dağlı ve Can Irmak</p>', ["Ece Dağlı", "Can Irmak"]),
        ("it", '<p class="byline">di Chiara Riva, corrispondente, e Luca Olmi</p>', ["Chiara Riva", "Luca Olmi"]),
        ("en", '<p class="byline">By JANE DOE, JOHN ROE</p>', ["JANE DOE", "JOHN ROE"]),
        (
            "en",
            '<div class="byline">By <a href="/a">Jane Doe</a>, <a href="/b">John Roe</a> and <b>Max Moe</b></div>',
            ["Jane Doe", "John Roe", "Max Moe"],
        ),
        (
            "en",
            '<ul class="byline"><li>By Jane Doe</li><li>John Roe</li><li>Max Moe</li></ul>',
            ["Jane Doe", "John Roe", "Max Moe"],
        ),
        (
            "fr",
            '<div class="auteurs"><p><a rel="author" href="/a">Inès Roux</a></p><p>et</p>'
            '<p><a rel="author" href="/b">Paul Vey</a></p></div>',
            ["Inès Roux", "Paul Vey"],
        ),
    ],
)
def test_all_authors_of_a_printed_list(language: str, byline: str, expected: list[str]) -> None:
    evidence = field_pages.evidence_of(field_pages.page(above=byline), language=language)
    assert [one.name for one in authors.choose(evidence).value or ()] == expected


def test_a_second_author_who_is_only_printed_stands_beside_the_stated_one() -> None:
    assert names(page(stated("Jane Doe"), top('<p class="byline">By Jane Doe and John Roe</p>'))) == [
        "Jane Doe",
        "John Roe",
    ]


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">By Jane Doe, Miami Herald</p>',
        '<p class="byline">By Jane Doe | Port Anders</p>',
        '<p class="byline">By Jane Doe, Senior Editor</p>',
        '<p class="byline">By Jane Doe; photographs by John Roe</p>',
        '<ul class="byline"><li>By Jane Doe</li><li class="place">Port Anders</li></ul>',
        '<p class="byline">By Jane Doe and staff</p>',
    ],
)
def test_what_stands_behind_an_author_is_no_second_one(byline: str) -> None:
    assert names(page(top=top(byline))) == ["Jane Doe"]


@pytest.mark.parametrize(
    ("line", "vote"),
    [
        ("Edited by Jane Doe, John Roe", "role editing"),
        ("By Ann Poe; Editing by Jane Doe", "role editing beside others"),
    ],
)
def test_editors_stand_beside_others_only_where_somebody_is_no_editor(line: str, vote: str) -> None:
    evidence = field_pages.evidence_of(page(top=top(f"<p>{line}</p>")))
    persons = authors.gather_persons(authors.from_bylines(evidence))
    editors = [authors.votes(one, persons, evidence) for one in persons if one.author.role == "editing"]
    assert editors
    assert all(vote in said for said in editors)
