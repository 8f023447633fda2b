"""Which pages give a record: those that the verdict keeps, those with a text, or all. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

from newscrawl.record.article import Article
from newscrawl.record.model import Quality

Keep = Literal["articles", "text", "all"]
"""`articles`: the pages above the verdict's threshold; `text`: all with a text, but walls, error pages and bytes that
are no text; `all`: these too.
"""
NO_ARTICLE = "not an article: "
"""How the warning of a verdict begins."""
KEEPS: tuple[Keep, ...] = get_args(Keep)


_DOUBTED = 0.2
"""Confidence from which a page that is left out looks like an article. Cross-validated over sites, 90 % of the home,
section, tag, search and author pages of the verdict's training lie below it.
"""


def checked(keep: str, min_confidence: float | None) -> None:
    """Raises ValueError for a value that none of both can have."""
    if keep not in KEEPS:
        raise ValueError(f"keep={keep!r}: the values are {', '.join(KEEPS)}")
    if min_confidence is not None and not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence={min_confidence!r}: write a number from 0 to 1")


def keep_of_named(keep: Keep | None, min_confidence: float | None) -> Keep:
    """What is kept of pages that a person names one by one: what has a text, if nothing else is said."""
    return keep or ("text" if min_confidence is None else "articles")


def with_threshold(article: Article, threshold: float | None) -> Article:
    """The record with the verdict at another threshold. A page that a rule bars (confidence 0) stays what it is."""
    quality = article.meta.quality
    if threshold is None or quality.threshold is None or is_barred(quality):
        return article
    is_article = quality.confidence >= threshold
    warnings = tuple(line for line in quality.warnings if not line.startswith(NO_ARTICLE))
    if not is_article:
        warnings = (refusal_line(quality.reasons_against, quality.confidence, threshold), *warnings)
    judged = replace(quality, is_article=is_article, threshold=threshold, warnings=warnings)
    return replace(article, meta=replace(article.meta, quality=judged))


def refusal_line(reasons_against: Sequence[str], confidence: float, threshold: float) -> str:
    """The warning of a verdict that is no."""
    why = f"{reasons_against[0]} " if reasons_against else ""
    return f"{NO_ARTICLE}{why}(confidence {confidence:.2f}, threshold {threshold:.2f})"


def is_barred(quality: Quality) -> bool:
    """Does a rule say that the page stands in place of an article: a wall, an error page, no text?"""
    return quality.confidence == 0


def is_doubted(quality: Quality) -> bool:
    """Does a page that the verdict leaves out look like an article all the same?"""
    return not quality.is_article and quality.confidence >= _DOUBTED


def reason_of(quality: Quality) -> str:
    """Why the verdict is no: the first true reason, with its number."""
    return quality.warnings[0].removeprefix(NO_ARTICLE) if quality.warnings else "no text of an article was found"


def refusal_of(article: Article, keep: Keep) -> str | None:
    """Why a page gives no record; None when it gives one."""
    quality = article.meta.quality
    if keep == "all" or (quality.is_article if keep == "articles" else _has_text(article)):
        return None
    return reason_of(quality)


def _has_text(article: Article) -> bool:
    return bool(article.article_body) and not is_barred(article.meta.quality)
