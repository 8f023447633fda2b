"""Who made the article, as people and organisations. https://schema.org/author

Every name collects the votes of the sources that give it, and is kept when they outweigh what speaks against it. The
weights are learned, and so is the confidence: see `WEIGHTS`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from newscrawl.article import Author
from newscrawl.extraction.candidate import Candidate, Choice, gather
from newscrawl.extraction.jsonld import link, texts, types
from newscrawl.extraction.names import merged, name_key, read_names, same_person
from newscrawl.extraction.rules import ruled

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

People = tuple[Author, ...]

_META_KEYS = (
    "author", "article:author", "article:author_name", "byl", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "dc.contributor", "og:author", "og:article:author", "cxenseparse:author", "citation_author",
    "article.author", "lp.article:author", "creator",
)  # fmt: skip
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autore?s?|autorzy|auteurs?|profile?s?|people|by|staff|team|columnists?|contributors?|reporters?|writers?|"
    r"redacteurs?|journalists?|journalistes?|autor[ai]?|user|users|person|bio|correspondents?|editors?)[/=]", re.I
)  # fmt: skip
_ruled_names = ruled("authors")

WEIGHTS: dict[str, float] = {}
_OTHER = 1.0
THRESHOLD = 0.5


def from_rule(evidence: Evidence) -> Iterator[Candidate[People]]:
    for one in _ruled_names(evidence):
        yield from _people(read_names(one.value, evidence.language), one.source, one.value)


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[People]]:
    jsonld = evidence.jsonld
    for key in ("author", "creator", "contributor", "editor"):
        for said in jsonld.follow(jsonld.article.get(key)):
            yield from _stated(said, f"jsonld:{key}", evidence)


def _stated(said: Any, source: str, evidence: Evidence) -> Iterator[Candidate[People]]:
    node = said if isinstance(said, dict) else {}
    url = evidence.document.absolute(link({"url": node.get("url")})) or evidence.document.absolute(link(node.get("sameAs")))
    for line in texts(said):
        people = read_names(line, evidence.language)
        if len(people) == 1:
            organization = any("Organization" in name for name in types(node))
            people = [replace(people[0], url=url, type="Organization" if organization else people[0].type)]
        yield from _people(people, source, line)


def from_microdata(evidence: Evidence) -> Iterator[Candidate[People]]:
    for said in evidence.microdata.article.all("author"):
        yield from _people(read_names(said.name, evidence.language), "microdata:author", said.name)


def from_meta(evidence: Evidence) -> Iterator[Candidate[People]]:
    for key, line in evidence.meta.read(*_META_KEYS):
        if not line.startswith(("http:", "https:", "/")):
            yield from _people(read_names(line, evidence.language), f"meta:{key}", line)


def from_byline(evidence: Evidence) -> Iterator[Candidate[People]]:
    """The printed lines, and the author links in them."""
    for one in evidence.chosen["byline"].candidates:
        if one.note.isdigit():
            labelled = one.source.endswith("label")
            people = read_names(one.value, evidence.language, labelled=labelled)
            yield from _people(people, one.source, one.value)
            yield from _linked(int(one.note), evidence)


def _linked(index: int, evidence: Evidence) -> Iterator[Candidate[People]]:
    element = evidence.blocks.elements[index]
    for anchor in element.iter("a"):
        href = anchor.get("href") or ""
        if "author" in (anchor.get("rel") or "") or _AUTHOR_PATH.search(href):
            line = "".join(anchor.itertext())
            url = evidence.document.absolute(href)
            people = read_names(line, evidence.language)
            yield from _people([replace(one, url=url) for one in people[:1]] + people[1:], "dom:link", line)


def _people(people: Iterable[Author], source: str, line: str) -> Iterator[Candidate[People]]:
    if found := tuple(people):
        yield Candidate(found, source, 0.0, f"from {line[:120]!r}")


SOURCES = (from_rule, from_jsonld, from_microdata, from_meta, from_byline)


@dataclass
class Person:
    """One person on the page: every mention together, and the sources that gave it."""

    author: Author
    keys: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    crowd: int = 1


def choose(evidence: Evidence) -> Choice[People]:
    """The people whose votes outweigh, in the order of the first source that names them."""
    candidates = gather(evidence, SOURCES)
    persons = gather_persons(candidates)
    kept = []
    total = 0.0
    for person in persons:
        p = chance(votes(person, persons, evidence))
        if p >= THRESHOLD:
            kept.append((p, person))
    if not kept:
        return Choice(None, None, candidates)
    value = tuple(person.author for _, person in kept)
    confidence = sum(p for p, _ in kept) / len(kept)
    source = "+".join(sorted(set.union(*(person.sources for _, person in kept))))
    return Choice(value, Candidate(value, source, round(confidence, 3)), candidates)


def gather_persons(candidates: Iterable[Candidate[People]]) -> list[Person]:
    persons: list[Person] = []
    for one in candidates:
        for author in one.value:
            key = name_key(author.name)
            person = next((p for p in persons if any(same_person(key, known) for known in p.keys)), None)
            if person is None:
                persons.append(person := Person(author))
            person.author = merged(person.author, author)
            person.keys.add(key)
            person.sources.add(one.source)
            person.crowd = max(person.crowd, len(one.value))
    return persons


def votes(person: Person, persons: list[Person], evidence: Evidence) -> list[str]:
    said = set(person.sources)
    return sorted(said)


def chance(said: list[str]) -> float:
    return 1 / (1 + math.exp(-sum(WEIGHTS.get(vote, _OTHER) for vote in said)))
