"""What goes in and out of the store: addresses to fetch, addresses taken, pages fetched, what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from newscrawl.discovery.found import FoundUrl, Where
from newscrawl.processing.ballot import Ballot
from newscrawl.processing.site_notices import Words
from newscrawl.record.article import Article

Kind = Literal["home", "feed", "news sitemap", "sitemap", "section", "archive", "article"]
Outcome = Literal["article", "source", "no article", "unchanged", "failed", "gone"]
Verdict = Literal["new", "revised", "same", "duplicate", "source", "no article", "unchanged", "failed", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierUrl:
    """An address for the frontier. `published` and `modified` are ISO 8601 as the source states them.

    A higher `priority` is fetched earlier. `depth` counts the steps that led to a source (discovery.found.Source).
    `where` is the kind of source that named it, `found_on` its address.
    """

    url: str
    kind: Kind = "article"
    priority: int = 0
    depth: int = 0
    where: Where = "url"
    found_on: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None

    @classmethod
    def of(cls, found: FoundUrl, *, kind: Kind, priority: int = 0, found_on: str | None = None) -> FrontierUrl:
        """What discovery found, with the kind and priority that the crawl gives it."""
        return cls(
            url=found.url, kind=kind, priority=priority, where=found.where, found_on=found_on, title=found.title,
            published=found.published, modified=found.modified, language=found.language,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUrl:
    """A frontier row in flight: what to fetch, what its source said, and the validators of the last visit.

    `tries` counts this one and those since the last success: 1 is the first. `checked_at` is None for an address that
    was never fetched, `kept_for` what a feed said of itself when it was last read. `template` are the lines that the
    site's articles are known to repeat (newscrawl.processing.site_template). `owner` is the named site that led here;
    `errors` counts the runs in a row in which newscrawl itself failed at it. `note` is why the last visit gave no
    article. `vote` is the page's own verdict as it was counted for the template `voted_for` (newscrawl.store.schema).
    """

    id: int
    url: str
    identity: str
    site: str
    owner: str
    kind: Kind
    priority: int
    depth: int
    where: Where
    found_on: str | None
    title: str | None
    published: str | None
    modified: str | None
    tries: int
    errors: int
    unchanged: int
    checked_at: datetime | None
    found_at: datetime
    note: str | None
    etag: str | None
    last_modified: str | None
    content_hash: str | None
    kept_for: timedelta | None = None
    template: frozenset[str] = frozenset()
    voted_for: int | None = None
    vote: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResult:
    """What one fetch came to. `finish_page` writes all of it, or nothing.

    outcome      means
    article      `article` holds the record
    source       a feed, sitemap or section was read; `found` holds what it named
    no article   an HTML page without an article; `reason` says why
    unchanged    304, or the bytes of the last visit
    gone         404 or 410
    failed       no usable answer; `reason` says why. With `retry_at` it is queued again for that time

    `found` may accompany every outcome. `etag`, `last_modified` and `content_hash` of an unchanged page may be left
    out: the stored ones stay; those of a failed page are not stored. `kept_for` is how long a feed says that it may be
    kept. `lines` are those of the whole text, template or not (newscrawl.processing.site_template).
    `further` are the addresses of an article's other pages. `is_error` says that newscrawl itself failed: what keeps
    failing so is left out. `left_out` are addresses that it names and this crawl does not take, each with the reason.
    `notice` are the words of a text that stands at several addresses of the site: none of them has a record of it.
    `is_final` says of a page without an article that the crawl's own choice left it out, or that it has gone for good;
    `is_doubted` that it may become one. `url` is the address after redirects. `ballot` is the page's vote for the
    verdict of its template.
    """

    asked: TakenUrl
    outcome: Outcome
    fetched_at: datetime
    article: Article | None = None
    found: tuple[FrontierUrl, ...] = ()
    reason: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str | None = None
    retry_at: datetime | None = None
    kept_for: timedelta | None = None
    lines: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    is_error: bool = False
    left_out: tuple[tuple[str, str], ...] = ()
    notice: Words = frozenset()
    url: str | None = None
    is_final: bool = False
    is_doubted: bool = False
    ballot: Ballot | None = None

    @property
    def errors(self) -> int:
        """Runs in a row in which newscrawl failed at the page, with this one; an answer from elsewhere ends none."""
        return self.asked.errors + self.is_error if self.outcome == "failed" else 0

    @property
    def still_noted(self) -> str | None:
        """Why the page gives no article; of an unchanged one, why the last visit gave none, if that found a page."""
        was_page = self.outcome == "unchanged" and self.asked.tries <= 1
        return self.reason or (self.asked.note if was_page else None)

    @property
    def still_kept_for(self) -> timedelta | None:
        """How long it may be kept; of what was not changed or not there, as it said when it was last read."""
        is_read = self.outcome not in ("unchanged", "failed") or self.kept_for is not None
        return self.kept_for if is_read else self.asked.kept_for


class Reopened(NamedTuple):
    """An address that is read once more, since its template's pages are articles. `note`: why it was refused, and
    when (`checked_at`). `owner` is the named site that led to it.
    """

    url: str
    owner: str
    note: str
    checked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What became of a page.

    `new` and `revised` have a record with `meta.revision`, and its `sequence`. `same` is a known article without an
    edit, `duplicate` another address of one; `article` is then the record that the store holds. `classes` and `changes`
    tell what an edit did. `added` is the number of addresses that the frontier did not know. `reason` says why a page
    counts as failed that had a text; `restored` is then the identity of a story that gets its text back. `reopened` are
    pages of its template that are read once more, `awaited` the sites of addresses that are looked for again, since an
    unchanged source names them.
    """

    verdict: Verdict
    article: Article | None = None
    sequence: int | None = None
    classes: tuple[str, ...] = ()
    changes: Mapping[str, object] | None = None
    added: int = 0
    reason: str | None = None
    restored: str | None = None
    reopened: tuple[Reopened, ...] = ()
    awaited: frozenset[str] = frozenset()
