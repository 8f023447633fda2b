"""The HTML side of a site. Themes are jinja2 templates in `templates/`: one file per theme, `page.html` under all."""

from __future__ import annotations

import json
import random
import re
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from tests.newsweb.exchange import Ask, Reply, redirect
from tests.newsweb.site import Site
from tests.newsweb.stories import TrueArticle

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
PARTS = 3  # pages of an article where the site splits them (quirk `multi-page`)
_sessions = count(1)


def article(site: Site, ask: Ask, story: TrueArticle, *, part: int = 1, form: str = "") -> Reply:
    """An article's page; `form` is "amp" or "print" for its copies, `part` counts the pages of a split article."""
    pieces, parts = list(story.pieces), 1
    if site.quirk("multi-page") and len(pieces) >= 12:
        parts = PARTS
        size = -(-len(pieces) // parts)
        pieces = pieces[(part - 1) * size : part * size]
    if not 1 <= part <= parts:
        return missing(site, ask)
    others = [a for a in site.latest()[:40] if a.number != story.number]
    context = {
        "kind": "article", "title": story.headline, "article": story, "pieces": pieces, "part": part, "parts": parts,
        "form": form, "related": _pick(story.number, others, 4), "path": story.url.removeprefix(site.origin),
    }  # fmt: skip
    return _render(site, ask, "amp" if form == "amp" else site.row.theme, context, story.modified)


def listing(site: Site, ask: Ask, title: str, articles: list[TrueArticle], *, page: int = 1) -> Reply:
    """A page of teasers: section, tag, author or archive. Quirk `load-more`: later pages are fragments for a script."""
    size = site.row.per_page
    pages = max(1, -(-len(articles) // size))
    if not 1 <= page <= pages:
        return missing(site, ask)
    base = re.sub(r"page/\d+/$", "", ask.path)
    cards = articles[(page - 1) * size : page * size]
    context = {
        "kind": "list", "title": title, "cards": cards, "path": ask.path,
        "next": _page(site, base, page + 1) if page < pages else None,
        "previous": _page(site, base, page - 1) if page > 1 else None,
    }  # fmt: skip
    if site.quirk("load-more") and page > 1:
        return _render(site, ask, "fragment", context, _newest(cards))
    return _render(site, ask, site.row.theme, context, _newest(cards))


def _page(site: Site, base: str, number: int) -> str:
    if number == 1:
        return base
    return f"{base}?page={number}" if site.quirk("query-pages") or site.quirk("load-more") else f"{base}page/{number}/"


def home(site: Site, ask: Ask) -> Reply:
    """The newest articles, then some of each section. Quirk `script-home`: an empty shell for a script to fill."""
    if site.quirk("script-home"):
        return _render(site, ask, "shell", {"kind": "home", "title": site.row.title, "path": "/"}, None)
    newest = site.latest()
    context = {"kind": "home", "title": site.row.title, "cards": newest[: site.row.per_page], "path": "/"}
    return _render(site, ask, site.row.theme, context, _newest(newest))


def static(site: Site, ask: Ask, name: str) -> Reply:
    """About, contact, privacy: long text that is no article."""
    words = site.language.page
    text = [words[key] for key in ("legal", "cookies", "newsletter_note", "comment_note")]
    context = {"kind": "static", "title": words[name], "text": text, "path": ask.path}
    return _render(site, ask, site.row.theme, context, None)


def calendar(site: Site, ask: Ask, year: int, month: int) -> Reply:
    """Quirk `calendar`: months without end in both directions."""
    months = [divmod(year * 12 + month - 1 + step, 12) for step in (-1, 1)]
    links = [f"/calendar/{y}/{m + 1:02}/" for y, m in months]
    title = f"{site.language.page['calendar']} {month}/{year}"
    context = {"kind": "calendar", "title": title, "links": links, "path": ask.path}
    return _render(site, ask, site.row.theme, context, None)


def missing(site: Site, ask: Ask) -> Reply:
    """404; with quirk `soft-404` a friendly page with status 200, with `home-404` a redirect to the home page."""
    if site.quirk("home-404"):
        return redirect("/")
    words = site.language.page
    context = {"kind": "missing", "title": words["not_found"], "text": [words["not_found_note"]], "path": ask.path,
               "cards": site.latest()[:5]}  # fmt: skip
    reply = _render(site, ask, site.row.theme, context, None)
    return reply if site.quirk("soft-404") else Reply(reply.body, 404, reply.type)


def _render(site: Site, ask: Ask, template: str, context: dict[str, Any], modified: datetime | None) -> Reply:
    session = ask.query.get("sid") or f"{next(_sessions):08x}" if site.quirk("session-ids") else ""

    def link(path: str) -> str:
        """The path as this site writes links: relative or absolute, with a session id where it has them."""
        path = path.removeprefix(site.origin)
        prefix = ask.origin if site.quirk("absolute") else ""
        return f"{prefix}{path}{'&' if '?' in path else '?'}sid={session}" if session else f"{prefix}{path}"

    values = {
        "article": None, "form": "", "cards": (), "next": None, "previous": None, "parts": 1, **context,
        "site": site, "row": site.row, "lang": site.language, "w": site.language.page, "ask": ask, "link": link,
        "linked": _linked, "slugs": dict(site.desk.staff), "graph": _graph, "keyword_numbers": _keyword_numbers(site),
        "popular": _pick(_popularity(site), site.latest()[:30], 5),
        "scripts": _scripts(site.row.name, site.row.scripts_kb),
    }  # fmt: skip
    text = TEMPLATES.get_template(f"{template}.html").render(values, s=values)
    headers = {} if site.row.charset == "utf-8" else {"Content-Type": "text/html"}
    return Reply(text.encode(site.row.charset, "xmlcharrefreplace"), headers=headers, modified=modified)


def _linked(text: str, number: int) -> Markup:
    """Every third paragraph carries a link or an emphasis, as real ones do; its text stays the same."""
    words = text.split(" ")
    if number % 3 or len(words) < 12:
        return escape(text)
    first, middle, last = " ".join(words[:4]), " ".join(words[4:7]), " ".join(words[7:])
    shape = '{} <a href="/tag/t{}/">{}</a> {}' if number % 2 else "{} <em data-n='{}'>{}</em> {}"
    return Markup(shape).format(first, number % 9, middle, last)


def _graph(site: Site, story: TrueArticle) -> Markup:
    """JSON-LD as large publishers write it: a @graph of organisation, web page, breadcrumbs, people and the article."""
    people = [{"@type": "Person", "@id": f"{site.origin}/#p{n}", "name": name} for n, name in enumerate(story.authors)]
    section = site.language.sections[story.section]
    trail = (site.language.page["home"], section)
    crumbs = [{"@type": "ListItem", "position": n, "name": name} for n, name in enumerate(trail, 1)]
    node = {
        "@type": "LiveBlogPosting" if story.genre == "live" else "NewsArticle", "@id": f"{story.url}#article",
        "headline": story.headline, "description": story.description, "articleSection": section,
        "datePublished": story.published.isoformat(), "dateModified": story.modified.isoformat(),
        "author": [{"@id": person["@id"]} for person in people], "publisher": {"@id": f"{site.origin}/#org"},
        "image": {"@type": "ImageObject", "url": site.origin + story.image, "width": 1200, "height": 675},
        "keywords": list(story.keywords), "inLanguage": story.language, "mainEntityOfPage": story.url,
        "isAccessibleForFree": True,
    }  # fmt: skip
    name = site.row.title
    organisation = {"@type": "NewsMediaOrganization", "@id": f"{site.origin}/#org", "name": name, "url": site.origin}
    page = {"@type": "WebPage", "@id": story.url, "url": story.url, "name": f"{story.headline} | {name}"}
    nodes = [organisation, page, {"@type": "BreadcrumbList", "itemListElement": crumbs}, *people, node]
    document = {"@context": "https://schema.org", "@graph": nodes}
    return Markup(json.dumps(document, ensure_ascii=False).replace("</", "<\\/"))


def _popularity(site: Site) -> int:
    """Quirk `lively`: the "most read" box changes every hour, though no article does."""
    return int(site.now.timestamp() // 3600) if site.quirk("lively") else 7


def _keyword_numbers(site: Site) -> dict[str, int]:
    return {word: n for n, word in enumerate(site.language.grammar.rules["keyword"])}


def _pick(key: int, articles: list[TrueArticle], number: int) -> list[TrueArticle]:
    return random.Random(key).sample(articles, min(number, len(articles)))


def _newest(articles: list[TrueArticle]) -> datetime | None:
    return max((a.modified for a in articles), default=None)


@cache
def _scripts(name: str, kilobytes: int) -> Markup:
    """A bundle of minified-looking script: half of a news page's bytes are script and style."""
    rng, lines, size = random.Random(name), [], 0
    while size < kilobytes * 1000:
        a, b, c = (f"{rng.choice('abcdefghkmnprt')}{rng.randint(1, 9999):x}" for _ in range(3))
        value = f'"{c}":{rng.randint(1, 10**6)},t:"{b}-{c}",n:{b}.{c}||[{rng.random():.6f}]'
        lines.append(f"var {a}=function({b}){{return{{{value}}}}};")
        size += len(lines[-1])
    return Markup("".join(lines))
