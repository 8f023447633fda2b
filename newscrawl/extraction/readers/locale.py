"""Under which circumstances a page's dates are read: its languages with the region, and when it was fetched."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from newscrawl import dates
from newscrawl.dates import zones
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

# Domains of countries that are registered from everywhere, as words: sites under them write for no country in
# particular. Source: Google Search Central, "Managing multi-regional and multilingual sites", generic ccTLDs.
_GENERIC = frozenset("ad ai as bz cc cd co dj fm io la me ms nu sc sr su tk tv ws".upper().split())
# Second-level domains that a registry keeps for those at home: `paper.com.co` is a site of Colombia.
_AT_HOME = frozenset(["com", "edu", "gov", "gob", "mil", "net", "nom", "org"])


def clock(evidence: Evidence) -> datetime | None:
    """When the page was fetched: as told, else by the server's `Date` header."""
    if evidence.fetched_at is not None:
        return evidence.fetched_at
    sent = dates.parse(evidence.document.headers.get("date", ""))
    return sent.moment if sent and sent.zone == "stated" else None


def page_languages(evidence: Evidence) -> tuple[str, ...]:
    """The text's language with the region that the site writes for: its country's domain, else what the page says."""
    return (f"{evidence.language.code}-{region}",) if (region := home_region(evidence)) else (evidence.language.code,)


def home_region(evidence: Evidence) -> str:
    """The country of the site (ISO 3166), or ""."""
    if domain := _country_of(evidence.document.url or ""):
        return domain
    declared = (evidence.meta.language, *evidence.meta.all("og:locale"))
    tags = (tag.replace("_", "-").split("-") for tag in declared)
    return next((tag[1].upper() for tag in tags if len(tag) > 1 and len(tag[1]) == 2), "")


@lru_cache(maxsize=64)  # a page asks three times
def _country_of(url: str) -> str:
    name, _, domain = host_of(url).partition(":")[0].rpartition(".")
    country = "GB" if domain == "uk" else domain.upper()
    is_generic = country in _GENERIC and name.rpartition(".")[2] not in _AT_HOME
    return country if country in zones.HOMES and not is_generic else ""
