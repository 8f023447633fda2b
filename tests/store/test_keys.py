"""What an address is known by, and which other address it may be a form of."""

from __future__ import annotations

import pytest

from newscrawl.store.keys import identity_of, plain_identity_of

PLAIN = "https://news.example/a/story"


@pytest.mark.parametrize("spelling", [
    "http://news.example/a/story", f"{PLAIN}/", f"{PLAIN}#comments", "https://NEWS.example:443/a/story",
    f"{PLAIN}?utm_source=rss&fbclid=x", f"{PLAIN}?ref=home&gclid=1", f"{PLAIN}?PHPSESSID=ab12",
    f"{PLAIN};jsessionid=0A1B", f"{PLAIN}?sid=0123abcd4567ef89",
])  # fmt: skip
def test_spellings_of_an_address_are_one(spelling: str) -> None:
    assert identity_of(spelling) == PLAIN


@pytest.mark.parametrize("form", [
    "https://m.news.example/a/story", "https://mobile.news.example/a/story", "https://mobil.news.example/a/story",
    "https://touch.news.example/a/story", "https://www.news.example/a/story", "http://www.news.example/a/story/",
    "https://amp.news.example/a/story", "https://news.example/amp/a/story", f"{PLAIN}/amp", f"{PLAIN}/amp/",
    f"{PLAIN}?amp", f"{PLAIN}?amp=1", f"{PLAIN}.amp", f"{PLAIN}?outputType=amp", f"{PLAIN}?output=amp&utm_source=x",
    "https://news.example/print/a/story", f"{PLAIN}/print/", f"{PLAIN}/drucken", f"{PLAIN}?print=true",
    f"{PLAIN}?view=print", f"{PLAIN}?mode=print",
    f"{PLAIN}?page=1", f"{PLAIN}?p=1", f"{PLAIN}/page/1/", f"{PLAIN}/seite-1", f"{PLAIN}?page=all",
    f"{PLAIN}/komplettansicht", f"{PLAIN}?singlepage=1",
])  # fmt: skip
def test_another_form_names_the_plain_one(form: str) -> None:
    assert plain_identity_of(form) == PLAIN


@pytest.mark.parametrize(("form", "plain"), [
    ("https://news.example/story.amp.html", "https://news.example/story.html"),
    ("https://news.example/story-print.html", "https://news.example/story.html"),
    ("https://news.example/story,print.html", "https://news.example/story.html"),
])  # fmt: skip
def test_a_form_of_a_file_names_the_file(form: str, plain: str) -> None:
    assert plain_identity_of(form) == plain


@pytest.mark.parametrize("url", [
    PLAIN, f"{PLAIN}?page=2", f"{PLAIN}?id=1", "https://news.example/amp/", "https://m.news.example/",
    "https://news.example/the-future-of-print", "https://news.example/blueprint",
    "https://news.example/markets/the-champ", "https://sport.news.example/a/story",
])  # fmt: skip
def test_other_addresses_name_none(url: str) -> None:
    assert plain_identity_of(url) is None
