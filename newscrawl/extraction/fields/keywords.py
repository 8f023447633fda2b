"""The topics that the page names. https://schema.org/keywords"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.candidates import Candidate, Choice, agreed, gather, ruled
from newscrawl.html.jsonld import as_list, texts
from newscrawl.text import fold, normalize

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

Topics = tuple[str, ...]

_META_KEYS = (
    "article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "cxenseparse:keywords", "keywords", "og:tags",
)  # fmt: skip
_SPLIT = re.compile("[,;،、，|]")
# What content systems write for themselves: "type:article", "Page Type: Article", "8472", "ad_free".
_MACHINE = re.compile(r"^[\w.-]+[:=/][\w.:-]+$|^[A-Z][\w ]{0,20}: \S.*$|^\d+$|^[a-z]+_[a-z_]+$")
_TAGS = bit_of("tag")
_AWAY = bit_of("nav") | bit_of("footer") | bit_of("related") | bit_of("sidebar") | bit_of("popular") | bit_of("comment")
_AWAY_FROM_ARTICLE = _AWAY & ~bit_of("footer")  # an article has a footer of its own
_MOST_LINKS = 16  # a longer list of tag links is the site's, not the article's
_TAG_LENGTH = 40  # characters of a tag link; a longer link is a title
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
    """The page's own tag links: `rel=tag`, else the first place below the headline that calls itself tags."""
    yield from _topics((name for rel, name in rel_tags(evidence) if "category" not in rel), "dom:rel=tag", evidence)
    blocks, start = evidence.blocks, evidence.headline_place or 0
    for node in [node for node, bits in enumerate(blocks.own_bits) if bits & _TAGS]:
        span = range(blocks.firsts[node], blocks.lasts[node])
        if start < span.start and 0 < len(span) <= _MOST_LINKS and not blocks.path_bits[node] & _AWAY:
            linked = [blocks.texts[block] for block in span if blocks.link_sizes[block] * 2 > len(blocks.texts[block])]
            found = list(_topics((text for text in linked if len(text) <= _TAG_LENGTH), "dom:tags", evidence))
            if found:
                yield from found
                return


def rel_tags(evidence: Evidence) -> Iterator[tuple[list[str], str]]:
    """The `rel` words and the texts of the article's `rel=tag` links (microformats.org/wiki/rel-tag), in page order.

    WordPress marks a section as `rel="category tag"`. Links of teasers and menus are other articles'.
    """
    for link in evidence.document.related("tag"):
        rel = (link.get("rel") or "").split()
        if not evidence.blocks.path_bits[max(0, evidence.layout.node_of(link))] & _AWAY_FROM_ARTICLE:
            yield rel, normalize("".join(map(str, link.itertext())))


def _split(values: Iterable[str]) -> Iterator[str]:
    """A single value is a list in a string; of several values each is one topic."""
    every = list(values)
    for value in every:
        yield from _SPLIT.split(value) if len(every) == 1 else [value]


def _topics(values: Iterable[str], source: str, evidence: Evidence) -> Iterator[Candidate[Topics]]:
    headline = fold(evidence.chosen["headline"].value or "")
    topics: dict[str, str] = {}
    for value in values:
        topic = value.strip(" #\"'.[]")
        if len(topic) > MAX_TOPIC or _MACHINE.match(topic):
            continue
        key = fold(topic)
        if key and key != headline and key not in evidence.site_names:
            topics.setdefault(key, topic)
        if len(topics) == MAX_TOPICS:
            break
    if topics:
        yield Candidate(tuple(topics.values()), source, 0.5)


SOURCES = (from_rule, from_jsonld, from_meta, from_microdata, from_page)


def choose(evidence: Evidence) -> Choice[Topics]:
    """The first list in order of trust; the page's links are only read where nothing is declared."""
    candidates = gather(evidence, SOURCES[:-1]) or gather(evidence, SOURCES[-1:])
    return agreed("keywords", candidates, lambda topics: frozenset(map(fold, topics)))
