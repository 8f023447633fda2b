"""Videos and audio of a page: what JSON-LD declares of the article, what stands embedded in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from newscrawl.extraction.candidates import Candidate, Choice
from newscrawl.extraction.layout import Layout
from newscrawl.html.document import Document
from newscrawl.html.jsonld import JsonLd, link, text
from newscrawl.record.model import Media
from newscrawl.text import normalize

if TYPE_CHECKING:
    from lxml import etree

_DURATION = re.compile(r"P(?=.*\d)(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")
_LAZY_FRAMES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-cmp-src")
Found = tuple[Media, ...]


def declared(document: Document, jsonld: JsonLd, name: str, *types: str) -> Iterator[Candidate[Found]]:
    """The objects under the article's property, else those of the types that stand by themselves on the page."""
    said = jsonld.follow(jsonld.article.get(name)) or jsonld.follow(jsonld.page.get(name))
    places = zip(jsonld.nodes, jsonld.places, strict=True)
    alone = [node for node, place in places if not place and set(types).intersection(_types(node))]
    for values, source in ((said, f"jsonld:{name}"), (alone, f"jsonld:{types[0]}")):
        found = tuple(media for one in values if (media := _stated(one, document)))
        if found:
            yield Candidate(found, source, 0.9)
            return


def _types(node: Any) -> list[str]:
    said = node.get("@type")
    return [str(one) for one in (said if isinstance(said, list) else [said])]


def _stated(said: Any, document: Document) -> Media | None:
    node = said if isinstance(said, dict) else {"url": said}
    addresses = (document.absolute(link(node.get(key))) for key in ("contentUrl", "embedUrl", "url"))
    url = next(filter(None, addresses), None)
    if url is None:
        return None
    duration = text(node.get("duration"))
    return Media(
        url=url,
        name=text(node.get("name")) or text(node.get("headline")) or None,
        thumbnail_url=document.absolute(link(node.get("thumbnailUrl")) or link(node.get("thumbnail"))),
        duration=duration if _DURATION.fullmatch(duration) else None,
    )


def elements(layout: Layout, tag: str) -> Found:
    """The `<video>` or `<audio>` elements of the article with the address of their first source."""
    found = []
    for element in layout.in_article(tag):
        sources = (element, *element.iter("source"))
        addresses = (layout.document.absolute(one.get("src") or one.get("data-src")) for one in sources)
        url = next(filter(None, addresses), None)
        if url:
            name = normalize(element.get("title") or element.get("aria-label") or "") or None
            found.append(Media(url=url, name=name, thumbnail_url=layout.document.absolute(element.get("poster"))))
    return tuple(found)


def frames(layout: Layout, players: Sequence[str]) -> Found:
    """The frames of the article that show one of these players."""
    found = []
    for element in layout.in_article("iframe"):
        url = _frame_address(element, layout.document)
        if url and any(player in url for player in players):
            found.append(Media(url=url, name=normalize(element.get("title") or "") or None))
    return tuple(found)


def _frame_address(element: etree._Element, document: Document) -> str | None:
    addresses = (document.absolute(element.get(name)) for name in _LAZY_FRAMES)
    return next((url for url in addresses if url), None)


def joined(candidates: Sequence[Candidate[Found]]) -> Choice[Found]:
    """All candidates' media together, each address once; the first candidate is the winner."""
    if not candidates:
        return Choice((), None)
    once = {media.url: media for one in reversed(candidates) for media in reversed(one.value)}
    value = tuple(dict.fromkeys(once[media.url] for one in candidates for media in one.value))
    return Choice(value, candidates[0], tuple(candidates))
