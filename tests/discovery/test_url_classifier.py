from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.url_classifier import WEIGHTS, UrlClassifier, features, is_file, path_words, template

ARTICLES = [
    "https://gazette.example/2026/11/23/lighthouse-keeper-retires-after-forty-years/",
    "https://gazette.example/politics/council-votes-on-harbour-tax-108234.html",
    "https://gazette.example/artikel/522721.kenia-nairobi-von-unten.html",
    "https://gazette.example/story/news/local/2026/11/22/groton-police-dog-hit/72011087007/",
    "https://gazette.example/news/novosti/8015225/",
    "https://gazette.example/show.php?id=108234",
    "https://gazette.example/2026-11/23/c_1001234567.htm",
    "https://gazette.example/новости/мост-открыли-раньше-срока-10823",
    "https://gazette.example/%E6%96%B0%E9%97%BB/%E6%96%B0%E6%A1%A5%E4%BB%8A%E6%97%A5%E6%AD%A3%E5%BC%8F%E9%80%9A%E8%BD%A6%E4%BA%86",
]
OTHERS = [
    "https://gazette.example/",
    "https://gazette.example/politics/",
    "https://gazette.example/wirtschaft",
    "https://gazette.example/tag/harbour-tax/",
    "https://gazette.example/author/ada-quill/",
    "https://gazette.example/2026/11/23/",
    "https://gazette.example/2026/11/",
    "https://gazette.example/category/sport/page/4/",
    "https://gazette.example/about-us/",
    "https://gazette.example/login?next=/",
    "https://gazette.example/search?q=harbour",
    "https://gazette.example/sport/?page=3",
    "https://shop.gazette.example/products/mug",
    "https://gazette.example/impressum.html",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_addresses_of_articles_are_likely(url: str) -> None:
    assert UrlClassifier().likelihood(url) >= 0.5, features(url)


@pytest.mark.parametrize("url", OTHERS)
def test_addresses_of_lists_and_services_are_unlikely(url: str) -> None:
    assert UrlClassifier().likelihood(url) < 0.2, features(url)


def test_a_site_teaches_the_form_of_its_articles() -> None:
    told = [f"https://wire.example/n/{number}" for number in range(1, 30)]
    classifier = UrlClassifier().learned(told[:15]).learned(told[15:])
    plain = UrlClassifier().likelihood("https://wire.example/n/31")
    assert classifier.likelihood("https://wire.example/n/31") > max(plain, 0.9)
    assert classifier.likelihood("https://wire.example/topics-of-the-day-in-short") < 0.5
    assert UrlClassifier().templates == {}, "learning gives a new shape"


def test_a_few_articles_say_nothing_against_other_forms() -> None:
    url = "https://wire.example/2026/11/23/a-long-headline-of-words"
    few = UrlClassifier().learned(["https://wire.example/n/1", "https://wire.example/n/2"])
    assert few.likelihood(url) == UrlClassifier().likelihood(url)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://a.example/2026/11/23/three-word-slug/", "/Y/M/D/slug"),
        ("https://a.example/politics/council-votes-again-10823.html", "/w/slug+id.html"),
        ("https://a.example/story/12345", "/story/number"),
        ("https://a.example/show.php?id=7&x=", "/w.php?id"),
        ("https://a.example/2026/2026/11/", "/Y/n/n"),
        ("https://a.example/", "/"),
    ],
)
def test_templates_are_the_form_without_the_words(url: str, form: str) -> None:
    assert template(url) == form


def test_files_are_no_pages() -> None:
    assert is_file("https://a.example/report.PDF?download=1")
    assert is_file("https://a.example/feed.xml")
    assert not is_file("https://a.example/story.html")
    assert not is_file("https://files.zip/")


def test_path_words_are_lower_case_and_of_many_languages() -> None:
    words = path_words()
    assert all(word == word.casefold() or word == word.lower() for kind in words.values() for word in kind)
    latin = {"politics", "wirtschaft", "societe", "deportes", "esteri", "kotimaa", "polityka", "siyaset", "the-thao"}
    assert latin | {"olahraga", "экономика", "经济", "스포츠", "رياضة", "חדשות"} <= words["sections"]


@given(st.one_of(st.text(max_size=60), st.text(max_size=60).map("https://a.example/".__add__)))
def test_every_address_has_known_features_and_a_likelihood(url: str) -> None:
    assert set(features(url)) <= set(WEIGHTS)
    assert 0 < UrlClassifier().learned([url]).likelihood(url) < 1
