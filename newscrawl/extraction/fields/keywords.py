"""The topics that the page names. https://schema.org/keywords"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.agreement import agreed
from newscrawl.extraction.candidate import Candidate, Choice, gather
from newscrawl.extraction.jsonld import as_list, texts
from newscrawl.extraction.rules import ruled
from newscrawl.text import fold, normalize

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

Topics = tuple[str, ...]

_META_KEYS = (
    "article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "cxenseparse:keywords", "keywords", "og:tags",
)  # fmt: skip
_SPLIT = re.compile(r"\s*[,;،、，|]\s*")
_MACHINE = re.compile(r"^[\w.-]+[:=/][\w.:-]+$|^\d+$|^[a-z]+_[a-z_]+$")  # "type:article", "8472", "ad_free"
MAX_TOPICS = 50
MAX_TOPIC = 80  # characters; a longer one is a sentence

_ruled_topics = ruled("keywords")


def from_rule(evidence: Evidence) -> Iterator[Candidate[Topics]]:
    yield from _topics((one.value for one in _ruled_topics(evidence)), "rule:keywords", evidence)


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[Topics]]:
    yield from _topics(_split(texts(evidence.jsonld.article.get("keywords"))), "jsonld:keywords", evidence)
    about = (one for one in as_list(evidence.jsonld.article.get("about")) if isinstance(one, dict))
    yield from _topics(texts(list(about)), "jsonld:about", evidence)


def from_meta(evidence: Evidence) -> Iterator[Candidate[Topics]]:
    for key in _META_KEYS:
        yield from _topics(_split(evidence.meta.all(key)), f"meta:{key}", evidence)


def from_microdata(evidence: Evidence) -> Iterator[Candidate[Topics]]:
    stated = (one.text for one in evidence.microdata.article.all("keywords"))
    yield from _topics(_split(stated), "microdata:keywords", evidence)


def from_page(evidence: Evidence) -> Iterator[Candidate[Topics]]:
    """The page's own tag links: `rel=tag`."""
    links = (one for one in evidence.document.tree.iter("a") if "tag" in (one.get("rel") or "").split())
    yield from _topics((normalize("".join(map(str, one.itertext()))) for one in links), "dom:tags", evidence)


def _split(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield from _SPLIT.split(value)


def _topics(values: Iterable[str], source: str, evidence: Evidence) -> Iterator[Candidate[Topics]]:
    headline = fold(evidence.chosen["headline"].value or "")
    kept: dict[str, str] = {}
    for value in values:
        topic = value.strip(" #\"'.[]")
        key = fold(topic)
        if key and key != headline and len(topic) <= MAX_TOPIC and not _MACHINE.match(topic):
            kept.setdefault(key, topic)
    topics = [topic for key, topic in kept.items() if key not in evidence.site_names]
    if topics:
        yield Candidate(tuple(topics[:MAX_TOPICS]), source, 0.5)


SOURCES = (from_rule, from_jsonld, from_meta, from_microdata, from_page)


def choose(evidence: Evidence) -> Choice[Topics]:
    """The first list in order of trust; the page's links are only asked where nothing is declared."""
    candidates = gather(evidence, SOURCES[:-1]) or gather(evidence, SOURCES[-1:])
    return agreed("keywords", candidates, lambda topics: frozenset(map(fold, topics)))
