"""When to look at an address again: a pure function of what was seen there. No clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

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
LONGEST = timedelta(days=60)
"""No visit is put off for longer; a time further ahead comes of a clock that was ahead."""
LEFT_OUT_AFTER = 3
"""Runs in a row in which newscrawl itself fails at an address; then it is left out, until its source says that it
changed or all is fetched again."""
_LAST = datetime.max.replace(tzinfo=UTC)
_NO_ARTICLE = timedelta(days=14)  # a page without an article rarely becomes one
# What its source calls a story and is none yet (not there, a stub, a bot check) is looked at again after as long as it
# has been known: soon, then ever later, some twenty times in a year of runs a minute apart.
_STUB_AT_LEAST = timedelta(minutes=10)
_STUB_AT_MOST = timedelta(days=30)
_GONE_AT_LEAST = timedelta(days=1)  # of what is no story that its source has named just now


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
    status: int | None = None
    known_for: timedelta = timedelta(0)  # since its source named it first, or since the older day that it states
    is_awaited: bool = False  # its source calls it a story, or the page may become one


def next_visit(visit: Visit) -> datetime | None:
    """When the address is due again; None: only when a source says that it changed. What is gone waits besides for a
    source that names it."""
    if visit.outcome == "gone":
        return _next_look(visit)
    if visit.outcome == "failed" and visit.errors >= LEFT_OUT_AFTER:
        return None
    if visit.outcome == "failed":
        return visit.at + min(FAILED * (1 << min(visit.failures, 10)), _FAILED_AT_MOST)
    if visit.kind != "article":
        return _next_source_visit(visit)
    if visit.outcome == "no article":
        if visit.is_awaited and visit.known_for < _STUB_AT_MOST:
            return visit.at + max(visit.known_for, _STUB_AT_LEAST)
        return visit.at + _NO_ARTICLE if not visit.unchanged else None
    return _next_article_visit(visit)


def _next_look(visit: Visit) -> datetime | None:
    """When to look again where a page is not there, if a source still names it then. A 410 is for good (RFC 9110)."""
    if visit.status == HTTPStatus.GONE:
        return None
    pause = visit.known_for if visit.is_awaited else max(visit.known_for, _GONE_AT_LEAST)
    return visit.at + pause if visit.at <= _LAST - pause else None


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
            return visit.at + min(pause * (1 << min(visit.unchanged, 4)), LONGEST)
    return None
