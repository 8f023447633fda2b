from __future__ import annotations

import tomllib
from pathlib import Path

from newscrawl import configuration
from newscrawl.discovery.found import Source
from newscrawl.discovery.survey import MAX_REQUESTS, Survey, usual_places
from newscrawl.net.robots_txt import Robots
from tests.discovery.page import HOST, MENU, cards, paths

RSS = """<rss version="2.0"><channel><title>Gazette</title><ttl>30</ttl>
<item><link>/2026/11/23/ferry-runs-aground-at-dawn/</link><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item>
<item><link>/2026/11/21/only-in-the-feed-of-all/</link><pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate></item>
</channel></rss>"""
FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
HOME = f"<html>{FEED_LINK}{MENU}{cards('ferry-runs-aground-at-dawn')}</html>"


def surveyed(site: dict[str, str], robots: bytes = b"") -> tuple[Survey, list[str]]:
    """A survey of a site given as path -> body; what is not there is a 404."""
    survey = Survey(f"{HOST}/", Robots.parse(robots, f"{HOST}/robots.txt"), agent="newscrawl")
    asked: list[Source] = []
    while source := survey.next():
        asked.append(source)
        body = site.get(source.url.removeprefix(HOST))
        survey.add(source, (body or "").encode(), {}, status=200 if body is not None else 404)
    return survey, paths(asked)


def test_what_a_site_names_is_read_once_and_the_usual_places_only_for_what_is_missing() -> None:
    survey, asked = surveyed({"/": HOME, "/feed/": RSS, "/politics/": HOME, "/sitemap.xml": "<urlset/>"})
    assert asked[:2] == ["/", "/feed/"]
    assert {"/politics/", "/sport/", "/harbour/"} <= set(asked)
    assert "/sitemap.xml" in asked, "no sitemap was named, so the usual places are tried"
    assert "/rss.xml" not in asked, "a feed is known"
    assert len(asked) == len(set(asked)) == survey.requests


def test_a_profile_counts_what_each_source_adds() -> None:
    survey, _ = surveyed({"/": HOME, "/feed/": RSS})
    profile = survey.profile()
    feed, home = profile.sources[:2]
    assert (feed.kind, feed.count, feed.alone, feed.ttl) == ("feed", 2, 1, 1800)
    assert feed.newest == "2026-11-23T10:00:00+00:00"
    assert feed.per_day == 0.5
    assert (home.kind, home.count, home.alone) == ("home", 1, 0)
    assert profile.articles == 2
    assert {source.reason for source in profile.sources if source.kind == "section"} == {"HTTP 404"}


def test_the_text_names_every_source_and_why_the_others_gave_nothing() -> None:
    survey, _ = surveyed({"/": HOME, "/feed/": RSS}, b"User-agent: *\nCrawl-delay: 5\nContent-Signal: ai-train=no\n")
    text = survey.profile().to_text()
    assert "nothing from section https://gazette.example/politics/: HTTP 404" in text
    assert "delay by robots.txt: 5 s" in text
    assert "content-signal: ai-train=no" in text
    assert "2 articles in" in text


def test_the_text_says_what_a_feed_wishes() -> None:
    feed = RSS.replace("<ttl>", '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="/push"/><ttl>')
    survey, _ = surveyed({"/": HOME, "/feed/": feed})
    wishes = f"{HOST}/feed/ asks for 30 minutes between two looks, announces news at {HOST}/push"
    assert wishes in survey.profile().to_text()


def test_the_profile_is_a_configuration_that_a_crawl_reads(tmp_path: Path) -> None:
    survey, _ = surveyed({"/": HOME, "/feed/": RSS}, b"User-agent: *\nCrawl-delay: 5\n")
    toml = survey.profile().to_toml()
    tomllib.loads(toml)
    file = tmp_path / "sites.toml"
    file.write_text(toml, "utf-8")
    config = configuration.load(file)
    assert config.sites == (f"{HOST}/",)
    assert config.site["gazette.example"].delay == 5


def test_strangers_titles_and_addresses_cannot_break_out_of_the_comments() -> None:
    feed = RSS.replace("/2026/11/21/only-in-the-feed-of-all/", "/a\x1b[2J\u2028evil = 1-of-four-words")
    survey, _ = surveyed({"/": HOME, "/feed/": feed}, b"User-agent: *\nLicense: x\x0bsites = []\x85y\n")
    assert tomllib.loads(survey.profile().to_toml()) == {"sites": [f"{HOST}/"]}


def test_a_disallowed_address_is_never_asked_for() -> None:
    _, asked = surveyed({"/": HOME, "/feed/": RSS}, b"User-agent: *\nDisallow: /feed\nDisallow: /sport\n")
    assert not {"/feed/", "/sport/", "/feed.xml"} & set(asked)


def test_a_site_with_endless_sections_stays_under_the_limit() -> None:
    names = [first + second for first in "abcdefgh" for second in "abcdefgh"]
    menu = "".join(f'<nav><a href="/part{name}/">Part</a></nav>' for name in names)
    feeds = "".join(f'<link rel="alternate" type="application/rss+xml" href="/feed/{n}">' for n in range(60))
    survey, asked = surveyed({"/": f"<html>{feeds}{menu}</html>"})
    assert len(asked) == survey.requests <= MAX_REQUESTS


def test_the_usual_places_are_at_most_twelve() -> None:
    assert len(usual_places(f"{HOST}/news/")) <= 12
    assert {place.kind for place in usual_places(HOST, feeds=False)} == {"sitemap"}
    assert all(place.url.startswith(f"{HOST}/") for place in usual_places(f"{HOST}/news/"))
