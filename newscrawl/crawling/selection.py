"""What a crawl takes of its sites, from its configuration: sections, patterns of addresses, how far back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from newscrawl.configuration import CrawlConfig
from newscrawl.discovery.crawl_scope import CrawlScope
from newscrawl.store.rows import TakenUrl
from newscrawl.store.run_history import Run

_KEYS = ("sections", "include", "exclude", "backfill")


def scope_of(config: CrawlConfig, since: datetime | None) -> CrawlScope:
    """How far discovery goes under a configuration."""
    return CrawlScope(
        since=since, only_sections=config.sections, include=tuple(map(re.compile, config.include)),
        exclude=tuple(map(re.compile, config.exclude)), backfill=config.backfill, pages=config.limits.list_pages,
        links=config.limits.links, sitemap_urls=config.limits.sitemap_urls, sitemap_depth=config.limits.sitemap_depth,
        feed_entries=config.limits.feed_entries, url_length=config.limits.url_length,
        calendars=re.compile(config.limits.calendars), path_depth=config.limits.path_depth,
        path_repeats=config.limits.path_repeats,
    )  # fmt: skip


def is_chosen(row: TakenUrl, scope: CrawlScope) -> bool:
    """Whether a queued address is one that this crawl wants; an earlier one may have queued it under another choice.

    Pages that the user names are wanted as named.
    """
    if row.kind == "article":
        is_inside = scope.is_inside(row.url) or scope.is_inside(row.found_on or row.url)
        return row.where == "url" or (is_inside and scope.wants(row.url))
    return row.kind != "section" or scope.wants_section(row.url)


def is_new_choice(config: CrawlConfig, url: str, runs: Iterable[Run]) -> bool:
    """Whether the last run over the site that starts at `url` chose otherwise: its sources named things it left out.

    `runs` are the newest first, without this one.
    """
    last = next((run.command for run in runs if url in run.command.get("sites", ())), None)
    return last is not None and _chosen(last) != _chosen(config.model_dump(mode="json"))


def _chosen(command: Mapping[str, Any]) -> list[Any]:
    return [command.get(key) or None for key in _KEYS]
