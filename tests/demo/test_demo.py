"""The bundled site: complete, truthful about its own addresses, and readable by newscrawl itself."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from urllib.parse import urljoin, urlsplit

import pytest

import newscrawl
from newscrawl import demo
from newscrawl.demo.edition import print_site, stories

ORIGIN = "http://127.0.0.1:1"


def get(url: str, **headers: str) -> tuple[int, str, bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.headers.get("ETag") or "", response.read()
    except urllib.error.HTTPError as error:
        return error.code, "", error.read()


def test_every_link_on_every_page_leads_somewhere() -> None:
    site = print_site(ORIGIN)
    for path, file in site.items():
        if not file.type.startswith("text/html"):
            continue
        for href in re.findall(r'(?:href|src)="([^"]+)"', file.body.decode()):
            target = urlsplit(urljoin(ORIGIN + path, href))
            assert f"{target.scheme}://{target.netloc}" == ORIGIN
            assert target.path in site, f"{path} links to {href}"


def test_sitemap_lists_every_story_once_and_the_feed_the_newest() -> None:
    site, news = print_site(ORIGIN), stories()
    listed = re.findall(r"<loc>([^<]+)", site["/sitemap.xml"].body.decode())
    assert sorted(listed) == sorted(ORIGIN + story["path"] for story in news)
    fed = re.findall(r"<item>.*?<link>([^<]+)", site["/feed.xml"].body.decode())
    assert fed == [ORIGIN + story["path"] for story in news[:8]]


def test_stories_come_in_three_languages() -> None:
    assert {story["language"] for story in stories()} == {"en", "de", "fr"}


def test_server_answers_conditional_requests_and_misses() -> None:
    with demo.serve() as origin:
        status, etag, body = get(origin + "/feed.xml")
        assert (status, origin.encode() in body) == (200, True)
        assert get(origin + "/feed.xml", **{"If-None-Match": etag})[0] == 304
        assert get(origin + "/nowhere/")[0] == 404


def test_two_demos_at_once_keep_to_their_own_addresses() -> None:
    with demo.serve() as one, demo.serve() as other:
        assert one != other
        assert other.encode() in get(other + "/sitemap.xml")[2]
        assert one.encode() not in get(other + "/sitemap.xml")[2]
    with pytest.raises(urllib.error.URLError):
        get(one + "/")


@pytest.mark.parametrize("story", stories(), ids=lambda story: story["slug"])
def test_newscrawl_reads_every_story_as_it_was_written(story: dict[str, str]) -> None:
    page = print_site(ORIGIN)[story["path"]].body
    article = newscrawl.extract(page, ORIGIN + story["path"])
    blocks = [re.sub(r"^(##|>|-) ", "", line) for line in story["body"].strip().splitlines() if line]
    assert article.meta.quality.is_article
    assert article.headline == story["headline"]
    assert article.in_language == story["language"]
    assert article.date_published == story["published"]
    assert article.article_body is not None
    read = [line.removeprefix("- ") for line in article.article_body.splitlines() if line]
    assert read in (blocks, [story["description"], *blocks])  # the standfirst may stand in the body or in `abstract`
    assert json.dumps(article.to_dict())
