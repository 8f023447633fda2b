"""When to look at an address again: a pure function of what was seen there. No clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# Feeds and the like are due at once again, so that every run reads them. A sitemap part whose index states its
# `lastmod` is not: the index says when it changed.
_EVERY_RUN = timedelta(0)
# A feed that states how long it may be kept (RSS ttl, sy:updatePeriod) is left alone so long, but no longer than this:
# "hourly" is what WordPress writes unasked, and longer spans are rarely meant.
_KEPT_AT_MOST = timedelta(hours=1)
# A source that the home page speaks for is read at once when that brings something new; without that a day shows what
# stands only there.
_SPOKEN_FOR = timedelta(days=1)
# Edits fall into an article's first day, mostly its first hours; after a month a visit is not worth its request.
# (age of the article, time to the next visit)
ARTICLE_VISITS = (
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(days=1), timedelta(hours=4)),
    (timedelta(days=3), timedelta(days=1)),
    (timedelta(days=7), timedelta(days=3)),
    (timedelta(days=30), timedelta(days=14)),
)
FAILED = timedelta(hours=1)  # doubles with every failed run
_FAILED_AT_MOST = timedelta(days=7)
LEFT_OUT_AFTER = 3
"""Runs in a row in which newscrawl itself fails at an address; then it is left out, until its source says that it
changed or all is fetched again."""
_NO_ARTICLE = timedelta(days=14)  # a page without an article rarely becomes one


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit: what kind of address, what came, when. `unchanged` and `failures` count such visits just before it,
    `errors` the runs in a row, with this one, in which newscrawl itself failed."""

    kind: str
    outcome: str
    at: datetime
    published: datetime | None = None
    dated_by_source: bool = False  # the source that names the address states when it changes
    kept_for: timedelta | None = None  # how long a feed says that it may be kept
    depth: int = 0  # pages of a section before this one
    unchanged: int = 0
    failures: int = 0
    errors: int = 0


def next_visit(visit: Visit) -> datetime | None:
    """When the address is due again; None: only when a source says that it changed."""
    if visit.outcome == "gone":
        return None
    if visit.outcome == "failed" and visit.errors >= LEFT_OUT_AFTER:
        return None
    if visit.outcome == "failed":
        return visit.at + min(FAILED * (1 << min(visit.failures, 10)), _FAILED_AT_MOST)
    if visit.kind != "article":
        return _next_source_visit(visit)
    if visit.outcome == "no article":
        return visit.at + _NO_ARTICLE if not visit.unchanged else None
    return _next_article_visit(visit)


def _next_source_visit(visit: Visit) -> datetime | None:
    if visit.kept_for is not None:
        return visit.at + min(visit.kept_for, _KEPT_AT_MOST)
    if not visit.dated_by_source or visit.kind not in ("sitemap", "section", "archive"):
        return visit.at + _EVERY_RUN
    return visit.at + _SPOKEN_FOR if visit.kind != "archive" and visit.depth == 0 else None


def _next_article_visit(visit: Visit) -> datetime | None:
    age = visit.at - (visit.published or visit.at)
    for limit, pause in ARTICLE_VISITS:
        if age < limit:
            return visit.at + pause * (1 << min(visit.unchanged, 4))
    return None
