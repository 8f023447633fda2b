"""The headline: the title that a reader sees, without the site's name. https://schema.org/headline

Every source may be wrong: JSON-LD and og:title carry variants for search and sharing, an <h1> may be the site's logo, a
<title> ends with the site's name. So every distinct title collects the votes of the sources that give it, and the
heaviest wins. The weights are learned, and so is the confidence: see `votes`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from lxml import etree

from newscrawl.extraction.body.class_words import bit_of, meaning_bits
from newscrawl.extraction.candidates import Candidate, Choice, family, gather, learned, ruled, weighed_votes
from newscrawl.extraction.titles import is_site_name, title_heads, title_pieces, without_site_name
from newscrawl.html.jsonld import text
from newscrawl.html.meta import plain
from newscrawl.lang import Language
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
_LABELS = bit_of("category") | bit_of("subtitle") | bit_of("tag") | bit_of("hidden") | bit_of("ads") | bit_of("live")
_LABEL_NAME = re.compile(
    r"over-?line|top-?line|dachzeile|spitzmarke|sur-?titre|ante-?titulo|cintillo|occhiello|vinheta|badge|flag|\blabel",
    re.IGNORECASE,
)
MAX_LENGTH = 400  # characters; no headline of the corpus is longer than 250
_LISTS = frozenset(["nav", "ul", "ol", "li"])
_MAX_PARTS = 3
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_ABOVE, _SHORTEST_LINE, _LONGEST_LINE, _MAX_LINES = 12, 2, 30, 2  # blocks, words of a line, lines
_BOLD = 0.9  # of a line's characters
_MAX_HEADINGS = 4  # of each level above the body, the nearest ones

WEIGHTS = learned("headline")
"""Log-odds that a vote adds."""
SHARPNESS = 1.0
"""Makes the shares of the exponents honest: calibration error 0.03 over unseen sites, 0.05 with 0.7, 0.04 with 1.2."""


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
            parts = _parts(blocks.nodes[node], lines)
            said = _without_labels(blocks.nodes[node]) or " ".join(lines)
            if parts and fold(parts[0]) in _genres(evidence.language):
                said = " ".join(parts[1:])
            yield from _title(said, f"dom:{tag}{_standing(blocks, node, rank)}", evidence)
            if parts:
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


def _without_labels(heading: etree._Element) -> str:
    """The text of a heading that holds a kicker, a tag or a second line as an element of its own; else ""."""
    while len(heading) == 1 and not _own_text(heading):
        heading = heading[0]
    labels = [child for child in heading if child.tag in ("small", "time") or _is_label(child.get("class") or "")]
    if not labels or (len(labels) == len(heading) and not _own_text(heading)):
        return ""
    pieces = [heading.text or ""]
    for child in heading:
        pieces.append("" if child in labels else "".join(map(str, child.itertext())))
        pieces.append(child.tail or "")
    return normalize(" ".join(pieces))


@lru_cache(maxsize=4096)
def _is_label(names: str) -> bool:
    """Do the class names of an element inside a heading say that it is a kicker or the like?"""
    return bool(meaning_bits(names) & _LABELS) or _LABEL_NAME.search(names) is not None


def _own_text(heading: etree._Element) -> bool:
    """Has a heading words outside of its elements?"""
    return any(sign.isalpha() for text in (heading.text, *(child.tail for child in heading)) for sign in text or "")


@lru_cache(maxsize=64)
def _genres(language: Language) -> frozenset[str]:
    """The labels that stand in front of titles: "Opinion", "Live"; they are no part of them."""
    return frozenset(fold(label) for labels in language.genres.values() for label in labels)


def _direct_texts(heading: etree._Element) -> Iterator[str]:
    yield heading.text or ""
    for child in heading:
        yield "".join(map(str, child.itertext()))
        yield child.tail or ""


def from_lines(evidence: ReadPage) -> Iterator[Candidate[str]]:
    """Where no `<h1>` stands above the body, as on old pages: the lines right above it that look like a headline."""
    blocks, kept = evidence.blocks, evidence.body.kept
    if not kept or any(blocks.firsts[node] <= kept[0] for node in _places("h1", blocks.node_tags)):
        return
    found = 0
    for block in range(kept[0], max(-1, kept[0] - _ABOVE), -1):
        text, owner = blocks.texts[block], blocks.owners[block]
        if blocks.node_tags[owner] in _HEADINGS or not _SHORTEST_LINE <= count_words(text) <= _LONGEST_LINE:
            continue
        named = (blocks.own_bits[owner] | blocks.inline_bits[block] | _bits_of_cells(blocks.nodes[owner])) & _NAMED
        bold = blocks.strong_sizes[block] >= _BOLD * len(text)
        if (named or bold) and not blocks.link_sizes[block] and not blocks.own_bits[owner] & _AWAY:
            yield from _title(text, "dom:text:named" if named else "dom:text:bold", evidence)
            found += 1
        if found == _MAX_LINES:
            return


def _bits_of_cells(row: etree._Element) -> int:
    """What the class names of a table row's cells say; old pages lay out their titles in tables."""
    if row.tag != "tr":
        return 0
    return meaning_bits(" ".join(cell.get("class") or "" for cell in row.iterchildren("td")))


def from_meta(evidence: ReadPage) -> Iterator[Candidate[str]]:
    for key, value in evidence.meta.read(*_META_KEYS):
        yield from _title(value, f"meta:{key}", evidence)


def from_title(evidence: ReadPage) -> Iterator[Candidate[str]]:
    """<title> without the site's name, and its pieces."""
    title = evidence.meta.title
    freed = without_site_name(title, evidence.site_names)
    yield from _title(title, "title", evidence)
    for piece in title_pieces(title) if freed == title else title_heads(freed):
        yield from _title(piece, "title:piece", evidence)


def _title(said: str, source: str, evidence: ReadPage) -> Iterator[Candidate[str]]:
    if "<" in said and ("</" in said or "=" in said):  # markup that a page prints as text, not the name of an element
        said = plain(said)
    if said and len(said) <= MAX_LENGTH and not is_placeholder(said):
        value = without_site_name(said, evidence.site_names)
        yield Candidate(value, source, 0.0, f"from {said!r}" if value != said else "")


SOURCES = (ruled("headline"), from_jsonld, from_microdata, from_headings, from_lines, from_meta, from_title)


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
    said = set(map(_vote, titles[key]))
    words = count_words(key)
    families = {family(source) for source in sources if not source.endswith(_LESSER)}
    if "meta:og:title" in said:
        families.add("og:title")
    if any(source.endswith((":line", ":kicker")) for source in sources):
        families.add("line")
    said |= {" and ".join(pair) for pair in combinations(sorted(families), 2) if pair in _PAIRS}
    if "jsonld" in families and any(source.startswith(("dom:h2", "dom:h3")) for source in sources):
        said.add("lower heading and jsonld")
    if not sources.isdisjoint(_LOWER) and families & {"jsonld", "og:title"} and _is_printed_instead(sources, titles):
        said.add("printed instead of a listed h1")
    if "line" in families and len(families) > 1 and _is_only_agreed_part(key, titles):
        said.add("only part of a heading that is stated")
    for other, held in titles.items():
        if other != key and (place := _place(key, other)):
            said |= {f"{place} {vote}" for vote in map(_vote, held) if vote in _COMPARED}
    if is_site_name(titles[key][0].value, evidence.site_names, extra=0):
        said.add("site name")
    if evidence.layout.is_plain_line(titles[key][0].value):
        said.add("printed")
    said.add("1 word" if words <= 1 else "2 words" if words == 2 else "3-4 words" if words <= 4 else "more words")
    return sorted(said if _is_stated(titles) else {f"unstated: {vote}" for vote in said})


def _is_stated(titles: Mapping[str, list[Candidate[str]]]) -> bool:
    """Does the page state a title to machines? Where none does, as on old pages, headings and <title> weigh more."""
    return any(one.source in ("jsonld:headline", "meta:og:title") for held in titles.values() for one in held)


def _is_printed_instead(sources: set[str], titles: Mapping[str, list[Candidate[str]]]) -> bool:
    """Is a title of a lower heading printed, where the page's <h1> with another one stands in its breadcrumb?

    That <h1> is for search engines, and so is what repeats it: JSON-LD on some sites, og:title on others.
    """
    every = {one.source for held in titles.values() for one in held}
    return "dom:h1:listed" in every - sources and not every & {"dom:h1", "dom:h1:named"}


def _is_only_agreed_part(key: str, titles: Mapping[str, list[Candidate[str]]]) -> bool:
    """Are the headings that hold this part of theirs stated nowhere, as the part is? The rest is a kicker or a deck."""
    wholes = {other: held for other, held in titles.items() if other != key and key in other and _is_heading(held)}
    most = all(2 * len(key) > len(other) for other in wholes)
    return bool(wholes) and most and all(family(one.source) == "dom" for held in wholes.values() for one in held)


def _is_heading(held: Iterable[Candidate[str]]) -> bool:
    return any(one.source.startswith(("dom:h1", "dom:h2")) for one in held)


_LOWER = frozenset(["dom:h2", "dom:h2:named", "dom:h2:far", "dom:h2:line"])
_PAIRS = frozenset(
    [
        ("dom", "jsonld"), ("dom", "meta"), ("dom", "microdata"), ("dom", "title"), ("jsonld", "line"),
        ("jsonld", "og:title"), ("jsonld", "title"), ("line", "og:title"), ("line", "title"), ("og:title", "title"),
    ]
)  # fmt: skip
_LESSER = (":line", ":kicker", ":listed")
_COMPARED = frozenset(
    [
        "dom:h1", "dom:h1:named", "dom:h2", "dom:h2:named", "meta:og:title", "jsonld:headline", "title", "title:freed",
        "title:piece",
    ]
)  # fmt: skip


def _place(key: str, other: str) -> str:
    """How a title stands to another one: it begins it, ends it, or holds it."""
    if other.startswith(key + " "):
        return "begins"
    if other.endswith(" " + key):
        return "ends"
    return "holds" if f" {other} " in f" {key} " else ""


def _vote(one: Candidate[str]) -> str:
    """A candidate's source, the rarer meta names as one; a <title> that was freed of the site's name is told apart."""
    kind, _, name = one.source.partition(":")
    if one.source == "title" and one.note:
        return "title:freed"
    return "meta:other" if kind == "meta" and name not in ("og:title", "twitter:title") else one.source
