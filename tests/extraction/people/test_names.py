"""By-lines of many makes and languages become people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extraction.people.byline_parsing import read_names
from newscrawl.extraction.people.names import NameContext, merged, same_person
from newscrawl.lang import load
from newscrawl.record.model import Author
from newscrawl.text import fold_name
from tests.languages import available

SITE = frozenset({"example times", "exampletimes"})


def names(line: str, code: str = "en", **options: bool) -> list[str]:
    return [one.name for one in read_names(line, NameContext(load(code), SITE), **options)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("by: Jane Doe", ["Jane Doe"]),
        ("BY JANE DOE AND JOHN ROE", ["JANE DOE", "JOHN ROE"]),
        ("By Jane Doe and John Roe, Senior Editors | 3 May", ["Jane Doe", "John Roe"]),
        ("By Jane Doe, John Roe & Max Moe", ["Jane Doe", "John Roe", "Max Moe"]),
        ("Written by Jane Doe  Updated 3 May 2024", ["Jane Doe"]),
        ("Published May 3, 2024 by Jane Doe", ["Jane Doe"]),
        ("Jane Doe in Washington", ["Jane Doe"]),
        ("By Jane Doe For The Daily Globe", ["Jane Doe"]),
        ("By Jane Doe jane@doe.example", ["Jane Doe"]),
        ("By Jane Doe @janedoe", ["Jane Doe"]),
        ("Jane Doe (Washington)", ["Jane Doe"]),
        ("Jane Doe, Staff Writer", ["Jane Doe"]),
        ("Political Correspondent Jane Doe", ["Jane Doe"]),
        ("Jane Doe Example Times", ["Jane Doe"]),
        ("View all posts by Jane Doe", ["Jane Doe"]),
        ("Jane van der Berg", ["Jane van der Berg"]),
        ("Martin Roe Jr.", ["Martin Roe Jr."]),
        ("Jane D.", ["Jane D."]),
        ("ByJane Doe", ["Jane Doe"]),
        ("By Jane Doe | 12:30 PM", ["Jane Doe"]),
        ("Jane Doe, Jane Doe", ["Jane Doe"]),
        ("By", []),
        ("Photo of author", []),
        ("View all posts", []),
        ("12 March 2024", []),
        ("", []),
    ],
)
def test_english_by_lines(line: str, expected: list[str]) -> None:
    assert names(line) == expected


@pytest.mark.parametrize(
    ("code", "line", "expected"),
    [
        ("de", "Von Ursula von der Leine und Hans Meier, Berlin", ["Ursula von der Leine", "Hans Meier"]),
        ("de", "Text: Jana Doe Fotos: Jan Roe", ["Jana Doe", "Jan Roe"]),
        ("fr", "Par Jeanne Dupont et Luc Martin", ["Jeanne Dupont", "Luc Martin"]),
        ("es", "Por Juana Pérez y Luis Gómez", ["Juana Pérez", "Luis Gómez"]),
        ("it", "di Giovanna Rossi e Luca Bianchi", ["Giovanna Rossi", "Luca Bianchi"]),
        ("pt", "Por Joana Silva e Luís Costa", ["Joana Silva", "Luís Costa"]),
        ("ru", "Автор: Иван Петров", ["Иван Петров"]),
        ("ko", "서가온 기자 gaon@news.example", ["서가온"]),
        ("ja", "渡辺洋介 記者", ["渡辺洋介"]),
        ("ja", "記者：渡辺洋介", ["渡辺洋介"]),
        ("zh", "文/王小明", ["王小明"]),
        ("zh", "作者：王小明", ["王小明"]),
        ("ar", "بقلم: سمير حداد", ["سمير حداد"]),
    ],
)
def test_by_lines_of_other_languages(code: str, line: str, expected: list[str]) -> None:
    if code not in available():
        pytest.skip(f"no table for {code}")
    assert names(line, code) == expected


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("By admin", "account"),
        ("Posted by admin on May 3", "account"),
        ("Example Times Staff", "account"),
        ("Staff", "account"),
        ("Reuters", "agency"),
        ("Agence France-Presse", "agency"),
        ("Example Times", None),
    ],
)
def test_accounts_agencies_and_the_site_are_organisations(line: str, role: str | None) -> None:
    (one,) = read_names(line, NameContext(load("en"), SITE))
    assert (one.type, one.role) == ("Organization", role)


def test_a_bare_admin_is_an_account_and_no_person() -> None:
    assert read_names("admin", NameContext(load("en"))) == (Author(name="admin", type="Organization", role="account"),)


def test_an_agency_beside_a_person_stays() -> None:
    assert names("By JANE DOE, Associated Press") == ["JANE DOE", "Associated Press"]


def test_labels_give_roles() -> None:
    people = read_names("Reporting by Jane Doe; Editing by John Roe", NameContext(load("en")))
    assert [(one.name, one.role) for one in people] == [("Jane Doe", "reporting"), ("John Roe", "editing")]


def test_only_labelled_names_when_asked_for() -> None:
    assert names("Jane Doe walked home", labelled=True) == []
    assert names("By Jane Doe", labelled=True) == ["Jane Doe"]


def test_names_that_a_page_states_one_by_one_stay_whole() -> None:
    context = NameContext(load("en"), whole=True)
    assert [one.name for one in read_names("Weekend online", context)] == ["Weekend online"]
    assert [one.name for one in read_names("Jane Doe | Example Times", context)] == ["Jane Doe"]


def test_the_same_person_in_other_spellings() -> None:
    assert fold_name("José Núñez") == fold_name("JOSE NUNEZ")
    assert same_person("jane doe", "jane a doe")
    assert not same_person("jane doe", "john doe")
    assert not same_person("jane", "jane doe")


def test_two_mentions_make_one_author() -> None:
    one = merged(Author(name="Jane Doe", role="reporting"), Author(name="Jane Doe", url="https://a.example/jane"))
    assert one == Author(name="Jane Doe", role="reporting", url="https://a.example/jane")


@given(st.text(max_size=400), st.sampled_from(available()))
def test_no_line_raises_and_no_name_is_empty(line: str, code: str) -> None:
    for one in read_names(line, NameContext(load(code), SITE)):
        assert one.name.strip() == one.name != ""
        assert len(one.name) <= 70


def test_who_wrote_and_photographed_is_no_photographer() -> None:
    stated, credit = Author(name="Jane Doe"), Author(name="Jane Doe", role="photo")
    assert merged(stated, credit).role is None
    assert merged(credit, stated).role is None
    assert merged(credit, credit).role == "photo"


def test_a_label_alone_is_an_account_only_where_it_is_stated() -> None:
    (stated,) = read_names("Autor", NameContext(load("de"), whole=True))
    assert (stated.name, stated.type, stated.role) == ("Autor", "Organization", "account")
    assert read_names("Autor", NameContext(load("de"))) == ()


def test_a_title_tied_to_the_sites_name_is_no_part_of_a_name() -> None:
    assert [one.name for one in read_names("ABC-Redakteurin Jana Dorn", NameContext(load("de")))] == ["Jana Dorn"]
    assert [one.name for one in read_names("Anne-Marie Jana Dorn", NameContext(load("de")))] == ["Anne-Marie Jana Dorn"]


@pytest.mark.parametrize("code", available())
class TestEveryLanguage:
    """What the tables promise, for all their words."""

    def test_labels_are_no_part_of_a_name(self, code: str) -> None:
        for label in load(code).byline:
            assert names(f"{label} Anna Berg", code) == ["Anna Berg"], label
            assert names(f"{label}: Anna Berg", code) == ["Anna Berg"], label

    def test_two_people_are_told_apart(self, code: str) -> None:
        for word in load(code).conjunctions:
            assert names(f"Anna Berg {word} Paul Lind", code) == ["Anna Berg", "Paul Lind"], word

    def test_labels_of_roles_give_the_role(self, code: str) -> None:
        for role, labels in load(code).roles.items():
            for label in labels:
                if label[0] == "\u0130":  # its lower case has two signs
                    continue
                (one,) = read_names(f"{label}: Anna Berg", NameContext(load(code)))
                assert (one.name, one.role) == ("Anna Berg", role), label

    def test_a_job_title_behind_a_name_is_left_out(self, code: str) -> None:
        for word in load(code).job_titles:
            assert names(f"Anna Berg, {word}", code) == ["Anna Berg"], word

    def test_accounts_are_no_people(self, code: str) -> None:
        for word in load(code).role_accounts:
            context = NameContext(load(code), whole=" " not in word)
            assert [one.role for one in read_names(word, context)] == ["account"], word

    def test_a_prompt_around_a_name_is_left_out(self, code: str) -> None:
        box = load(code).boilerplate.get("author_box")
        for line in box.lines if box else ():
            if "{name}" in line:
                name = "王小明" if code in ("ja", "zh") else "Anna Berg"
                assert names(line.replace("{name}", name), code) == [name], line

    def test_a_date_behind_a_name_is_left_out(self, code: str) -> None:
        for month in load(code).months:
            assert names(f"Anna Berg, 3 {month[0]} 2024", code) == ["Anna Berg"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Lindqvist, Petra", ["Petra Lindqvist"]),
        ("van der Berg, Jan", ["Jan van der Berg"]),
        ("Mäkinen, Aino K.", ["Aino K. Mäkinen"]),
        ("Nagy, Zsófia; Kovács, Béla", ["Zsófia Nagy", "Béla Kovács"]),
        ("Jane Doe, John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, Reuters", ["Jane Doe", "Reuters"]),
        ("Reuters, AFP", ["Reuters", "AFP"]),
        ("Jane, John, Max", ["Jane", "John", "Max"]),
        ("Doe, MD", ["Doe", "MD"]),
        ("Example Times, Jane", ["Example Times"]),
    ],
)
def test_a_stated_family_name_first_is_one_person(line: str, expected: list[str]) -> None:
    context = NameContext(load("en"), SITE, whole=True)
    assert [one.name for one in read_names(line, context)] == expected


def test_a_printed_line_of_two_words_is_not_turned() -> None:
    assert names("Nagy, Zsófia") == ["Nagy", "Zsófia"]
