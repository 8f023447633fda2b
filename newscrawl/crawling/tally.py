"""What a crawl counts while it runs, and the summary that comes of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from newscrawl.crawling import progress
from newscrawl.crawling.failures import DISALLOWED, Reasons, short
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.progress import RunSummary
from newscrawl.crawling.site_verdicts import SiteVerdicts
from newscrawl.discovery.limits import CEILINGS
from newscrawl.processing.validation import kind_of
from newscrawl.store.rows import Finished, Reopened
from newscrawl.store.run_history import Ending, Tally
from newscrawl.urls import host_of

# What a verdict is called where a person reads it.
_COUNTED = {
    "new": "articles", "revised": "articles", "same": "unchanged", "duplicate": "duplicates", "source": "sources",
    "no article": "dropped", "failed": "errors", "gone": "errors",
}  # fmt: skip
_HOSTS = 10_000  # whose errors are counted by name
OTHER_HOSTS = "other hosts"


class CrawlTally:
    """The counters of one process.

    `counts` are pages and articles by name, `drops` pages without a record by reason, `errors` by host and reason.
    `requests`, whatever they were for, and `new_articles` are counted by site. `empty_sources` named no article (with
    the reason), `reached` are the sites that gave at least one answer, `verdicts` is what its stories say of a site.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.drops = Reasons()
        self.errors: defaultdict[str, Reasons] = defaultdict(Reasons)
        self.requests: Counter[str] = Counter()
        self.new_articles: Counter[str] = Counter()
        self.empty_sources: dict[str, str] = {}
        self.reached: set[str] = set()
        self.verdicts = SiteVerdicts()
        self._failed_pages = 0

    @property
    def stored(self) -> Tally:
        """What was counted so far, as the store keeps it."""
        return Tally(counts=self.counts, drops=self.drops, errors=self.errors, examples=self.examples)

    @property
    def examples(self) -> dict[str, str]:
        """An address for each reason that has one."""
        examples = {reason: url for reasons in self.errors.values() for reason, url in reasons.examples.items()}
        return examples | self.drops.examples

    def count(self, page: FetchedPage, finished: Finished, *, is_guess: bool) -> None:
        """Count what became of a page. The page at an address that nobody named need not be there: no error."""
        self.counts["pages"] += page.outcome != "failed" or page.status is not None
        self.counts["found"] += finished.added
        verdict, reason = finished.verdict, page.reason or finished.verdict
        if verdict == "new":
            self.new_articles[page.row.owner] += 1
        if verdict in ("no article", "duplicate"):
            self.drops.note(page.kind or reason, page.example or page.url)
        self.verdicts.count(page)
        if page.outcome not in ("failed", "gone"):
            self.reached |= {page.row.site, page.row.owner}
        if is_guess:
            return
        self.counts[_COUNTED.get(verdict, verdict)] += 1
        if verdict == "source" and page.reason:
            self.empty_sources[page.url] = short(page.reason)
        if verdict in ("failed", "gone"):
            self._reasons_at(host_of(page.url)).note(reason, page.url)
        self._failed_pages += verdict == "failed" and page.reason != DISALLOWED

    def reopen(self, pages: Iterable[Reopened], *, since: datetime) -> None:
        """Take back what this run, since its begin, counted of refused pages that are read once more: then they are
        counted."""
        for page in pages:
            if page.checked_at >= since:
                self.counts["pages"] -= 1
                self.counts["dropped"] -= 1
                self.drops.take_back(kind_of(page.note))
                self.verdicts.take_back(page.owner)

    def _reasons_at(self, host: str) -> Reasons:
        return self.errors[host if host in self.errors or len(self.errors) < _HOSTS else OTHER_HOSTS]

    def count_limits(self, left_out: Mapping[str, int]) -> None:
        """Count what the ceilings left out of a source."""
        for reason in CEILINGS & left_out.keys():
            self.drops[reason] += left_out[reason]

    def unreached(self, sites: Iterable[str]) -> tuple[str, ...]:
        """Those of the sites that gave no page at all."""
        return tuple(site for site in sites if site not in self.reached)

    def summary(
        self,
        ending: Ending,
        *,
        lasted: timedelta,
        sites: tuple[str, ...],
        unreached: tuple[str, ...],
        waiting: int,
        left_out: Mapping[str, str],
        failure: BaseException | None,
        store: str | None,
        outputs: tuple[str, ...] = (),
    ) -> RunSummary:
        """How a run over the sites ended, of which some were not reached though something was due there."""
        return RunSummary(
            ending=self._ending(ending, sites, unreached), counts=dict(self.counts), drops=dict(self.drops),
            errors={host: dict(reasons) for host, reasons in self.errors.items()}, seconds=lasted.total_seconds(),
            waiting=waiting, unreached=unreached, silent=dict(self.empty_sources), left_out=left_out,
            examples=self.examples, message=str(failure) if failure else None, requests=dict(self.requests),
            new_articles=dict(+self.new_articles), doubted=self.verdicts.much_doubted(),
            refused=self.verdicts.all_refused(), store=store, outputs=outputs,
        )  # fmt: skip

    def _ending(self, ending: Ending, sites: tuple[str, ...], unreached: tuple[str, ...]) -> progress.Ending:
        if ending != "finished":
            return ending
        if sites and len(unreached) == len(sites):
            return "failed"
        if unreached or self._failed_pages:
            return "partly failed"
        return "done" if self.counts["articles"] else "nothing new"
