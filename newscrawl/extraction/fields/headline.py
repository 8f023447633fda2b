"""The headline: the title that a reader sees, without the site's name. https://schema.org/headline

Every source may be wrong: JSON-LD and og:title carry variants for search and sharing, an <h1> may be the site's logo, a
<title> ends with the site's name. So every distinct title collects the votes of the sources that give it, and the
heaviest wins. The weights are learned, and so is the confidence: see `votes`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from lxml import etree

from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.candidates import Candidate, Choice, family, gather, learned, ruled, weighed_votes
from newscrawl.extraction.titles import is_site_name, title_parts, without_site_name
from newscrawl.html.jsonld import text
from newscrawl.text import count_words, fold, is_placeholder, normalize

if TYPE_CHECKING:
    from newscrawl.extraction.body.blocks import Blocks
    from newscrawl.extraction.evidence import ReadPage

_META_KEYS = (
    "og:title", "twitter:title", "sailthru.title", "parsely-title", "headline", "title", "dc.title", "dcterms.title",
    "cxenseparse:title",
)  # fmt: skip
_AWAY = bit_of("nav") | bit_of("footer") | bit_of("sidebar") | bit_of("related") | bit_of("comment") | bit_of("popular")
_AWAY |= bit_of("newsletter") | bit_of("cookie") | bit_of("modal") | bit_of("hidden") | bit_of("logo")
_NAMED = bit_of("headline")
MAX_LENGTH = 400  # characters; no headline of the corpus is longer than 250
_LISTS = frozenset(["nav", "ul", "ol", "li"])
_MAX_PARTS = 3
_MAX_HEADINGS = 4  # of each level above the body, the nearest ones

WEIGHTS = learned("headline")
"""Log-odds that a vote adds."""
SHARPNESS = 0.8
"""Makes the shares of the exponents honest: calibration error 0.03 over unseen sites, 0.04 without it."""


def from_jsonld(evidence: ReadPage) -> Iterator[Candidate[str]]:
    for key in ("headline", "name"):
        yield from _title(text(evidence.jsonld.article.get(key)), f"jsonld:{key}", evidence)


def from_microdata(evidence: ReadPage) -> Iterator[Candidate[str]]:
    for key in ("headline", "name"):
        yield from _title(evidence.microdata.article.get(key), f"microdata:{key}", evidence)


def from_headings(evidence: ReadPage) -> Iterator[Candidate[str]]:
    """The headings above the body's end, nearest to its beginning first: `dom:h1` before `dom:h1:far`."""
    blocks, kept = evidence.blocks, evidence.body.kept
    start, end = (kept[0] + 1, kept[-1]) if kept else (len(blocks), len(blocks))
    above, inside = bisect_left(blocks.firsts, start), bisect_left(blocks.firsts, end)
    for tag, border in (("h1", inside), ("h2", above), ("h3", above)):
        nodes = _places(tag, blocks.node_tags[:border])
        near = sorted(nodes, key=lambda node: abs(blocks.firsts[node] - start))[:_MAX_HEADINGS]
        for rank, node in enumerate(near):
            lines = blocks.texts[blocks.firsts[node] : blocks.lasts[node]]
            yield from _title(" ".join(lines), f"dom:{tag}{_standing(blocks, node, rank)}", evidence)
            if parts := _parts(blocks.nodes[node], lines):
                yield from _title(parts[-1], f"dom:{tag}:line", evidence)
                yield from _title(parts[0], f"dom:{tag}:kicker", evidence)


def _places(tag: str, tags: list[str]) -> Iterator[int]:
    """Where a tag stands among all; the list's own search takes a tenth of a loop's time."""
    place = -1
    for _ in range(tags.count(tag)):
        yield (place := tags.index(tag, place + 1))


def _standing(blocks: Blocks, node: int, rank: int) -> str:
    """What a heading's place says of it: in a menu, list or breadcrumb stands the title for search engines."""
    parents = blocks.parents
    around = [node, max(0, parents[node])]
    if any(blocks.node_tags[one] in _LISTS for one in (*around, max(0, parents[around[1]]))):
        return ":listed"
    bits = blocks.own_bits[around[0]] | blocks.own_bits[around[1]]
    if bits & _AWAY:
        return ":away"
    return ":far" if rank else ":named" if bits & _NAMED else ""


def _parts(heading: etree._Element, lines: list[str]) -> list[str]:
    """The pieces of a heading of several: a kicker, a label or a second line stands beside a title."""
    if len(lines) == 1 and len(heading) > 1:
        lines = [part for part in map(normalize, _direct_texts(heading)) if any(sign.isalpha() for sign in part)]
    return lines if 1 < len(lines) <= _MAX_PARTS else []


def _direct_texts(heading: etree._Element) -> Iterator[str]:
    yield heading.text or ""
    for child in heading:
        yield "".join(map(str, child.itertext()))
        yield child.tail or ""


def from_meta(evidence: ReadPage) -> Iterator[Candidate[str]]:
    for key, value in evidence.meta.read(*_META_KEYS):
        yield from _title(value, f"meta:{key}", evidence)


def from_title(evidence: ReadPage) -> Iterator[Candidate[str]]:
    """<title> without the site's name, and its first and its longest piece."""
    title = evidence.meta.title
    yield from _title(title, "title", evidence)
    parts = title_parts(title)
    if len(parts) > 1:
        for piece in dict.fromkeys((parts[0], max(parts, key=len))):
            yield from _title(piece, "title:piece", evidence)


def _title(said: str, source: str, evidence: ReadPage) -> Iterator[Candidate[str]]:
    if said and len(said) <= MAX_LENGTH and not is_placeholder(said):
        value = without_site_name(said, evidence.site_names)
        yield Candidate(value, source, 0.0, f"from {said!r}" if value != said else "")


SOURCES = (ruled("headline"), from_jsonld, from_microdata, from_headings, from_meta, from_title)


def choose(evidence: ReadPage) -> Choice[str]:
    """The title with the heaviest votes; its confidence is its share among the exponents of all."""
    candidates = gather(evidence, SOURCES)
    if candidates and candidates[0].source == "rule:headline":
        return Choice(candidates[0].value, candidates[0], candidates)
    titles = group(candidates)
    scores = {key: sum(WEIGHTS.get(vote, 0.0) for vote in votes(key, titles, evidence)) for key in titles}
    top = max(scores.values(), default=0.0)
    share = {key: math.exp(SHARPNESS * (score - top)) for key, score in scores.items()}
    total = sum(share.values())
    rated = tuple(
        Candidate(one.value, one.source, round(share[key] / total, 3), one.note)
        for one in candidates
        if (key := fold(one.value)) in share
    )
    winner = max(rated, key=lambda one: one.confidence, default=None)
    return Choice(winner.value if winner else None, winner, rated)


def reasons(evidence: ReadPage) -> Iterator[str]:
    """For `explain`: every title that was weighed, the heaviest first, with what spoke for and against it."""
    titles = group(gather(evidence, SOURCES))
    said = {key: votes(key, titles, evidence) for key in titles}
    score = {key: sum(WEIGHTS.get(vote, 0.0) for vote in said[key]) for key in titles}
    for key in sorted(titles, key=lambda key: -score[key]):
        yield f"{score[key]:+5.1f}  {titles[key][0].value[:60]}: {weighed_votes(said[key], WEIGHTS)}"


def group(candidates: Iterable[Candidate[str]]) -> dict[str, list[Candidate[str]]]:
    """The candidates by title: those that differ in case, signs or spaces are one title."""
    titles: dict[str, list[Candidate[str]]] = {}
    for one in candidates:
        if key := fold(one.value):
            titles.setdefault(key, []).append(one)
    return titles


def votes(key: str, titles: dict[str, list[Candidate[str]]], evidence: ReadPage) -> list[str]:
    """What speaks for or against a title: its sources, the titles around it, its length."""
    sources = {one.source for one in titles[key]}
    said = set(map(_vote, sources))
    words = count_words(key)
    families = {family(source) for source in sources if not source.endswith(_LESSER)}
    if "meta:og:title" in said:
        families.add("og:title")
    if any(source.endswith(":line") for source in sources):
        families.add("line")
    said |= {" and ".join(pair) for pair in combinations(sorted(families), 2) if pair in _PAIRS}
    if "jsonld" in families and any(source.startswith(("dom:h2", "dom:h3")) for source in sources):
        said.add("lower heading and jsonld")
    if not sources.isdisjoint(_LOWER) and families & {"jsonld", "og:title"} and _is_printed_instead(sources, titles):
        said.add("printed instead of a listed h1")
    for other, held in titles.items():
        if other != key and (place := _place(key, other)):
            said |= {f"{place} {vote}" for vote in (_vote(one.source) for one in held) if vote in _COMPARED}
    if is_site_name(titles[key][0].value, evidence.site_names):
        said.add("site name")
    if evidence.layout.is_plain_line(titles[key][0].value):
        said.add("printed")
    said.add("1 word" if words <= 1 else "2 words" if words == 2 else "3-4 words" if words <= 4 else "more words")
    return sorted(said)


def _is_printed_instead(sources: set[str], titles: Mapping[str, list[Candidate[str]]]) -> bool:
    """Is a title of a lower heading printed, where the page's <h1> with another one stands in its breadcrumb?

    That <h1> is for search engines, and so is what repeats it: JSON-LD on some sites, og:title on others.
    """
    every = {one.source for held in titles.values() for one in held}
    return "dom:h1:listed" in every - sources and not every & {"dom:h1", "dom:h1:named"}


_LOWER = frozenset(["dom:h2", "dom:h2:named", "dom:h2:far", "dom:h2:line"])
_PAIRS = frozenset(
    [
        ("dom", "jsonld"), ("dom", "meta"), ("dom", "microdata"), ("dom", "title"), ("jsonld", "line"),
        ("jsonld", "og:title"), ("jsonld", "title"), ("line", "og:title"), ("og:title", "title"),
    ]
)  # fmt: skip
_LESSER = (":line", ":kicker", ":listed")
_COMPARED = frozenset(
    [
        "dom:h1", "dom:h1:named", "dom:h2", "dom:h2:named", "meta:og:title", "jsonld:headline", "title", "title:piece",
    ]
)  # fmt: skip


def _place(key: str, other: str) -> str:
    """How a title stands to another one: it begins it, ends it, or holds it."""
    if other.startswith(key + " "):
        return "begins"
    if other.endswith(" " + key):
        return "ends"
    return "holds" if f" {other} " in f" {key} " else ""


def _vote(source: str) -> str:
    kind, _, name = source.partition(":")
    return "meta:other" if kind == "meta" and name not in ("og:title", "twitter:title") else source
