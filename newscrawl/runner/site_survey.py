"""The survey of a site (newscrawl.discovery.survey) over the network, with a crawl's politeness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from newscrawl import configuration
from newscrawl.discovery.found import Source
from newscrawl.discovery.profile import Profile
from newscrawl.discovery.survey import MAX_REQUESTS, Survey
from newscrawl.errors import FetchError
from newscrawl.net.address_guard import Guard
from newscrawl.net.bot_checks import refusal_reason
from newscrawl.net.client import Fetcher
from newscrawl.net.pace import LONGEST_WAIT, retry_after
from newscrawl.net.request_headers import PAGES, SOURCES
from newscrawl.net.robots_txt import MAX_BYTES, Robots, decide
from newscrawl.net.spacing import Spacing
from newscrawl.rights import USES, SiteRights, judge
from newscrawl.rights import site_rights as rights
from newscrawl.urls import origin_of, site_of
from newscrawl.version import AGENT


def survey(
    url: str,
    *,
    delay: float | None = None,
    contact: str | None = None,
    allow_net: Iterable[str] = (),
    on_fetch: Callable[[Source], None] | None = None,
) -> Profile:
    """What a crawl of this site would use, in at most forty requests, or what a last chain of redirects adds to them.

    `delay` is in seconds; the robots.txt of each host is obeyed, and may ask for a longer one. `on_fetch` is called
    before each source. Raises FetchError when the start page or its robots.txt cannot be fetched, robots.txt forbids
    the start page, or its site asks for a long pause; what else fails stands in the profile with its reason.
    """
    config = configuration.load(sites=[url], delay=delay, contact=contact, allow_net=tuple(allow_net))
    (start,) = config.sites
    spacing = Spacing(configuration.DELAY if config.delay is None else config.delay)
    rules = _Rules(Fetcher(Guard.of_crawl(config), config.limits, contact=config.contact, turn=spacing.wait), spacing)
    fetcher = Fetcher(Guard.of_crawl(config), config.limits, contact=config.contact, turn=rules.turn)
    robots = rules.allowing(start)
    look = Survey(start, robots, agent=AGENT, max_requests=MAX_REQUESTS - len(rights.PATHS))
    while source := look.next(spacing.requests):
        if on_fetch:
            on_fetch(source)
        try:
            page = fetcher.get(source.url, accept=PAGES if source.kind in ("home", "section") else SOURCES)
        except FetchError as error:
            if source.kind == "home":
                raise
            look.failed(source, error.reason)
            continue
        requested_pause = retry_after(page.headers.get("retry-after"), page.fetched_at)
        rest = spacing.answered(page.url, page.status, requested_pause)
        if rest > LONGEST_WAIT and site_of(page.url) == site_of(start):
            raise FetchError(page.url, f"HTTP {page.status}; the site asks to be left alone for {rest:.0f} s")
        if source.kind == "home" and page.status >= 400:
            raise FetchError(page.url, refusal_reason(page.status, page.headers, page.body))
        look.add(source, page.body, page.headers, url=page.url, status=page.status)
    pause = spacing.pace(start).delay
    verdicts = _verdicts(fetcher, start, robots)
    return replace(look.profile(), requests=spacing.requests, rights=verdicts, pause=pause)


class _Rules:
    """The robots.txt of every host that a survey reaches, by links and redirects; each is fetched once."""

    def __init__(self, fetcher: Fetcher, spacing: Spacing) -> None:
        self._fetcher, self._spacing = fetcher, spacing
        self._known: dict[str, Robots | FetchError] = {}

    def turn(self, url: str) -> None:
        """Wait until the URL may be fetched. Raises FetchError where its host's robots.txt does not allow that."""
        self.allowing(url)
        self._spacing.wait(url)

    def allowing(self, url: str) -> Robots:
        """The rules of the URL's host. Raises FetchError where they do not allow the URL."""
        robots = self.of(url)
        if not robots.allowed(url, AGENT):
            raise FetchError(url, "robots.txt does not allow it")
        return robots

    def of(self, url: str) -> Robots:
        """The rules of the URL's host, whose delay holds from now on. Raises FetchError where it gives no answer."""
        origin = origin_of(url)
        if origin not in self._known:
            try:
                self._known[origin] = _robots(self._fetcher, origin)
            except FetchError as error:
                self._known[origin] = error
        known = self._known[origin]
        if isinstance(known, FetchError):
            raise known
        pace = self._spacing.pace(url)
        pace.base = max(pace.base, known.delay(AGENT) or 0.0)
        return known


def _verdicts(fetcher: Fetcher, start: str, robots: Robots) -> Mapping[str, str]:
    """What the site's files say about each use: yes, no or unknown. A file that cannot be had says nothing."""
    files = {}
    for path in rights.PATHS:
        with suppress(FetchError):
            page = fetcher.get(f"{origin_of(start)}{path}", accept=SOURCES)
            if page.status == 200 and page.url.endswith(path):  # not a wall that it was sent to
                files[path] = page.body
    declared = SiteRights(robots=robots).with_files(files, datetime.now(UTC).replace(microsecond=0).isoformat())
    info = judge(declared.signals(start))
    return {use: str(getattr(info, use)) if info else "unknown" for use in USES}


def _robots(fetcher: Fetcher, origin: str) -> Robots:
    url = f"{origin}/robots.txt"
    page = fetcher.get(url, accept="text/plain,*/*;q=0.1", enough=MAX_BYTES + 1)
    decision = decide(page.status)
    if decision == "read":
        return Robots.parse(page.body, page.url)
    if decision == "allow":
        return Robots.allowing_all()
    raise FetchError(url, f"HTTP {page.status}; without an answer for robots.txt nothing is fetched (RFC 9309)")
