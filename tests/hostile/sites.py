"""Hostile sites: each has three healthy articles and one thing wrong with the whole."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count

from tests.hostile.answers import MEGABYTE, article, deflate_bomb, endless, http, redirect
from tests.hostile.contents import ENTITY_BOMB
from tests.hostile.outcome import ARTICLE, DISALLOWED
from tests.hostile.pages import REFRESH, Visit

HEALTHY = tuple(f"/2026/03/0{n}/healthy-news-{n}.html" for n in (1, 2, 3))
_fresh = count(1)
Answer = Callable[[Visit], bytes | None]


@dataclass(frozen=True)
class Site:
    """`answers` are tried by path, longest first; a star at the end stands for any rest.

    `outcome`: ARTICLE, all three healthy articles arrive; DISALLOWED, none is even asked for. `requests`: after so many
    the crawl of this site has to have ended by itself.
    """

    name: str
    outcome: str
    answers: Mapping[str, bytes | Answer]
    requests: int = 40

    def answer(self, path: str, visit: Visit) -> bytes | None:
        if path in HEALTHY:
            return http(healthy(path))
        for start in sorted(self.answers, key=len, reverse=True):
            if path.partition("?")[0] == start or (start.endswith("*") and path.startswith(start[:-1])):
                found = self.answers[start]
                return found if isinstance(found, bytes) else found(visit)
        return home() if path == "/" else http("Not here", "404 Not Found")


def healthy(path: str) -> str:
    return article(path.rpartition("/")[2].removesuffix(".html"))


def home(extra: str = "") -> bytes:
    links = "".join(f'<li><a href="{path}">A healthy story from page {path}</a></li>' for path in HEALTHY)
    return http(f"<html><head><title>Hostile Post</title></head><body><ul>{links}</ul>{extra}</body></html>")


def text(body: str | bytes, status: str = "200 OK") -> bytes:
    return http(body, status, content_type="text/plain")


def robots(answer: bytes | str | Answer) -> Mapping[str, bytes | Answer]:
    return {"/robots.txt": text(answer) if isinstance(answer, str) else answer}


def head(content_type: str) -> bytes:
    """The head of a response whose body ends when the connection does."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n".encode()


def xml(body: str | bytes) -> bytes:
    return http(body, content_type="application/xml")


def _sitemap(answer: bytes | Answer, **more: bytes | Answer) -> Mapping[str, bytes | Answer]:
    """A site whose robots.txt names /sitemap.xml."""
    lines = {"/robots.txt": lambda visit: text(f"Sitemap: {visit.origin}/sitemap.xml\n")}
    return {**lines, "/sitemap.xml": answer, **{f"/{name}*": other for name, other in more.items()}}


def _feed(answer: bytes | Answer) -> Mapping[str, bytes | Answer]:
    """A site whose home page names /feed."""
    return {"/": home('<link rel="alternate" type="application/rss+xml" href="/feed">'), "/feed": answer}


def urlset(*urls: str) -> str:
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


@cache
def _flood() -> bytes:
    """50 MB of empty elements, which a tree would hold as 1.5 GB."""
    return gzip.compress(urlset().replace("</urlset>", "<x/>" * 13_000_000).encode(), 1)


def index(*urls: str) -> str:
    listed = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'


def _endless_index(visit: Visit) -> bytes:
    return xml(index(*(f"{visit.origin}/more-{next(_fresh)}.xml" for _ in range(2))))


def _calendar(visit: Visit) -> bytes:
    year, month = divmod(next(_fresh), 12)
    return home("".join(f'<a href="/calendar/{2026 + year + n}/{month + 1:02}/">month</a>' for n in range(3)))


def _facets(visit: Visit) -> bytes:
    return home("".join(f'<a href="/list?colour={next(_fresh)}&amp;sort={n}">sorted</a>' for n in range(5)))


def _sessions(visit: Visit) -> bytes:
    return home("".join(f'<a href="{path}?PHPSESSID={next(_fresh):032x}">again</a>' for path in ("/", "/list")))


def _soft(visit: Visit) -> bytes:
    links = "".join(f'<li><a href="/2026/03/{n:02}/story-that-is-not-there-{next(_fresh)}.html">A story</a></li>'
                    for n in range(1, 6))  # fmt: skip
    return http(f"<html><body><h1>Not found</h1><p>There is no such page. Try one of these.</p>{links}</body></html>")


EXTERNAL = '<!DOCTYPE u [<!ENTITY x SYSTEM "{}/secret"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
DEEPER = home('<a href="a/">deeper</a><a href="b/">b</a>')
CUT = gzip.compress(urlset("x" * 5000).encode())[:40]
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{}</channel></rss>'
LICENCE = '<link rel="license" type="application/rsl+xml" href="{}/license.xml"/>'
NEXT = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="{}/feed"/>'

ROBOTS = (
    Site("robots-500", DISALLOWED, robots(text("", "500 Internal Server Error"))),
    Site("robots-503", DISALLOWED, robots(text("", "503 Service Unavailable"))),
    Site("robots-403", ARTICLE, robots(text("", "403 Forbidden"))),
    Site("robots-404-html", ARTICLE, robots(http("<h1>Disallow: /</h1>", "404 Not Found"))),
    Site("robots-redirect-loop", ARTICLE, robots(redirect("/robots.txt"))),
    Site("robots-redirect-inside", DISALLOWED, robots(lambda v: redirect(f"{v.canary}/robots.txt"))),
    Site(
        "robots-dripping",
        DISALLOWED,
        robots(lambda v: endless(v.connection, text("", "200 OK")[:-2], b"X: 1\r\n", 0.2)),
    ),
    Site(
        "robots-endless",
        ARTICLE,
        robots(lambda v: endless(v.connection, head("text/plain") + b"User-agent: *\nDisallow: /x\n", b"#" * MEGABYTE)),
    ),
    Site("robots-binary", ARTICLE, robots(text(bytes(range(256)) * 100))),
    Site("robots-html", ARTICLE, robots(http("<html><body>Welcome!</body></html>"))),
    Site("robots-disallow-all", DISALLOWED, robots("User-agent: *\nDisallow: /\n")),
    Site("robots-bom", DISALLOWED, robots("\ufeffUser-agent: *\nDisallow: /\n")),
    Site("robots-old-mac", DISALLOWED, robots("User-agent: *\rDisallow: /\r")),
    Site("robots-utf-16", ARTICLE, robots(text("User-agent: *\nDisallow: /x\n".encode("utf-16")))),
    Site("robots-wildcard-catastrophe", ARTICLE, robots("User-agent: *\nDisallow: /" + "*a" * 400 + "$\n")),
    Site(
        "robots-sitemap-inside",
        ARTICLE,
        robots(lambda v: text(f"Sitemap: {v.canary}/sitemap.xml\nSitemap: file:///etc/passwd\n")),
    ),
    Site("robots-licence-inside", ARTICLE, robots(lambda v: text(f"License: {v.canary}/license.xml\n"))),
    Site(
        "robots-sitemap-flood",
        ARTICLE,
        robots(lambda v: text("".join(f"Sitemap: {v.origin}/s{n}.xml\n" for n in range(9000)))),
        requests=300,
    ),
    Site("tdmrep-inside", ARTICLE, {"/.well-known/tdmrep.json": lambda v: redirect(f"{v.canary}{v.rest}")}),
    Site("robots-delay-century", ARTICLE, robots("User-agent: *\nCrawl-delay: 3153600000\n"), requests=8),
)

SITEMAPS = (
    Site(
        "sitemap-cycle",
        ARTICLE,
        _sitemap(
            lambda v: xml(index(f"{v.origin}/sitemap.xml", f"{v.origin}/other.xml")),
            other=lambda v: xml(index(f"{v.origin}/sitemap.xml", f"{v.origin}/other.xml")),
        ),
    ),
    Site("sitemap-endless-tree", ARTICLE, _sitemap(_endless_index, more=_endless_index), requests=120),
    Site(
        "sitemap-endless-file",
        ARTICLE,
        _sitemap(
            lambda v: endless(v.connection, head("application/xml") + b"<urlset>", b"<!-- " + b"x" * MEGABYTE + b" -->")
        ),
    ),
    Site("sitemap-gzip-bomb", ARTICLE, _sitemap(http(deflate_bomb("gzip"), content_type="application/x-gzip"))),
    Site("sitemap-entity-bomb", ARTICLE, _sitemap(xml(ENTITY_BOMB + urlset("&l9;")))),
    Site("sitemap-external-entity", ARTICLE, _sitemap(lambda v: xml(EXTERNAL.format(v.canary) + urlset("&x;", "&f;")))),
    Site(
        "sitemap-inside",
        ARTICLE,
        _sitemap(lambda v: xml(urlset(f"{v.canary}/2026/03/01/secret.html", "file:///etc/passwd"))),
    ),
    Site("sitemap-index-inside", ARTICLE, _sitemap(lambda v: xml(index(f"{v.canary}/sitemap.xml")))),
    Site(
        "sitemap-deep",
        ARTICLE,
        _sitemap(
            lambda v: xml(index(f"{v.origin}/d1.xml")),
            d=lambda v: xml(index(f"{v.origin}/d{int(v.rest[2:-4]) + 1}.xml", f"{v.canary}/deep.xml")),
        ),
    ),
    Site("sitemap-redirect-inside", ARTICLE, _sitemap(lambda v: redirect(f"{v.canary}/sitemap.xml"))),
    Site("sitemap-login-page", ARTICLE, _sitemap(http("<html><body><form>Log in</form></body></html>"))),
    Site("sitemap-cut", ARTICLE, _sitemap(lambda v: xml(urlset(*(v.origin + path for path in HEALTHY))[:-30]))),
    Site("sitemap-gzip-cut", ARTICLE, _sitemap(http(CUT, content_type="application/x-gzip"))),
    Site("sitemap-tag-flood", ARTICLE, _sitemap(lambda v: http(_flood(), content_type="application/x-gzip"))),
    Site("sitemap-nested", ARTICLE, _sitemap(xml("<a>" * 200_000))),
)

FEEDS = (
    Site("feed-entity-bomb", ARTICLE, _feed(xml(ENTITY_BOMB + RSS[21:].format("<item><title>&l9;</title></item>")))),
    Site("feed-inside", ARTICLE, _feed(lambda v: xml(RSS.format(f"<item><link>{v.canary}/secret</link></item>")))),
    Site("feed-redirect-inside", ARTICLE, _feed(lambda v: redirect(f"{v.canary}/feed"))),
    Site(
        "feed-next-inside",
        ARTICLE,
        _feed(lambda v: xml(RSS.format(NEXT.format(v.canary) + f"<item><link>{v.origin}{HEALTHY[0]}</link></item>"))),
    ),
    Site("feed-licence-inside", ARTICLE, _feed(lambda v: xml(RSS.format(LICENCE.format(v.canary))))),
    Site("feed-is-html", ARTICLE, _feed(http("<html><body>Our feed has moved.</body></html>"))),
    Site(
        "feed-endless",
        ARTICLE,
        _feed(
            lambda v: endless(
                v.connection, head("application/rss+xml") + b"<rss><channel>", b"<item>" + b"t" * MEGABYTE + b"</item>"
            )
        ),
    ),
    Site("feed-deflate-bomb", ARTICLE, _feed(http(deflate_bomb("deflate"), content_encoding="deflate"))),
)

TRAPS = (
    Site("calendar-trap", ARTICLE, {"/": _calendar, "/calendar/*": _calendar}, requests=300),
    Site("path-trap", ARTICLE, {"/": home('<a href="/a/">a</a>'), "/a/*": DEEPER}, requests=300),
    Site("facet-trap", ARTICLE, {"/": _facets, "/list*": _facets}, requests=300),
    Site("refresh-home", ARTICLE, {"/": http(REFRESH.format("/front")), "/front": home()}),
    Site(
        "home-base-inside",
        ARTICLE,
        {"/": lambda v: home(f'<base href="{v.canary}/"><a rel="next" href="page/2">next</a>')},
    ),
    Site("session-trap", ARTICLE, {"/": _sessions, "/*": _sessions}, requests=300),
    Site("soft-404-trap", ARTICLE, {"/2026/*": _soft}, requests=300),
    Site(
        "pages-without-end",
        ARTICLE,
        {
            "/": home('<a rel="next" href="/page/2">next</a>'),
            "/page/*": lambda v: home(f'<a rel="next" href="/page/{next(_fresh)}">next</a>'),
        },
        requests=300,
    ),
)

SITES = (*ROBOTS, *SITEMAPS, *FEEDS, *TRAPS)
