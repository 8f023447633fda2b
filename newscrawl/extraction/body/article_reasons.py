"""The reasons of a verdict in words, each true for the page; what differs from page to page stands behind a colon.

Signs that speak of one thing are one reason: what they add to the log odds is added up. A reason is told only where
what the page shows agrees with how its signs weighed; `_FACTS` says in words what the page shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from newscrawl.extraction.body.article_signs import NAMES, PLACE, AddressSigns, Signs
from newscrawl.extraction.body.notice_words import KINDS
from newscrawl.extraction.body.surroundings import Matrix

MOST = 3
_LEAST = 0.1  # of the log odds: what weighs less is no reason
_ENOUGH_WORDS = 120
_PROSE = 0.6
_READS = 0.8
_MUCH = 0.4
_LINKS = 0.35
_NAMES = 0.2
NOTICE_WORDS = 7.0
"""Words of notices in a hundred; 19 of 20 articles of the corpus have fewer."""
_TITLE = 10.0  # the same of titles and large headings
_ODD = 0.002
_FEW_FIELDS = 3

Fact = tuple[bool, str]
"""Does it speak for an article, and what is to be seen."""


def _counted(signs: Signs, name: str) -> int:
    """The count of a column that holds its logarithm."""
    return round(math.expm1(signs[name]))


def _length(signs: Signs) -> Fact:
    words = max(1, round(math.exp(signs["words"])) - 1)
    return words >= _ENOUGH_WORDS, f"{'much' if words >= _ENOUGH_WORDS else 'little'} text: {words:,} words"


def _prose(signs: Signs) -> Fact:
    share = signs["stops"]
    if signs["odd"] > _ODD:
        return False, f"bytes that are no text: {signs['odd']:.1%} of the signs"
    if share >= _PROSE:
        return True, f"prose: {share:.0%} of the words stand in whole sentences"
    return False, f"little prose: {share:.0%} of the words stand in whole sentences"


def _certainty(signs: Signs) -> Fact:
    sure = signs["certainty"]
    return sure >= _READS, f"its lines {'read' if sure >= _READS else 'do not read'} like a story's: {sure:.2f} of 1"


def _share(signs: Signs) -> Fact:
    share = signs["share"]
    return (
        share >= _MUCH,
        f"{'one text' if share >= _MUCH else 'much beside the text'}: {share:.0%} of the page's words are its own",
    )


def _links(signs: Signs) -> Fact:
    share, count = signs["linked"], round(signs["linked"] * math.expm1(signs["blocks"]))
    if share >= _LINKS:
        return False, f"links around the text: {share:.0%} of the page's lines, {count:,} in all"
    return True, f"few links around the text: {share:.0%} of the page's lines"


def _parts(signs: Signs) -> Fact:
    alike = _counted(signs, "comparable")
    if alike > 1:
        return False, f"parts of one make, as lists have them: {alike}"
    return True, f"one part holds the text: {signs['best_element']:.0%} of it"


def _headline(signs: Signs) -> Fact:
    if signs["headline"]:
        return True, "a headline that the title repeats"
    return False, "a headline that the title does not repeat" if signs["heading"] else "no headline"


def _title(signs: Signs) -> Fact:
    words = round(signs["title_words"])
    if not words:
        return False, "no title"
    return words > 3, f"{'a' if words > 3 else 'a short'} title: {words} word{'s' * (words != 1)}"


def _byline(signs: Signs) -> Fact:
    if signs["byline"]:
        return True, "a by-line"
    return bool(signs["author_meta"]), "it states an author" if signs["author_meta"] else "no by-line"


def _day(signs: Signs) -> Fact:
    if signs["day"]:
        return True, "a printed day"
    return bool(signs["date_meta"]), "it states a day" if signs["date_meta"] else "no printed day"


def _kind(signs: Signs) -> Fact:
    if signs["article_type"] or signs["og_article"]:
        return True, f"it calls itself an article: {signs.kind or 'by its microdata'}"
    if signs["other_type"] or signs["list_type"] or signs["og_other"]:
        return False, f"it calls itself something else: {signs.kind or 'a list'}"
    return False, "it does not call itself an article"


def _address(signs: Signs) -> Fact:
    if signs["list_address"]:
        return False, f"address of a list: {signs.address}"
    if signs["slug"] or signs["dated"]:
        return True, f"address of a story: {signs.address}"
    if signs["home"]:
        return False, f"address of a home page: {signs.address}"
    return False, f"an address that says nothing: {signs.address}" if signs["address"] else "no address"


def _notice(signs: Signs) -> Fact:
    number, title = notice_words(signs)
    if number >= NOTICE_WORDS:
        return False, f"words of a notice: {number:.0f} in a hundred"
    if title > _TITLE:
        return False, f"words of a notice in title and headings: {title:.0f} in a hundred"
    return True, f"no notice: {number:.1f} of its words in a hundred"


def notice_words(signs: Signs) -> tuple[float, float]:
    """How many of a hundred words are those of notices: of the text, of title and large headings."""
    text, title = (sum(signs[f"{kind}_{place}"] for kind in KINDS) for place in ("words", "title"))
    return text, title


def has_notice_words(signs: Signs) -> bool:
    """Do the words of the page speak of a notice?"""
    return not _notice(signs)[0]


def _names(signs: Signs) -> Fact:
    # The contrary is not told: half of the scripts have no capitals.
    return True, f"names: {10 * signs['capitals']:.0f} in a hundred words" if signs["capitals"] > _NAMES else ""


def _report(signs: Signs) -> Fact:
    number = signs["report_words"]
    return number > 0, f"words of a report more than to the reader: {number:.1f} in a hundred" if number else ""


def _shop(signs: Signs) -> Fact:
    prices, products = _counted(signs, "prices"), _counted(signs, "products")
    return False, f"a shop's page: {prices} prices, {products} parts named product" if prices or products else ""


def _forum(signs: Signs) -> Fact:
    users, comments = _counted(signs, "users"), signs["body_comment"] + signs["body_user"]
    return (
        False,
        f"a forum's page: {users} parts named user, {comments:.0%} of the text in comments"
        if users or comments
        else "",
    )


def _form(signs: Signs) -> Fact:
    fields, passwords = _counted(signs, "inputs"), _counted(signs, "passwords")
    if passwords:
        return False, "a form that asks for a password"
    return False, f"forms: {fields} fields to fill in" if fields >= _FEW_FIELDS else ""


_FACTS: Mapping[str, tuple[Callable[[Signs], Fact], tuple[str, ...]]] = {
    "length": (_length, ("words", "paragraphs", "kept", "sentences", "large_texts")),
    "prose": (_prose, ("stops", "sentence_words", "odd", "body_headings")),
    "names": (_names, ("capitals",)),
    "certainty": (_certainty, ("certainty",)),
    "share": (_share, ("share", "kept_share", "first", "density", "page_words")),
    "links": (_links, ("links", "linked", "teasers", "teasers_inside", "body_links", "a")),
    "parts": (_parts, ("best_element", "elements", "comparable", "body_teaser", "other_articles", "doubles")),
    "headline": (_headline, ("headline", "heading", "headline_words", "headline_far", "headline_linked")),
    "title": (_title, ("title_words", "title_is_site")),
    "byline": (_byline, ("byline", "author_meta")),
    "day": (_day, ("day", "date_meta")),
    "kind": (_kind, ("og_article", "og_other", "article_type", "other_type", "list_type", "types")),
    "address": (_address, AddressSigns._fields),
    "notice": (
        _notice,
        ("asked_words", "body_wall", *(f"{kind}_words" for kind in KINDS), *(f"{kind}_title" for kind in KINDS)),
    ),
    "report": (_report, ("report_words",)),
    "shop": (_shop, ("prices", "products", "body_product", "page_product")),
    "forum": (_forum, ("users", "body_user", "body_comment", "page_forum")),
    "form": (_form, ("forms", "inputs", "passwords", "buttons", "body_form")),
}  # fmt: skip
"""Reason -> what the page shows, and the signs that are added up. Signs of no reason (how many pictures, elements,
menus ...) weigh as well, and are not told.
"""


@cache
def _sums() -> Matrix:
    """A row for each reason: which columns belong to it."""
    rows = np.zeros((len(_FACTS), len(NAMES)), np.float32)
    for row, (_, columns) in zip(rows, _FACTS.values(), strict=True):
        row[[PLACE[name] for name in columns]] = 1
    return rows


def reasons_of(signs: Signs, shares: Matrix) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The strongest reasons for and against. `shares` are what each column adds to the log odds."""
    sums, facts = (_sums() @ shares).tolist(), [fact for fact, _ in _FACTS.values()]
    order = sorted(range(len(sums)), key=lambda place: -abs(sums[place]))
    spoken: tuple[list[str], list[str]] = ([], [])
    for place in order:
        speaks = sums[place] > 0
        told = spoken[0 if speaks else 1]
        if abs(sums[place]) < _LEAST or len(told) == MOST:
            continue
        is_for, said = facts[place](signs)
        if said and is_for == speaks:
            told.append(said)
    return tuple(spoken[0]), tuple(spoken[1])
