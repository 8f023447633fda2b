"""The names of what the block nets see: one name for each column of `features.measure`, in its order.

`weights.npz` holds the same names; nets that were trained on other columns are refused when they are loaded. A column
that is added, dropped or moved needs new weights (`tests/quality/train.py`). `_log` is the logarithm of one plus the
number, `_share` a part from 0 to 1, every other name a number as it is or a yes (1) or no (0).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from newscrawl.extraction.body.class_words import meaning_names

TEXT = (
    "words_log", "characters_per_word_log", "link_share", "mostly_links", "bold_share", "mostly_bold", "ends_closed",
    "ends_sentence", "commas_per_word", "commas_log", "sentences_log", "stands_again", "repeats_log", "is_prose",
    "prose_log", "ends_in_colon", "ends_in_question", "opens_with_quote", "starts_lower", "all_capitals",
    "starts_with_digit", "starts_with_sign", "holds_address", "starts_element", "after_empty_line",
)  # fmt: skip
"""The block's own text. Prose are the unlinked words of a block that is long and ends as sentences do."""

HINTS = ("is_title", "starts_page_title", "is_description", "in_declared_body", "page_declares_body")
"""What the head and the scripts say of it."""

PLACE = (
    "position", "prose_before_share", "prose_before_log", "prose_behind_log", "page_prose_log", "page_blocks_log",
    "page_has_headline", "below_headline", "is_headline", "blocks_from_headline_log", "prose_from_headline_log",
    "right_below_headline", "under_25_characters",
)  # fmt: skip
"""Where it stands on the page; the two distances from the headline have a sign."""

PICTURES = ("italic_share", "mostly_italic", "pictures_before_log", "pictures_behind", "pictures_in_element_log")

_BELOW = (
    "words_log", "prose_log", "prose_share", "link_share", "blocks_log", "words_per_20", "paragraph_share",
    "linked_blocks_share", "headings_share",
)  # fmt: skip
_SIBLINGS = ("words_log", "prose_log", "prose_share", "link_share", "blocks_log", "words_per_20", "closed_share")
_NEAR = ("words_log", "link_share", "is_paragraph", "ends_closed", "is_heading")
_CLOSEST = ("same_siblings", "bold_share", "is_title")


def _around() -> Iterator[str]:
    """Sums below its element and three more above it, and over the blocks in places of the same names."""
    for place in ("element", "parent", "grandparent", "great_grandparent"):
        yield from (f"{place}.{name}" for name in _BELOW)
    for place in ("siblings", "near_siblings"):
        yield from (f"{place}.{name}" for name in _SIBLINGS)


def _neighbours() -> Iterator[str]:
    """The three blocks before it and behind it, and the prose within five and twelve blocks."""
    for distance in (1, 2, 3):
        for side in ("before", "behind"):
            yield from (f"{side}_{distance}.{name}" for name in (*_NEAR, *(_CLOSEST if distance == 1 else ())))
    for reach in (5, 12):
        yield from (f"{side}_{reach}.prose_log" for side in ("behind", "before"))


AROUND, NEIGHBOURS = tuple(_around()), tuple(_neighbours())
COLUMNS = (*TEXT, *HINTS, *PLACE, *PICTURES, *AROUND, *NEIGHBOURS)
"""All columns of numbers. Tags and names (`name_columns`) follow them in the first net."""

TAGS = (
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "figcaption", "article", "section",
    "main", "pre", "dd", "dt", "footer", "header", "aside", "button", "body", "form", "nav", "ul", "ol", "table",
    "figure", "address", "center", "details", "summary", "tbody", "thead", "hgroup", "label", "caption", "dl",
)  # fmt: skip
"""The tags that are told apart, of the element and of the one above it."""
PATH_TAGS = ("article", "main", "section", "aside", "footer", "header", "nav", "ul", "ol", "table", "blockquote",
              "figure", "form", "li", "details", "p", "button", "figcaption", "dl", "pre", "address", "h2",
              "h3")  # fmt: skip
"""The tags that are looked for on the way from the root."""


@cache
def name_columns() -> tuple[str, ...]:
    """The names of the columns of `PageFeatures.name_sets`."""
    tags, words = (*TAGS, "another"), meaning_names()
    return (
        *(f"tag={tag}" for tag in tags),
        *(f"parent_tag={tag}" for tag in tags),
        *(f"inside={tag}" for tag in PATH_TAGS),
        *(f"{place}_named={word}" for place in ("element", "parent", "around") for word in words),
    )
