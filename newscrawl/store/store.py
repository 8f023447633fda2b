"""The store: one transactional database for all that a crawl must not forget."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from newscrawl.dates.w3c import instant
from newscrawl.store import statistics
from newscrawl.store.articles import Articles
from newscrawl.store.database import BUSY_SECONDS, Database, connect
from newscrawl.store.frontier import Frontier
from newscrawl.store.hosts import Hosts, Sites
from newscrawl.store.keys import identity_of
from newscrawl.store.left_out import LeftOutAddresses
from newscrawl.store.lock import OnWait
from newscrawl.store.output_marks import Outputs
from newscrawl.store.queries import Text
from newscrawl.store.repeats import Repeats
from newscrawl.store.revisit import Visit, next_visit
from newscrawl.store.rows import Finished, Outcome, PageResult, Reopened
from newscrawl.store.run_history import Runs
from newscrawl.store.schema import STEPS, migrate
from newscrawl.store.template_votes import TemplateVotes
from newscrawl.store.temporary import TemporaryFolder, sweep
from newscrawl.store.timestamps import stamp
from newscrawl.store.unwritable import is_unwritable, read_only

# The newest times that a run writes: its own, those of what it found last, and of the record it stored last.
_LATEST = """
SELECT max(at) FROM (
  SELECT max(started_at) AS at FROM runs UNION ALL SELECT max(finished_at) FROM runs
  UNION ALL SELECT found_at FROM frontier WHERE id = (SELECT max(id) FROM frontier)
  UNION ALL SELECT seen_at FROM revisions WHERE sequence = (SELECT max(sequence) FROM revisions)
  UNION ALL SELECT ''
) AS times
"""
_CLOCKS_DIFFER = timedelta(hours=1)  # those of machines that share a store
_logger = logging.getLogger(__name__)
_LAST_DAYS = timedelta(days=2)
_PASSING = ("wall", "shell", "not text")  # of the verdict's reasons
_CHANGED = ("new", "revised", "source")


def _say_waiting(reason: str) -> None:
    _logger.warning("waiting: %s", reason)


class Store:
    """Frontier, articles, runs, hosts, sites and outputs in one database: a file, or on a server.

    Every method call is one transaction: when it returns, no kill of the process can undo it. Times are arguments and
    must be aware. An object belongs to the thread that opened it; several processes may open the same store.

    `name` is what a person calls the store (never with a password), `path` its file, None on a server.

        with Store.open("news.db") as store, store.crawling("crawl news.example"):
            store.frontier.recover()
            store.frontier.requeue_due(now=now)
            store.frontier.add([FrontierUrl(url="https://news.example/", kind="home")], now=now)
            for taken in store.frontier.take("news.example", 16, now=now):
                store.finish_page(fetch(taken))
    """

    def __init__(self, database: Database, *, folder: TemporaryFolder | None = None) -> None:
        self._database = database
        self._folder = folder  # of a temporary store
        self.name = database.name
        self.path = database.path
        self.frontier = Frontier(database)
        self.articles = Articles(database)
        self.runs = Runs(database)
        self.hosts = Hosts(database)
        self.sites = Sites(database)
        self.outputs = Outputs(database)
        self.left_out = LeftOutAddresses(database)
        self.template_votes = TemplateVotes(database)
        self._repeats = Repeats(database)

    @classmethod
    def open(
        cls, where: str | Path | None = None, *, create: bool = True, writes: bool = True,
        busy_seconds: float = BUSY_SECONDS,
    ) -> Store:  # fmt: skip
        """Open the store of a file or of an address `postgresql://user@host/database`, make it, or bring it to the
        newest schema.

        None gives a temporary store that is gone when closed. `create=False` refuses a store that is not there;
        `writes=False` also reads one that this process may not write, or that stands on a read-only disk. A write
        waits up to `busy_seconds` for another program's transaction. Raises StoreError.
        """
        folder: TemporaryFolder | None = None
        database: Database
        if create:
            sweep()
        if where is None:
            folder = TemporaryFolder()
            where = folder.path / "store.db"
        if not writes and "://" not in str(where) and is_unwritable(Path(where)):
            database, folder = read_only(
                Path(where), name=str(Path(where).absolute()), busy_seconds=busy_seconds, steps=len(STEPS)
            )
            if folder is None:
                return cls(database)
        else:
            database = connect(where, create=create, busy_seconds=busy_seconds)
        try:
            migrate(database)
        except BaseException:
            database.close()
            raise
        return cls(database, folder=folder)

    @property
    def temporary(self) -> bool:
        """True when the store is gone once closed."""
        return self._folder is not None

    def close(self) -> None:
        """End the connection; a temporary store is removed."""
        self._database.close()
        if self._folder:
            with suppress(OSError):  # the next crawl's sweep tries again
                self._folder.remove()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def crawling(self, who: str, *, wait: bool = False, on_wait: OnWait = _say_waiting) -> Iterator[None]:
        """Hold the right to crawl into this store; the system drops it when the process dies.

        Raises StoreError that says who holds it; with `wait` it waits. Where the starter of workers was killed it waits
        in any case until they have ended, which they do by themselves. `on_wait` hears for what it waits; else that is
        logged.
        """
        with self._database.crawling(who, wait=wait, on_wait=on_wait):
            yield

    @contextmanager
    def working(self, starter: int) -> Iterator[None]:
        """Take part in the crawl of the process `starter`, which has the right and has started this one.

        Until the end of it, or of this process, no other crawl begins, also when the starter is killed. Raises
        StoreError when it was killed already.
        """
        with self._database.working(starter):
            yield

    def wait_at_most(self, seconds: float) -> None:
        """From now on a write waits no longer than this for another program's transaction. Raises StoreError."""
        self._database.wait_at_most(seconds)

    def size(self) -> int:
        """Bytes on disk."""
        return self._database.size()

    def overview(self, *, now: datetime) -> statistics.Overview:
        """What the store holds, site by site."""
        return statistics.look(self._database, now=now)

    def resume(self, sites: Sequence[str] = (), *, now: datetime, refetch: bool = False) -> None:
        """Begin a run over named sites: queue what a killed crawl left, and what is due; with `refetch` all.

        What an earlier run noted when its clock was ahead of this one's is mended first.
        """
        self.hosts.take_back_future(now=now)
        latest = self._database.row(Text, _LATEST)
        if latest and latest.value > stamp(now + _CLOCKS_DIFFER):
            self.frontier.take_back_future(now=now)
        self.frontier.recover(sites)
        requeue = self.frontier.requeue_all if refetch else self.frontier.requeue_due
        requeue(sites, now=now)

    def finish_page(self, page: PageResult, *, unique_stories: bool = False) -> Finished:
        """Write all that a fetch came to: article, revision, found addresses, validators, when to look again.

        With `unique_stories` an article whose text is nearly another's is a duplicate of it. One transaction: after an
        error nothing of it is written and the address is still in flight.
        """
        with self._database.transaction():
            finished = self._finish_article(page, unique_stories)
            if finished.verdict == "failed" != page.outcome:
                page = replace(page, outcome="failed", reason=finished.reason, article=None, further=(), ballot=None)
            if finished.restored:
                self.frontier.look_again(finished.restored, now=page.fetched_at)
            if finished.verdict == "new":
                self._repeats.count(page.asked.site, page.lines)
            if page.outcome == "gone":
                self.articles.mark_gone(page.asked.url, now=page.fetched_at)
            changed = finished.verdict in _CHANGED
            is_elsewhere = finished.verdict == "duplicate" or self._is_row_of_its_own(page)
            due = None if is_elsewhere else next_visit(_visit(page, changed))
            awaited = self.frontier.finish(page, due=due, changed=changed)
            added, reopened = 0, tuple[Reopened, ...]()
            if page.ballot is not None:
                reopened = self.template_votes.count(page.asked, page.ballot, now=page.fetched_at)
            if page.found:
                added = self.frontier.add(page.found, now=page.fetched_at, owner=page.asked.owner)
            if page.left_out:
                self.left_out.note(page.left_out, source=page.asked.id, now=page.fetched_at)
        return Finished(
            verdict=finished.verdict, article=finished.article, sequence=finished.sequence, classes=finished.classes,
            changes=finished.changes, added=added, reason=finished.reason, awaited=awaited,
            reopened=reopened,
        )  # fmt: skip

    def _finish_article(self, page: PageResult, unique_stories: bool) -> Finished:
        if page.notice:
            self.articles.learn_notice(page.asked.url, page.notice, now=page.fetched_at)
        if page.outcome == "no article" and not page.is_final and self.articles.has_page(page.asked.url):
            return Finished(verdict="failed", reason=page.reason)
        if page.outcome != "article":
            return Finished(verdict=page.outcome)
        if page.article is None:
            raise ValueError(f"{page.asked.url}: the outcome is an article, but there is none")
        placed = self.articles.place(
            page.article, page.asked.url, now=page.fetched_at, owner=page.asked.owner, title=page.asked.title,
            unique_stories=unique_stories,
        )  # fmt: skip
        if page.further and placed.verdict not in ("duplicate", "failed"):
            self.articles.learn_pages(page.asked.url, page.further)
            self.frontier.drop(page.further, reason=f"a page of {page.asked.url}")
        return placed

    def _is_row_of_its_own(self, page: PageResult) -> bool:
        """Whether the address led to another one that the frontier has: that one is visited from now on."""
        if page.outcome not in ("article", "unchanged") or page.asked.kind != "article" or page.url is None:
            return False
        return identity_of(page.url) != page.asked.identity and self.frontier.row(page.url) is not None


def _visit(page: PageResult, changed: bool) -> Visit:
    asked = page.asked
    return Visit(
        kind=asked.kind, outcome=_outcome(page), at=page.fetched_at, published=_published(page),
        dated_by_source=asked.modified is not None, depth=asked.depth, unchanged=0 if changed else asked.unchanged,
        failures=max(asked.tries - 1, 0), errors=page.errors, kept_for=page.still_kept_for, status=page.status,
        known_for=_known_for(page), is_awaited=_is_awaited(page),
    )  # fmt: skip


def _outcome(page: PageResult) -> Outcome:
    """What a visit found; the bytes of a page without an article are none again."""
    is_none = page.outcome == "unchanged" and page.asked.kind == "article" and page.still_noted
    return "no article" if is_none else page.outcome


def _known_for(page: PageResult) -> timedelta:
    """How long an address has been known, or how old it is where its source states a day before the last ones."""
    asked = page.asked
    stated = instant(asked.modified) or instant(asked.published)
    age = page.fetched_at - stated if stated else timedelta(0)
    return max(age if age > _LAST_DAYS else page.fetched_at - asked.found_at, timedelta(0))


def _is_awaited(page: PageResult) -> bool:
    """Whether a page that holds no story is expected to hold one: its source calls it a story, or what stands there is
    for a time only."""
    asked, reason = page.asked, page.reason or page.still_noted or ""
    if page.is_final or asked.kind != "article":
        return False
    is_listed = asked.where in ("feed", "news sitemap") or (asked.modified or asked.published) is not None
    return is_listed or page.is_doubted or any(f": {one}" in reason for one in _PASSING)


def _published(page: PageResult) -> datetime | None:
    stated = (page.article.date_published if page.article else None) or page.asked.published
    try:
        published = datetime.fromisoformat(stated) if stated else None
        if published is None or published.tzinfo is None:
            return published and published.replace(tzinfo=page.fetched_at.tzinfo)
        return published.astimezone(page.fetched_at.tzinfo)
    except (ValueError, OverflowError):  # the first and the last day of all have no UTC
        return None
