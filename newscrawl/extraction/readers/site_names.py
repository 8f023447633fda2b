"""The site's own names: what the page declares (og:site_name, publisher, WebSite), and its host."""

from __future__ import annotations

from newscrawl.extraction.titles import host_names
from newscrawl.html.document import Document
from newscrawl.html.jsonld import JsonLd, text
from newscrawl.text import fold

_NAME_KEYS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "al:ios:app_name", "dc.publisher")
_SITE_TYPES = ("NewsMediaOrganization", "Organization", "WebSite")


def read_site_names(document: Document, jsonld: JsonLd) -> frozenset[str]:
    """Every name of the site that page and address give, folded: as words ("example times") and as one word."""
    meta = document.meta
    said = [*meta.all(*_NAME_KEYS)]
    said += [text(node.get("name")) for node in jsonld.of_type(*_SITE_TYPES)]
    said += [text(one) for node in (jsonld.article, jsonld.page) for one in jsonld.follow(node.get("publisher"))]
    words = {fold(name) for name in said if len(name) < 60}
    names = words | {name.replace(" ", "") for name in words} | {name.removeprefix("the ") for name in words}
    return frozenset(name for name in (*names, *host_names(document.url)) if len(name) > 1)
