"""The demo site's pages, made from `articles.toml` and two templates: path -> media type and bytes."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime
from email.utils import format_datetime
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, NamedTuple

SECTIONS = {"town": "Town", "tide": "Tide"}
ABOUT = (
    "The Lanternby Lantern is a newspaper for a town that does not exist. It is bundled with newscrawl, so that a "
    "crawl can be tried on a machine without a network."
)
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675">'
    '<rect width="100%" height="100%" fill="#cde"/></svg>'
)

Story = dict[str, Any]


class File(NamedTuple):
    """One file of the site, as it is sent."""

    type: str
    body: bytes


def stories() -> list[Story]:
    """The articles of `articles.toml`, newest first, each with its `path`."""
    table: list[Story] = tomllib.loads(_read("articles.toml"))["article"]
    for story in table:
        story["path"] = f"/{story['section']}/{story['slug']}/"
    return sorted(table, key=lambda story: datetime.fromisoformat(story["published"]), reverse=True)


def print_site(origin: str) -> dict[str, File]:
    """Every file of the site by its path. `origin` stands in canonical links, feed and sitemap."""
    news = stories()
    pages = {
        "/": _list("The Lanternby Lantern", news),
        "/about/": _page("About", "en", "", f"<h1>About</h1><p>{ABOUT}</p>"),
    }
    for section, name in SECTIONS.items():
        pages[f"/{section}/"] = _list(name, [story for story in news if story["section"] == section])
    for story in news:
        pages[story["path"]] = _article(origin, story, news)
    pages["/print" + news[0]["path"]] = pages[news[0]["path"]]  # a duplicate whose canonical link tells the truth
    site = {path: File("text/html; charset=utf-8", page.encode()) for path, page in pages.items()}
    site["/feed.xml"] = File("application/rss+xml", _feed(origin, news).encode())
    site["/sitemap.xml"] = File("application/xml", _sitemap(origin, news).encode())
    site["/robots.txt"] = File(
        "text/plain", f"User-agent: *\nDisallow: /private/\nSitemap: {origin}/sitemap.xml\n".encode()
    )
    site |= {f"/images/{story['slug']}.svg": File("image/svg+xml", PICTURE.encode()) for story in news}
    return site


def _read(name: str) -> str:
    return (files("newscrawl.demo") / name).read_text("utf-8")


def _page(title: str, language: str, head: str, main: str) -> str:
    return Template(_read("page.html")).substitute(title=escape(title), language=language, head=head, main=main)


def _list(title: str, news: list[Story]) -> str:
    teasers = "\n".join(
        f'<div class="teaser"><h2><a href="{story["path"]}">{escape(story["headline"])}</a></h2>'
        f"<p>{escape(story['description'])}</p></div>"
        for story in news
    )
    return _page(title, "en", "", f"<h1>{escape(title)}</h1>\n{teasers}")


def _article(origin: str, story: Story, news: list[Story]) -> str:
    others = [other for other in news if other is not story and other["language"] == story["language"]][:3]
    values = {key: escape(value) for key, value in story.items() if isinstance(value, str)}
    values["day"] = f"{datetime.fromisoformat(story['published']):%d %B %Y}"
    values["body"] = "\n".join(_block(block) for block in story["body"].strip().split("\n\n"))
    values["related"] = "\n".join(
        f'<li><a href="{other["path"]}">{escape(other["headline"])}</a></li>' for other in others
    )
    main = Template(_read("article.html")).substitute(values)
    return _page(story["headline"], story["language"], _head(origin, story), main)


def _block(text: str) -> str:
    """One block of the articles' small markup as HTML."""
    if text.startswith("## "):
        return f"<h2>{escape(text[3:], quote=False)}</h2>"
    if text.startswith("> "):
        return f"<blockquote><p>{escape(text[2:], quote=False)}</p></blockquote>"
    if text.startswith("- "):
        return "<ul>" + "".join(f"<li>{escape(line[2:], quote=False)}</li>" for line in text.splitlines()) + "</ul>"
    return f"<p>{escape(text, quote=False)}</p>"


def _head(origin: str, story: Story) -> str:
    """Canonical link and schema.org's NewsArticle as JSON-LD."""
    record = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": story["headline"],
        "description": story["description"], "datePublished": story["published"],
        "dateModified": story.get("modified", story["published"]), "inLanguage": story["language"],
        "author": [{"@type": "Person", "name": name} for name in story["author"].split(" and ")],
        "articleSection": SECTIONS[story["section"]], "keywords": story["keywords"],
        "image": f"{origin}/images/{story['slug']}.svg", "mainEntityOfPage": origin + story["path"],
        "publisher": {"@type": "Organization", "name": "The Lanternby Lantern", "url": origin},
    }  # fmt: skip
    data = json.dumps(record, ensure_ascii=False).replace("</", "<\\/")
    return f'<link rel="canonical" href="{origin}{story["path"]}">\n<script type="application/ld+json">{data}</script>'


def _feed(origin: str, news: list[Story]) -> str:
    """RSS 2.0 of the newest eight; the sitemap has all."""
    items = "".join(
        f"<item><title>{escape(story['headline'])}</title><link>{origin}{story['path']}</link>"
        f"<pubDate>{format_datetime(datetime.fromisoformat(story['published']))}</pubDate>"
        f"<description>{escape(story['description'])}</description></item>"
        for story in news[:8]
    )
    title = "<title>The Lanternby Lantern</title>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{title}<link>{origin}/</link>{items}</channel></rss>'


def _sitemap(origin: str, news: list[Story]) -> str:
    urls = "".join(
        f"<url><loc>{origin}{story['path']}</loc><lastmod>{story.get('modified', story['published'])}</lastmod></url>"
        for story in news
    )
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
