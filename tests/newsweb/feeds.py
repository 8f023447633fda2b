"""The machine-readable side of a site: robots.txt, feeds, sitemaps."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tests.newsweb.exchange import Ask, Reply
from tests.newsweb.site import Site
from tests.newsweb.stories import TrueArticle

PART = 100  # articles per part of a sitemap index
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def robots(site: Site, ask: Ask) -> Reply:
    """Disallows the search, printing and script addresses; names the sitemaps unless the quirk `shy` hides them."""
    lines = ["User-agent: *", "Disallow: /search", "Disallow: /print/", "Disallow: /api/private/"]
    if site.quirk("crawl-delay"):
        lines.append("Crawl-delay: 0.2")
    if not site.quirk("shy"):
        found = {"sitemap": "/sitemap.xml", "sitemap-gz": "/sitemap.xml", "news-sitemap": "/news-sitemap.xml"}
        lines += [f"Sitemap: {ask.origin}{found[s]}" for s in site.row.sources if s in found]
    return Reply("\n".join(lines) + "\n", type="text/plain")


def _feed_url(site: Site, article: TrueArticle) -> str:
    """Quirk `tracking`: links in feeds carry tracking parameters."""
    return article.url + ("?utm_source=rss&utm_medium=feed" if site.quirk("tracking") else "")


def rss(site: Site, ask: Ask) -> Reply | None:
    if "rss" not in site.row.sources:
        return None
    articles = site.latest()[: site.row.feed_items]
    items = "".join(
        f"<item><title>{escape(a.headline)}</title><link>{escape(_feed_url(site, a))}</link>"
        f'<guid isPermaLink="false">{site.row.name}-{a.number}</guid><pubDate>{format_datetime(a.published)}</pubDate>'
        f"<dc:creator>{escape(', '.join(a.authors))}</dc:creator><category>{escape(site.language.sections[a.section])}"
        f"</category><description>{escape(a.description)}</description></item>"
        for a in articles
    )
    channel = f"<title>{escape(site.row.title)}</title><link>{site.origin}/</link><description/>"
    body = (
        f'{XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{channel}{items}</channel></rss>'
    )
    return Reply(body, type="application/rss+xml", modified=_newest(articles))


def atom(site: Site, ask: Ask) -> Reply | None:
    if "atom" not in site.row.sources:
        return None
    articles = site.latest()[: site.row.feed_items]
    entries = "".join(
        f"<entry><title>{escape(a.headline)}</title><id>tag:{site.row.name},{a.number}</id>"
        f'<link rel="alternate" href="{escape(_feed_url(site, a))}"/><published>{a.published.isoformat()}</published>'
        f"<updated>{a.modified.isoformat()}</updated><summary>{escape(a.description)}</summary>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in a.authors) + "</entry>"
        for a in articles
    )  # fmt: skip
    head = f"<title>{escape(site.row.title)}</title><id>{site.origin}/</id><updated>{site.now.isoformat()}</updated>"
    newest = _newest(articles)
    return Reply(f'{XML}<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>', type="application/atom+xml",
                 modified=newest)  # fmt: skip


def json_feed(site: Site, ask: Ask) -> Reply | None:
    if "json-feed" not in site.row.sources:
        return None
    articles = site.latest()[: site.row.feed_items]
    items = [
        {"id": str(a.number), "url": _feed_url(site, a), "title": a.headline, "summary": a.description,
         "date_published": a.published.isoformat(), "authors": [{"name": name} for name in a.authors]}
        for a in articles
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": site.row.title, "items": items}
    return Reply(json.dumps(feed, ensure_ascii=False), type="application/feed+json", modified=_newest(articles))


def sitemap(site: Site, ask: Ask) -> Reply | None:
    """One file, or with `sitemap-gz` an index of gzipped parts, oldest first."""
    if "sitemap" in site.row.sources:
        pages = "".join(f"<url><loc>{ask.origin}/{slug}/</loc></url>" for slug in ["about", *site.slugs])
        articles = site.latest()
        body = _urlset(pages + "".join(_url(a) for a in articles))
        return Reply(body, type="application/xml", modified=_newest(articles))
    if "sitemap-gz" not in site.row.sources:
        return None
    parts = "".join(
        f"<sitemap><loc>{ask.origin}/sitemap-{n}.xml.gz</loc>"
        f"<lastmod>{max(a.modified for a in part).isoformat()}</lastmod></sitemap>"
        for n, part in enumerate(_parts(site))
    )
    return Reply(f"{XML}<sitemapindex {NAMESPACES}>{parts}</sitemapindex>", type="application/xml")


def sitemap_part(site: Site, ask: Ask, number: str) -> Reply | None:
    parts = _parts(site)
    if "sitemap-gz" not in site.row.sources or int(number) >= len(parts):
        return None
    body = gzip.compress(_urlset("".join(_url(a) for a in parts[int(number)])).encode(), mtime=0)
    return Reply(body, type="application/x-gzip", modified=_newest(parts[int(number)]))


def news_sitemap(site: Site, ask: Ask) -> Reply | None:
    if "news-sitemap" not in site.row.sources:
        return None
    articles = [a for a in site.latest() if site.recent(a)]
    publication = f"<news:name>{escape(site.row.title)}</news:name><news:language>{site.row.language}</news:language>"
    urls = "".join(
        f"<url><loc>{escape(a.url)}</loc><news:news><news:publication>{publication}</news:publication>"
        f"<news:publication_date>{a.published.isoformat()}</news:publication_date><news:title>{escape(a.headline)}"
        f"</news:title></news:news><image:image><image:loc>{site.origin}{a.image}</image:loc></image:image></url>"
        for a in articles
    )
    return Reply(_urlset(urls), type="application/xml", modified=_newest(articles))


def _parts(site: Site) -> list[list[TrueArticle]]:
    oldest_first = site.latest()[::-1]
    return [oldest_first[i : i + PART] for i in range(0, len(oldest_first), PART)]


def _urlset(urls: str) -> str:
    return f"{XML}<urlset {NAMESPACES}>{urls}</urlset>"


def _url(article: TrueArticle) -> str:
    return f"<url><loc>{escape(article.url)}</loc><lastmod>{article.modified.isoformat()}</lastmod></url>"


def _newest(articles: list[TrueArticle]) -> datetime | None:
    return max((a.modified for a in articles), default=None)
