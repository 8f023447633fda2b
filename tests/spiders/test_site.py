"""A crawl of the local web finds what is there: every article once, and nothing that is none."""

from __future__ import annotations

from pathlib import Path

import newscrawl
from newscrawl.discovery.survey import usual_places
from newscrawl.record.article import Article
from newscrawl.urls import canonical_form
from tests.newsweb import NewsWeb
from tests.servers import reply
from tests.smallsite import SmallSite, article

# Feeds of every kind, sitemaps with and without gzip, news sitemaps, tracking parameters, AMP copies, absolute and
# short links, pagination by query, an old charset, six families of templates.
SITES = ["harbour-ledger", "meridian", "severny-vestnik", "la-dorsale", "el-faro", "old-post"]


def identities(records: list[Article]) -> list[str]:
    return sorted(canonical_form(record.url or "") for record in records)


def truth(web: NewsWeb, name: str) -> list[str]:
    return sorted(canonical_form(article.url) for article in web[name].truth())


def test_every_article_is_found_once_and_nothing_else_is_a_record() -> None:
    web = NewsWeb(sites=SITES, articles=12)
    with web.serving() as origins:
        with newscrawl.crawl(origins.values(), delay=0) as crawl:
            records = list(crawl)
        expected = sorted(identity for name in SITES for identity in truth(web, name))
        assert identities(records) == expected
    assert crawl.summary is not None
    assert crawl.summary.ending == "done"
    assert crawl.summary.unreached == ()


def test_the_next_run_asks_little_and_finds_only_what_is_new(tmp_path: Path) -> None:
    web = NewsWeb(sites=["harbour-ledger", "meridian"], articles=15)
    store = str(tmp_path / "news.db")
    with web.serving() as origins:
        first = list(newscrawl.crawl(origins.values(), delay=0, store=store))
        web.log.clear()
        assert list(newscrawl.crawl(origins.values(), delay=0, store=store)) == []
        asked = len(web.log.hits)
        assert asked < 60
        assert sum(hit.status == 304 for hit in web.log.hits) > asked / 2
        before = {name: set(truth(web, name)) for name in origins}
        web.advance(hours=30)
        new = {identity for name in origins for identity in set(truth(web, name)) - before[name]}
        assert new
        second = list(newscrawl.crawl(origins.values(), delay=0, store=store))
    assert new <= set(identities(second))
    revised = [record for record in second if canonical_form(record.url or "") not in new]
    assert all((record.meta.revision or 0) > 1 for record in revised)
    assert len(set(identities(first))) == len(first)


def test_sections_are_not_read_where_the_sitemap_lists_all_and_are_where_it_does_not(tmp_path: Path) -> None:
    """One section is read as a sample; a news sitemap lists two days only, so its site's sections are all read."""
    web = NewsWeb(sites=["harbour-ledger", "la-dorsale"], articles=20)
    with web.serving() as origins:
        found = list(newscrawl.crawl(origins.values(), delay=0, store=str(tmp_path / "news.db")))
        assert identities(found) == sorted(identity for name in origins for identity in truth(web, name))
        pages = {name: [path for path in web.log.paths(name) if path.strip("/") in web[name].slugs] for name in origins}
    assert len(pages["harbour-ledger"]) == 1
    assert len(pages["la-dorsale"]) == len(web["la-dorsale"].slugs)


def test_a_site_with_one_source_is_asked_for_others_at_the_usual_places_once(tmp_path: Path) -> None:
    """Of a kind until one gives something; a later run does not ask again."""
    hidden = "/news/2026/11/20/a-story-that-only-the-sitemap-names"
    bare, mapped = SmallSite(articles=3), SmallSite(articles=3)
    store = str(tmp_path / "news.db")
    with bare.serving() as near, mapped.serving("127.0.0.2") as origin:
        mapped.answers |= {
            "/news-sitemap.xml": reply(f"<urlset><url><loc>{origin}{hidden}</loc></url></urlset>".encode()),
            hidden: reply(article(999)),
        }
        with newscrawl.crawl([near, origin], delay=0, store=store) as crawl:
            urls = {record.url for record in crawl}
        asked = [path for path in mapped.paths() if "sitemap" in path and path.endswith(".xml")]
        probed = {place.url.removeprefix(near) for place in usual_places(near)}
        assert probed <= set(bare.paths())
        before = len(bare.paths())
        with newscrawl.crawl([near], delay=0, store=store) as again:
            list(again)
    assert origin + hidden in urls
    assert asked == ["/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml"]
    assert not probed & set(bare.paths()[before:])
    assert crawl.summary is not None
    assert (crawl.summary.errors, crawl.summary.silent) == ({}, {})
