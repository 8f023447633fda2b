"""What comes in place of an article is told from articles, also with status 200 at an article's address."""

from __future__ import annotations

import pytest

from newscrawl import extract
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


GONE = ("missing: the page says that it is gone",)
AWAY = ("wall: the page asks whether the reader is human, or turns away readers of this kind",)
NOTE = (
    "Three hundred people heard of it on Sunday, said the police. The club wants to speak about the matter on Monday."
)


@pytest.mark.parametrize(
    "title",
    [
        "Owner of dog not found after three days", "Lost page of old Bible not found", "Jimmy Page guitar not found",
        "Article not found guilty of libel", "Story no longer exists, says court", "404 people on board",
        "404 Media starts newspaper", "Page not found: how links rot", "Gone", "Verification", "Robots",
        "Access denied: 300 fans stay out", "Banned from the ground - access denied to 300 fans",
        "Access to the beach denied", "Forbidden love", "Just a moment of silence for the dead",
        "Road blocked for days",
        "Security check at the airport takes hours", "Police verify the dead man's name", "Robot takes the stand",
        "Suche nach der Seite: nicht gefunden", "El acceso denegado a la playa", "Propriétaire du chien introuvable",
        "Dono do cão não foi encontrado", "Человек не найден после бури", "잃어버린 개를 찾을 수 없습니다",
    ],
)  # fmt: skip
@pytest.mark.parametrize("signed", ["", "<p class=byline>By Ada Marlow</p>"])
def test_a_brief_about_what_is_missing_or_shut_is_news(title: str, signed: str) -> None:
    neutral = read("Council meets on Monday", f"<h1>Council meets on Monday</h1>{signed}<p>{NOTE}</p>")
    body = read(title, f"<h1>{title}</h1>{signed}<p>{NOTE}</p>")
    assert (body.observed, body.is_article) == (neutral.observed, neutral.is_article) == ("full", True)


@pytest.mark.parametrize(
    "start",
    [
        "Access denied, it said on the sign at the gate.", "Access denied. That is what the sign at the gate said.",
        "“You have been blocked”: that is what readers saw.", "You have been blocked: that is what readers saw.",
        "Checking your browser history is what the law allows the police.", "Are you a robot, the clerk asked him.",
        "This content is not available in your country: thousands saw these words.",
        "Unavailable for legal reasons, the whole archive was shut.", "The page was not found in the archive.",
        "Please verify that you are human, the machine asked the judge.",
    ],
)  # fmt: skip
def test_a_note_that_begins_with_such_words_is_news(start: str) -> None:
    title = "Readers stand before shut doors"
    body = read(title, f"<h1>{title}</h1><p>{start} {NOTE}</p>")
    assert (body.observed, body.is_article) == ("full", True)


@pytest.mark.parametrize("title", ["Access denied", "Page not found", "404", "You have been blocked"])
@pytest.mark.parametrize(
    ("head", "signed"),
    [
        ("", "<p class=byline>By Ada Marlow</p>"), ("", "<p class=date>30 November 2026</p>"),
        ('<meta property="article:published_time" content="2026-11-30T10:00:00Z">', ""),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-11-30"}</script>', ""),
    ],
)  # fmt: skip
def test_a_column_with_the_title_of_a_notice_has_a_by_line_or_a_date(title: str, head: str, signed: str) -> None:
    html = f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{signed}<p>{NOTE}</p></body></html>"
    assert read_page(html, URL).body.observed == "full"
    bare = html.replace(signed, "").replace(head, "")
    assert read_page(bare, URL).body.observed in ("missing", "wall")


def test_the_date_of_a_teaser_is_not_that_of_the_notice() -> None:
    teaser = "<h2>Most read</h2><p class=date>30 November 2026</p>" + TEASERS
    assert read("Page not found", f"<h1>Page not found</h1>{teaser}").warnings == GONE


@pytest.mark.parametrize(
    "title",
    [
        "404", "404 Not Found", "410 Gone?", "HTTP Error 404", "Oops! That page can’t be found.", "Nothing found",
        "Sorry, the page you are looking for could not be found", "This article is no longer available",
        "Example Times – Page not found", "404 Example Times", "Page not found « Example Times",
        "Die Seite existiert nicht mehr",
        "Cette page n’existe plus", "La página no existe", "Pagina non trovata", "Pagina niet gevonden",
        "Sayfa bulunamadı",
        "Strona nie istnieje", "Сторінку не знайдено", "页面不存在", "抱歉，找不到您访问的页面",
        "お探しのページが見つかりませんでした。",
        "Sidan hittades inte", "A seite, nicht gefunden",
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["title", "h1", "h2"])
def test_a_title_or_heading_that_is_nothing_but_the_notice_says_gone(title: str, where: str) -> None:
    sorry = f"<p>It may have been moved, or it never was. The most read stories stand below this line.</p>{TEASERS}"
    body = read(
        title if where == "title" else "The Paper", sorry if where == "title" else f"<{where}>{title}</{where}>{sorry}"
    )
    assert (body.observed, body.is_article, body.warnings) == ("missing", False, GONE)


@pytest.mark.parametrize(
    "title",
    [
        "Access denied", "Access Denied | Example Times", "403 Forbidden", "Forbidden", "Just a moment...",
        "Are you a robot?",
        "Attention Required! | Cloudflare", "Security check", "Pardon Our Interruption", "Human Verification",
        "Access to this page has been denied", "Sorry, you have been blocked", "One more step", "Zugriff verweigert",
        "Accès refusé", "Acceso denegado", "Accesso negato", "Toegang geweigerd", "Доступ запрещен", "访问被拒绝",
        "アクセスが拒否されました", "접근이 거부되었습니다", "451: Unavailable due to legal reasons",
    ],
)  # fmt: skip
def test_a_title_that_is_nothing_but_the_notice_turns_away(title: str) -> None:
    body = read(
        title, f"<h1>{title}</h1><p>Your request has been noted under the number 18.4f2c. Write to the web master.</p>"
    )
    assert (body.observed, body.is_article, body.warnings) == ("wall", False, AWAY)


@pytest.mark.parametrize(
    "said",
    [
        "Sorry, this content is not available in your region.", "Please enable JS and disable any ad blocker.",
        "Please confirm that you are a human and not a bot.",
        "Our systems have detected unusual traffic from your site.",
        "You don’t have permission to access this page on this server.", "Press & hold to confirm you are a human.",
        "Verifying you are human. This may take a few seconds.", "Dieser Inhalt ist in Ihrem Land nicht verfügbar.",
        "Ce contenu n’est pas disponible dans votre pays.", "Este contenido no está disponible en tu país.",
        "We recognize you are attempting to access this website from a country of the European Economic Area.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", '<meta property="article:published_time" content="2026-11-30T10:00:00Z">'])
def test_a_text_that_is_nothing_but_the_notice_turns_away_whatever_its_page_declares(said: str, head: str) -> None:
    title = "Harbour bridge will be rebuilt after nine years"
    record = extract(
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>{said}</p></body></html>", URL
    )
    assert record.meta.quality.is_article is False
    assert record.access.observed in ("wall", "missing")


def test_a_text_that_turns_to_its_reader_between_other_sentences_turns_away() -> None:
    said = "This door is guarded since Monday. Please verify you are human, so that we can let you in. You do it once."
    assert read("news.example", f"<p>{said}</p>").warnings == AWAY
    assert (
        read(
            "The bridge in the harbour is rebuilt", f"<h1>The bridge in the harbour is rebuilt</h1><p>{said}</p>"
        ).warnings
        == AWAY
    )
    far = "Please verify you are human, the machine said. " + NOTE
    assert read("The bridge in the harbour is rebuilt", f"<p>{far}</p>").observed == "full"


def test_the_notice_of_a_page_without_a_text_is_found_in_its_lines_and_not_in_its_news() -> None:
    assert read("The Paper", "<div>Oops. The page you requested could not be found.</div>").warnings == GONE
    assert read("The Paper", "<div>Dog not found.</div>").warnings == ("missing: no article text found",)
    assert read("Dog not found", "<h1>Dog not found</h1>").warnings == ("missing: no article text found",)


def test_a_page_of_many_words_is_no_notice() -> None:
    few, many = ("".join(f"<p>{NOTE} Part {number}.</p>" for number in range(count)) for count in (12, 16))
    assert read("404", f"<h1>404</h1>{few}").observed == "missing"
    assert read("404", f"<h1>404</h1>{many}").observed != "missing"
    six, eight = ("".join(f"<p>{NOTE} Part {number}.</p>" for number in range(count)) for count in (6, 8))
    assert read("Access denied", f"<h1>Access denied</h1>{six}").observed == "wall"
    assert read("Access denied", f"<h1>Access denied</h1>{eight}").observed != "wall"


@pytest.mark.parametrize(
    ("fields", "walled"),
    [("<input type=PASSWORD>", True), ("<input type=text><input>", False), ("<button>Sign in</button>", False)],
)
def test_only_a_field_for_a_password_is_a_login(fields: str, walled: bool) -> None:
    assert (read("Sign in", f"<form>{fields}</form>").observed == "wall") is walled


def test_only_a_noscript_that_names_scripts_makes_a_shell() -> None:
    assert read("News", "<noscript>JavaScript is off.</noscript><div id=root></div>").observed == "shell"
    assert read("News", "<noscript>Subscribe.</noscript><div id=root></div>").observed == "missing"
