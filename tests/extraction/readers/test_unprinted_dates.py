"""Days in attributes and in scripts' variables, where a page neither declares nor prints its day."""

from __future__ import annotations

import pytest

from newscrawl.extraction.fields import modified, published
from tests.extraction.field_pages import evidence_of, page


def day(html: str, language: str = "en") -> str | None:
    value = published.choose(evidence_of(html, language=language)).value
    return value.iso if value else None


@pytest.mark.parametrize(
    ("language", "above", "expected"),
    [
        ("sv", '<span title="12 mars 2026 21:30">för två dagar sedan</span>', "2026-03-12T21:30"),
        ("pt", '<div aria-label="Publicado em 12 de março de 2026, 21:30"></div>', "2026-03-12T21:30"),
        ("en", '<span data-timestamp="1773351000000">two days ago</span>', "2026-03-12T21:30:00+00:00"),
        ("en", '<span data-time="1773351000">two days ago</span>', "2026-03-12T21:30:00+00:00"),
        ("en", '<i data-published-at="2026-03-12T21:30:00+01:00"></i>', "2026-03-12T21:30:00+01:00"),
        ("en", '<i data-pubdate="2026-03-12"></i>', "2026-03-12"),
        (
            "en",
            '<relative-time datetime="2026-03-12T21:30:00Z">Monday</relative-time>',
            "2026-03-12T21:30:00+00:00",
        ),
        ("en", '<news-date published="2026-03-12T21:30:00Z"></news-date>', "2026-03-12T21:30:00+00:00"),
        ("en", '<x-time date="2026-03-12"></x-time>', "2026-03-12"),
    ],
)
def test_a_day_in_an_attribute_near_the_headline_is_read(language: str, above: str, expected: str) -> None:
    assert day(page(above=f"<div>{above}</div>"), language) == expected


@pytest.mark.parametrize(
    "above",
    [
        '<a title="A story of 12 March 2026" href="/other">More</a>',
        '<img title="Taken on 12 March 2026" src="/a.jpg">',
        '<i data-expiry-date="2026-03-12"></i>',
        '<i data-event-start-date="2026-03-12"></i>',
        '<i data-id="1773351000"></i>',
        '<i data-time="30"></i>',
        '<a href="/other"><h3>The ferry is late</h3><i data-time="1773351000"></i></a>',
    ],
)
def test_other_attributes_with_numbers_are_no_days(above: str) -> None:
    assert day(page(above=f"<div>{above}</div>")) is None


def test_a_printed_or_declared_day_goes_before_an_attribute() -> None:
    attribute = '<i data-time="2026-03-12"></i>'
    assert day(page(above=f"<p>Published: 10 March 2026</p>{attribute}")) == "2026-03-10"
    declared = '<meta property="article:published_time" content="2026-03-09">'
    assert day(page(head=declared, above=attribute)) == "2026-03-09"


def test_a_label_in_an_attribute_tells_publication_from_change() -> None:
    label = "Published 9:30 p.m. ET March 12, 2026 Updated 7:02 a.m. ET March 13, 2026"
    evidence = evidence_of(page(above=f'<div aria-label="{label}"></div>'), language="en")
    choice = published.choose(evidence)
    assert choice.value is not None
    assert choice.value.iso == "2026-03-12T21:30:00-04:00"
    changed = modified.choose(evidence.with_choices({"date_published": choice})).value
    assert changed is not None
    assert changed.iso == "2026-03-13T07:02:00-04:00"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("var createTime = '2026-03-12 09:30';", "2026-03-12T09:30"),
        ('var oriCreateTime = "1773307800";', "2026-03-12T09:30:00+00:00"),
        ("dataLayer=[{'publishDate':'2026-03-12T09:30:00+01:00'}]", "2026-03-12T09:30:00+01:00"),
        ('window.page = {pubDate: "2026-03-12"}', "2026-03-12"),
        ('config.publishedAt = "2026-03-12";', "2026-03-12"),
        ("{&quot;publish_date&quot;:&quot;2026-03-12&quot;}", "2026-03-12"),
        ('{"articlePublishedTime": 1773307800000}', "2026-03-12T09:30:00+00:00"),
    ],
)
def test_a_day_in_a_script_is_read(script: str, expected: str) -> None:
    assert day(page(head=f"<script>{script}</script>")) == expected


@pytest.mark.parametrize(
    "script",
    [
        "user.createTime = '2026-03-12 09:30';",
        'a = {"publishDate": "2026-03-12"}, b = {"publishDate": "2026-03-10"}',
        'a = {"unpublishDate": "2026-03-12"}',
        'a = {"publishTimeout": 1773307800}',
    ],
)
def test_other_days_in_scripts_are_not_the_articles(script: str) -> None:
    assert day(page(head=f"<script>{script}</script>")) is None
