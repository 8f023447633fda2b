"""Is it an article? Pages of one template answer together.

A page alone may stand on either side of the threshold by the length of its text or a missing day. Pages of one site
with addresses of one form, whose texts stand in the same place of the same layout, are of one kind: each gives a vote,
its own verdict, and what most of them say holds for those that are unsure. Pure: newscrawl.store.template_votes counts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b

from newscrawl.discovery.url_classifier import template
from newscrawl.extraction.body.article_body import Body
from newscrawl.extraction.body.article_reasons import MOST, has_notice_words
from newscrawl.extraction.body.article_signs import Signs
from newscrawl.processing.ballot import REFUSED, TAKEN, Ballot, Votes
from newscrawl.record.article import Article
from newscrawl.record.keeping import NO_ARTICLE, refusal_line
from newscrawl.record.model import Quality
from newscrawl.text import fold_words

SURE = 0.9
"""From here a page's yes stands against its template: 95 % of the corpus' articles have more, and 3 % of its others."""
SURELY_NOT = 0.03
"""Below, its no stands: 0.4 % of the corpus' articles have less, cross-validated over sites."""
_LIKELY = 0.4
_ASKED = 1.0  # in a hundred words: half as much or again lets the same briefs and made notices by
_NUMBERS = re.compile(r"\d+")
_WHOLE = frozenset(("html", "body"))
# Old layouts have them around one text and not around the next.
_INLINE = frozenset(("a", "b", "big", "center", "div", "em", "font", "i", "p", "small", "span", "strong", "u"))


def ballot_of(url: str, body: Body, quality: Quality, *, link: str | None = None) -> Ballot | None:
    """The vote of a page. None for one that a rule refuses (a wall, an error page) or that shows no text.

    `link` is the text of the link that led to it.
    """
    signs = body.verdict.signs
    if not quality.confidence or signs is None:
        return None
    if quality.is_article:
        follows = quality.confidence < SURE
    else:
        follows = quality.confidence >= SURELY_NOT and _is_no_notice(signs, body, quality, link)
    return Ballot(template_hash(url, body), quality.is_article, follows)


def _is_no_notice(signs: Signs, body: Body, quality: Quality, link: str | None) -> bool:
    """Is a refused page one of those that an article's template may hold?

    It is when it reports more than it speaks to the reader (of 1,849 made notices 2 do), or asks nothing of the reader
    and begins a line with the text of the link that led to it. Where no link said anything, it is when it is nearly one
    by its own verdict and has no words of notices (in the bare layouts of tests/newsweb 55 of 1,288).
    """
    said = fold_words(link or "")
    if signs["report_words"] > 0:
        return True
    if said:
        return signs["asked_words"] < _ASKED and _shows(body, said)
    return quality.confidence >= _LIKELY and not has_notice_words(signs)


def _shows(body: Body, said: str) -> bool:
    """Has the page a line, itself no link, that begins with these folded words?"""
    lines = zip(body.page.texts, body.page.link_sizes, strict=True)
    return any(not linked and fold_words(text[: 2 * len(said) + 9]).startswith(said) for text, linked in lines)


def decided(article: Article, ballot: Ballot | None, others: Votes) -> Article:
    """The record with the verdict of its template. `others` are the votes of the template's other pages."""
    if ballot is None or not ballot.follows:
        return article
    decision = others.plus(ballot.is_article).decision
    if decision is None or decision == ballot.is_article:
        return article
    quality = article.meta.quality
    changed = _taken(quality, others) if decision else _refused(quality, others)
    return replace(article, meta=replace(article.meta, quality=changed))


def _taken(quality: Quality, others: Votes) -> Quality:
    reason = f"{TAKEN}: {others.articles:,} of {sum(others):,}"
    return replace(
        quality, is_article=True, reasons_for=(reason, *quality.reasons_for)[:MOST],
        warnings=tuple(line for line in quality.warnings if not line.startswith(NO_ARTICLE)),
    )  # fmt: skip


def _refused(quality: Quality, others: Votes) -> Quality:
    against = (f"{REFUSED}: {others.others:,} of {sum(others):,}", *quality.reasons_against)[:MOST]
    refusal = refusal_line(against, quality.confidence, quality.threshold or 0.0)
    return replace(quality, is_article=False, reasons_against=against, warnings=(refusal, *quality.warnings))


def template_hash(url: str, body: Body) -> int:
    """63 bits of `template_of`."""
    digest = blake2b(template_of(url, body).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def template_of(url: str, body: Body) -> str:
    """What pages of one template have in common: the form of the address, and the place of the text in the layout.

    `/news/w-1 html body table tr td`: tags and first class names from the outermost element to the one around the
    text's middle paragraph, without their numbers, and without nameless elements that only dress or divide the text.
    (WordPress lists a page's categories and tags behind the first name, and among the names of `body`.)
    """
    if not body.kept:
        return template(url)
    blocks, middle = body.page, body.kept[len(body.kept) // 2]
    around = list(blocks.ancestors(middle))[1:]
    named = ((blocks.node_tags[node], _name(blocks.node_classes[node])) for node in reversed(around))
    places = (tag if tag in _WHOLE else f"{tag}.{name}" for tag, name in named if name or tag not in _INLINE)
    return " ".join((template(url), *places))


def _name(classes: str) -> str:
    return _NUMBERS.sub("", classes.split(None, 1)[0]) if classes.strip() else ""
