"""What is kept as a record, and what fetch and source add to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newscrawl.processing.validation import fault_of, with_fetch, with_source
from newscrawl.record.article import Article
from newscrawl.record.model import DateNote, Meta, Quality

ARTICLE = Article(
    url="https://news.example/a", headline="A headline", article_body="Text.",
    date_published="2026-11-20T10:00:00+01:00", meta=Meta(quality=Quality(is_article=True, confidence=0.9)),
)  # fmt: skip
SINCE = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_whole_article_has_no_fault() -> None:
    assert fault_of(ARTICLE) is None


@pytest.mark.parametrize(
    ("article", "fault"),
    [
        (replace(ARTICLE, meta=Meta()), "no article"),
        (replace(ARTICLE, headline=None), "no headline"),
        (replace(ARTICLE, article_body=None), "no text"),
        (ARTICLE, "older than --since"),
        (replace(ARTICLE, date_published="2026-11-18"), "older than --since"),
        (replace(ARTICLE, date_published="2026-11-20"), None),  # a day may lie after the moment
        (replace(ARTICLE, date_published=None), None),
    ],
)
def test_what_is_not_kept_is_told_in_words_that_are_counted(article: Article, fault: str | None) -> None:
    assert fault_of(article, since=SINCE) == fault


def test_the_fetch_adds_what_only_it_knows() -> None:
    article = with_fetch(ARTICLE, requested_url="https://news.example/b", status=200, redirects=["https://news.example/b"],
                         source="feed", content_hash="ab")  # fmt: skip
    assert article.requested_url == "https://news.example/b"
    assert (article.meta.status, article.meta.redirects, article.meta.source) == (
        200,
        ("https://news.example/b",),
        "feed",
    )
    assert article.meta.quality == ARTICLE.meta.quality


def test_a_source_speaks_only_where_the_page_is_silent() -> None:
    assert with_source(ARTICLE, title="Another", published="2026-01-01", where="feed") is ARTICLE
    silent = replace(ARTICLE, headline=None, date_published=None)
    told = with_source(silent, title="From the feed", published="2026-11-20T09:00Z", where="feed")
    assert (told.headline, told.date_published) == ("From the feed", "2026-11-20T09:00Z")
    assert told.meta.fields["headline"].signal == "feed:headline"
    assert told.meta.dates["date_published"] == DateNote(raw="2026-11-20T09:00Z", precision="minute", zone="stated")


def test_a_day_that_the_source_states_is_a_day() -> None:
    told = with_source(replace(ARTICLE, date_published=None), title=None, published="2026-11-20", where="sitemap")
    assert told.meta.dates["date_published"] == DateNote(raw="2026-11-20", precision="day", zone="unknown")


@pytest.mark.parametrize(("published", "precision"), [("2026-11", "month"), ("2026", "year"), ("2026-11-20", "day")])
def test_a_source_that_states_a_month_has_stated_no_day(published: str, precision: str) -> None:
    told = with_source(replace(ARTICLE, date_published=None), title=None, published=published, where="sitemap")
    assert told.date_published == published
    assert told.meta.dates["date_published"].precision == precision
