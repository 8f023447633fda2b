"""Hostile contents: pages that arrive in good order and attack whoever reads them."""

from __future__ import annotations

from tests.hostile.answers import article, headline, http
from tests.hostile.outcome import ARTICLE, NO_ARTICLE
from tests.hostile.pages import Case, Visit, case, hidden

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITY_BOMB = f'<!DOCTYPE html [<!ENTITY l0 "ha">{LAUGHS}]>'
BROKEN_UTF_8 = article("utf-8-broken-inside", inside="<i>BREAK</i>").encode().replace(b"BREAK", b"\xc3\x28\xff")
LINKS = "<ul>" + "".join(f'<li><a href="/list?n={n}">Story {n}</a>' for n in range(100_000))
RUSSIAN = "Мост через реку открыли после трёх лет ожидания"


def _russian() -> bytes:
    """Windows-1251 that only the page itself declares."""
    declared = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    page = article("windows-1251-in-page", title=RUSSIAN, head=declared)
    return http(page.encode("cp1251", "xmlcharrefreplace"), content_type="text/html")


def lure(name: str, head: str = "", inside: str = "") -> Case:
    """An article that names the internal server; it may be recorded, the server must not be asked."""

    def send(visit: Visit) -> bytes:
        return http(article(name, head=head.format(canary=visit.canary), inside=inside.format(canary=visit.canary)))

    return Case(name, (ARTICLE,), send, headline(name))


def _titled(name: str, title: str, clean: str = "") -> Case:
    """An article with a headline that is an attack on what comes after; `clean` is how it should be recorded."""
    return case(name, ARTICLE, article(name, title=title), clean or title)


MARKUP = (
    hidden("nested-100000", (ARTICLE, NO_ARTICLE), inside="<div>" * 100_000),
    hidden("nested-inline", (ARTICLE, NO_ARTICLE), inside="<b><i>" * 30_000),
    hidden("giant-line", ARTICLE, head=f"<script>var a='{'x' * 4_000_000}'</script>"),
    hidden("attributes-20000", ARTICLE, inside="<br " + " ".join(f"a{n}=1" for n in range(20_000)) + ">"),
    case("links-100000", NO_ARTICLE, LINKS),
    case("script-never-closed", NO_ARTICLE, "<html><body><script>" + article("script-never-closed")),
    case("comment-never-closed", NO_ARTICLE, "<html><body><!-- " + article("comment-never-closed").replace("-->", "")),
    case("entity-bomb", (ARTICLE, NO_ARTICLE), ENTITY_BOMB + article("entity-bomb", inside="<p>&l9;</p>")),
    hidden("entities-broken", ARTICLE, inside="<i>&#xD800;&#0;&#x110000;&#99999999999;&nosuch;</i>"),
    case("null-bytes", ARTICLE, article("null-bytes", inside="<i>\0\0</i>")),
    hidden("jsonld-nested", ARTICLE, head=f'<script type="application/ld+json">{"[" * 100_000}</script>'),
    hidden(
        "jsonld-circular",
        ARTICLE,
        head='<script type="application/ld+json">{"@graph":'
        '[{"@id":"a","@type":"NewsArticle","author":{"@id":"a"},"mainEntity":{"@id":"a"}}]}</script>',
    ),
    hidden(
        "jsonld-number",
        ARTICLE,
        head=f'<script type="application/ld+json">{{"@type":"NewsArticle","wordCount":{"9" * 20_000}}}</script>',
    ),
    hidden("spaces-1000000", ARTICLE, inside=" " * 1_000_000),
    hidden("byline-catastrophe", ARTICLE, inside=f"<span>{'By a, ' * 20_000}</span>"),
    hidden("dates-10000", ARTICLE, head='<meta name="date" content="' + "2026-01-01 " * 10_000 + '">'),
)

CHARSETS = (
    case("windows-1251-in-page", ARTICLE, _russian(), RUSSIAN),
    case("utf-16", ARTICLE, http(article("utf-16").encode("utf-16"), content_type="text/html"), headline("utf-16")),
    case(
        "windows-1252-as-utf-8",
        ARTICLE,
        http(article("windows-1252-as-utf-8", inside="<i>caf\xe9</i>").encode("cp1252")),
    ),
    case("utf-8-broken-inside", ARTICLE, http(BROKEN_UTF_8)),
)

HEADLINES = (
    _titled("headline-formula", '=HYPERLINK("http://evil.example","Read")'),
    _titled("headline-path", "../../../../etc/passwd"),
    _titled("headline-shell", "$(touch /tmp/owned); `id` | sh"),
    # Markup escaped twice is far more common than markup that is meant as text.
    _titled("headline-markup", "<img src=x onerror=alert(1)> wins prize", "wins prize"),
    _titled("headline-ansi", "Mayor \x1b[31mresigns\x1b[0m at noon", "Mayor [31mresigns[0m at noon"),
    _titled("headline-log-forgery", "Fair opens\r\nERROR crawl failed", "Fair opens ERROR crawl failed"),
    _titled("headline-bidi", "Bank \u202etxt.exe\u202c opens", "Bank txt.exe opens"),
    case("headline-200000", (ARTICLE, NO_ARTICLE), article("headline-200000", title="Long " * 40_000)),
)

LURES = (
    lure("canonical-inside", '<link rel="canonical" href="{canary}/secret">'),
    lure("image-inside", '<meta property="og:image" content="{canary}/secret.png">'),
    lure("feed-link-inside", '<link rel="alternate" type="application/rss+xml" href="{canary}/secret">'),
    lure("amp-inside", '<link rel="amphtml" href="{canary}/secret">'),
    lure("base-inside", '<base href="{canary}/">'),
    lure("link-inside", inside='<p><a href="{canary}/2026/03/01/secret-news-story">Secret</a></p>'),
    lure("frame-inside", inside='<iframe src="{canary}/secret"></iframe>'),
)

CONTENTS = (*MARKUP, *CHARSETS, *HEADLINES, *LURES)
