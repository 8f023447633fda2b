"""The locale in which a page's dates are read: its languages with the region, its clock, its zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

from newscrawl import dates
from newscrawl.dates import zones
from newscrawl.html.document import Document
from newscrawl.lang import Language
from newscrawl.urls import host_of


@dataclass(frozen=True, slots=True)
class DateLocale:
    """`languages` are BCP 47 tags, `region` is the country of the site (ISO 3166) or "", `zone` its rule's time zone.

    `now` is when the page was fetched: `fetched_at`, else the time in the server's `Date` header.
    """

    language: Language
    languages: tuple[str, ...]
    region: str
    zone: tzinfo | None
    fetched_at: datetime | None
    now: datetime | None


# Domains of countries that are registered from everywhere, as words: sites under them write for no country in
# particular. Source: Google Search Central, "Managing multi-regional and multilingual sites", generic ccTLDs.
_GENERIC = frozenset("ad ai as bz cc cd co dj fm io la me ms nu sc sr su tk tv ws".upper().split())
# Second-level domains that a registry keeps for those at home: `paper.com.co` is a site of Colombia.
_AT_HOME = frozenset(["com", "edu", "gov", "gob", "mil", "net", "nom", "org"])


def read_locale(
    document: Document, language: Language, zone: tzinfo | None = None, fetched_at: datetime | None = None
) -> DateLocale:
    """The locale of a page: the text's language with the region that the site writes for."""
    region = home_region(document)
    languages = (f"{language.code}-{region}",) if region else (language.code,)
    return DateLocale(language, languages, region, zone, fetched_at, fetched_at or _sent_at(document))


def _sent_at(document: Document) -> datetime | None:
    sent = dates.parse(document.headers.get("date", ""))
    return sent.moment if sent and sent.zone == "stated" else None


def home_region(document: Document) -> str:
    """The country of the site (ISO 3166), or "": its country's domain, else what the page says."""
    if domain := _country_of(document.url or ""):
        return domain
    declared = (document.meta.language, *document.meta.all("og:locale"))
    tags = (tag.replace("_", "-").split("-") for tag in declared)
    return next((tag[1].upper() for tag in tags if len(tag) > 1 and len(tag[1]) == 2), "")


@lru_cache(maxsize=64)  # a crawl reads many pages of one site
def _country_of(url: str) -> str:
    name, _, domain = host_of(url).partition(":")[0].rpartition(".")
    country = "GB" if domain == "uk" else domain.upper()
    is_generic = country in _GENERIC and name.rpartition(".")[2] not in _AT_HOME
    return country if country in zones.HOMES and not is_generic else ""
