"""What comes in place of an article is told from articles, also with status 200 at an article's address."""

from __future__ import annotations

import pytest

from newscrawl.extraction.body.article_body import Body
from newscrawl.extraction.page import read_page
from tests.extraction.pages import PARAGRAPHS, URL, page

TEASERS = "".join(
    f"<div><a href='/story-{number}'>Council closes bridge {number} until spring</a>"
    f"<p>The council decided on Monday that bridge {number} stays closed for repairs, the mayor said.</p></div>"
    for number in range(8)
)


def read(title: str, body: str) -> Body:
    return read_page(f"<html><head><title>{title}</title></head><body>{body}</body></html>", URL).body


@pytest.mark.parametrize(
    "title",
    ["Page not found | Example Times", "404 - Example Times", "Error 404", "Seite wurde nicht gefunden",
     "Page introuvable", "Página no encontrada",
     "Страница не найдена", "ページが見つかりません", "페이지를 찾을 수 없습니다"],
)  # fmt: skip
def test_a_page_that_is_gone_is_no_article_whatever_it_offers_instead(title: str) -> None:
    sorry = (
        "<p>Sorry, the page you were looking for was not here. It may have been moved or deleted. Try the search.</p>"
    )
    body = read(title, f"<h1>{title}</h1>{sorry}<h2>Most read</h2>{TEASERS}")
    assert (body.observed, body.is_article) == ("missing", False)
    assert body.warnings == ("missing: the page says that it is gone",)


@pytest.mark.parametrize(
    "said",
    ["Checking your browser before accessing the site. You will be redirected to your content shortly, please wait.",
     "Please enable JavaScript and cookies to continue. This process is automatic and takes up to five seconds.",
     "Please verify you are human by completing the action below. The site needs to review your connection first.",
     "451: Unavailable due to legal reasons. You access this site from a country that belongs to the EEA."],
)  # fmt: skip
def test_a_page_that_turns_the_reader_away_is_a_wall(said: str) -> None:
    body = read("Just a moment...", f"<h1>example.com</h1><p>{said}</p>")
    assert (body.observed, body.is_article) == ("wall", False)


def test_a_form_that_wants_a_password_in_place_of_the_text_is_a_wall() -> None:
    form = "<form><label>Email</label><input name=email><input type=Password name=p><button>Sign in</button></form>"
    assert read("Sign in", f"<script>{'let a = 1;' * 400}</script><h1>Sign in</h1>{form}").observed == "wall"


def test_a_page_that_needs_scripts_and_has_a_small_one_is_a_shell() -> None:
    body = read(
        "News", "<noscript>You need to enable JavaScript.</noscript><div id=root></div><script src=/a.js></script>"
    )
    assert body.observed == "shell"


@pytest.mark.parametrize(
    "title", ["Lost hiker not found after nine days", "How a 404 page became art", "Banned: access denied to 300 fans"]
)
def test_news_of_such_things_is_news(title: str) -> None:
    body = read_page(page(f"<title>{title}</title>", top=f"<h1>{title}</h1>"), URL).body
    assert (body.observed, body.is_article) == ("full", True)


def test_a_long_text_about_such_pages_is_an_article() -> None:
    title = "Page not found: how links rot"
    study = "half of the links that newspapers had printed led nowhere, a study of the town library said on Monday"
    years = tuple(f"In the year {year} {study}, and nobody could say who had taken them down." for year in range(10))
    html = page(f"<title>{title}</title>", top=f"<h1>{title}</h1>", paragraphs=PARAGRAPHS + years)
    body = read_page(html, URL).body
    assert (body.observed, body.is_article) == ("full", True)
