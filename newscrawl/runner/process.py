"""A crawl in this process, from its configuration to its summary.

Scrapy's reactor can run once in a process: a program that crawls again and again uses `newscrawl.crawl`, which starts a
process for each crawl.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from newscrawl import settings as defaults
from newscrawl.configuration import CrawlConfig
from newscrawl.crawling.progress import Progress, RunSummary
from newscrawl.crawling.session import Session
from newscrawl.errors import ConfigError, CrawlError, NewscrawlError
from newscrawl.export.outputs import check_names
from newscrawl.exporters import outputs_of
from newscrawl.extraction.rules import read_rules
from newscrawl.files.durable import unwritten
from newscrawl.files.file_locks import of_this_system
from newscrawl.record.article import Article
from newscrawl.runner import second_interrupt, workers
from newscrawl.spiders.site_spider import SiteSpider


def run_crawl(
    config: CrawlConfig,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    on_article: Callable[[Article], None] | None = None,
    settings: dict[str, Any] | None = None,
) -> RunSummary:
    """Crawl, and return the summary. Call it once in a process, from its main thread.

    `on_progress` is called every second, `on_article` for each record once it is stored. `settings` are further Scrapy
    settings. An interrupt (SIGINT, SIGTERM) lets the pages under way finish and returns the rest to the queue; a second
    one ends the process within two seconds, whatever it does, and the next run recovers.

    Raises StoreError and OutputError before anything is fetched when the store or an output cannot be used, ConfigError
    when there is nothing to crawl, RuleError for site rules that cannot be read. What goes wrong later is in the
    summary.
    """
    config.check()
    check_names(config.output, has_store=config.store is not None)
    _check_rules(config.rules, hooks=config.allow_hooks)
    share = workers.shares(config)
    if len(share) > 1:
        return workers.run_workers(config, share, on_progress=on_progress, on_article=on_article)
    _allow_many_files()
    process = AsyncCrawlerProcess(_settings(settings or {}))
    crawler = process.create_crawler(SiteSpider)
    assert isinstance(crawler, Crawler)
    session = Session(crawler, config)
    with closing(session.run):
        outputs_of(session)  # an unusable output is reported before the first request
        session.run.begin()
        return _run(process, crawler, session, on_progress, on_article)


def _run(
    process: AsyncCrawlerProcess,
    crawler: Crawler,
    session: Session,
    on_progress: Callable[[Progress], None] | None,
    on_article: Callable[[Article], None] | None,
) -> RunSummary:
    if on_article is not None:
        crawler.signals.connect(_reporter(on_article, session), signals.item_scraped, weak=False)
    task = process.crawl(crawler, crawl_session=session, on_progress=on_progress)
    gc.freeze()  # what was imported stays: no search for cycles looks at it again
    _start(process)
    if task.done() and not task.cancelled() and (error := task.exception()) is not None:
        raise error
    summary = session.run.summary
    if summary is None:
        raise CrawlError("the crawl was ended by force; run the same command again, nothing is lost")
    return summary


def _reporter(on_article: Callable[[Article], None], session: Session) -> Callable[[Any], None]:
    """A receiver of `item_scraped`. `on_article` is an output: its errors end the crawl, where Scrapy would go on."""

    def report(item: Any) -> None:
        try:
            on_article(item)
        except Exception as error:
            known = error if isinstance(error, NewscrawlError) else unwritten("the stream of articles", error)
            session.failures.fail(known)

    return report


def _start(process: AsyncCrawlerProcess) -> None:
    """Crawl until the end. From the reactor's start on, a second interrupt ends the process in any case."""
    from twisted.internet import reactor  # Scrapy has installed the one of its settings by now

    with ExitStack() as until_the_end:
        if sys.platform != "win32":  # there Ctrl-Break ends a process in any case
            reactor.callWhenRunning(lambda: until_the_end.enter_context(second_interrupt.watched()))
        process.start()


def _settings(more: dict[str, Any]) -> Settings:
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    settings.setdict(more, priority="cmdline")
    return settings


def _check_rules(folders: Iterable[str], *, hooks: bool) -> None:
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise ConfigError(f"rules: {folder}: no such folder; name one with site rules (<domain>.toml)")
        for file in sorted(folder.glob("*.toml")):
            read_rules(file, hooks=hooks)


def _allow_many_files() -> None:
    """Raise the limit of open files: each site needs a connection or two, and many systems allow 1,024 files."""
    if (resource := of_this_system("resource")) is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
