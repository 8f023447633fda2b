"""Pictures of a page: one `<img>` with its figure as an Image of the record; logos, icons and trackers are none.

The largest size that the page offers wins: `srcset` of the image and of its `<picture>` (HTML, 4.8.4), the attributes
that lazy-loading scripts read, then `src`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote

from lxml import etree

from newscrawl.extraction.body.class_words import SIDE_MATTER, meaning_bits
from newscrawl.extraction.layout import Layout
from newscrawl.html.document import Document
from newscrawl.html.meta import attributes
from newscrawl.record.model import Image
from newscrawl.text import normalize
from newscrawl.urls import path_of

SMALLEST = 100
"""Pixels. Icons, avatars and trackers are smaller; the smallest pictures of articles seen are 150 wide."""
LARGEST = 99_999
"""Pixels: a `srcset` that says more says nothing; attributes are read to as many digits."""
MAX_IMAGES = 100

_PLAIN = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-full-src", "data-large-file", "data-orig-file",
    "data-image", "data-url", "data-hi-res-src", "data-original-src", "data-src-large", "data-defer-src", "src",
)  # fmt: skip
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
_DECOR = re.compile(
    r"(?:^|[/_.-])(?:logos?|icons?|favicon|sprite|avatars?|gravatar|pixel|spacer|blank|placeholder|loading|loader|spinner|"
    r"transparent|1x1|tracking|badge|emoji|smilies|button|banner-ad|advert)(?=[/_.\d-]|$)|\.svg(?:$|\?)",
    re.IGNORECASE,
)
# What counts views has a name of its own as the last of its path; "race-track.jpg" has more in it.
_TRACKER = re.compile(
    r"(?:^|/)(?:beacons?|track(?:er|ing)?|impressions?|count(?:er)?|pageviews?|collect|hits?|__utm|tr|ping|b|p|t)"
    r"(?:\.(?:gif|png|php|aspx|ashx))?/?$",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"display\s?:\s?none|visibility\s?:\s?hidden|(?:width|height)\s?:\s?[01](?:px)?\s?(?:;|$)", re.IGNORECASE
)
# Two digits as the width in an address: the blurred stand-in that is shown until the picture is loaded.
_TINY = re.compile(
    r"[?&](?:w|width|size|resize)=\d{1,2}(?![\d%.])|[/,](?:w_?|width[=-])\d{1,2}(?=[,/])|[-_/]\d{1,2}x\d{1,2}(?=[./?]|$)",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?:^|(?<=[\s,]))(?!,|\d+[wx](?:,|$))(\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)([wx]))?\s*(?:,|$)")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*+(?:px)?+\s*+$")
_NOT_PICTURES = re.compile(r"^(?:data:|about:|blob:)", re.IGNORECASE)


def read_pictures(layout: Layout) -> tuple[Image, ...]:
    """The pictures between the headline and the end of the body, in page order, each once."""
    found: dict[str, Image] = {}
    for element in _elements(layout):
        image = picture(element, layout.document)
        if image is not None:
            name = stem(image.url)
            found[name] = merged(found[name], image) if name in found else image
        if len(found) >= MAX_IMAGES:
            break
    return tuple(found.values())


def _elements(layout: Layout) -> Iterable[etree._Element]:
    """The `<img>`s of the article and the `<amp-img>`s of AMP pages, in page order. https://amp.dev"""
    if not layout.document.elements("amp-img"):
        return layout.in_article("img")
    return sorted((*layout.in_article("amp-img"), *layout.in_article("img")), key=layout.position_of)


def picture(element: etree._Element, document: Document) -> Image | None:
    """The Image of one `<img>`; None for decoration, for what counts views, and for one without an address."""
    said = attributes(element)
    raw, width = _largest(element, said)
    size = (width, None) if width else (_pixels(said.get("width")), _pixels(said.get("height")))
    if not raw or any(side is not None and side < SMALLEST for side in size) or _is_decoration(raw):
        return None
    if _UNSEEN.search(said.get("style") or "") and not said.get("alt"):
        return None
    if meaning_bits(" ".join((said.get("class") or "", said.get("id") or ""))) & SIDE_MATTER:
        return None
    url = document.absolute(raw)
    if url is None:
        return None
    caption, credit = _caption(element)
    alt = normalize(said.get("alt") or "") or None
    return Image(url=url, caption=caption, credit=credit, alt=alt, width=size[0], height=size[1])


@lru_cache(maxsize=1024)
def _is_decoration(raw: str) -> bool:
    path = path_of(raw)
    return any(pattern.search(text) for pattern, text in ((_DECOR, path), (_TRACKER, path), (_TINY, raw)))


# -- address and size -------------------------------------------------------------------------------------------------


def _largest(element: etree._Element, said: Mapping[str, str]) -> tuple[str, int | None]:
    """(address, width) of the largest size; the width is known where a `srcset` names it."""
    best, best_size, best_unit = "", 0.0, ""
    for raw, size, unit in _offers(element, said):
        if size > best_size:
            best, best_size, best_unit = raw, size, unit
    if best:
        return best, int(best_size) if best_unit == "w" else None
    plain = (said[name].strip() for name in _PLAIN if name in said)
    return next((raw for raw in plain if raw and not _NOT_PICTURES.match(raw)), ""), None


def _offers(element: etree._Element, said: Mapping[str, str]) -> Iterator[tuple[str, float, str]]:
    """(address, size, unit) of every entry of the image's and its `<picture>`'s sets."""
    for offering in (said, *map(attributes, _sources(element))):
        for name in _SETS:
            if name in offering:
                for raw, size, unit in _ENTRY.findall(offering[name]):
                    if not _NOT_PICTURES.match(raw):
                        number = float(size or 1)
                        yield raw, number if number <= LARGEST else 1.0, unit if number <= LARGEST else ""


def _sources(element: etree._Element) -> Iterator[etree._Element]:
    """The `<source>`s of the image's `<picture>`; libxml2 nests what follows a source into it."""
    around = element.getparent()
    while around is not None and around.tag == "source":
        around = around.getparent()
    return around.iter("source") if around is not None and around.tag == "picture" else iter(())


def _pixels(value: str | None) -> int | None:
    match = _PIXELS.match(value) if value else None
    return int(match[1]) if match else None


_SIZES = re.compile(r"[-_@](?:\d{2,4}x\d{2,4}|\d{2,4}w|\dx|scaled|large|medium|small|thumb(?:nail)?)(?=[.\-_]|$)")


@lru_cache(maxsize=1024)
def stem(url: str) -> str:
    """The name by which two addresses are the same picture: the file's, without size marks and ending.

    A name that is no name (`image.jpg`, a picture behind a resizing service) keeps its path or query.
    """
    path = unquote(path_of(url))
    name = _SIZES.sub("", path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2]).casefold()
    return name if len(name) >= _TELLING and _DIGIT.search(name) else _SIZES.sub("", path).casefold() or url


_DIGIT = re.compile(r"\d")
_TELLING = 10  # characters of a file name that is unlikely to be given twice


def merged(one: Image, other: Image) -> Image:
    """One picture from two statements of it: the first's values, completed by the second's, in the larger size."""
    larger = other if (other.width or 0) > (one.width or 0) else one
    return replace(
        one,
        url=larger.url,
        width=larger.width,
        height=larger.height,
        caption=one.caption or other.caption,
        credit=one.credit or other.credit,
        alt=one.alt or other.alt,
    )


# -- words ------------------------------------------------------------------------------------------------------------

_CREDIT_NAME = re.compile(
    r"credit|copyright|photographer|source|attribution|fotograf|autor|author|agency|quelle", re.IGNORECASE
)
_CAPTION_NAME = re.compile(r"caption|legend|bildunterschrift|bildtext|description", re.IGNORECASE)
# At the end of a caption, behind a full stop, a bracket or a dash: "The quay. Photo: Jane Doe/AP", "The quay (© AP)".
_CREDIT_TAIL = re.compile(
    r"(?:^|(?<=[.!?…\"”»])\s++|(?:(?<!\s)\s++)?[(\[|]\s*+|(?<!\s)\s++[-–—/]\s*+|(?<!\s)\s++(?=©))"
    r"((?:©|\(c\)|(?:Photos?|Photograph|Image|Picture|Foto|Bild|Crédit|Credits?|Source|Fuente|Quelle|Фото|Imagem|Zdjęcie|Kuva|"
    r"写真|사진|图|圖)(?:\s?(?:by|credit|from|von|de|:|：|/))+)\s*+[^()\[\]]{2,80}?)\s*+[)\]]?+\s*+$",
    re.IGNORECASE,
)


def _caption(element: etree._Element) -> tuple[str | None, str | None]:
    """(caption, credit) printed with an image: its figure's caption, or the caption element of its wrapper."""
    words = _caption_element(element)
    if words is None:
        return None, None
    named = [e for e in words.iter() if e is not words and _is_credit(_names(e))]
    credit = normalize(_visible(named[0])) if named else ""
    whole = normalize(_visible(words))
    if credit:
        caption = normalize(whole.replace(credit, " ", 1)).strip(" |-–—()")
    else:
        caption, credit = split_credit(whole)
    return caption or None, strip_label(credit) or None


def split_credit(text: str) -> tuple[str, str]:
    """(caption, credit) of a printed caption that ends with "Photo: Jane Doe" or "© Agency"."""
    match = _CREDIT_TAIL.search(text)
    return (text[: match.start()].strip(), match[1].strip()) if match else (text, "")


_LABEL = re.compile(
    r"^(?:©|\(c\)|(?:photo|image|picture|foto|bild|crédit|credit|credits|source|quelle)\s*[:：])\s*", re.IGNORECASE
)


def strip_label(credit: str) -> str:
    """A credit without its label: "Jane Doe" of "Photo: Jane Doe"."""
    return _LABEL.sub("", credit)


def _caption_element(element: etree._Element) -> etree._Element | None:
    for depth, around in enumerate(element.iterancestors()):
        if around.tag == "figure":
            printed = next(around.iter("figcaption"), None)
            return _named_caption(around) if printed is None else printed
        if depth < _WRAPPERS and _is_caption(_names(around)):
            return _named_caption(around)
        if around.tag in ("article", "main", "body") or depth > _FIGURE_DEPTH:
            break
    return None


_WRAPPERS, _FIGURE_DEPTH = 4, 8  # how far above an image its caption's wrapper and its figure stand


def _named_caption(around: etree._Element) -> etree._Element | None:
    named = (e for e in around.iter("p", "div", "span", "small", "dd", "em") if _is_caption(_names(e)))
    return next((e for e in named if next(e.iter("img"), None) is None), None)


def _names(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


@lru_cache(maxsize=4096)  # the pages of a site share their class names
def _is_caption(names: str) -> bool:
    return _CAPTION_NAME.search(names) is not None


@lru_cache(maxsize=4096)
def _is_credit(names: str) -> bool:
    return _CREDIT_NAME.search(names) is not None


def _visible(element: etree._Element) -> str:
    """The text of an element without that of its buttons and scripts, a space at every border."""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "start" and inner.tag in _MUTE:
            walk.skip_subtree()
        elif event == "start":
            pieces.append(str(inner.text or ""))
        elif inner is not element:
            pieces.append(str(inner.tail or ""))
    return " ".join(pieces)


_MUTE = frozenset({"script", "style", "button", "noscript"})
