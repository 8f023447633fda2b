"""The language of the text as a BCP 47 tag. https://schema.org/inLanguage

`extraction/language` reads it from the text; a declared tag of the same language adds the region ("de-AT").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, gather
from newscrawl.extraction.language import SAMPLE, are_siblings, detect, normal_tag, sample_of
from newscrawl.html.jsonld import text

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_AGREED, _CHECKED = 0.99, 0.9  # share of right answers on 1,276 pages: with a declaration that agrees, and without
_UNKNOWN = "und"


def from_text(evidence: Evidence) -> Iterator[Candidate[str]]:
    code, score = detect(evidence.body.text[:SAMPLE] or sample_of(evidence.blocks))
    if code and not are_siblings(code, evidence.language.code):
        yield Candidate(normal_tag(code), "text", round(score, 2))


def from_tables(evidence: Evidence) -> Iterator[Candidate[str]]:
    """The language of the tables: the text's and the declaration's verdict before the body was read."""
    if evidence.language.code != _UNKNOWN:
        yield Candidate(evidence.language.code, "page", _CHECKED)


def from_declared(evidence: Evidence) -> Iterator[Candidate[str]]:
    said = [("html:lang", evidence.meta.language)]
    said += [("jsonld:inLanguage", text(evidence.jsonld.article.get("inLanguage")))]
    said += [(f"meta:{key}", value) for key, value in evidence.meta.read("og:locale", "content-language", "language")]
    for source, value in said:
        if tag := normal_tag(value):
            yield Candidate(tag, source, 0.8, "" if tag == value else f"said {value!r}")


SOURCES = (from_tables, from_declared)


def choose(evidence: Evidence) -> Choice[str]:
    """The page's language, with the region that a declared tag of the same language adds.

    Where nothing declared agrees, the body alone is read: menus and legal notes may be in another language.
    """
    candidates = gather(evidence, SOURCES)
    code = evidence.language.code
    agreeing = [one for one in candidates if one.source != "page" and one.value.partition("-")[0] == code]
    if agreeing:
        tag = max(agreeing, key=lambda one: len(one.value))
        return Choice(tag.value, Candidate(tag.value, f"page+{tag.source}", _AGREED), candidates)
    candidates = (*from_text(evidence), *candidates)
    winner = next(iter(candidates), None)
    return Choice(winner.value if winner else None, winner, candidates)
