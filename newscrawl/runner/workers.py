"""A crawl by several processes (`--jobs N`): each owns a share of the sites and does everything for their pages.

The workers share the store, so what one of them has finished is safe whatever happens to the others. A site has one
owner, and so have sites at one server; workers that are redirected to the same host take turns (newscrawl.net.turns),
so that the delay holds. The process that starts them has the right to crawl and the run's row, writes the outputs from
the store, sums up, and forwards an interrupt. A worker whose starter has died ends by itself when it finds nobody to
report to, and the next crawl waits for that (newscrawl.store.lock).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from newscrawl.configuration import CrawlConfig
from newscrawl.crawling.progress import Ending, Progress, RunSummary
from newscrawl.errors import NewscrawlError
from newscrawl.export.outputs import Output, open_outputs
from newscrawl.files.durable import unwritten
from newscrawl.net.servers import server_of
from newscrawl.record.article import Article
from newscrawl.runner.child import messages, start
from newscrawl.store import run_history
from newscrawl.store.store import Store
from newscrawl.store.temporary import TemporaryFolder
from newscrawl.urls import DEFAULT_PORTS, host_of, site_of

_RESOLVING = 32  # names at one time
_ENDED = ("done", "nothing new", "partly failed")  # by itself
_INTERVAL = 1.0  # seconds between two looks at the outputs and the numbers
# Ctrl-C is the starter's, which forwards it.
_OWN_GROUP: dict[str, Any]
if sys.platform == "win32":
    _OWN_GROUP, _GROUP_INTERRUPT = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}, signal.CTRL_BREAK_EVENT
else:
    _OWN_GROUP, _GROUP_INTERRUPT = {"process_group": 0}, None


def shares(config: CrawlConfig) -> list[CrawlConfig]:
    """The sites of a crawl, divided among workers: at most one per server. A crawl in one process has one share.

    A crawl with a limit has one share: only one process can count up to the limit.
    """
    urls = list(dict.fromkeys((*config.sites, *config.urls)))
    single = config.limit or config.jobs == 1
    groups = [{*map(site_of, urls)}] if single else _groups_by_server(urls)
    count = min(config.jobs, len(groups))
    owner = {site: number % count for number, group in enumerate(groups) for site in group}
    return [
        config.model_copy(update={
            "sites": tuple(url for url in config.sites if owner[site_of(url)] == number),
            "urls": tuple(url for url in config.urls if owner[site_of(url)] == number),
            "output": (), "jobs": 1,
        })
        for number in range(count)
    ]  # fmt: skip


def _groups_by_server(urls: Sequence[str]) -> list[set[str]]:
    """The sites, grouped by server. A site whose name cannot be resolved is a group of its own."""
    hosts = list({host_of(url): url for url in urls}.values())
    with ThreadPoolExecutor(_RESOLVING) as pool:
        servers = list(pool.map(_servers, hosts))
    groups: dict[str, set[str]] = {}
    for url, names in zip(hosts, servers, strict=True):
        joined = {site_of(url), *names}.union(*(groups[name] for name in (site_of(url), *names) if name in groups))
        groups |= dict.fromkeys(joined, joined)
    sites = {site_of(url) for url in urls}
    found = {id(groups[site]): groups[site] & sites for site in map(site_of, urls)}
    return list(found.values())


def _servers(url: str) -> set[str]:
    """The servers of an address: newscrawl.net.servers."""
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return set()
    return {server_of(str(place[4][0]), port) for place in found}


class _Worker:
    """One process with its share, and its last messages."""

    def __init__(self, share: CrawlConfig, elsewhere: Sequence[str], turns: Path) -> None:
        self.progress = Progress()
        self.summary: RunSummary | None = None
        self.error: str | None = None
        settings = {
            "NEWSCRAWL_WORKER": os.getpid(), "NEWSCRAWL_ELSEWHERE": list(elsewhere), "NEWSCRAWL_TURNS": str(turns),
        }  # fmt: skip
        self._child = start(share, settings=settings, **_OWN_GROUP)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait(self, seconds: float) -> bool:
        """Whether the worker has ended, after at most so many seconds."""
        self._listener.join(max(0.0, seconds))
        return not self._listener.is_alive()

    def interrupt(self, number: int) -> None:
        """Forward a signal; Windows has one for the groups of other processes, which Scrapy takes for Ctrl-C."""
        if self._child.poll() is None:
            self._child.send_signal(_GROUP_INTERRUPT or number)

    def _listen(self) -> None:
        for name, value in messages(self._child):
            if name == "progress":
                self.progress = value
            elif name == "summary":
                self.summary, self.progress = value, value.progress
            else:
                self.error = value[1]
        code = self._child.wait()
        if self.summary is None and self.error is None:
            self.error = f"a worker of the crawl ended with code {code}: run the same command again, nothing is lost"


def run_workers(
    config: CrawlConfig,
    share: Sequence[CrawlConfig],
    *,
    on_progress: Callable[[Progress], None] | None = None,
    on_article: Callable[[Article], None] | None = None,
) -> RunSummary:
    """Crawl with a process for each share; the arguments are those of `process.run_crawl`."""
    who = f"crawl of {', '.join(map(site_of, (*config.sites, *config.urls)))}"
    with (
        closing(Store.open(config.store)) as store,
        store.crawling(who, wait=config.wait),
        _turns_file() as turns,
    ):
        began = datetime.now(UTC)
        outputs = open_outputs(config.output, store, now=began)
        command = config.model_dump(mode="json", exclude_defaults=True, exclude={"store"})
        run = store.runs.start(command, now=began)
        store.resume(tuple(map(site_of, (*config.sites, *config.urls))), now=began, refetch=config.refetch)
        workers = _WorkerPool(store, outputs, on_progress, on_article)
        where = str(store.path) if store.path is not None else config.store
        for one in share:
            others = [url for other in share if other is not one for url in (*other.sites, *other.urls)]
            workers.start(one.model_copy(update={"store": where}), others, turns)
        workers.follow()
        return workers.ended(run, began)


@contextmanager
def _turns_file() -> Iterator[Path]:
    """An empty file for newscrawl.net.turns."""
    folder = TemporaryFolder()
    try:
        path = folder.path / "turns"
        path.touch()
        yield path
    finally:
        folder.remove()


class _WorkerPool:
    """The workers of one crawl, and the work that is done for all of them."""

    def __init__(
        self,
        store: Store,
        outputs: Sequence[Output],
        on_progress: Callable[[Progress], None] | None,
        on_article: Callable[[Article], None] | None,
    ) -> None:
        self._store, self._outputs = store, outputs
        self._on_progress, self._on_article = on_progress, on_article
        self._workers: list[_Worker] = []
        self._shown = store.articles.last_sequence()
        self._began = monotonic()
        self._failure: str | None = None

    def start(self, share: CrawlConfig, elsewhere: Sequence[str], turns: Path) -> None:
        """One more worker; `turns` is the file of newscrawl.net.turns."""
        self._workers.append(_Worker(share, elsewhere, turns))

    def follow(self) -> None:
        """Write outputs and report numbers until every worker has ended."""
        with self._forwarding_signals():
            waiting = list(self._workers)
            while waiting:
                deadline = monotonic() + _INTERVAL
                waiting = [worker for worker in waiting if not worker.wait(deadline - monotonic())]
                self._tick()
        if self._failure is None:
            is_complete = all(
                worker.summary and worker.summary.ending in _ENDED and not worker.summary.unreached
                for worker in self._workers
            )
            self._written(lambda output: output.finish(now=datetime.now(UTC), is_complete=is_complete))

    def ended(self, run: int, began: datetime) -> RunSummary:
        """The sum of all workers, which is also written into the run's row."""
        now = datetime.now(UTC)
        summaries = [worker.summary for worker in self._workers if worker.summary is not None]
        reported = [summary.message for summary in summaries] + [worker.error for worker in self._workers]
        message = next(filter(None, (self._failure, *reported)), None)
        counts, drops = Counter[str](), Counter[str]()
        errors: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for summary in summaries:
            counts.update(summary.counts)
            drops.update(summary.drops)
            for host, reasons in summary.errors.items():
                errors[host].update(reasons)
        examples = {reason: url for summary in summaries for reason, url in summary.examples.items()}
        ending = "failed" if message else _ending([summary.ending for summary in summaries])
        tally = run_history.Tally(counts=counts, drops=drops, errors=errors, examples=examples)
        state: run_history.Ending = ending if ending in ("failed", "interrupted") else "finished"
        self._store.runs.finish(run, tally, now=now, ending=state)
        return RunSummary(
            ending=ending, counts=dict(counts), drops=dict(drops),
            errors={host: dict(reasons) for host, reasons in errors.items()}, seconds=(now - began).total_seconds(),
            requests=_sum(summary.requests for summary in summaries),
            new_articles=_sum(summary.new_articles for summary in summaries),
            waiting=sum(summary.waiting for summary in summaries),
            unreached=tuple(site for summary in summaries for site in summary.unreached), message=message,
            silent={url: reason for summary in summaries for url, reason in summary.silent.items()},
            examples=examples,
            doubted={site: said for summary in summaries for site, said in summary.doubted.items()},
            refused={site: said for summary in summaries for site, said in summary.refused.items()},
            left_out={url: reason for summary in summaries for url, reason in summary.left_out.items()},
            store=None if self._store.temporary else self._store.name,
            outputs=tuple(output.outcome for output in self._outputs),
        )  # fmt: skip

    def _tick(self) -> None:
        if self._failure is None:
            self._written(lambda output: output.catch_up(now=datetime.now(UTC)))
        if self._failure is None:
            self._guarded("the stream of articles", self._report_articles)
        if self._on_progress is not None:
            reported = [worker.progress for worker in self._workers]
            names = ("found", "fetched", "articles", "errors")
            sums = {name: sum(getattr(progress, name) for progress in reported) for name in names}
            self._on_progress(Progress(**sums, seconds=monotonic() - self._began))

    def _report_articles(self) -> None:
        if self._on_article is not None:
            for record in self._store.articles.since(self._shown):
                self._shown = record.sequence
                self._on_article(record.article)

    def _written(self, write: Callable[[Output], int]) -> None:
        for output in self._outputs:
            self._guarded(str(output.path), lambda output=output: write(output))  # type: ignore[misc]

    def _guarded(self, name: str, work: Callable[[], object]) -> None:
        """Do work for an output. An error of any kind ends the crawl."""
        try:
            work()
        except Exception as error:
            self._failure = str(error if isinstance(error, NewscrawlError) else unwritten(name, error))
            self._interrupt(signal.SIGINT)

    def _interrupt(self, number: int) -> None:
        for worker in self._workers:
            worker.interrupt(number)

    @contextmanager
    def _forwarding_signals(self) -> Iterator[None]:
        numbers = (signal.SIGINT, signal.SIGTERM)
        earlier = [signal.signal(number, lambda number, _: self._interrupt(number)) for number in numbers]
        try:
            yield
        finally:
            for number, handler in zip(numbers, earlier, strict=True):
                signal.signal(number, handler)


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total = Counter[str]()
    for one in counts:
        total.update(one)
    return dict(total)


def _ending(endings: Sequence[Ending]) -> Ending:
    """The ending of a crawl, from those of its workers. One that reached no site has failed without a message."""
    if "interrupted" in endings:
        return "interrupted"
    if set(endings) == {"failed"}:
        return "failed"
    if {"failed", "partly failed"} & set(endings):
        return "partly failed"
    return "done" if "done" in endings else "nothing new"
