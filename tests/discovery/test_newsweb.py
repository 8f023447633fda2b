"""Discovery alone against the local web of news sites: every article of every make of site, in few requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from newscrawl.discovery.crawl_scope import CrawlScope
from newscrawl.discovery.found import Source
from newscrawl.discovery.reader import read_source
from newscrawl.discovery.survey import MAX_REQUESTS, Survey
from newscrawl.discovery.url_classifier import UrlClassifier
from newscrawl.net.robots_txt import Robots
from newscrawl.urls import canonical_form
from tests.newsweb import NewsWeb
from tests.newsweb.site import rows

Page = tuple[int, bytes, dict[str, str], str]


@pytest.fixture(scope="module")
def web() -> Iterator[NewsWeb]:
    web = NewsWeb()
    with web.serving():
        yield web


class Reader:
    """Fetches as a crawl would, with cookies and redirects, and counts."""

    def __init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.requests = 0

    def get(self, url: str) -> Page:
        self.requests += 1
        try:
            with self._opener.open(url, timeout=20) as response:
                return response.status, response.read(), dict(response.headers), response.url
        except HTTPError as error:
            return error.code, b"", {}, url


def rules(reader: Reader, origin: str) -> Robots:
    status, body, _, url = reader.get(f"{origin}/robots.txt")
    return Robots.parse(body, url) if status == 200 else Robots.allowing_all()


def walk(reader: Reader, origin: str, scope: CrawlScope) -> set[str]:
    """The canonical forms of what discovery takes for articles, following all that it names."""
    todo = [Source(url=f"{origin}/", kind="home")]
    todo += [Source(url=url, kind="sitemap") for url in rules(reader, origin).sitemaps]
    seen: set[str] = set()
    found: set[str] = set()
    classifier = UrlClassifier()
    while todo:
        source = todo.pop(0)
        if canonical_form(source.url) in seen:
            continue
        seen.add(canonical_form(source.url))
        status, body, headers, url = reader.get(source.url)
        if status != 200:
            continue
        asked = replace(source, url=url)
        reading = read_source(asked, body, headers, scope=scope, classifier=classifier)
        classifier = classifier.learned(reading.listed)
        new = {canonical_form(one.url) for one in reading.found} - found
        found |= new
        todo += reading.sources
        if reading.next_page and scope.wants_next(source.depth, new=len(new), in_time=reading.in_time):
            todo.append(reading.next_page)
    return found


@pytest.mark.parametrize("name", sorted(rows()))
def test_every_article_is_found_and_nothing_else_in_few_requests(web: NewsWeb, name: str) -> None:
    reader = Reader()
    found = walk(reader, web.origins[name], CrawlScope())
    truth = {canonical_form(article.url) for article in web[name].truth()}
    assert len(truth & found) >= 0.99 * len(truth), sorted(truth - found)[:5]
    assert len(found - truth) <= 0.005 * len(truth), sorted(found - truth)[:5]
    assert reader.requests <= 0.4 * len(truth) + 4


@pytest.mark.parametrize("name", ["meridian", "scroll-daily", "wire-desk", "almanac"])
def test_a_survey_of_any_site_stays_under_forty_requests_and_sees_articles(web: NewsWeb, name: str) -> None:
    reader, origin = Reader(), web.origins[name]
    survey = Survey(f"{origin}/", rules(reader, origin), agent="newscrawl")
    while source := survey.next():
        status, body, headers, url = reader.get(source.url)
        survey.add(source, body, headers, url=url, status=status)
    profile = survey.profile()
    assert reader.requests <= MAX_REQUESTS + 1
    assert profile.articles >= 20
    assert any(one.count and not one.reason for one in profile.sources)
