"""Who made the article, as people and organisations. https://schema.org/author

Every name collects the votes of the sources that give it, and is kept when they outweigh what speaks against it. The
weights are learned, and so is the confidence: see `votes`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from newscrawl.extraction.candidates import Candidate, Choice, family, gather, learned, ruled, weighed_votes
from newscrawl.extraction.people.byline_parsing import read_names
from newscrawl.extraction.people.names import NameContext, count_parts, merged, same_person
from newscrawl.extraction.readers.bylines import barred
from newscrawl.extraction.titles import is_site_name
from newscrawl.html.jsonld import link, texts, types
from newscrawl.record.model import Author
from newscrawl.text import fold, fold_name, is_small

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

People = tuple[Author, ...]

_META_KEYS = (
    "author", "article:author", "article:author_name", "byl", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "og:author", "og:article:author", "cxenseparse:author", "citation_author", "article.author",
    "lp.article:author", "creator",
)  # fmt: skip
_MAKES = ("marked", "link", "label", "class")
_LINES = (*(f"dom:{place}:{make}" for make in _MAKES for place in ("head", "lead", "end")), "dom:end:bare")
_WEAK = ("class", "bare")
_KEY_ROLES = {"jsonld:editor": "editing"}
_LINE_OF_NAMES = 0.75  # of a printed line's letters
_MOST = 200  # lines that name people: each person is compared with every other. The most on 1,500 pages are 38
_CROWD = 4  # a line with more names lists the people an article is about more often than its authors
_ruled_names = ruled("authors")

WEIGHTS = learned("authors")
"""Log-odds that a vote adds."""
THRESHOLD = 0.5
"""From this chance on a name is an author: the best F1 over unseen sites."""


def from_rule(evidence: Evidence) -> Iterator[Candidate[People]]:
    for one in _ruled_names(evidence):
        for said in _people(read_names(one.value, _name_context(evidence)), one.source, one.value):
            yield said._replace(confidence=one.confidence)


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[People]]:
    jsonld = evidence.jsonld
    for key in ("author", "creator", "contributor", "editor"):
        for said in jsonld.follow(jsonld.article.get(key)):
            yield from _stated_people(said, f"jsonld:{key}", evidence)


def _stated_people(said: Any, source: str, evidence: Evidence) -> Iterator[Candidate[People]]:
    node = said if isinstance(said, dict) else {}
    absolute = evidence.document.absolute
    for line in texts(said):
        people = read_names(line, _name_context(evidence, whole=True))
        if key_role := _KEY_ROLES.get(source):
            people = tuple(replace(one, role=one.role or key_role) for one in people)
        if len(people) == 1:
            url = absolute(link({"url": node.get("url")})) or absolute(link(node.get("sameAs")))
            stated = any("Organization" in name for name in types(node))
            people = (replace(people[0], url=url, type="Organization" if stated else people[0].type),)
        yield from _people(people, source, line)


def from_microdata(evidence: Evidence) -> Iterator[Candidate[People]]:
    for said in evidence.microdata.article.all("author"):
        line = (said.item.name if said.item else "") or barred(said.element, said.text)
        yield from _people(read_names(line, _name_context(evidence)), "microdata:author", line)


def from_meta(evidence: Evidence) -> Iterator[Candidate[People]]:
    for key, line in evidence.meta.read(*_META_KEYS):
        if not line.startswith(("http:", "https:", "/")):
            yield from _people(read_names(line, _name_context(evidence, whole=True)), f"meta:{key}", line)


def from_bylines(evidence: Evidence) -> Iterator[Candidate[People]]:
    for line in evidence.bylines:
        yield from _people(line.people, line.source, line.text)


def _name_context(evidence: Evidence, *, whole: bool = False) -> NameContext:
    return NameContext(evidence.language, evidence.site_names, whole)


def _people(people: Iterable[Author], source: str, line: str) -> Iterator[Candidate[People]]:
    if found := tuple(people):
        yield Candidate(found, source, 0.0, f"from {line[:120]!r}")


SOURCES = (from_rule, from_jsonld, from_microdata, from_meta, from_bylines)


@dataclass
class Person:
    """One person on the page: every mention together, and the candidates that named it."""

    author: Author
    keys: set[str] = field(default_factory=set)
    named_by: list[Candidate[People]] = field(default_factory=list)


def _candidates(evidence: Evidence) -> tuple[Candidate[People], ...]:
    return gather(evidence, SOURCES)[:_MOST]


def choose(evidence: Evidence) -> Choice[People]:
    """Everybody whose chance is good enough, in the order in which they are named."""
    candidates = _candidates(evidence)
    if candidates and candidates[0].source == "rule:authors":
        people = tuple(author for one in candidates if one.source == "rule:authors" for author in one.value)
        return Choice(people, candidates[0]._replace(value=people), candidates)
    persons = gather_persons(candidates)
    chances = [(chance(votes(person, persons, evidence)), person) for person in persons]
    kept = [(p, person) for p, person in chances if p >= THRESHOLD]
    if not kept:
        return Choice(None, None, candidates)
    people = tuple(person.author for _, person in kept)
    source = "+".join(dict.fromkeys(one.source for _, person in kept for one in person.named_by))
    confidence = round(sum(p for p, _ in kept) / len(kept), 3)
    note = ", ".join(f"{person.author.name} {p:.2f}" for p, person in chances)
    return Choice(people, Candidate(people, source, confidence, note), candidates)


def reasons(evidence: Evidence) -> Iterator[str]:
    """For `explain`: everybody who was weighed, the likeliest first, with what spoke for and against them."""
    persons = gather_persons(_candidates(evidence))
    weighed = [(said := votes(person, persons, evidence), chance(said), person.author.name) for person in persons]
    for said, likely, name in sorted(weighed, key=lambda one: -one[1]):
        yield f"{'+' if likely >= THRESHOLD else '-'} {likely:4.2f}  {name}: {weighed_votes(said, WEIGHTS)}"


def gather_persons(candidates: Iterable[Candidate[People]]) -> list[Person]:
    """The people of all candidates, each once, in the order in which they are named."""
    persons: list[Person] = []
    for one in candidates:
        for author in one.value:
            key = fold_name(author.name)
            person = next((p for p in persons if any(same_person(key, known) for known in p.keys)), None)
            if person is None:
                persons.append(person := Person(author))
            person.author = merged(person.author, author)
            person.keys.add(key)
            person.named_by.append(one)
    return persons


def votes(person: Person, persons: Sequence[Person], evidence: Evidence) -> list[str]:
    """What speaks for or against a person: who names it, who names others instead, what the name looks like."""
    author = person.author
    rivals = [other for other in persons if other is not person and _is_credible(other)]
    families = {family(one.source) for one in person.named_by}
    stated = _is_stated(person)
    said = set(_stated_votes(person, rivals) if stated else _printed_votes(person, persons, rivals, evidence))
    others = {family(one.source) for other in rivals for one in other.named_by} - {"dom"}
    said |= {f"not {name}" for name in others - families}
    if author.role and author.type == "Person":
        alone = all(other.author.role == author.role for other in rivals)
        said.add(f"role {author.role}" + ("" if alone else " beside others"))
    whole = [line.people for line in evidence.bylines if line.share >= _LINE_OF_NAMES]
    if any(one.value in whole for one in person.named_by):
        said.add("line of names")
    if fold(author.name) in evidence.language.sections:
        said.add("section")
    site = is_site_name(author.name, evidence.site_names)
    if author.type == "Organization":
        kind = author.role if author.role in ("account", "agency") else "site" if site else "organization"
        said.add(f"{kind} beside people" if rivals else f"{kind} alone")
    elif site:
        said.add("site name")
    if min(len(one.value) for one in person.named_by) > _CROWD:
        said.add("crowd")
    said.update(_looks(author.name))
    return sorted(said)


def _stated_votes(person: Person, rivals: Sequence[Person]) -> Iterator[str]:
    """For somebody whom the page names to machines: by what, and is the name printed as well."""
    sources = {one.source for one in person.named_by}
    yield from (_vote(source) for source in sources if source not in _LINES)
    printed = _best_line(person)
    if printed:
        yield "stated and printed" if not printed.endswith(_WEAK) else "stated, printed somewhere"
    elif any(_best_line(other) and not _best_line(other).endswith(_WEAK) for other in rivals):
        yield "others printed"
    if len({family(source) for source in sources} - {"dom"}) > 1:
        yield "stated twice"


def _printed_votes(
    person: Person, persons: Sequence[Person], rivals: Sequence[Person], evidence: Evidence
) -> Iterator[str]:
    """For somebody who is only printed: on which line, is it the first, and who is stated instead."""
    printed = _best_line(person)
    make = printed.rpartition(":")[2]
    yield f"only {printed}" if not any(map(_is_stated_person, persons)) else printed
    first = next((other for other in persons if _best_line(other) and other.author.role != "photo"), person)
    together = "with stated first" if _is_stated_person(first) else "with first"
    if first is person:
        yield "first"
    elif _is_listed(person, first, evidence):
        yield "listed with stated first" if _is_stated_person(first) else "listed with first"
        return
    else:
        yield f"{together}, {make}" if _share_line(person, first) else f"later, {make}"
    if any(_is_stated(other) and _share_line(person, other) for other in rivals):
        yield "beside stated"


def _best_line(person: Person) -> str:
    """The best of the lines that print the name, or ""."""
    return min((one.source for one in person.named_by if one.source in _LINES), key=_LINES.index, default="")


def _is_credible(person: Person) -> bool:
    """A whole name, not one of a list of people that a page tags."""
    author = person.author
    whole = author.type == "Person" and author.role != "photo" and (" " in author.name or not author.name.isascii())
    return whole and min(len(one.value) for one in person.named_by) <= _CROWD


def _is_stated(person: Person) -> bool:
    """Is it named by what the page declares to machines?"""
    return any(family(one.source) != "dom" for one in person.named_by)


def _is_stated_person(person: Person) -> bool:
    """The same for a person: sites declare themselves as authors where they do not care."""
    return person.author.type == "Person" and _is_stated(person)


def _share_line(person: Person, other: Person) -> bool:
    """Do the two stand in one printed line?"""
    return any(one.source.startswith("dom:") and one in other.named_by for one in person.named_by)


def _is_listed(person: Person, first: Person, evidence: Evidence) -> bool:
    """Does a line list the person with the first one, as it lists authors: "By Jane Doe and John Roe"?"""
    one, other = person.author.name, first.keys
    lines = (line.listed for line in evidence.bylines if one in line.listed)
    return any(fold_name(name) in other for listed in lines for name in listed)


def _looks(name: str) -> Iterator[str]:
    words = count_parts(name)
    if name.isascii() or any(is_small(sign) or sign.isupper() for sign in name):
        yield "1 word" if words <= 1 else "2-3 words" if words < 4 else "4 words and more"
        if not name[0].isupper():
            yield "lower case"
    else:
        yield "no case"


def _vote(source: str) -> str:
    """The rarer meta names share one vote."""
    return source if family(source) != "meta" or source in ("meta:author", "meta:article:author") else "meta:other"


def chance(said: Iterable[str]) -> float:
    """The probability that a person with these votes is an author."""
    return 1 / (1 + math.exp(-WEIGHTS.get("bias", 0.0) - sum(WEIGHTS.get(vote, 0.0) for vote in said)))
