"""A fetched address on its way from the spider through the pipelines to the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newscrawl.crawling.failures import error_reason
from newscrawl.net.bot_checks import is_bot_check
from newscrawl.processing.ballot import Ballot
from newscrawl.processing.site_notices import Words
from newscrawl.record.article import Article
from newscrawl.record.model import WarcPlace
from newscrawl.store.revisit import LEFT_OUT_AFTER
from newscrawl.store.rows import FrontierUrl, Outcome, PageResult, TakenUrl
from newscrawl.urls import path_of


@dataclass(slots=True, kw_only=True)
class FetchedPage:
    """The result of a frontier row so far. The spider makes it, each pipeline adds its part, the last one stores it.

    `outcome` is None until it is decided: by the spider for sources and failures, by the pipelines for article pages.
    `headers` have lower-case names; `body` is empty for a failure. `lines` are those of the record before it was
    cleaned of the site's template. `further` are the addresses of an article's other pages. `is_error` says that
    newscrawl itself failed. `example` accompanies the reason in summaries. `kind` is the reason as it is counted, where
    it has numbers that differ from page to page. `is_doubted`: the verdict left it out, though it looks like an
    article. `notice` are the words of a text that stands at other addresses of the site as well. `is_final`: the
    crawl's own choice leaves it out. `ballot` is the page's vote for the verdict of its template; a page that is
    dropped for another reason has none.
    """

    row: TakenUrl
    url: str
    fetched_at: datetime
    status: int | None = None
    headers: Mapping[str, str]
    body: bytes = b""
    redirects: tuple[str, ...] = ()
    outcome: Outcome | None = None
    reason: str | None = None
    article: Article | None = None
    found: tuple[FrontierUrl, ...] = ()
    retry_at: datetime | None = None
    kept_for: timedelta | None = None
    content_hash: str | None = None
    warc: WarcPlace | None = None
    lines: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    is_error: bool = False
    example: str | None = None
    kind: str | None = None
    is_doubted: bool = False
    left_out: tuple[tuple[str, str], ...] = ()
    notice: Words = frozenset()
    is_final: bool = False
    ballot: Ballot | None = None

    def fail(self, error: Exception) -> None:
        """Record that newscrawl itself failed at this page. After several runs in a row the page is left out."""
        self.outcome, self.reason, self.article, self.is_error = "failed", error_reason(error), None, True
        if self.row.errors + 1 >= LEFT_OUT_AFTER:
            self.reason = f"left out after {LEFT_OUT_AFTER} runs: {self.reason}"

    def drop(self, reason: str, example: str | None = None, *, kind: str | None = None, is_final: bool = False) -> None:
        """Decide that this page gives no record. Text from the page belongs into the example, not into the reason that
        is counted (its `kind`, where it has one).
        """
        self.kind, self.is_final = kind, is_final
        numbers = reason.removeprefix(kind or reason).removeprefix(": ").strip()
        self.example = example or (f"{self.url}: {numbers}" if numbers else None)
        self.outcome, self.reason, self.article, self.ballot = "no article", reason, None, None

    def is_refusal(self) -> bool:
        """Whether a page in which nothing was found stands for a failure, to be tried again: by its status it is no
        ordinary one, or it is a bot check."""
        status = self.status or 200
        return status != 200 or is_bot_check(status, self.headers, self.body)

    def result(self) -> PageResult:
        """The result as the store writes it. A split article has no validators: the first page's do not cover it."""
        assert self.outcome is not None
        etag, last_modified = (
            (None, None) if self.further else (self.headers.get("etag"), self.headers.get("last-modified"))
        )
        return PageResult(
            asked=self.row, outcome=self.outcome, fetched_at=self.fetched_at, article=self.article, found=self.found,
            reason=self.reason, status=self.status, etag=etag, last_modified=last_modified,
            content_hash=self.content_hash, retry_at=self.retry_at, kept_for=self.kept_for, lines=self.lines,
            further=self.further, is_error=self.is_error, left_out=self.left_out, notice=self.notice,
            url=self.url, is_final=self.is_final or self._leads_home, is_doubted=self.is_doubted,
            ballot=self.ballot if self.outcome in ("article", "no article") else None,
        )  # fmt: skip

    @property
    def _leads_home(self) -> bool:
        """Whether the address is sent on to a home page, as sites do with stories that they took down."""
        return bool(self.redirects) and not path_of(self.url).strip("/")

    def with_meta(self, **values: object) -> None:
        """Set keys of the record's `meta`."""
        assert self.article is not None
        self.article = replace(self.article, meta=replace(self.article.meta, **values))  # type: ignore[arg-type]
