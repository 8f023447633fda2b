"""A store at a glance: what is in it, site by site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from newscrawl.store.database import Database
from newscrawl.store.frontier import Frontier
from newscrawl.store.records import Readable
from newscrawl.store.timestamps import moment, stamp

_DUE = """
SELECT count(*) FROM frontier WHERE due <= ? AND state IN ('queued', 'in_flight', 'done', 'failed')
"""
_NEWEST = """
SELECT r.sequence, r.record, a.first_seen FROM articles a JOIN revisions r ON r.article = a.id
ORDER BY a.id DESC, r.number DESC LIMIT 20
"""
_STATES = "SELECT owner, state, count(*) FROM frontier GROUP BY owner, state"
_ARTICLES = "SELECT owner, count(*), count(gone_at), max(first_seen) FROM articles GROUP BY owner"
_FAILURES = """
SELECT owner, COALESCE(note, state), count(*) FROM frontier WHERE state = 'failed' GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""


class _States(NamedTuple):
    owner: str
    state: str
    number: int


class _Articles(NamedTuple):
    owner: str
    number: int
    gone: int
    newest: str


class _Failures(NamedTuple):
    owner: str
    reason: str
    number: int


class _Seen(NamedTuple):
    sequence: int
    record: str
    first_seen: str


@dataclass(slots=True)
class SiteView:
    """One named site and what it leads to: addresses by state, articles, how many of them are gone, when the newest
    came, what fails now."""

    states: dict[str, int] = field(default_factory=dict)
    articles: int = 0
    gone: int = 0
    newest: datetime | None = None
    failures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole store. `due` counts the addresses that a crawl of all sites would fetch now; `left_out` are those at
    which newscrawl itself failed in too many runs, with the reason."""

    sites: Mapping[str, SiteView]
    due: int
    revisions: int
    newest: tuple[str | None, str | None, datetime] | None  # headline, address, when it was first seen
    left_out: Mapping[str, str]

    @property
    def states(self) -> dict[str, int]:
        """Addresses by state, over all sites."""
        sums: defaultdict[str, int] = defaultdict(int)
        for site in self.sites.values():
            for state, count in site.states.items():
                sums[state] += count
        return dict(sums)

    def total(self, name: str) -> int:
        """The sum of `articles` or `gone` over all sites."""
        return sum(getattr(site, name) for site in self.sites.values())


def look(database: Database, *, now: datetime) -> Overview:
    """Read the overview; part of `Store.overview`."""
    sites: defaultdict[str, SiteView] = defaultdict(SiteView)
    for site, state, count in database.rows(_States, _STATES):
        sites[site].states[state] = count
    for site, count, gone, newest in database.rows(_Articles, _ARTICLES):
        view = sites[site]
        view.articles, view.gone, view.newest = count, gone, moment(newest)
    for site, reason, count in database.rows(_Failures, _FAILURES):
        sites[site].failures[reason] = count
    return Overview(
        sites=dict(sorted(sites.items())), due=database.number(_DUE, (stamp(now),)),
        revisions=database.number("SELECT count(*) FROM revisions"),
        newest=_newest(database), left_out=Frontier(database).left_out(),
    )  # fmt: skip


def _newest(database: Database) -> tuple[str | None, str | None, datetime] | None:
    """The newest record that can be read."""
    readable = Readable(database.name)
    for sequence, json, seen in database.rows(_Seen, _NEWEST):
        if (record := readable.record(sequence, json)) is not None:
            return record.article.headline, record.article.url, moment(seen)
    return None
