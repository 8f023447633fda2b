"""What belongs to a crawl: its sites, and what it takes of them (sections, patterns of addresses, how far back)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from newscrawl.configuration import CrawlConfig
from newscrawl.discovery.limits import Selection
from newscrawl.store.keys import identity_of
from newscrawl.store.rows import TakenUrl
from newscrawl.store.run_history import Run
from newscrawl.urls import site_of

_KEYS = ("sections", "include", "exclude", "backfill")


class Scope:
    """The sites of a crawl, as far as this process has them.

    A worker (newscrawl.runner.workers) has some of the crawl's sites, `elsewhere` are the others'; its `starter`, given
    by the number of the process, holds the right to crawl and the run's row.

    `sites` are the named ones, `named` the identities of the named addresses. Every address of a site in `whole`
    belongs to the crawl: the named sites, and those at which their home pages are (`homes`: named site -> other site).
    """

    def __init__(self, config: CrawlConfig, *, starter: int = 0, elsewhere: Iterable[str] = ()) -> None:
        self.starter = starter
        self.is_worker = bool(starter)
        self.sites: tuple[str, ...] = tuple(dict.fromkeys(map(site_of, (*config.sites, *config.urls))))
        self.named = frozenset(map(identity_of, (*config.sites, *config.urls)))
        self.whole: set[str] = set()
        self.homes: dict[str, str] = {}
        self.selection = Selection()  # set when the crawl begins
        self._elsewhere = frozenset(map(site_of, elsewhere))
        self._owners: dict[str, str] = {}  # other site -> the named one that led there

    def has_elsewhere(self, site: str) -> bool:
        """Whether another worker of the crawl has the site."""
        return site in self._elsewhere

    def own(self, sites: Iterable[str]) -> list[str]:
        """Those of the sites that no other worker of the crawl has."""
        return [site for site in dict.fromkeys(sites) if site not in self._elsewhere]

    def owners_at(self, site: str) -> tuple[str, ...]:
        """The named sites whose addresses at a site are fetched. Empty for a site of the crawl: all addresses are."""
        return () if site in self.whole else self.sites

    def note_owner(self, site: str, owner: str) -> None:
        """Remember which named site led to a site first."""
        self._owners.setdefault(site, owner)

    def owner_of(self, site: str) -> str:
        """The named site that led to a site; the site itself where none did."""
        return self._owners.get(site, site)

    def listed_site(self, row: TakenUrl, url: str) -> str:
        """The site whose articles a source lists that was read at this address."""
        if row.kind == "home":
            return site_of(url)
        return row.site if row.site in self.whole else self.homes.get(row.owner, row.owner)

    def has(self, row: TakenUrl, url: str) -> bool:
        """Whether what an address led to belongs to the crawl: pages that the user names, those at its sites,
        at another domain of the same name, and those that a source elsewhere lists of its own site. Where no site is
        named, a spider of the user's own says what it fetches."""
        site = site_of(url)
        if not self.sites or row.where == "url":
            return True
        if site in self.whole or site in self._elsewhere or site == site_of(row.found_on or ""):
            return True
        name = site.partition(".")[0]
        return not name.isdigit() and any(name == one.partition(".")[0] for one in self.whole)

    def also_listed(self, row: TakenUrl) -> frozenset[str]:
        """Further sites whose articles a source may list. A source at no site of the crawl may belong to several of
        them, and may list its own."""
        return frozenset() if row.site in self.whole else frozenset((*self.whole, *self._elsewhere, row.site))


def selection_of(config: CrawlConfig, since: datetime | None) -> Selection:
    """The limits of discovery that a configuration sets."""
    return Selection(
        since=since, only_sections=config.sections, include=tuple(map(re.compile, config.include)),
        exclude=tuple(map(re.compile, config.exclude)), backfill=config.backfill, pages=config.limits.list_pages,
        links=config.limits.links, sitemap_urls=config.limits.sitemap_urls, sitemap_depth=config.limits.sitemap_depth,
        feed_entries=config.limits.feed_entries, url_length=config.limits.url_length,
        calendars=re.compile(config.limits.calendars), path_depth=config.limits.path_depth,
        path_repeats=config.limits.path_repeats,
    )  # fmt: skip


def is_selected(row: TakenUrl, selection: Selection) -> bool:
    """Whether this crawl wants a queued address; an earlier crawl may have queued it with another selection.

    Pages that the user names are always wanted.
    """
    if row.kind == "article":
        is_inside = selection.is_inside(row.url) or selection.is_inside(row.found_on or row.url)
        return row.where == "url" or (is_inside and selection.wants(row.url))
    return row.kind != "section" or selection.wants_section(row.url)


def is_new_selection(config: CrawlConfig, url: str, runs: Iterable[Run]) -> bool:
    """Whether the last run over the site that starts at `url` had another selection, and left out other addresses.

    `runs` are the newest first, without this one.
    """
    last = next((run.command for run in runs if url in run.command.get("sites", ())), None)
    return last is not None and _selection_keys(last) != _selection_keys(config.model_dump(mode="json"))


def _selection_keys(command: Mapping[str, Any]) -> list[Any]:
    return [command.get(key) or None for key in _KEYS]
