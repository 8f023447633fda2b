"""Whether a record is complete and sane enough to keep, and what its fetch and its source add to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from newscrawl.dates import note_of
from newscrawl.dates.w3c import is_before
from newscrawl.record.article import Article
from newscrawl.record.model import DateNote, FieldNote
from newscrawl.text import normalize

TOO_OLD = "older than --since"  # such a page is looked at again when a crawl reaches further back


def fault_of(article: Article, *, since: datetime | None = None) -> str | None:
    """Why a record is not kept, in words that are counted; None when it is an article of the time asked for."""
    if not article.meta.quality.is_article:
        return "no article"
    if not article.headline:
        return "no headline"
    if not article.article_body:
        return "no text"
    if is_before(article.date_published, since):
        return TOO_OLD
    return None


def with_fetch(
    article: Article, *, requested_url: str, status: int, redirects: Sequence[str] = (), source: str, content_hash: str
) -> Article:
    """The record with what only the fetch knows."""
    meta = replace(article.meta, status=status, redirects=tuple(redirects), source=source, content_hash=content_hash)
    return replace(article, requested_url=requested_url, meta=meta)


def with_file(article: Article, *, file: str, source: str | None = None) -> Article:
    """The record with the file that its page was read from, and with this as its source where that is no crawl's."""
    return replace(article, meta=replace(article.meta, file=file, source=source or article.meta.source))


def with_source(article: Article, *, title: str | None, published: str | None, where: str) -> Article:
    """The record with the headline and time that its feed or sitemap states, where the page itself has none."""
    values: dict[str, Any] = {}
    if not article.headline and title:
        values["headline"] = normalize(title)
    if not article.date_published and published:
        values["date_published"] = published
    if not values:
        return article
    fields = {**article.meta.fields, **{name: FieldNote(signal=f"{where}:{name}", confidence=0.6) for name in values}}
    return replace(article, **values, meta=replace(article.meta, fields=fields, dates=_dates(article, values)))


def _dates(article: Article, values: Mapping[str, str]) -> Mapping[str, DateNote]:
    raw = values.get("date_published")
    if raw is None:
        return article.meta.dates
    return {**article.meta.dates, "date_published": note_of(raw)}
