"""The address that the page names as its own. RFC 6596 (rel=canonical)

A page that calls a home page or another site's page its own is wrong more often than right (templates, mirrors), so
such a canonical counts only when two sources agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.extraction.candidates import Candidate, Choice, agreed, family, gather
from newscrawl.html.jsonld import link
from newscrawl.text import is_placeholder
from newscrawl.urls import absolute as resolved
from newscrawl.urls import canonical_form, host_of

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence


def from_link(evidence: Evidence) -> Iterator[Candidate[str]]:
    for one in evidence.meta.linked("canonical"):
        yield from _candidate(evidence, one.href, "link:canonical")


def from_meta(evidence: Evidence) -> Iterator[Candidate[str]]:
    for value in evidence.meta.all("og:url"):
        yield from _candidate(evidence, value, "meta:og:url")


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[str]]:
    article = evidence.jsonld.article
    for key in ("mainEntityOfPage", "url"):
        yield from _candidate(evidence, link(article.get(key)), f"jsonld:{key}")


def _candidate(evidence: Evidence, href: str, source: str) -> Iterator[Candidate[str]]:
    # RFC 6596: relative to the document, and <base> is often wrong where canonical is right.
    url = resolved(href, evidence.document.url) if href and not is_placeholder(href) else None
    if url and host_of(url) and not is_placeholder(url.rpartition("/")[2]):  # every page of a broken template has it
        yield Candidate(url.partition("#")[0], source, 0.5)


SOURCES = (from_link, from_meta, from_jsonld)


def choose(evidence: Evidence) -> Choice[str]:
    """The first address that can be this page's: see the module's text for which cannot."""
    candidates = gather(evidence, SOURCES)
    credible = [one for one in candidates if _is_credible(one, candidates, evidence.document.url)]
    choice = agreed("canonical_url", credible, canonical_form)
    return Choice(choice.value, choice.winner, candidates)


def _is_credible(one: Candidate[str], candidates: tuple[Candidate[str], ...], url: str | None) -> bool:
    if url is None or (_bare_host(one.value) == _bare_host(url) and (not _is_home(one.value) or _is_home(url))):
        return True
    form = canonical_form(one.value)
    families = {family(other.source) for other in candidates if canonical_form(other.value) == form}
    return len(families) > 1 and not _is_home(one.value)


def _bare_host(url: str) -> str:
    return host_of(url).removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def _is_home(url: str) -> bool:
    return not urlsplit(url).path.strip("/") and not urlsplit(url).query
