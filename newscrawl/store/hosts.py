"""Hosts and sites: what each host asks of crawlers, and which sites the store crawls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypedDict, Unpack, cast

from newscrawl.store.database import Database
from newscrawl.store.queries import Number, Value
from newscrawl.store.timestamps import moment, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host's robots.txt with its expiry, and the pause that it asked for or earned.

    `host` carries its port where that is not the scheme's own. `delay` is seconds between requests. `rights` is JSON of
    the host's files about use, with its own expiry. The row of a site has `backoff_until`, `delay` and `asked_until`:
    no request was made after that time, so far.
    """

    host: str
    robots: str | None = None
    robots_expires: datetime | None = None
    delay: float | None = None
    backoff_until: datetime | None = None
    rights: str | None = None
    rights_expires: datetime | None = None
    asked_until: datetime | None = None


class HostColumns(TypedDict, total=False):
    """What the store can learn of a host: `Host`'s fields, and the HTTP status of the last answer for robots.txt."""

    robots: str | None
    robots_status: int | None
    robots_expires: datetime
    delay: float
    backoff_until: datetime
    rights: str
    rights_expires: datetime
    asked_until: datetime


class _HostRow(NamedTuple):
    host: str
    robots: str | None
    robots_expires: str | None
    delay: float | None
    backoff_until: str | None
    rights: str | None
    rights_expires: str | None
    asked_until: str | None


class _Since(NamedTuple):
    since: str | None


class _Home(NamedTuple):
    site: str
    reached: str


class Hosts:
    """The host rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, host: str) -> Host | None:
        """What is known of a host."""
        row = self._database.row(_HostRow, f"SELECT {', '.join(_HostRow._fields)} FROM hosts WHERE host = ?", (host,))
        if row is None:
            return None
        return Host(
            host=row.host, robots=row.robots, robots_expires=_moment(row.robots_expires), delay=row.delay,
            backoff_until=_moment(row.backoff_until), rights=row.rights, rights_expires=_moment(row.rights_expires),
            asked_until=_moment(row.asked_until),
        )  # fmt: skip

    def learn(self, host: str, **known: Unpack[HostColumns]) -> None:
        """Remember these columns of a host (times aware). What else is known of it stays, whoever wrote it."""
        values = [stamp(value) if isinstance(value, datetime) else cast("Value", value) for value in known.values()]
        self._database.write(
            f"INSERT INTO hosts (host, {', '.join(known)}) VALUES ({', '.join('?' * (len(known) + 1))}) "
            f"ON CONFLICT (host) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in known)}",
            (host, *values),
        )

    def end_turns(self, asked: Iterable[tuple[str, datetime, datetime]]) -> None:
        """Of sites (name, `asked_until` as it was noted, when the last request was made): note that time, unless
        another process has noted its own since."""
        self._database.write_many(
            "UPDATE hosts SET asked_until = ? WHERE host = ? AND asked_until = ?",
            [(stamp(at), site, stamp(noted)) for site, noted, at in asked],
        )

    def take_back_future(self, *, now: datetime) -> None:
        """Nothing is known of a host, and none rests, for longer than a day: what says so comes of a clock ahead."""
        at, tomorrow = stamp(now), stamp(now + timedelta(days=1, hours=1))
        for name in ("robots_expires", "rights_expires", "backoff_until"):
            self._database.write(f"UPDATE hosts SET {name} = ? WHERE {name} > ?", (at, tomorrow))


class Sites:
    """The site rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, site: str, url: str, *, now: datetime, since: datetime | None = None) -> bool:
        """Note that a crawl of the site starts now, at `url`, for what was published since a time (None: for all).

        True when the last crawl left out some of that: see `Frontier.reopen`.
        """
        at, bound = stamp(now), stamp(since) if since else None
        last = self._database.row(_Since, "SELECT since FROM sites WHERE site = ?", (site,))
        if last is None and self._database.row(Number, "SELECT 1 FROM reached WHERE reached = ?", (site,)):
            self._own(site, site, "owner <> site")
        self._database.write(
            "INSERT INTO sites (site, url, added_at, crawled_at, since) VALUES (?, ?, ?, ?, ?) ON CONFLICT (site) DO "
            "UPDATE SET url = excluded.url, crawled_at = excluded.crawled_at, since = excluded.since",
            (site, url, at, at, bound),
        )
        return bool(last and last.since and (bound is None or bound < last.since))

    def lead(self, site: str, home: str) -> None:
        """The home page of a named site is at another site, which belongs to it now if nobody named that one."""
        with self._database.transaction():
            if not self._database.row(Number, "SELECT 1 FROM sites WHERE site = ?", (home,)):
                self._own(home, site, "owner = site")
            self._database.write(
                "INSERT INTO reached VALUES (?, ?, 1) ON CONFLICT (site, reached) DO UPDATE SET is_home = 1",
                (site, home),
            )

    def homes(self) -> dict[str, str]:
        """Named sites whose home page is at another site, with that one."""
        return dict(self._database.rows(_Home, "SELECT site, reached FROM reached WHERE is_home = 1"))

    def _own(self, site: str, owner: str, which: str) -> None:
        """What is at a site belongs to `owner` from now on."""
        for table in ("frontier", "articles"):
            self._database.write(f"UPDATE {table} SET owner = ? WHERE site = ? AND {which}", (owner, site))


def _moment(stamped: str | None) -> datetime | None:
    return moment(stamped) if stamped else None
