"""The functions `newscrawl.scrape` and `newscrawl.crawl`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, Unpack

from newscrawl import configuration, errors
from newscrawl.configuration import CrawlConfig, CrawlOptions
from newscrawl.encoding import file_kind
from newscrawl.errors import CrawlError, FetchError, NewscrawlError, NotAnArticle
from newscrawl.record.article import Article

if TYPE_CHECKING:
    from newscrawl.crawling.progress import Progress, RunSummary
    from newscrawl.record.keeping import Keep

_PATIENCE = 20.0  # seconds that a crawl has to end by itself once its iterator is closed
_KINDS = {"feed": "a feed", "sitemap": "a sitemap", "sitemap index": "a sitemap", "empty": "the page is empty"}


def scrape(
    url: str,
    *,
    receipts: bool = False,
    include: Collection[str] = (),
    contact: str | None = None,
    allow_net: Iterable[str] = (),
    timeout: float | None = None,
    turn: Callable[[str], None] | None = None,
    keep: Keep | None = None,
    min_confidence: float | None = None,
) -> Article:
    """The article of one address, now.

    Redirects are followed, certificates are verified, nothing outside the public network is reached but an address that
    `url` writes out and the networks of `allow_net` (CIDR). robots.txt is not asked: it speaks to crawlers, and one
    page that a person names is read as that person would read it (RFC 9309, 1). `contact` (an e-mail address or URL)
    stands in the User-Agent. `timeout` is in seconds for the whole page, 30 without it. `receipts` and `include` are
    those of `newscrawl.extract`. Who reads many pages waits in `turn`, which is called with the address of each request
    before it is made, a redirect's too.

    A page with a text gives a record, whose `meta.quality` says whether it is an article. With `keep="articles"` only
    one that is does, by default where `min_confidence` (0 to 1) sets the verdict's threshold; with `keep="all"` every
    page does, also a wall and an error page with status 200.

    Raises FetchError when the address gives no HTML page, NotAnArticle when the page gives no record, ConfigError for
    an address or an option that is none.
    """
    from newscrawl.extraction import extract
    from newscrawl.extraction.rules import load_rules
    from newscrawl.net.address_guard import Guard
    from newscrawl.net.bot_checks import refusal_reason
    from newscrawl.net.client import Fetcher
    from newscrawl.net.pace import retry_after
    from newscrawl.net.sniffing import classify
    from newscrawl.net.statuses import holds_page
    from newscrawl.processing.validation import with_fetch
    from newscrawl.record.keeping import keep_of_named
    from newscrawl.urls import host_of

    if not isinstance(url, str):
        raise TypeError(f"url: an address as text, not {type(url).__name__}")
    limits = {"timeout": timeout} if timeout is not None else None
    config = configuration.load(
        urls=[url], contact=contact, allow_net=tuple(allow_net), limits=limits, keep=keep, min_confidence=min_confidence
    )
    (address,) = config.urls
    page = Fetcher(Guard.of_crawl(config), config.limits, contact=config.contact, turn=turn).get(address)
    if not holds_page(page.status, page.headers.get("content-range")):
        rest = retry_after(page.headers.get("retry-after"), page.fetched_at)
        reason = refusal_reason(page.status, page.headers, page.body, phrase=_phrase(page.status))
        raise FetchError(page.url, reason, status=page.status, retry_after=rest)
    kind = classify(page.body, page.media_type)
    if kind in _KINDS:
        raise NotAnArticle(page.url, _KINDS[kind])
    if kind != "html":
        raise FetchError(page.url, _not_html(page.body, page.media_type))
    rules = load_rules(host_of(page.url))
    article = extract(
        page.body, page.url, headers=page.headers, fetched_at=page.fetched_at, receipts=receipts, include=include,
        rules=rules, keep=keep_of_named(keep, min_confidence), min_confidence=min_confidence,
    )  # fmt: skip
    return with_fetch(
        article, requested_url=address, status=page.status, redirects=page.redirects, source="url",
        content_hash=page.content_hash,
    )  # fmt: skip


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _not_html(body: bytes, media_type: str) -> str:
    return f"{file_kind(body) or media_type or 'a body without a type'}, not an HTML page"


def crawl(sites: str | Iterable[str] = (), **options: Unpack[CrawlOptions]) -> Crawl:
    """The new and changed articles of sites, as they are found: `for article in newscrawl.crawl("news.example"): ...`

    The crawl runs in a process of its own, so this works in scripts and notebooks, and any number of times. Options are
    those of the command line: `urls` are pages to fetch as they are; `output` files are written beside the iterator;
    `store` remembers across runs, without it everything is new every time; `wait` lets another crawl into it end first,
    `refetch` fetches all that it knows again; `unique_stories` leaves out texts that are nearly another's; `warc` is a
    folder that keeps what was fetched; `since` is a span ("7d", or a timedelta), a day or a time (text, date, datetime;
    without a zone one of this machine's); `limit` counts articles; `sections` ("/politics/"), `include` and `exclude`
    (regular expressions over addresses) choose, `backfill` walks archives; `delay` (seconds) and `per_host` are per
    site; `jobs` processes share the sites. `rules` are folders of site rules, whose Python hooks run with `allow_hooks`
    only. `contact` is an e-mail address or URL for the User-Agent, `allow_net` networks (CIDR) that may be reached
    beside the public one, `ignore_robots` hosts whose robots.txt is not asked; `respect_tdm` leaves out what is
    reserved against text and data mining. `keep` says which pages give a record ("articles", "text" or "all"),
    `min_confidence` (0 to 1) is the verdict's threshold. `config` is a TOML file. Files and folders are text or paths.

    Raises ConfigError and TypeError at once for options that cannot be used. The iterator raises StoreError,
    OutputError or CrawlError.
    """
    for name in options.keys() - CrawlOptions.__annotations__.keys():
        raise TypeError(f"crawl() got an unexpected keyword argument {name!r}")
    given: dict[str, object] = {"sites": sites, **options}
    given |= {name: _tuple(name, value) for name, value in given.items() if name in configuration.LISTS}
    file = options.get("config")
    wanted = configuration.load(
        Path(file) if file is not None else None, **{name: given[name] for name in given if name != "config"}
    )
    wanted.check()
    return Crawl(wanted)


def _tuple(name: str, values: object) -> tuple[object, ...]:
    if not isinstance(values, str | os.PathLike | Iterable) or isinstance(values, bytes):
        raise TypeError(f"{name}: text, or several texts, not {type(values).__name__}")
    return (values,) if isinstance(values, str | os.PathLike) else tuple(values)


class Crawl(Iterator[Article]):
    """A crawl in another process. It starts with the first article that is asked for.

    `summary` says how it ended, once the last article is out. `close` (or leaving a `with` block) ends it early: pages
    under way finish, the rest stays queued in the store.
    """

    def __init__(self, config: CrawlConfig) -> None:
        self.config = config
        self.summary: RunSummary | None = None
        self.progress: Progress | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the crawl
        self._over = False

    def __next__(self) -> Article:
        if self._over:
            raise StopIteration
        try:
            for name, value in self._told():
                if name == "article":
                    return Article.from_dict(value)
                self._take(name, value)
        except BaseException:
            self.close()
            raise
        self._finish()
        raise StopIteration

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if not sys.is_finalizing():
            self.close()

    def close(self) -> None:
        """End the crawl now, cleanly; a crawl that has ended is left as it is."""
        self._over = True
        child = self._child
        if child is None or child.poll() is not None:
            return
        assert child.stdout is not None
        child.stdout.close()  # the child notices within a second that nobody listens, and ends as after Ctrl-C
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _told(self) -> Iterator[tuple[str, Any]]:
        from newscrawl.runner import child

        if self._child is None:
            self._child = child.start(self.config, articles=True, stderr=self._log, start_new_session=True)
        yield from child.messages(self._child)

    def _take(self, name: str, value: Any) -> None:
        if name == "progress":
            self.progress = value
        elif name == "summary":
            self.summary = value
        elif name == "error":
            kind = getattr(errors, value[0], CrawlError)
            raise kind(value[1]) if issubclass(kind, NewscrawlError) else CrawlError(value[1])

    def _finish(self) -> None:
        self._over = True
        assert self._child is not None
        code = self._child.wait()
        if self.summary is None:
            raise CrawlError(f"the crawl's process ended with code {code}: {self._last_words()}")
        if self.summary.ending == "failed":
            raise CrawlError(self.summary.explanation)

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return "\n".join(lines[-5:]) or "it left no message"
