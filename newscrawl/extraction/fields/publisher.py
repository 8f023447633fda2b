"""The publisher: who runs the site, with address and logo. https://schema.org/publisher"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newscrawl.extraction.candidates import Candidate, Choice, agreed, gather, ruled
from newscrawl.extraction.titles import host_names, title_parts
from newscrawl.html.jsonld import link, text
from newscrawl.record.model import Publisher
from newscrawl.text import fold_joined

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_ORGANIZATIONS = ("NewsMediaOrganization", "Organization", "Corporation", "Newspaper")
_META_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher")
MAX_NAME = 80  # characters; longer ones are slogans

_ruled_names = ruled("publisher")


def from_rule(evidence: Evidence) -> Iterator[Candidate[Publisher]]:
    for one in _ruled_names(evidence):
        yield Candidate(Publisher(name=one.value), one.source, one.confidence, one.note)


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[Publisher]]:
    jsonld = evidence.jsonld
    for node in (jsonld.article, jsonld.page):
        for said in jsonld.follow(node.get("publisher")):
            yield from _of_node(evidence, said, "jsonld:publisher")
    for node in jsonld.of_type(*_ORGANIZATIONS):
        yield from _of_node(evidence, node, "jsonld:Organization")
    for node in jsonld.of_type("WebSite"):
        yield from _of_node(evidence, node, "jsonld:WebSite")


def _of_node(evidence: Evidence, said: Any, source: str) -> Iterator[Candidate[Publisher]]:
    node = said if isinstance(said, dict) else {}
    absolute = evidence.document.absolute
    logo = next((link(one) for one in evidence.jsonld.follow(node.get("logo"))), "")
    yield from _named(text(said), source, absolute(link(node.get("url"))), absolute(logo))


def from_meta(evidence: Evidence) -> Iterator[Candidate[Publisher]]:
    for key, name in evidence.meta.read(*_META_NAMES):
        yield from _named(name, f"meta:{key}")


def from_microdata(evidence: Evidence) -> Iterator[Candidate[Publisher]]:
    absolute = evidence.document.absolute
    for said in evidence.microdata.article.all("publisher"):
        if said.item is not None:
            logo = next((one.url for one in said.item.all("logo")), "")
            home = next((one.url for one in said.item.all("url")), "")
            yield from _named(said.name, "microdata:publisher", absolute(home), absolute(logo))


def from_title(evidence: Evidence) -> Iterator[Candidate[Publisher]]:
    """The piece of <title> that spells the host: "... | Example Times" on exampletimes.com."""
    title = evidence.meta.title
    names = {name.removeprefix("the") for name in host_names(evidence.document.url)}
    if not any(name in fold_joined(title) for name in names):
        return
    for part in reversed(title_parts(title)):
        if fold_joined(part).removeprefix("the") in names:
            yield from _named(part, "title:site")


def _named(name: str, source: str, url: str | None = None, logo: str | None = None) -> Iterator[Candidate[Publisher]]:
    if 1 < len(name) <= MAX_NAME and not name.startswith(("http:", "https:", "@")):
        yield Candidate(Publisher(name=name, url=url, logo=logo), source, 0.5)


SOURCES = (from_rule, from_jsonld, from_meta, from_microdata, from_title)


def choose(evidence: Evidence) -> Choice[Publisher]:
    """The first name in order of trust; address and logo from whoever gives them under that name."""
    choice = agreed("publisher", gather(evidence, SOURCES), lambda one: fold_joined(one.name or "").removeprefix("the"))
    if choice.value is None or choice.winner is None:
        return choice
    name = fold_joined(choice.value.name or "")
    same = [one.value for one in choice.candidates if fold_joined(one.value.name or "") == name]
    url = next((one.url for one in same if one.url), None)
    logo = next((one.logo for one in same if one.logo), None)
    value = replace(choice.value, url=url, logo=logo)
    return Choice(value, choice.winner._replace(value=value), choice.candidates)
