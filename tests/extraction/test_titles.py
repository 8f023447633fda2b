"""A site's own names, and titles without them."""

from __future__ import annotations

import pytest

from newscrawl.extraction.titles import host_names, is_site_name, title_parts, title_pieces, without_site_name
from newscrawl.text import fold_joined
from tests.extraction.pages import evidence_of, ld, page

NAMES = frozenset({"example times", "exampletimes", "exampletimescom"})


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Bridge rebuilt | Example Times", "Bridge rebuilt"),
        ("Bridge rebuilt - The Example Times", "Bridge rebuilt"),
        ("Bridge rebuilt – Politics – Example Times", "Bridge rebuilt – Politics"),
        ("Bridge rebuilt — Example Times Politics", "Bridge rebuilt"),
        ("Example Times: Bridge rebuilt", "Bridge rebuilt"),
        ("Example Times » Bridge rebuilt", "Bridge rebuilt"),
        ("Bridge rebuilt · exampletimes.com", "Bridge rebuilt"),
        ("Bridge rebuilt | Example Times | Local news", "Bridge rebuilt"),
        ("Bridge: a town rejoices", "Bridge: a town rejoices"),
        ("War - and peace", "War - and peace"),
        ("Example Times", "Example Times"),
        ("新桥建成_Example Times", "新桥建成_Example Times"),
        ("新しい橋が完成しました｜Example Times", "新しい橋が完成しました"),
        ("", ""),
    ],
)
def test_titles_lose_the_sites_name_only(title: str, headline: str) -> None:
    assert without_site_name(title, NAMES) == headline


def test_a_name_may_have_a_word_or_two_beside_it() -> None:
    assert is_site_name("Example Times Politics", NAMES)
    assert is_site_name("The Example-Times", NAMES)
    assert not is_site_name("What the Example Times wrote of bridges", NAMES)
    assert not is_site_name("", NAMES)


def test_hosts_spell_names_without_umlauts() -> None:
    assert is_site_name("Börsen-Blatt", frozenset(host_names("https://www.boersen-blatt.example/a")))
    assert list(host_names("https://www.exampletimes.com/a")) == ["exampletimescom", "exampletimes", "com"]
    assert list(host_names("http://[broken")) == []
    assert fold_joined("The Example-Times") == "theexampletimes"


def test_names_come_from_everything_the_page_declares() -> None:
    head = '<meta property="og:site_name" content="The Example Times">' + ld(
        '{"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "Example Media"}}'
    )
    names = evidence_of(page(head)).site_names
    assert {"the example times", "example times", "example media", "exampletimes"} <= names


def test_titles_fall_into_pieces_at_separators() -> None:
    assert title_parts("Bridge | Politics - Example") == ["Bridge", "Politics", "Example"]
    assert title_parts("") == []


@pytest.mark.parametrize(
    ("title", "url", "headline"),
    [
        ("ΡΙΖΑ : Πέθανε ο συγγραφέας", "https://www.riza.example/a", "Πέθανε ο συγγραφέας"),
        ("Мост открыли - Заречье", "https://zareche.example/a", "Мост открыли"),
        ("Φόβοι για επιδημίες - Η Αυγή online", "https://www.avgi.example/a", "Φόβοι για επιδημίες"),
        ("Мост открыли - Вестник", "https://zareche.example/a", "Мост открыли - Вестник"),
    ],
)
def test_hosts_spell_names_of_other_scripts_in_latin_letters(title: str, url: str, headline: str) -> None:
    assert without_site_name(title, frozenset(host_names(url))) == headline


@pytest.mark.parametrize(
    ("title", "piece"),
    [
        ("Мост стал «старше» :: Вестник :: Новости", "Мост стал «старше»"),
        ("War - and peace | Culture | Example", "War - and peace"),
        ("卫生局副局长：禁止加工河豚_青石网", "卫生局副局长：禁止加工河豚"),
        ("“出狱 - 第一天”的回忆 - 青石网", "“出狱 - 第一天”的回忆"),
        ("Bridge: a town - rejoices :: Example", "Bridge: a town - rejoices"),
    ],
)
def test_a_title_falls_into_pieces_at_signs_of_one_kind(title: str, piece: str) -> None:
    assert piece in title_pieces(title)


def test_a_colon_of_chinese_does_not_end_a_title() -> None:
    assert title_pieces("卫生局副局长：禁止加工河豚") == []
    assert without_site_name("Example：新桥今天建成", frozenset({"example"})) == "新桥今天建成"
