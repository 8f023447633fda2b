"""What the page says about the use of its text. https://schema.org/usageInfo

Every statement is a candidate with what it says alone; the choice is the verdict on all of them. What each standard
means, and which wins, is the table in `newscrawl.rights`. What the site's files say comes on top in a crawl.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, first, gather
from newscrawl.extraction.readers.copyright import last_parts
from newscrawl.html.jsonld import text
from newscrawl.record.model import UsageInfo, UsageSignal
from newscrawl.rights import usage_headers
from newscrawl.rights.agents import PURPOSES
from newscrawl.rights.notices import find_notice, speaks_of_rights
from newscrawl.rights.rsl import MEDIA_TYPE, RslFile
from newscrawl.rights.verdict import judge
from newscrawl.version import AGENT

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_LAST_LINES = 40  # a notice stands at the end: of 89 pages that have one, 84 have it in these lines
_AGENTS = (*PURPOSES, AGENT)


def from_headers(evidence: Evidence) -> Iterator[Candidate[UsageInfo]]:
    document = evidence.document
    for signal in usage_headers.signals(document.headers, document.url):
        yield from _stated(evidence, signal.signal, signal.value)


def from_head(evidence: Evidence) -> Iterator[Candidate[UsageInfo]]:
    values = evidence.meta.values
    for name in ("tdm-reservation", "tdm-policy", "robots"):
        for said in values.get(name, ()):
            yield from _stated(evidence, f"meta:{name}", said)
    for agent in values.keys() & _NAMED:
        for said in values[agent]:
            yield from _stated(evidence, "meta:robots", f"{agent}: {said}")


def from_licence(evidence: Evidence) -> Iterator[Candidate[UsageInfo]]:
    """The licences that the field of that name found."""
    choice = evidence.chosen.get("license")
    for said in choice.candidates if choice else ():
        where = said.source.partition(":")[0]
        yield from _stated(evidence, f"{_WHERE.get(where, 'page')}:license", said.value)


def from_rsl(evidence: Evidence) -> Iterator[Candidate[UsageInfo]]:
    """An RSL document in the page."""
    url = evidence.document.url or ""
    for kind, script in evidence.meta.typed_scripts:
        if kind != MEDIA_TYPE:
            continue
        document = RslFile.parse(script.strip().encode("utf-8", "replace"))
        for signal in document.signals(url, where="page"):
            yield from _stated(evidence, signal.signal, signal.value)


def from_named_rsl(evidence: Evidence) -> Iterator[Candidate[UsageInfo]]:
    """The address of an RSL document. What it says is for a crawl to read."""
    for one in evidence.meta.linked("license"):
        if one.type == MEDIA_TYPE and (address := evidence.document.absolute(one.href)):
            yield from _stated(evidence, "link:rsl", address)


def from_notice(evidence: Evidence) -> Iterator[Candidate[UsageInfo]]:
    """The page's copyright notice: stated as such, or the last line behind the body that is one."""
    for node in (evidence.jsonld.article, evidence.jsonld.page):
        if said := text(node.get("copyrightNotice")):
            yield from _stated(evidence, "jsonld:notice", said)
    for _, said in evidence.meta.read("copyright", "dcterms.rights", "dc.rights", "rights"):
        yield from _stated(evidence, "meta:notice", said)
    if line := _printed_notice(evidence):
        yield from _stated(evidence, "page:notice", line)


def _printed_notice(evidence: Evidence) -> str | None:
    """The last line behind the body that is about rights, among the page's last lines."""
    kept, left = evidence.body.kept, _LAST_LINES
    for lines in last_parts(evidence.blocks, behind=kept[-1] + 1 if kept else 0, wanted=speaks_of_rights):
        if notice := find_notice(lines[-left:]):
            return notice
        left -= len(lines)
        if left <= 0:
            break
    return None


SOURCES = (from_headers, from_head, from_rsl, from_named_rsl, from_licence, from_notice)

_WHERE = {"jsonld": "jsonld", "link": "link", "meta": "meta"}
_NAMED = frozenset(_AGENTS)


def _stated(evidence: Evidence, name: str, value: str) -> Iterator[Candidate[UsageInfo]]:
    read_at = evidence.fetched_at.isoformat() if evidence.fetched_at else None
    value = " ".join(value.split())[: usage_headers.MAX_CHARACTERS]
    info = judge([UsageSignal(signal=name, value=value, url=evidence.document.url, read_at=read_at)])
    if info and value:
        yield Candidate(info, name, 1.0)


def choose(evidence: Evidence) -> Choice[UsageInfo]:
    """The verdict on all statements; nothing where the page makes none."""
    candidates = gather(evidence, SOURCES)
    if len(candidates) < 2:
        return first(candidates)
    info = judge(signal for one in candidates for signal in one.value.signals)
    return Choice(info, Candidate(info, candidates[0].source, 1.0), candidates) if info else first(())
