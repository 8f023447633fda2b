"""Is it an article? Pages of one template answer together.

A page alone may stand on either side of the threshold by the length of its text or a missing day. Twenty pages of one
address form whose texts stand in the same place of the same layout are the same kind of page: what most of them say
counts for all. Pure: the pages' verdicts in, verdicts out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from newscrawl.discovery.url_classifier import template
from newscrawl.extraction.body.article_body import Body

LEAST = 5
"""So many pages make a template; fewer are judged each for itself."""
SURE = 0.97
"""A page that is so sure, or so sure of the contrary, keeps its own verdict: a notice in a story's place, a story among
lists. Cross-validated, 0.4 % of the corpus' articles have less than 0.03, and 0.3 % of the made notices and lists more
than 0.97.
"""
_NUMBERS = re.compile(r"\d+")


class PageVerdict(NamedTuple):
    """What a page's own verdict said. `barred`: a rule refused it (a wall, an error page, no text), whatever it looks
    like; such a page has no voice, and is not changed.
    """

    confidence: float
    threshold: float
    barred: bool = False

    @property
    def is_article(self) -> bool:
        return not self.barred and self.confidence > self.threshold


def decide_together(pages: Sequence[PageVerdict]) -> tuple[bool, ...]:
    """For each page of one template, is it an article? The order is that of `pages`."""
    voices = [page.confidence - page.threshold for page in pages if not page.barred]
    own = tuple(page.is_article for page in pages)
    if len(voices) < LEAST or len({voice > 0 for voice in voices}) < 2:
        return own
    together = median(voices) > 0
    return tuple(_decided(page, together) for page in pages)


def _decided(page: PageVerdict, together: bool) -> bool:
    if page.barred or page.confidence < 1 - SURE:
        return False
    return together or page.confidence > SURE


def template_of(url: str, body: Body) -> str:
    """What pages of one template have in common: the form of the address, and the place of the text in the layout.

    `/news/w-1 html body table tr td`: tags and class names from the outermost element to the one around the text's
    middle paragraph, without their numbers.
    """
    if not body.kept:
        return template(url)
    blocks, middle = body.page, body.kept[len(body.kept) // 2]
    path = [f"{blocks.node_tags[node]}.{blocks.node_classes[node]}" for node in list(blocks.ancestors(middle))[1:]]
    return " ".join((template(url), *(_NUMBERS.sub("", one) for one in reversed(path))))
