"""Which address of a site answers with what: one table, first match wins."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from tests.newsweb import feeds, pages
from tests.newsweb.exchange import Ask, Reply, redirect
from tests.newsweb.site import Site


def answer(site: Site, ask: Ask) -> Reply:
    """The site's response to one request."""
    if site.quirk("consent-redirect") and "consent" not in ask.cookies and ask.path != "/robots.txt":
        return _consent(site, ask)
    for pattern, view in ROUTES:
        if match := pattern.fullmatch(ask.path):
            reply = view(site, ask, *match.groups())
            if reply is not None:
                return reply
    return pages.missing(site, ask)


def _consent(site: Site, ask: Ask) -> Reply:
    """Quirk `consent-redirect`: every first request is sent to a page that sets a cookie and sends it back."""
    if ask.path == "/consent" and "back" in ask.query:
        return redirect(ask.query["back"], {"Set-Cookie": "consent=1; Path=/"})
    if ask.path == "/consent":
        return pages.static(site, ask, "privacy")
    return redirect(f"/consent?back={ask.path}")


def _home(site: Site, ask: Ask) -> Reply:
    if site.quirk("short-links") and ask.query.get("p", "").isdigit() and int(ask.query["p"]) < site.count():
        return redirect(site.path(int(ask.query["p"])), status=301)
    return pages.home(site, ask)


def _section(site: Site, ask: Ask, slug: str, number: str | None = None) -> Reply | None:
    if slug not in site.slugs:
        return None
    if not ask.path.endswith("/"):
        return redirect(ask.path + "/", status=301)
    articles = [a for a in site.latest() if a.section == slug]
    page = number or ask.query.get("page", "1")
    return pages.listing(site, ask, site.language.sections[slug], articles, page=int(page) if page.isdigit() else 1)


def _tag(site: Site, ask: Ask, number: str) -> Reply | None:
    keywords = site.language.grammar.rules["keyword"]
    if int(number) >= len(keywords):
        return None
    keyword = keywords[int(number)]
    return pages.listing(site, ask, keyword, [a for a in site.latest() if keyword in a.keywords][:20])


def _author(site: Site, ask: Ask, slug: str) -> Reply | None:
    for name, known in site.desk.staff:
        if known == slug:
            title = f"{site.language.page['all_by']} {name}"
            return pages.listing(site, ask, title, [a for a in site.latest() if name in a.authors][:20])
    return None


def _archive(site: Site, ask: Ask, year: str, month: str, day: str) -> Reply | None:
    try:
        wanted = date(int(year), int(month), int(day))
    except ValueError:
        return None
    articles = [a for a in site.latest() if a.published.date() == wanted]
    return pages.listing(site, ask, f"{wanted}", articles) if articles else None


def _article(site: Site, ask: Ask, path: str) -> Reply | None:
    number = site.at(path)
    if number is None and (number := site.at(path + "/")) is not None:
        return redirect(path + "/", status=301)
    if number is None:
        return None
    if site.withdrawn(number):
        return Reply(status=410, body="Gone")
    part = ask.query.get("part", "1")
    return pages.article(site, ask, site.article(number), part=int(part) if part.isdigit() else 1)


def _copy(site: Site, ask: Ask, path: str) -> Reply | None:
    """The article again for the printer, or as AMP; both name the canonical address."""
    kind = "amp" if ask.path.endswith("/amp") else "print"
    number = site.at(path)
    if number is None or not site.quirk(kind):
        return None
    return pages.article(site, ask, site.article(number), form=kind)


def _static(site: Site, ask: Ask, name: str) -> Reply:
    return pages.static(site, ask, name)


def _calendar(site: Site, ask: Ask, year: str, month: str) -> Reply | None:
    return pages.calendar(site, ask, int(year), int(month)) if site.quirk("calendar") else None


def _machine(name: str) -> Callable[..., Reply | None]:
    def view(site: Site, ask: Ask, *parts: str) -> Reply | None:
        reply: Reply | None = getattr(feeds, name)(site, ask, *parts)
        return reply

    return view


def _picture(site: Site, ask: Ask) -> Reply:
    return Reply(body=PIXEL, type="image/png")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002"
    "00000500010d0a2db40000000049454e44ae426082"
)
ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Reply | None]], ...] = tuple(
    (re.compile(pattern), view)
    for pattern, view in (
        (r"/", _home),
        (r"/robots\.txt", _machine("robots")),
        (r"/feed/", _machine("rss")),
        (r"/atom\.xml", _machine("atom")),
        (r"/feed\.json", _machine("json_feed")),
        (r"/sitemap\.xml", _machine("sitemap")),
        (r"/sitemap-(\d+)\.xml\.gz", _machine("sitemap_part")),
        (r"/news-sitemap\.xml", _machine("news_sitemap")),
        (r"/images/.*", _picture),
        (r"/(about|contact|privacy)/", _static),
        (r"/tag/t(\d+)/", _tag),
        (r"/author/([\w-]+)/", _author),
        (r"/archive/(\d{4})/(\d\d)/(\d\d)/", _archive),
        (r"/calendar/(\d{1,5})/(\d\d)/", _calendar),
        (r"/([a-z-]+)/?", _section),
        (r"/([a-z-]+)/page/(\d{1,6})/", _section),
        (r"(/.+)/amp", _copy),
        (r"/print(/.+)", _copy),
        (r"(/.+)", _article),
    )
)
