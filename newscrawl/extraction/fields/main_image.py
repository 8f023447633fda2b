"""The picture that the page leads with. https://schema.org/image, https://ogp.me/#structured

Declared pictures lead, the largest of equals first; site logos and stand-ins are none. What the page prints beside the
same picture (caption, credit) completes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newscrawl.extraction.candidates import Candidate, Choice, gather
from newscrawl.extraction.readers.pictures import SMALLEST, merged, picture, stem
from newscrawl.html.jsonld import Node, as_list, link, text
from newscrawl.record.model import Image
from newscrawl.text import fold
from newscrawl.urls import path_of

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_STAND_IN = re.compile(
    r"(?:^|[/_.-])(?:logos?|default|fallback|placeholder|no-?image|favicon|icons?|avatar|gravatar|blank)(?=[/_.\d-]|$)|\.svg$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)  # JSON-LD, Open Graph and Twitter name the same address
def _is_stand_in(url: str) -> bool:
    return _STAND_IN.search(path_of(url)) is not None


def from_rule(evidence: Evidence) -> Iterator[Candidate[Image]]:
    if evidence.rules is None:
        return
    for found in evidence.rules.select("main_image", evidence.document.tree):
        if isinstance(found, str):
            url = evidence.document.absolute(found)
            image = Image(url=url) if url else None
        else:
            image = picture(found, evidence.document)
        if image is not None:
            yield Candidate(image, "rule:main_image", 0.99, evidence.rules.name)


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[Image]]:
    jsonld = evidence.jsonld
    for name, node in (
        ("image", jsonld.article),
        ("thumbnailUrl", jsonld.article),
        ("primaryImageOfPage", jsonld.page),
    ):
        stated = [image for one in jsonld.follow(node.get(name)) if (image := _stated(one, evidence))]
        for image in sorted(stated, key=lambda image: -(image.width or 0)):
            yield Candidate(image, f"jsonld:{name}", 0.9)


def _stated(said: Any, evidence: Evidence) -> Image | None:
    url = evidence.document.absolute(link(said))
    if url is None or _is_stand_in(url):
        return None
    node: Node = said if isinstance(said, dict) else {}
    width, height = _pixels(node.get("width")), _pixels(node.get("height"))
    if any(side is not None and side < SMALLEST for side in (width, height)):
        return None
    return Image(
        url=url, width=width, height=height,
        caption=text(node.get("caption")) or text(node.get("description")) or None,
        credit=text(node.get("creditText")) or text(node.get("creator")) or text(node.get("author")) or None,
    )  # fmt: skip


def _pixels(value: Any) -> int | None:
    """The number of `1200`, `"1200"`, `"1200 px"` or a QuantitativeValue."""
    for one in as_list(value):
        said = one.get("value") if isinstance(one, dict) else one
        match = re.match(r"\d{1,5}", str(said).strip()) if said else None
        if match:
            return int(match[0])
    return None


def from_meta(evidence: Evidence) -> Iterator[Candidate[Image]]:
    meta = evidence.meta
    width, height = _pixels(meta.get("og:image:width")), _pixels(meta.get("og:image:height"))
    for key, raw in meta.read("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"):
        url = evidence.document.absolute(raw)
        if url and not _is_stand_in(url):
            own = key.startswith("og:")
            alt = meta.get("og:image:alt" if own else "twitter:image:alt")
            yield Candidate(
                Image(url=url, alt=alt, width=width if own else None, height=height if own else None),
                f"meta:{key}",
                0.85,
            )


def from_microdata(evidence: Evidence) -> Iterator[Candidate[Image]]:
    for value in evidence.microdata.article.all("image"):
        raw = (value.item.get("url") if value.item else "") or value.url
        url = evidence.document.absolute(raw)
        if url and not _is_stand_in(url):
            yield Candidate(Image(url=url), "microdata:image", 0.8)


def from_link(evidence: Evidence) -> Iterator[Candidate[Image]]:
    for one in evidence.meta.linked("image_src"):
        url = evidence.document.absolute(one.href)
        if url and not _is_stand_in(url):
            yield Candidate(Image(url=url), "link:image_src", 0.75)


def from_page(evidence: Evidence) -> Iterator[Candidate[Image]]:
    for image in evidence.pictures[:1]:
        yield Candidate(image, "dom:img", 0.7)


SOURCES = (from_rule, from_jsonld, from_meta, from_microdata, from_link, from_page)


def choose(evidence: Evidence) -> Choice[Image]:
    """The first declared picture that is none of the site's own marks, completed by the page's own figure of it."""
    candidates = [one for one in gather(evidence, SOURCES) if not _is_logo(one.value, evidence)]
    if not candidates:
        return Choice(None, None)
    winner = candidates[0]
    name, image = stem(winner.value.url), winner.value
    for other in (*(one.value for one in candidates[1:]), *evidence.pictures):
        if stem(other.url) == name:
            image = merged(image, other)
    if image.caption and fold(image.caption) == fold(image.alt or ""):
        image = replace(image, alt=None)
    return Choice(image, winner._replace(value=image), tuple(candidates))


def _is_logo(image: Image, evidence: Evidence) -> bool:
    publisher = evidence.chosen.get("publisher")
    return bool(publisher and publisher.value and publisher.value.logo == image.url)
