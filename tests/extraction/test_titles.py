"""A site's own names, and titles without them."""

from __future__ import annotations

import pytest

from newscrawl.extraction.titles import host_names, is_site_name, title_parts, without_site_name
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
