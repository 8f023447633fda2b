"""The test web must keep its promises: what crawls are measured against has to be right itself."""

from __future__ import annotations

import gzip
import html
import re
import urllib.error
import urllib.request
from itertools import combinations
from urllib.parse import urljoin

import pytest

from newscrawl.text import normalize
from tests.newsweb import NewsWeb, TrueArticle
from tests.newsweb.exchange import Ask, Reply
from tests.newsweb.routes import answer
from tests.newsweb.site import Site, rows


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def ask(site: Site, path: str, **query: str) -> Reply:
    return answer(site, Ask(path, site.origin, query, {"consent": "1"}))


def text_of(reply: Reply, charset: str) -> str:
    body = reply.body.decode(charset) if isinstance(reply.body, bytes) else reply.body
    return normalize(html.unescape(re.sub(r"<script.*?</script>|<[^>]+>", "", body, flags=re.S)))


def page(site: Site, article: TrueArticle) -> str:
    """All text of the article's page or pages."""
    path, texts = article.url.removeprefix(site.origin), []
    for part in ("1", "2", "3"):
        reply = ask(site, path, part=part)
        texts += [text_of(reply, site.row.charset)] if reply.status == 200 else []
    return " ".join(texts)


@pytest.mark.parametrize("name", rows())
def test_article_pages_show_what_the_truth_says(name: str) -> None:
    site = NewsWeb(sites=[name])[name]
    for article in site.truth()[:6]:
        shown = page(site, article)
        for text in (article.headline, *(p.text for p in article.pieces if p.kind != "list"), *article.authors):
            assert normalize(text) in shown, article.url


@pytest.mark.parametrize("name", rows())
def test_links_and_sources_together_list_every_article(name: str) -> None:
    site = NewsWeb(sites=[name])[name]
    seen, queue = set[str](), ["/", "/feed/", "/atom.xml", "/feed.json", "/sitemap.xml", "/news-sitemap.xml"]
    articles = {article.url for article in site.truth()}
    while queue:
        path = queue.pop()
        reply = ask(site, *path.split("?page=")[:1], **({"page": path.split("?page=")[1]} if "?page=" in path else {}))
        body = gzip.decompress(reply.body) if path.endswith(".gz") else reply.body
        body = body.decode(site.row.charset) if isinstance(body, bytes) else body
        for link in re.findall(r'(?:href|data-url)="([^"#]+)"|<loc>([^<]+)|<link>([^<]+)|"url": "([^"]+)"', body):
            absolute = urljoin(site.origin + path, html.unescape(next(filter(None, link))))
            url = re.sub(r"[?&](sid|utm).*", "", absolute)
            if url not in seen and url.startswith(site.origin):
                seen.add(url)
                lists = re.search(rf"/({'|'.join(site.slugs)})/(page/\d+/|\?page=\d+)?$|sitemap", url)
                queue += [url.removeprefix(site.origin)] if lists and url not in articles else []
    assert articles <= seen


def test_seed_decides_everything() -> None:
    first, again, other = (NewsWeb(seed=seed, sites=["meridian"])["meridian"] for seed in (1, 1, 2))
    assert first.truth() == again.truth()
    assert {a.headline for a in first.truth()}.isdisjoint(a.headline for a in other.truth()[:5])


@pytest.mark.parametrize("name", rows())
def test_articles_are_no_near_duplicates_of_each_other(name: str) -> None:
    articles = NewsWeb(sites=[name])[name].truth()[:12]
    assert len({a.url for a in articles}) == len({a.headline for a in articles}) == 12
    shingles = []
    for article in articles:
        units = article.body.split() if len(article.body.split()) > 150 else list(article.body)
        shingles.append({tuple(units[i : i + 5]) for i in range(len(units))})
    assert max(len(a & b) / len(a | b) for a, b in combinations(shingles, 2)) < 0.25


def test_time_brings_articles_and_edits() -> None:
    web = NewsWeb(sites=["meridian"])
    site = web["meridian"]
    before = {a.number: a for a in site.truth()}
    web.advance(hours=48)
    after = {a.number: a for a in site.truth()}
    assert len(after) == pytest.approx(len(before) + 2 * site.row.per_day, abs=1)
    assert all(a.published <= site.now for a in after.values())
    edited = [n for n in before if after[n].revision > before[n].revision]
    assert edited
    assert all(after[n].url == before[n].url and after[n].modified > after[n].published for n in edited)
    assert all(after[n].body != before[n].body or after[n].headline != before[n].headline for n in edited)


def test_conditional_requests_get_304_until_the_page_changes() -> None:
    web = NewsWeb(sites=["harbour-ledger"])
    with web.serving() as origins:
        feed = origins["harbour-ledger"] + "/feed/"
        _, headers, _ = fetch(feed)
        assert fetch(feed, **{"If-None-Match": headers["ETag"]})[0] == 304
        assert fetch(feed, **{"If-Modified-Since": headers["Last-Modified"]})[0] == 304
        web.advance(hours=24)
        assert fetch(feed, **{"If-None-Match": headers["ETag"]})[0] == 200
        assert fetch(feed, **{"If-Modified-Since": headers["Last-Modified"]})[0] == 200


def test_log_keeps_requests_per_site_and_faults_fail_as_told() -> None:
    web = NewsWeb(sites=["harbour-ledger", "meridian"])
    with web.serving() as origins:
        web.fault("meridian", "/", status=503, headers={"Retry-After": "7"}, times=1)
        web.fault("meridian", "/atom.xml", drop=True)
        status, headers, _ = fetch(origins["meridian"] + "/")
        assert (status, headers["Retry-After"]) == (503, "7")
        assert fetch(origins["meridian"] + "/")[0] == 200
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            fetch(origins["meridian"] + "/atom.xml")
        fetch(origins["harbour-ledger"] + "/robots.txt")
    assert web.log.paths("harbour-ledger") == ["/robots.txt"]
    assert [hit.status for hit in web.log.of("meridian")] == [503, 200, 0]


@pytest.mark.parametrize("name", rows())
def test_lists_and_plain_pages_exist_and_name_articles(name: str) -> None:
    site = NewsWeb(sites=[name])[name]
    newest = site.truth()[0]
    author = dict(site.desk.staff)[newest.authors[0]]
    tag = site.language.grammar.rules["keyword"].index(newest.keywords[0])
    for path in (
        f"/author/{author}/",
        f"/tag/t{tag}/",
        f"/archive/{newest.published:%Y/%m/%d}/",
        f"/{newest.section}/",
    ):
        reply = ask(site, path)
        assert reply.status == 200
        assert normalize(newest.headline) in text_of(reply, site.row.charset), path
    assert all(ask(site, path).status == 200 for path in ("/about/", "/contact/", "/privacy/"))


def test_short_links_and_missing_slashes_redirect_to_the_article() -> None:
    site = NewsWeb(sites=["harbour-ledger"])["harbour-ledger"]
    path = site.path(3)
    assert ask(site, "/", p="3").headers["Location"] == path
    assert ask(site, path.rstrip("/")).headers["Location"] == path
    assert ask(site, "/no/such/page/").status == 404
