"""How well newscrawl reads the web's pages: `python -m tests.newsweb.reading [-v] [SITE...]`.

One line per site: of its newest articles, how many records have each stated field exactly right, and which of its list,
static and missing pages came out as articles. `-v` adds the first miss of each field. No network: pages are rendered
and handed to `newscrawl.extract`.
"""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from collections.abc import Iterator

from newscrawl import extract
from newscrawl.record.article import Article
from tests.newsweb.exchange import Ask, Reply
from tests.newsweb.routes import answer
from tests.newsweb.server import NewsWeb
from tests.newsweb.site import Site

ARTICLES = 20


def read(site: Site, path: str) -> tuple[Reply, Article]:
    reply = answer(site, Ask(path, site.origin, {}, {"consent": "1"}))
    headers = {"content-type": "text/html; charset=utf-8", **{k.lower(): v for k, v in reply.headers.items()}}
    return reply, extract(reply.body, site.origin + path, headers=headers, fetched_at=site.now)


def compare(record: Article, expected: dict[str, object]) -> Iterator[tuple[str, object, object]]:
    """Every stated field with what was found and what is true."""
    yield "is_article", record.meta.quality.is_article, True
    found = record.to_dict() | {"authors": [author.name for author in record.authors]}
    for name, value in expected.items():
        lines = _lines(found[name])
        if name == "article_body" and isinstance(lines, list) and lines[:1] == [found["description"]]:
            lines = lines[1:]  # a standfirst in front of the text may stand in the body or in `abstract`
        yield name, lines, _lines(value)


def _lines(value: object) -> object:
    """A text as its lines: whether a list's entries stand in one block or in several is not judged here."""
    return [line for line in value.splitlines() if line] if isinstance(value, str) else value


def other_pages(site: Site) -> list[str]:
    """Addresses of the site that are no articles."""
    author, section = site.desk.staff[0][1], site.slugs[0]
    lists = ["/", f"/{section}/", "/tag/t1/", f"/author/{author}/", "/calendar/2026/03/"]
    return [*lists, "/about/", "/contact/", "/privacy/", "/no/such/page"]


def show(found: object, true: object) -> str:
    if not (isinstance(found, list) and isinstance(true, list) and len(true) > 5):
        return f"{found!r} instead of {true!r}"
    changes = difflib.ndiff(true, found)
    return "".join(f"\n      {line[:150]}" for line in changes if line[:1] in "+-")


def main(names: list[str], verbose: bool) -> None:
    web = NewsWeb(sites=names or None)
    for site in web.sites.values():
        right, total, misses = Counter[str](), Counter[str](), dict[str, str]()
        for article in site.truth()[:ARTICLES]:
            _, record = read(site, article.url.removeprefix(site.origin))
            expected = site.record(article)
            if site.quirk("multi-page"):
                del expected["article_body"]  # joining the pages is the crawl's work
            for name, found, true in compare(record, expected):
                total[name] += 1
                right[name] += found == true
                if found != true:
                    misses.setdefault(name, f"{article.url}: {show(found, true)}")
        wrong = [p for p in other_pages(site) for reply, record in [read(site, p)] if reply.status == 200
                 and record.meta.quality.is_article]  # fmt: skip
        print(site.row.name, " ".join(f"{name}={right[name]}/{total[name]}" for name in total), f"no articles: {wrong}")
        for name, miss in misses.items() if verbose else ():
            print(f"   {name}: {miss}")


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "-v"], "-v" in sys.argv)
