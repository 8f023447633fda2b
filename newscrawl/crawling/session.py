"""What the parts of one crawl share: its configuration, store, guard, manners, and what was counted.

Scrapy builds middlewares, pipelines and scheduler one by one from the crawler; each asks `Session.of(crawler)`.
"""

from __future__ import annotations

import logging
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from scrapy.exceptions import IgnoreRequest

from newscrawl.configuration import CrawlConfig
from newscrawl.crawling import priorities, progress
from newscrawl.crawling.archive import Archive
from newscrawl.crawling.failures import DISALLOWED, Reasons, ends_the_crawl, error_reason, reason_of, short
from newscrawl.crawling.page import Page
from newscrawl.crawling.politeness import Manners
from newscrawl.crawling.progress import RunSummary
from newscrawl.crawling.request_queue import RequestQueue
from newscrawl.crawling.selection import is_new_choice, scope_of
from newscrawl.discovery.coverage import Coverage
from newscrawl.discovery.crawl_scope import CEILINGS, CrawlScope
from newscrawl.discovery.found import Source
from newscrawl.errors import OutputError, StoreError
from newscrawl.net.address_guard import Guard
from newscrawl.net.cookies import Jar
from newscrawl.net.credentials import Credentials
from newscrawl.net.request_headers import identity
from newscrawl.rights import SiteRights
from newscrawl.rights.rsl import RslFile
from newscrawl.store.keys import identity_of
from newscrawl.store.rows import Finished, PageResult, TakenUrl
from newscrawl.store.run_history import Ending, Tally
from newscrawl.store.store import Store
from newscrawl.urls import host_of, site_of
from newscrawl.version import __version__

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


# What a verdict is called where a person reads it.
_COUNTED = {
    "new": "articles", "revised": "articles", "same": "unchanged", "duplicate": "duplicates", "source": "sources",
    "no article": "dropped", "failed": "errors", "gone": "errors",
}  # fmt: skip
_SIZES = {"sitemap": "sitemap_size", "news sitemap": "sitemap_size", "feed": "feed_size"}
_logger = logging.getLogger(__name__)
_HOSTS = 10_000  # whose errors are counted by name
OTHER_HOSTS = "other hosts"
_LAST_WAIT = 0.2  # seconds that a crawl which has failed gives its store
# Of a site that names no sitemaps or no feeds, one more usual place is tried for so many new articles: a percent.
_A_PROBE = 100
# A section page is spared so many times in a row, then read all the same: no proof of completeness is for ever.
_SPARED = 7


class Session:
    """One crawl in one process."""

    _sessions: ClassVar[WeakKeyDictionary[Crawler, Session]] = WeakKeyDictionary()

    def __init__(self, crawler: Crawler, config: CrawlConfig | None = None) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self.config: CrawlConfig = config or getattr(crawler.spider, "config", None) or CrawlConfig()
        # A worker (newscrawl.runner.workers): its starter holds the right to crawl and the run's row, and other
        # workers own the sites elsewhere.
        self._is_worker: bool = settings.getbool("NEWSCRAWL_WORKER")
        elsewhere = settings.getlist("NEWSCRAWL_ELSEWHERE")
        self._elsewhere = frozenset(map(site_of, elsewhere))
        self.guard: Guard = Guard.of_crawl(self.config)
        self.store: Store = Store.open(self.config.store)
        self.identity = identity(self.config.contact)
        self.credentials = Credentials(self.config, os.environ)
        self.scope = CrawlScope()  # set when the crawl begins
        self.archive: Archive | None = None
        self.scheduler: RequestQueue | None = None
        self.counts: Counter[str] = Counter()
        self.drops = Reasons()
        self.errors: defaultdict[str, Reasons] = defaultdict(Reasons)  # by host
        self.failure: BaseException | None = None
        self.refusals: dict[str, str] = {}  # host -> why the resolver refused it
        self.unreachable: dict[str, str] = {}  # origin -> why its robots.txt gave no answer: nothing is fetched there
        self.sitemaps: dict[str, tuple[str, ...]] = {}  # origin -> what its robots.txt names
        self.manners = Manners(crawler, self.config, self.store.hosts)
        self.requests: Counter[str] = Counter()  # by site, whatever they were for
        self.new_articles: Counter[str] = Counter()  # by site
        limits = self.config.limits
        self.cookies = Jar(most=limits.cookies, longest=limits.cookie_size)  # without which a site gives no page
        self.rights: dict[str, SiteRights] = {}  # origin -> what its files say about use
        # site -> RSL documents in its feeds, by the feed's address, and the addresses of those that feeds only name
        self.licences: defaultdict[str, dict[str, RslFile | None]] = defaultdict(dict)
        self.guessed: set[str] = set()  # addresses that nobody named: they need not be there
        self.places: dict[str, list[Source]] = {}  # site -> such addresses that were not tried yet
        self.coverage: defaultdict[str, Coverage] = defaultdict(Coverage)  # site -> what its sitemaps list
        self.homes: dict[str, str] = {}  # named site -> the other site at which its home page is
        self.whole: set[str] = set()  # sites whose every address belongs to this crawl: the named ones and those
        self._owners: dict[str, str] = {}  # other site -> the named one that led there
        self.sites: tuple[str, ...] = tuple(dict.fromkeys(map(site_of, (*self.config.sites, *self.config.urls))))
        self.named = frozenset(map(identity_of, (*self.config.sites, *self.config.urls)))
        self.silent: dict[str, str] = {}  # sources that named no article -> why
        self.reached: set[str] = set()  # sites that gave at least one answer
        self.idle: set[str] = set()  # sites of which nothing was due
        self._failed_pages = 0
        self.run: int | None = None
        self.began_at = self.now()
        self.summary: RunSummary | None = None
        self._right = ExitStack()
        self._prepared = False

    @classmethod
    def of(cls, crawler: Crawler, config: CrawlConfig | None = None) -> Session:
        """The crawler's session, made when first asked for: with the spider's configuration, or before there is one."""
        if crawler not in cls._sessions:
            cls._sessions[crawler] = cls(crawler, config)
        return cls._sessions[crawler]

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        return Tally(counts=self.counts, drops=self.drops, errors=self.errors, examples=self.examples)

    @property
    def examples(self) -> dict[str, str]:
        """An address for each reason that has one."""
        found = {reason: url for reasons in self.errors.values() for reason, url in reasons.examples.items()}
        return found | self.drops.examples

    def prepare(self) -> None:
        """Take the right to crawl into this store, with `wait` once others have ended, and open the WARC folder.

        A worker's starter has the right already. Nothing when it is done already. Raises StoreError and OutputError.
        """
        if self._prepared:
            return
        if not self._is_worker:
            self._take_the_right()
        self._prepared = True
        if self.config.warc is not None:
            self.archive = Archive(Path(self.config.warc), f"newscrawl/{__version__}")

    def _take_the_right(self) -> None:
        who = f"crawl of {', '.join(self.sites)}"
        try:
            self._right.enter_context(self.store.crawling(who))
        except StoreError as error:
            if not self.config.wait:
                raise
            _logger.warning("waiting: %s", error)
            self._right.enter_context(self.store.crawling(who, wait=True))

    def begin(self) -> None:
        """Return to the queue what a killed run left and what is due, open the run's row.

        Nothing when it is done already. Raises StoreError and OutputError.
        """
        if self.run is not None:
            return
        self.prepare()
        now = self.began_at = self.now()
        self.scope = scope_of(self.config, self.config.since_moment(now))
        earlier = self.store.runs.last()[self._is_worker :]
        asked = self.config.model_dump(mode="json", exclude_defaults=True, exclude={"store"})  # may hold a password
        self.run = 0 if self._is_worker else self.store.runs.start(asked, now=now)
        if not self._is_worker:
            self.store.resume(self.sites, now=now, refetch=self.config.refetch)
        self.whole.update(self.store.frontier.scope(self.sites).whole)
        self.homes = self.store.sites.homes()
        for url in self.config.sites:
            left_out = self.store.sites.add(site_of(url), url, now=now, since=self.scope.since)
            if left_out or is_new_choice(self.config, url, earlier):
                self.store.frontier.reopen(site_of(url), now=now)
        self.store.frontier.add(priorities.seeds(self.config.sites, self.config.urls), now=now)

    def learn_home(self, asked: TakenUrl, url: str) -> None:
        """The home page of a named site is at this address: what is there belongs to the site. Raises StoreError."""
        site, home = asked.owner, site_of(url)
        if home == self.homes.get(site, site):
            return
        self.homes[site] = home
        self.store.sites.lead(site, home)
        if home not in self.whole | self._elsewhere:
            self.whole.add(home)
            self.store.resume([home], now=self.now(), refetch=self.config.refetch)
            if self.scheduler is not None:
                self.scheduler.notice({home})

    def listed_site(self, asked: TakenUrl, url: str) -> str:
        """The site whose articles a source lists, which was read at this address."""
        if asked.kind == "home":
            return site_of(url)
        return asked.site if asked.site in self.whole else self.homes.get(asked.owner, asked.owner)

    def also_listed(self, asked: TakenUrl) -> frozenset[str]:
        """For a source that stands at no site of this crawl: all of them, since it may be that of several, and its own
        site, to which a named one leads."""
        return frozenset() if asked.site in self.whole else frozenset((*self.whole, *self._elsewhere, asked.site))

    def open_to_us(self, sites: Iterable[str]) -> list[str]:
        """Those of the sites that no other worker of the crawl has."""
        return [site for site in dict.fromkeys(sites) if site not in self._elsewhere]

    def owners_at(self, site: str) -> tuple[str, ...]:
        """Whose addresses at a site are fetched: everybody's (empty), or on other sites what this crawl's led to."""
        return () if site in self.whole else self.sites

    def count_request(self, request: Request) -> None:
        """Count a request for the named site that led to it."""
        asked, site = request.meta.get("asked"), request.meta["download_slot"]
        self.requests[asked.owner if asked else self._owners.get(site, site)] += 1

    def put_back(self, unfinished: Iterable[TakenUrl]) -> None:
        """Return to the queue what was taken and not finished. A store that has failed keeps it in flight, and the next
        run recovers it."""
        with suppress(StoreError):
            self.store.frontier.put_back(unfinished)

    def end(self, reason: str) -> None:
        """Close the run's row and the session."""
        if self.run is None or self.summary is not None:
            return
        now = self.now()
        self._close_archive()
        ending: Ending = "failed" if self.failure else "finished" if reason == "finished" else "interrupted"
        waiting, left_out = 0, dict[str, str]()
        try:
            self.manners.end()
            left_out = self.store.frontier.left_out(self.sites)
            waiting = self.store.frontier.due(now=now, sites=self.sites)
            self.idle = {site for site in self.unreached_sites if self._is_idle(site, now)}
            if not self._is_worker:
                self.store.runs.finish(self.run, self.tally, now=now, ending=ending)
        except StoreError as error:
            self.failure, ending = self.failure or error, "failed"
        self.summary = RunSummary(
            ending=self._ending(ending), counts=dict(self.counts), drops=dict(self.drops),
            errors={host: dict(reasons) for host, reasons in self.errors.items()},
            seconds=(now - self.began_at).total_seconds(), waiting=waiting, unreached=self.unreached_sites,
            silent=dict(self.silent), left_out=left_out, examples=self.examples,
            message=str(self.failure) if self.failure else None,
            requests=dict(self.requests), new_articles=dict(+self.new_articles),
            store=None if self.store.temporary else self.store.name,
        )  # fmt: skip
        self.close()

    def close(self) -> None:
        """Finish the WARC files, let others crawl, close the store. Nothing when it is done already."""
        self._close_archive()
        self._right.close()
        self.store.close()

    def _close_archive(self) -> None:
        """Finish the WARC files; a crawl that cannot has failed."""
        try:
            if self.archive is not None:
                self.archive.close()
        except OutputError as error:
            self.failure = self.failure or error

    @property
    def unreached_sites(self) -> tuple[str, ...]:
        """Sites that gave no page at all, though something was due."""
        return tuple(site for site in self.sites if site not in self.reached | self.idle)

    def _is_idle(self, site: str, now: datetime) -> bool:
        return not self.requests[site] and not self.store.frontier.due(now=now, sites=(site,))

    def _ending(self, ending: Ending) -> progress.Ending:
        if ending != "finished":
            return ending
        if self.sites and len(self.unreached_sites) == len(self.sites):
            return "failed"
        if self.unreached_sites or self._failed_pages:
            return "partly failed"
        return "done" if self.counts["articles"] else "nothing new"

    def note(self, page: Page, finished: Finished) -> None:
        """Count what became of a page, and let its site go on."""
        self.counts["pages"] += page.outcome != "failed" or page.status is not None
        self.counts["found"] += finished.added
        if page.asked.url not in self.guessed:
            self.counts[_COUNTED.get(finished.verdict, finished.verdict)] += 1
        if finished.verdict == "new":
            self.new_articles[page.asked.owner] += 1
            if self.new_articles[page.asked.owner] % _A_PROBE == 0:
                self._probe(page.asked.owner)
        if finished.verdict == "source" and page.reason and page.asked.url not in self.guessed:
            self.silent[page.url] = short(page.reason)
        if finished.verdict in ("no article", "duplicate"):
            self.drops.note(page.reason or finished.verdict, page.example or page.url)
        elif finished.verdict in ("failed", "gone") and page.asked.url not in self.guessed:
            host = host_of(page.url)
            host = host if host in self.errors or len(self.errors) < _HOSTS else OTHER_HOSTS
            self.errors[host].note(page.reason or finished.verdict, page.url)
        if finished.verdict == "failed" and page.asked.url not in self.guessed and page.reason != DISALLOWED:
            self._failed_pages += 1
        if page.outcome not in ("failed", "gone"):
            self.reached |= {page.asked.site, page.asked.owner}
        if self.scheduler is not None:
            self.scheduler.finished(page.asked)
            if page.found:
                self.scheduler.notice(self.open_to_us(site_of(found.url) for found in page.found))

    def _probe(self, site: str) -> None:
        """Try the next place where feeds or sitemaps usually are."""
        if self.places.get(site):
            place = self.places[site].pop(0)
            self.guessed.add(place.url)
            try:
                lead = priorities.source(place, found_on=place.url, rank=0, now=self.now())
                self.store.frontier.add([lead], now=self.now(), owner=site)
            except StoreError as error:
                self.fail(error)
            if self.scheduler is not None:
                self.scheduler.notice({site_of(place.url)})

    def count_limits(self, left_out: Mapping[str, int]) -> None:
        """Count what the ceilings left out of a source."""
        for reason in CEILINGS & left_out.keys():
            self.drops[reason] += left_out[reason]

    def spares(self, row: TakenUrl) -> bool:
        """Whether a queued row needs no request: a section page whose articles the site's other sources list."""
        if row.kind != "section" or self.scope.backfill or row.unchanged % _SPARED == _SPARED - 1:
            return False
        coverage = self.coverage[row.owner]
        return coverage.is_complete or (row.checked_at is not None and coverage.is_current)

    def spare(self, row: TakenUrl) -> None:
        """Finish a row without a request; it is due again as if nothing had changed there."""
        result = PageResult(
            asked=row, outcome="unchanged", fetched_at=self.now(), reason="spared: other sources list all"
        )
        self.store.finish_page(result)

    def lose(self, asked: TakenUrl | None, error: Exception) -> None:
        """An error that no part expected costs the page at which it came. Only one of the store or an output ends the
        crawl: then nothing could be kept."""
        if ends_the_crawl(error):
            self.fail(error)
        elif asked is not None and self.scheduler is not None and self.scheduler.holds(asked):
            _logger.error("%s: %s", asked.url, error_reason(error), exc_info=error)
            page = Page(asked=asked, url=asked.url, fetched_at=self.now(), headers={})
            page.fail(error)
            self._give_up(page)
        else:
            _logger.error("%s", error_reason(error), exc_info=error)

    def _give_up(self, page: Page) -> None:
        """Store that a page failed; what cannot even be stored so waits for another run."""
        try:
            self.note(page, self.store.finish_page(page.result()))
        except Exception as error:
            if ends_the_crawl(error):
                self.fail(error)
            elif self.scheduler is not None:
                _logger.error("%s: %s", page.asked.url, error_reason(error), exc_info=error)
                self.scheduler.leave(page.asked)

    def fail(self, error: BaseException) -> None:
        """End the crawl as failed: what is in flight goes back to the queue, nothing more is marked done."""
        if self.failure is None:
            self.failure = error
            with suppress(StoreError):  # a store that was waited for in vain is not waited for again at every step
                self.store.wait_at_most(_LAST_WAIT)
            if self.scheduler is not None:
                self.scheduler.stop("failed")

    @property
    def errback(self) -> Any:
        """What Scrapy calls for a row's request that got no answer."""
        return self._crawler.spider.failed  # type: ignore[union-attr]

    def addressed(self, request: Request) -> Request:
        """The request with what Scrapy's downloader needs to hold this crawl's pace and limits."""
        site = site_of(request.url)
        self.manners.pace(site)
        limits, asked = self.config.limits, request.meta.get("asked")
        if asked:
            self._owners.setdefault(site, asked.owner)
        size = getattr(limits, _SIZES.get(asked.kind if asked else "", "max_size"))
        if "enough" in request.meta:
            size = 0  # no limit: only the beginning is downloaded
        request.meta.update(download_slot=site, download_timeout=limits.timeout, download_maxsize=int(size))
        return request

    async def download(self, request: Request) -> Response:
        """An answer beside the frontier, by the same manners and within the same limits."""
        response: Response = await self._crawler.engine.download_async(self.addressed(request))
        return response

    def explain(self, error: BaseException, url: str) -> str:
        """Why a URL gave no page: the guard's refusal where there was one, else what the error means."""
        refused = self.was_refused(url)
        return reason_of(IgnoreRequest(refused)) if refused else reason_of(error)

    def was_refused(self, url: str) -> str | None:
        """Why the resolver refused the URL's host, if it did."""
        return self.refusals.get(host_of(url).partition(":")[0])
