"""A look at a site over the network: the survey of `discovery.survey` with fetches in between, politely."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from newscrawl import configuration
from newscrawl.discovery.found import Source
from newscrawl.discovery.profile import Profile
from newscrawl.discovery.robots import MAX_BYTES, Robots, decide
from newscrawl.discovery.survey import MAX_REQUESTS, Survey
from newscrawl.errors import FetchError
from newscrawl.fetching import Fetcher
from newscrawl.identity import PAGES, SOURCES
from newscrawl.pace import LONGEST_WAIT, SLOW_DOWN, retry_after
from newscrawl.rights import USES, SiteRights, judge
from newscrawl.rights import site as rights
from newscrawl.urls import origin_of

AGENT = "newscrawl"
_DELAY = 1.0  # seconds between two requests, the crawl's default


def survey(
    url: str,
    *,
    delay: float | None = None,
    contact: str | None = None,
    allow_net: Iterable[str] = (),
    on_fetch: Callable[[Source], None] | None = None,
) -> Profile:
    """What a crawl of this site would use, in at most forty requests.

    `delay` is in seconds; robots.txt may ask for more. `on_fetch` is called before each request. Raises FetchError when
    the start page or robots.txt cannot be fetched, or robots.txt forbids the start page; what else fails stands in the
    profile with its reason.
    """
    config = configuration.load(sites=[url], delay=delay, contact=contact, allow_net=tuple(allow_net))
    (start,) = config.sites
    fetcher = Fetcher(config.guard(), config.limits, contact=config.contact)
    robots = _robots(fetcher, start)
    if not robots.allowed(start, AGENT):
        raise FetchError(start, "robots.txt does not allow it")
    pause = max(_DELAY if config.delay is None else config.delay, robots.delay(AGENT) or 0.0)
    look = Survey(start, robots, agent=AGENT, max_requests=MAX_REQUESTS - 1 - len(rights.PATHS))
    while source := look.next():
        time.sleep(pause)
        if on_fetch:
            on_fetch(source)
        try:
            page = fetcher.get(source.url, accept=PAGES if source.kind in ("home", "section") else SOURCES)
        except FetchError as error:
            if source.kind == "home":
                raise
            look.failed(source, error.reason)
            continue
        if page.status in SLOW_DOWN:
            asked = retry_after(page.headers.get("retry-after"), page.fetched_at)
            pause = max(pause * 2, pause if asked is None else asked)
            if pause > LONGEST_WAIT:
                raise FetchError(page.url, f"HTTP {page.status}; the site asks to be left alone for {pause:.0f} s")
        if source.kind == "home" and page.status >= 400:
            raise FetchError(page.url, f"HTTP {page.status}")
        look.add(source, page.body, page.headers, url=page.url, status=page.status)
    profile = look.profile()
    verdicts = _verdicts(fetcher, start, robots, pause)
    requests = profile.requests + 1 + len(rights.PATHS)
    return replace(profile, requests=requests, rights=verdicts, pause=pause)


def _verdicts(fetcher: Fetcher, start: str, robots: Robots, pause: float) -> Mapping[str, str]:
    """What the site's files say about each use: yes, no or unknown. A file that cannot be had says nothing."""
    files = {}
    for path in rights.PATHS:
        time.sleep(pause)
        with suppress(FetchError):
            page = fetcher.get(f"{origin_of(start)}{path}", accept=SOURCES)
            if page.status == 200 and page.url.endswith(path):  # not a wall that it was sent to
                files[path] = page.body
    said = SiteRights(robots=robots).with_files(files, datetime.now(UTC).replace(microsecond=0).isoformat())
    info = judge(said.signals(start))
    return {use: str(getattr(info, use)) if info else "unknown" for use in USES}


def _robots(fetcher: Fetcher, start: str) -> Robots:
    url = f"{origin_of(start)}/robots.txt"
    page = fetcher.get(url, accept="text/plain,*/*;q=0.1", enough=MAX_BYTES + 1)
    decision = decide(page.status)
    if decision == "read":
        return Robots.parse(page.body, page.url)
    if decision == "allow":
        return Robots.allowing_all()
    raise FetchError(url, f"HTTP {page.status}; without an answer for robots.txt nothing is fetched (RFC 9309)")
