"""The life of a run: the right to crawl, the run's row in the store, the WARC files, the end and the summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from newscrawl.configuration import CrawlConfig
from newscrawl.crawling import priorities
from newscrawl.crawling.archive import Archive
from newscrawl.crawling.failures import Failures
from newscrawl.crawling.politeness import Politeness
from newscrawl.crawling.progress import RunSummary
from newscrawl.crawling.scope import Scope, is_new_selection, selection_of
from newscrawl.crawling.tally import CrawlTally
from newscrawl.errors import OutputError, StoreError
from newscrawl.store.rows import TakenUrl
from newscrawl.store.run_history import Ending
from newscrawl.store.store import Store
from newscrawl.urls import site_of
from newscrawl.version import __version__


class OutputFile(Protocol):
    """A file that follows the store; `outcome` says what became of it."""

    outcome: str

    def catch_up(self, *, now: datetime) -> int: ...

    def finish(self, *, now: datetime, is_complete: bool) -> int: ...


class CrawlRun:
    """One run over the store. `archive` writes the WARC files (None without `warc`); `outputs` are the crawl's files
    once they are open (newscrawl.exporters); `summary` is set at the end."""

    def __init__(self, config: CrawlConfig, store: Store, scope: Scope, tally: CrawlTally, failures: Failures) -> None:
        self.archive: Archive | None = None
        self.summary: RunSummary | None = None
        self.outputs: Sequence[OutputFile] | None = None
        self._config, self._store, self._scope, self._tally, self._failures = config, store, scope, tally, failures
        self._number: int | None = None
        self._began_at = datetime.now(UTC)
        self._right: ExitStack | None = None

    def prepare(self) -> None:
        """Take the right to crawl into this store, with `wait` once others have ended, and open the WARC folder.

        A worker's starter has the right already. Nothing happens the second time. Raises StoreError and OutputError.
        """
        if self._right is not None:
            return
        right, scope = ExitStack(), self._scope
        who = f"crawl of {', '.join(scope.sites)}"
        right.enter_context(
            self._store.working(scope.starter) if scope.is_worker else self._store.crawling(who, wait=self._config.wait)
        )
        self._right = right
        if self._config.warc is not None:
            self.archive = Archive(Path(self._config.warc), f"newscrawl/{__version__}")

    def begin(self) -> None:
        """Return to the queue what a killed run left and what is due, open the run's row, queue the seeds.

        Nothing happens the second time. Raises StoreError and OutputError.
        """
        if self._number is not None:
            return
        self.prepare()
        config, store, scope = self._config, self._store, self._scope
        now = self._began_at = datetime.now(UTC)
        scope.selection = selection_of(config, config.since_moment(now))
        earlier = store.runs.last()[scope.is_worker :]
        command = config.model_dump(mode="json", exclude_defaults=True, exclude={"store"})  # may hold a password
        self._number = 0 if scope.is_worker else store.runs.start(command, now=now)
        store.frontier.begin_run(now=now)
        if not scope.is_worker:
            store.resume(scope.sites, now=now, refetch=config.refetch)
        scope.whole.update(store.frontier.scope(scope.sites).whole)
        scope.homes = store.sites.homes()
        for url in config.sites:
            left_out = store.sites.add(site_of(url), url, now=now, since=scope.selection.since)
            if left_out or is_new_selection(config, url, earlier):
                store.frontier.reopen(site_of(url), now=now)
        store.frontier.add(priorities.seeds(config.sites, config.urls), now=now)

    def requeue(self, rows: Iterable[TakenUrl]) -> None:
        """Return unfinished rows to the queue. A store that has failed keeps them in flight; the next run recovers
        them."""
        with suppress(StoreError):
            self._store.frontier.put_back(rows)

    def end(self, reason: str, politeness: Politeness) -> None:
        """Close the run's row, sum up, and close everything. `reason` is why Scrapy closes the spider."""
        if self._number is None or self.summary is not None:
            return
        now, sites = datetime.now(UTC), self._scope.sites
        self._close_archive()
        ending: Ending = "failed" if self._failures.fatal else "finished" if reason == "finished" else "interrupted"
        waiting, left_out, unreached = 0, dict[str, str](), self._tally.unreached(sites)
        try:
            politeness.end()
            left_out = self._store.frontier.left_out(sites)
            waiting = self._store.frontier.due(now=now, sites=sites)
            unreached = tuple(site for site in unreached if not self._is_idle(site, now))
            if not self._scope.is_worker:
                self._store.runs.finish(self._number, self._tally.stored, now=now, ending=ending)
        except StoreError as error:
            self._failures.fatal, ending = self._failures.fatal or error, "failed"
        self.summary = self._tally.summary(
            ending, lasted=now - self._began_at, sites=sites, unreached=unreached, waiting=waiting, left_out=left_out,
            failure=self._failures.fatal, store=None if self._store.temporary else self._store.name,
            outputs=tuple(output.outcome for output in self.outputs or ()),
        )  # fmt: skip
        self.close()

    def close(self) -> None:
        """Finish the WARC files, let others crawl, close the store. Nothing happens the second time."""
        self._close_archive()
        if self._right is not None:
            self._right.close()
        self._store.close()

    def _close_archive(self) -> None:
        """Finish the WARC files; a crawl that cannot has failed."""
        try:
            if self.archive is not None:
                self.archive.close()
        except OutputError as error:
            self._failures.fatal = self._failures.fatal or error

    def _is_idle(self, site: str, now: datetime) -> bool:
        """Whether nothing of the site was due."""
        return not self._tally.requests[site] and not self._store.frontier.due(now=now, sites=(site,))
