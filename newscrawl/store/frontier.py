"""The frontier: every address ever found, what it is waiting for, and what its last visit said.

States: queued -> in_flight -> done, failed or gone; done and failed ones return to queued when they are due, gone ones
when a source names them then; all of them when a source says that they changed. A row is never deleted, so the frontier
is also the set of what was seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from newscrawl.discovery.found import Where
from newscrawl.processing.site_notices import NOTICE_OF_MANY
from newscrawl.processing.validation import TOO_OLD
from newscrawl.store.database import Database
from newscrawl.store.keys import identity_of
from newscrawl.store.queries import Number, Text, Value
from newscrawl.store.repeats import Repeats
from newscrawl.store.revisit import FAILED, LEFT_OUT_AFTER, LONGEST
from newscrawl.store.rows import FrontierUrl, Kind, PageResult, TakenUrl
from newscrawl.store.timestamps import comparable, moment, stamp
from newscrawl.store.url_variants import UrlVariants
from newscrawl.urls import site_of

# Navigation repeats on every page of a site: most links of a page were seen a moment ago. Addresses kept in memory.
_REMEMBERED = 200_000
# A site that states a new time for everything at every run is not believed after so many visits that found nothing new.
_BELIEVED = 3

_INSERT = """
INSERT INTO frontier (identity, url, site, owner, kind, state, priority, depth, due, found_at, found_in, found_on,
  title, published, modified, language)
VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (identity) DO NOTHING
"""
_CHANGED = """
UPDATE frontier SET state = 'queued', due = ?, tries = 0
WHERE identity = ? AND state IN ('done', 'failed', 'gone') AND ? > COALESCE(modified, checked_at) AND unchanged < ?
"""
_NEWER = """
UPDATE frontier SET state = 'queued', due = ?, tries = 0
WHERE identity = ? AND state IN ('done', 'failed', 'gone') AND kind = 'article'
  AND ? > checked_at AND ? <> COALESCE(published, '') AND unchanged < ?
"""
_GONE = "state = 'gone' AND due IS NOT NULL AND due <= ? AND checked_at < ?"
_VARIANT = "UPDATE frontier SET url = ?, state = 'queued', due = ?, tries = 0 WHERE id = ? AND state <> 'in_flight'"
_TOLD = """
UPDATE frontier SET title = COALESCE(?, title), published = COALESCE(?, published), modified = COALESCE(?, modified)
WHERE identity = ?
"""
# The last one that named a feed or sitemap elsewhere has it: it is sure to be crawled still.
_OWNED = "UPDATE frontier SET owner = ? WHERE identity = ? AND owner <> ?"
_LED = "INSERT INTO reached VALUES (?, ?, 0) ON CONFLICT (site, reached) DO NOTHING"
_ANY_TIME = "~"  # after every time
# SQLite uses a partial index only for a query that repeats its condition.
_OPEN = "state IN ('queued', 'in_flight')"
_OF_OWNERS = "AND owner IN (SELECT value FROM json_each(?))"
_TAKE = """
WITH next AS (
  SELECT id FROM frontier WHERE state IN ('queued', 'in_flight') AND state = 'queued' AND site = ? AND due <= ? {owned}
  ORDER BY priority DESC, id LIMIT ? /* FOR UPDATE SKIP LOCKED */
)
UPDATE frontier SET state = 'in_flight', tries = tries + 1 WHERE id IN (SELECT id FROM next) RETURNING {taken}
"""
_TAKE_BACK = """
UPDATE frontier SET
  due = CASE WHEN due > ? THEN ? ELSE due END,
  found_at = CASE WHEN found_at > ? THEN ? ELSE found_at END,
  checked_at = CASE WHEN checked_at > ? THEN ? ELSE checked_at END,
  modified = CASE WHEN modified > ? THEN ? ELSE modified END
WHERE found_at > ? OR checked_at > ? OR modified > ? OR (state = 'queued' AND due > ? AND due > ?)
"""
_FINISH = """
UPDATE frontier SET state = ?, due = ?, tries = ?, errors = ?, unchanged = ?, checked_at = ?, status = ?, note = ?,
  etag = ?, last_modified = ?, content_hash = ?
WHERE id = ?
"""


class FrontierRow(NamedTuple):
    """The row of an address. Times are as the store keeps them (newscrawl.store.timestamps)."""

    id: int
    url: str
    identity: str
    site: str
    owner: str
    kind: Kind
    state: str
    priority: int
    depth: int
    due: str | None
    found_in: Where
    found_on: str | None
    title: str | None
    published: str | None
    modified: str | None
    tries: int
    errors: int
    unchanged: int
    found_at: str
    checked_at: str | None
    status: int | None
    note: str | None
    etag: str | None
    last_modified: str | None
    content_hash: str | None
    kept_for: int | None
    voted_for: int | None
    vote: int


_COLUMNS = ", ".join(FrontierRow._fields)


class _LeftOut(NamedTuple):
    url: str
    note: str


class _Reached(NamedTuple):
    site: str
    is_home: int


class _State(NamedTuple):
    state: str
    number: int


class Scope(NamedTuple):
    """The rows of named sites: all of the `whole` ones, and on the `shared` ones what the named `owners` led to."""

    owners: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    def sql(self) -> tuple[str, tuple[str, ...]]:
        """The condition and its values; no condition where no site is named: then all rows are meant."""
        if not self.owners:
            return "", ()
        among = "IN (SELECT value FROM json_each(?))"
        if not self.shared:
            return f" AND site {among}", (json.dumps(self.whole),)
        sql = f" AND site {among} AND (site {among} OR owner {among})"
        return sql, tuple(map(json.dumps, ((*self.whole, *self.shared), self.whole, self.owners)))


class Frontier:
    """The frontier's rows of one store.

    `sites` are named sites throughout. To them belong the addresses that they lead to, wherever those are: the site
    that a home page redirects to, feeds and sitemaps elsewhere.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._repeats = Repeats(database)
        self._variants = UrlVariants(database)
        self._remembered: dict[str, None] = {}
        self._remembered_at = 0
        self._began = _ANY_TIME

    def begin_run(self, *, now: datetime) -> None:
        """A run begins: what it finds gone itself is not looked at again in it."""
        self._began = stamp(now)

    def add(self, found: Iterable[FrontierUrl], *, now: datetime, owner: str | None = None) -> int:
        """Queue what is not known yet; the number of new addresses.

        `owner` is the named site that led to them; None where each belongs to its own site. What stands on another
        named site belongs to that one.
        A known one learns the title and times that its source states. It is queued again when the source says that it
        changed: a `modified` later than the one known, or later than the last visit when none was known; another
        `published` later than the last visit. So is one that was gone, once it is time to look again.
        """
        fresh = self._unremembered(found, owner)
        if not fresh:
            return 0
        at = stamp(now)
        rows = [(identity_of(one.url), one, comparable(one.modified)) for one in fresh]
        with self._database.transaction():
            owners = self._owners({site_of(one.url) for one in fresh}, owner)
            added = self._database.write_many(_INSERT, (_inserted(*row, owners, at) for row in rows))
            if added < len(rows):
                self._database.write_many(_OWNED, (
                    (named, identity, named) for identity, one, _ in rows
                    if one.kind != "article" and (named := owners[site_of(one.url)]) != site_of(one.url)
                ))  # fmt: skip
                told = [row for row in rows if row[1].title or row[1].published or row[2]]
                self._database.write_many(
                    _CHANGED, ((at, identity, modified, _BELIEVED) for identity, _, modified in told if modified)
                )
                self._database.write_many(_NEWER, (
                    (at, identity, comparable(one.published), one.published, _BELIEVED)
                    for identity, one, _ in told if one.published
                ))  # fmt: skip
                other_forms = self._variants.learn((identity, one.url) for identity, one, _ in rows)
                self._database.write_many(_VARIANT, ((url, at, row) for row, url in other_forms))
                self._look_for([identity for identity, _, _ in rows], at)
                self._database.write_many(
                    _TOLD, ((one.title, one.published, modified, identity) for identity, one, modified in told)
                )
        return added

    def _look_for(self, identities: Iterable[str], at: str) -> None:
        """Queue what was gone at these addresses, where it is time to look again."""
        if self._database.row(Number, f"SELECT 1 FROM frontier WHERE {_GONE} LIMIT 1", (at, self._began)):
            sql = f"UPDATE frontier SET state = 'queued' WHERE {_GONE} AND identity = ?"
            self._database.write_many(sql, ((at, self._began, identity) for identity in identities))

    def _owners(self, sites: Iterable[str], owner: str | None) -> Mapping[str, str]:
        """To whom addresses on each of the sites belong when `owner` led to them."""
        owners = {site: owner or site for site in sites}
        for site in [site for site, named in owners.items() if named != site]:
            if self._database.row(Number, "SELECT 1 FROM sites WHERE site = ?", (site,)):
                owners[site] = site
            else:
                self._database.write(_LED, (owner, site))
        return owners

    def take(self, site: str, limit: int, *, now: datetime, owners: Sequence[str] = ()) -> list[TakenUrl]:
        """Up to `limit` due addresses of a site, the most urgent first, now in flight.

        `owners` leaves those that others led to; without it all are meant.
        """
        sql = _TAKE.format(owned=_OF_OWNERS if owners else "", taken=_COLUMNS)
        rows = self._database.rows(
            FrontierRow, sql, (site, stamp(now), *([json.dumps(owners)] if owners else []), limit)
        )
        template = self._repeats.template(site) if rows else frozenset()
        return sorted((_taken(row, template) for row in rows), key=lambda one: (-one.priority, one.id))

    def look_again(self, identity: str, *, now: datetime) -> None:
        """What the last visit of an address found was no story's text: it counts as failed. Part of
        `Store.finish_page`."""
        self._database.write(
            "UPDATE frontier SET state = 'failed', due = ?, note = ?, content_hash = NULL, etag = NULL, "
            "last_modified = NULL WHERE identity = ? AND state = 'done'",
            (stamp(now + FAILED), NOTICE_OF_MANY, identity),
        )

    def put_back(self, taken: Iterable[TakenUrl]) -> None:
        """Queue again what was taken and not fetched: a clean stop."""
        self._database.write_many(
            "UPDATE frontier SET state = 'queued', tries = tries - 1 WHERE id = ? AND state = 'in_flight'",
            [(one.id,) for one in taken],
        )

    def drop(self, urls: Iterable[str], *, reason: str) -> None:
        """What is queued of these addresses needs no fetch: it is done. Part of `Store.finish_page`."""
        self._database.write_many(
            "UPDATE frontier SET state = 'done', due = NULL, note = ? WHERE state = 'queued' AND identity = ?",
            [(reason, identity_of(url)) for url in urls],
        )

    def recover(self, sites: Sequence[str] = ()) -> int:
        """Queue what was in flight when a crawl died; how many. Call it at start, before anything is taken.

        Each row loses one priority, so that a page which kills the crawl comes after all others. `sites` names the
        sites that the caller owns; without it all.
        """
        where, values = self.scope(sites).sql()
        return self._database.write(
            "UPDATE frontier SET state = 'queued', priority = priority - 1 "
            f"WHERE {_OPEN} AND state = 'in_flight'{where}",
            values,
        )

    def take_back_future(self, *, now: datetime) -> int:
        """Mend what visits left when the clock was ahead: they count as made now, and are due; how many.

        No answer lets an address of the queue wait longer than a day.
        """
        at, tomorrow = stamp(now), stamp(now + timedelta(days=1, hours=1))
        return self._database.write(_TAKE_BACK, (*[at] * 12, tomorrow))

    def requeue_due(self, sites: Sequence[str] = (), *, now: datetime) -> int:
        """Queue the visited addresses that are due again; how many. Call it at the start of a run.

        What is due only after longer than any visit is put off was noted by a clock that was ahead: it is due now.
        """
        where, values = self.scope(sites).sql()
        at, tomorrow = stamp(now), stamp(now + timedelta(days=1, hours=1))
        sql = f"UPDATE frontier SET due = ? WHERE {_OPEN} AND state = 'queued' AND due > ?{where}"
        self._database.write(sql, (at, tomorrow, *values))
        return self._database.write(
            "UPDATE frontier SET state = 'queued', due = CASE WHEN due > ? THEN ? ELSE due END "
            f"WHERE state IN ('done', 'failed') AND due IS NOT NULL AND (due <= ? OR due > ?){where}",
            (at, at, at, stamp(now + LONGEST), *values),
        )

    def requeue_all(self, sites: Sequence[str] = (), *, now: datetime) -> int:
        """Queue every address ever visited, without validators, so that all of it is fetched anew; how many."""
        where, values = self.scope(sites).sql()
        return self._database.write(
            "UPDATE frontier SET state = 'queued', due = ?, tries = 0, etag = NULL, last_modified = NULL, "
            f"content_hash = NULL WHERE state IN ('done', 'failed'){where}",
            (stamp(now), *values),
        )

    def reopen(self, site: str, *, now: datetime) -> int:
        """Queue a site's sources and the pages that were too old for the last crawl: this one reaches further back."""
        where, values = self.scope([site]).sql()
        return self._database.write(
            "UPDATE frontier SET state = 'queued', due = ?, tries = 0, etag = NULL, last_modified = NULL, "
            "content_hash = NULL "
            f"WHERE state IN ('queued', 'done', 'failed') AND (kind <> 'article' OR note = ?){where}",
            (stamp(now), TOO_OLD, *values),
        )

    def due(self, *, now: datetime, sites: Sequence[str] = ()) -> int:
        """How many addresses could be taken now."""
        where, values = self.scope(sites).sql()
        sql = f"SELECT count(*) FROM frontier WHERE {_OPEN} AND state = 'queued' AND due <= ?{where}"
        return self._database.number(sql, (stamp(now), *values))

    def sites(self, sites: Sequence[str] = ()) -> list[str]:
        """Where queued addresses are: their own sites."""
        where, values = self.scope(sites).sql()
        sql = f"SELECT DISTINCT site FROM frontier WHERE {_OPEN} AND state = 'queued'{where}"
        return [row.value for row in self._database.rows(Text, sql, values)]

    def sources(self, site: str, *, now: datetime) -> list[str]:
        """The feeds, sitemaps and sections of a named site that are still to be read, some of them."""
        where, values = self.scope([site]).sql()
        kinds = "kind IN ('feed', 'news sitemap', 'sitemap', 'section')"
        sql = f"SELECT url AS value FROM frontier WHERE {_OPEN} AND {kinds} AND due <= ?{where} LIMIT 100"
        return [row.value for row in self._database.rows(Text, sql, (stamp(now), *values))]

    def left_out(self, sites: Sequence[str] = ()) -> dict[str, str]:
        """Addresses at which newscrawl itself failed in too many runs, with the reason; at most a thousand."""
        where, values = self.scope(sites).sql()
        is_left_out = f"errors > 0 AND errors >= {LEFT_OUT_AFTER} AND state = 'failed'"
        sql = f"SELECT url, note FROM frontier WHERE {is_left_out}{where} ORDER BY id LIMIT 1000"
        return dict(self._database.rows(_LeftOut, sql, values))

    def scope(self, sites: Sequence[str]) -> Scope:
        """Whose rows are meant by named sites; without any, all."""
        if not sites:
            return Scope()
        sql = "SELECT reached, max(is_home) FROM reached WHERE site IN (SELECT value FROM json_each(?)) GROUP BY 1"
        led = dict(self._database.rows(_Reached, sql, (json.dumps(sites),)))
        homes = [site for site, is_home in led.items() if is_home]
        whole = tuple(dict.fromkeys((*sites, *homes)))
        return Scope(tuple(sites), whole, tuple(site for site in led if site not in set(whole)))

    def counts(self, sites: Sequence[str] = ()) -> dict[str, int]:
        """How many addresses are in which state."""
        where, values = self.scope(sites).sql()
        sql = f"SELECT state, count(*) FROM frontier WHERE true{where} GROUP BY state"
        return dict(self._database.rows(_State, sql, values))

    def known(self, url: str) -> TakenUrl | None:
        """What is known of an address: validators, visits, what its source said; None for an unknown one."""
        row = self.row(url)
        return _taken(row) if row else None

    def row(self, url: str) -> FrontierRow | None:
        """The row of an address; None for an unknown one."""
        sql = f"SELECT {_COLUMNS} FROM frontier WHERE identity = ?"
        return self._database.row(FrontierRow, sql, (identity_of(url),))

    def finish(self, page: PageResult, *, due: datetime | None, changed: bool) -> frozenset[str]:
        """Write what a visit said; part of `Store.finish_page`. The sites where it queued what was gone."""
        asked = page.asked
        if page.outcome == "failed" and page.retry_at:
            state, due, tries = "queued", page.retry_at, asked.tries
        else:
            state = {"failed": "failed", "gone": "gone"}.get(page.outcome, "done")
            tries = asked.tries if page.outcome == "failed" else 0
        unchanged = asked.unchanged if page.outcome == "failed" else 0 if changed else asked.unchanged + 1
        self._database.write(_FINISH, (
            state, stamp(due) if due else None, tries, page.errors, unchanged, stamp(page.fetched_at), page.status,
            page.still_noted, *_validators(page), asked.id,
        ))  # fmt: skip
        self._try_other_form(page)
        if page.still_kept_for != asked.kept_for:
            seconds = int(page.still_kept_for.total_seconds()) if page.still_kept_for is not None else None
            self._database.write("UPDATE frontier SET kept_for = ? WHERE id = ?", (seconds, asked.id))
        if page.outcome != "unchanged" or asked.kind == "article":
            return frozenset()
        # It names what it named.
        sql = f"UPDATE frontier SET state = 'queued' WHERE {_GONE} AND found_on = ? RETURNING site AS value"
        named = self._database.rows(Text, sql, (stamp(page.fetched_at), self._began, page.url or asked.url))
        return frozenset(row.value for row in named)

    def _try_other_form(self, page: PageResult) -> None:
        """Queue another form of an address that gave no page, where one is known; forget them once it gave one."""
        asked, is_none = page.asked, page.outcome == "no article" and not page.is_final
        if page.outcome not in ("gone", "failed") and not is_none:
            self._variants.forget(asked.id)
        elif page.retry_at is None and (url := self._variants.next(asked.id, asked.url)):
            self._database.write(_VARIANT, (url, stamp(page.fetched_at), asked.id))

    def _unremembered(self, found: Iterable[FrontierUrl], owner: str | None) -> list[FrontierUrl]:
        if self._remembered_at != self._database.rollbacks or len(self._remembered) > _REMEMBERED:
            self._remembered.clear()
            self._remembered_at = self._database.rollbacks
        fresh = []
        for one in found:
            known = one.url if one.kind == "article" else f"{owner} {one.url}"
            if known not in self._remembered or one.modified or one.title:
                self._remembered[known] = None
                fresh.append(one)
        return fresh


def _validators(page: PageResult) -> tuple[str | None, str | None, str | None]:
    """ETag, Last-Modified and hash of what is in the store. A page that failed is not: with its own validators the next
    answer would be that nothing changed."""
    asked = page.asked
    last = asked.etag, asked.last_modified, asked.content_hash
    if page.outcome == "failed":
        return last
    now = page.etag, page.last_modified, page.content_hash
    if page.outcome != "unchanged":
        return now
    return now[0] or last[0], now[1] or last[1], now[2] or last[2]


def _inserted(
    identity: str, one: FrontierUrl, modified: str | None, owners: Mapping[str, str], at: str
) -> tuple[Value, ...]:
    site = site_of(one.url)
    return (
        identity, one.url, site, owners[site], one.kind, one.priority, one.depth, at, at, one.where, one.found_on,
        one.title, one.published, modified, one.language,
    )  # fmt: skip


def _taken(row: FrontierRow, template: frozenset[str] = frozenset()) -> TakenUrl:
    return TakenUrl(
        id=row.id, url=row.url, identity=row.identity, site=row.site, owner=row.owner, kind=row.kind,
        priority=row.priority, depth=row.depth, where=row.found_in, found_on=row.found_on, title=row.title,
        published=row.published, modified=row.modified, tries=row.tries, errors=row.errors, unchanged=row.unchanged,
        checked_at=moment(row.checked_at) if row.checked_at else None, found_at=moment(row.found_at),
        note=row.note, etag=row.etag, last_modified=row.last_modified,
        content_hash=row.content_hash, kept_for=timedelta(seconds=row.kept_for) if row.kept_for is not None else None,
        template=template, voted_for=row.voted_for, vote=row.vote,
    )  # fmt: skip
