"""Notices that stand in place of a text give no record, also of a page that a person names; short news does."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

import newscrawl
from newscrawl.errors import NotAnArticle
from tests.quality.notices import BRIEFS, NOTICES

STORY = "https://pier.example/2026/11/20/some-words-of-a-story"
OWN = ("privacy", "terms", "about", "contact")  # pages that sites have beside their articles
FIELD = "<form><input name=e><button>OK</button></form>"
MEMBERS = {
    "waiting room": ("de", "Einen Augenblick Geduld", "Zurzeit wollen sehr viele Leser auf unsere Seiten. Sie sind Nummer "
                     "812 in der Schlange. Diese Seite lädt von selbst neu, bitte lassen Sie das Fenster offen."),
    "age": ("fr", "Avez-vous plus de 18 ans ?", "Cette page montre des images qui peuvent heurter. Veuillez confirmer votre "
            f"âge pour continuer la lecture.{FIELD}"),
    "redirect": ("es", "Redirigiendo", "Será redirigido en unos segundos. Si no ocurre nada, haga clic aquí para continuar a "
                 "la página solicitada."),
    "closed": ("it", "Questo giornale chiude", "Dopo trent'anni il nostro sito non viene più aggiornato. Ringraziamo tutti "
               "i nostri lettori e chi ha scritto per noi."),
    "app": ("pt", "Continue no aplicativo", "Baixe o nosso aplicativo para ler esta notícia e todas as outras. É grátis e "
            "leva menos de um minuto."),
    "country": ("nl", "Niet beschikbaar in uw land", "Wegens de rechten kunnen wij dit verhaal niet tonen op de plek waar u "
                "bent. Onze excuses daarvoor."),
    "consent": ("pl", "Szanujemy twoją prywatność", "My i nasi 512 partnerzy przechowujemy informacje na urządzeniu, takie "
                "jak pliki cookies. Prosimy o zgodę na przetwarzanie danych osobowych."),
    "failure": ("ru", "Что-то пошло не так", "При загрузке страницы произошла ошибка. Мы уже знаем о ней. Попробуйте "
                "обновить страницу позже."),
    "maintenance": ("tr", "Sitemiz bakımda", "Sizlere daha iyi hizmet verebilmek için çalışıyoruz. Lütfen kısa bir süre "
                    "sonra tekrar deneyin."),
    "robots": ("ja", "ロボットではないことを確認してください", "お使いのブラウザからのアクセスを確認しています。画像認証を完了すると、"
               "ご覧になりたいページに移動します。"),
    "app in another script": ("zh", "请在应用中阅读全文", "您需要下载我们的客户端才能继续阅读这篇报道。点击下方按钮,一分钟内即可完成安装"
                              "并登录。"),
    "subscription": ("ko", "구독자 전용 기사입니다", "이 기사를 계속 읽으려면 로그인하거나 구독해 주세요. 첫 달은 무료이며 언제든지 "
                     "해지할 수 있습니다."),
    "not found": ("ar", "الصفحة غير موجودة", "عذرا، الصفحة التي تبحث عنها غير متوفرة أو تم نقلها. يرجى العودة إلى الصفحة "
                  "الرئيسية."),
    "newsletter": ("sv", "Få vårt morgonbrev", "Varje dag klockan sju skickar vi det viktigaste till din inkorg. Det kostar "
                   f"inget och du kan avsluta när du vill.{FIELD}"),
    "paywall": ("cs", "Pro předplatitele", "Tento článek mohou číst jen předplatitelé. Přihlaste se, nebo si pořiďte "
                "předplatné od 99 korun měsíčně."),
    "browser check": ("uk", "Перевірка браузера", "Зачекайте кілька секунд. Ми перевіряємо ваш браузер, перш ніж відкрити "
                      "сторінку."),
    "framework": ("en", "RuntimeError at /2026/11/story", "Request Method: GET. Exception Location: /srv/app/views.py, line "
                  "41. You are seeing this error because you have DEBUG = True in your settings file."),
    "new server": ("en", "Welcome to nginx!", "If you see this page, the nginx web server is successfully installed and "
                   "working. Further configuration is required."),
    "parked": ("en", "pier.example is for sale", "The owner of this domain is willing to sell it. Make an offer and one of "
               "our brokers will contact you within a day."),
    "ad blocker": ("en", "We noticed that you use an ad blocker", "Our journalism is paid for by advertising. Please turn "
                   "your blocker off for this site and load the page again, or support us with a subscription."),
    "suspended": ("en", "This account has been suspended", "Contact your hosting provider for more information."),
    "offer": ("en", "Subscribe to read this story", "Read all stories for one month at one crown. Cancel at any time. "
              "Already a subscriber? Log in."),
}  # fmt: skip


def dressed(language: str, heading: str, text: str) -> str:
    menu = "".join(f'<li><a href="/{name}/">{name}</a></li>' for name in ("one", "two", "three", "four"))
    return (
        f"<!doctype html><html lang={language}><meta charset=utf-8><title>{heading} - Pier</title><header><nav><ul>{menu}"
        f"</ul></nav></header><main><h1>{heading}</h1><p>{text}</p></main><footer><p>Pier, Quay 4</p></footer>"
    )


def is_written(page: str, url: str | None) -> bool:
    """Whether a page that a person names gives a record."""
    try:
        newscrawl.extract(page, url, keep="text")
    except NotAnArticle:
        return False
    return True


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("url", [STORY, None], ids=["an address of a story", "no address"])
def test_a_notice_gives_no_record_of_a_page_that_is_named(name: str, url: str | None) -> None:
    page = dressed(*MEMBERS[name])
    assert not is_written(page, url)
    quality = newscrawl.extract(page, url).meta.quality
    assert (quality.is_article, quality.confidence) == (False, 0.0)
    assert quality.reasons_against[0] == quality.warnings[0]
    assert quality.warnings[0].startswith(("wall: ", "missing: "))


def test_nearly_all_made_notices_give_no_record_of_a_page_that_is_named() -> None:
    made = [
        is_written(dressed(language, heading, " ".join(said)), STORY)
        for language, notices in NOTICES.items()
        for kind, (heading, said) in notices.items()
        if kind not in OWN
    ]
    assert sum(made) <= 0.05 * len(made), (sum(made), len(made))


@pytest.mark.parametrize("language", sorted(BRIEFS))
def test_short_news_is_no_notice(language: str) -> None:
    pages = [dressed(language, headline, " ".join(said)) for headline, said in BRIEFS[language]]
    articles = [newscrawl.extract(page, STORY).meta.quality.is_article for page in pages]
    assert sum(articles) >= 0.75 * len(articles), articles


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (
            "Contact",
            "You can reach us by email or telephone from eight to six. Please have your customer number at hand.",
        ),
        ("Impressum", "Sie erreichen uns per E-Mail oder Telefon. Bitte halten Sie Ihre Kundennummer bereit."),
        ("Terms of use", "By using our site you accept these terms. Please read them. You may not copy our texts."),
    ],
)
def test_a_page_that_sites_have_beside_their_articles_is_written_when_it_is_named(heading: str, text: str) -> None:
    quality = newscrawl.extract(dressed("en", heading, text), None).meta.quality
    assert not quality.is_article
    assert quality.warnings[0].startswith("not an article: ")
    assert is_written(dressed("en", heading, text), None)
