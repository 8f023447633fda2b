"""Bytes of a page in, an Article out. No Scrapy, no network, no clock, no disk.

`extract` reads the page (`page`: parse, blocks, language, body, headline, what stands around it), lets every field
choose among its candidates (`fields`) and puts the record together (`assemble`). Every step is a module of this
package; it imports those of lower rank only:

arguments, rules, titles < candidates, people < body < language, layout < readers < evidence < fields < page, assemble
< this
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from newscrawl.errors import NotAnArticle, RuleError
from newscrawl.extraction.arguments import check_page, headers_of
from newscrawl.extraction.assemble import assemble, refined, unreadable
from newscrawl.extraction.body.article_body import Body
from newscrawl.extraction.body.text_limits import added_kinds
from newscrawl.extraction.fields import choose_fields
from newscrawl.extraction.page import RulesOf, read_page
from newscrawl.extraction.rules import SiteRules
from newscrawl.record.article import Article
from newscrawl.record.keeping import Keep, checked, refusal_of, with_threshold

_logger = logging.getLogger(__name__)


def extract(
    page: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, Any] | Mapping[bytes, Any] | None = None,
    fetched_at: datetime | None = None,
    rules: SiteRules | RulesOf | None = None,
    include: Collection[str] = (),
    receipts: bool = False,
    keep: Keep = "all",
    min_confidence: float | None = None,
) -> Article:
    """The article of one HTML page.

    `page` is the page as bytes (decoded by BOM, headers and declaration) or as text. `url` is its address; links and
    images become absolute by it. Without it the address that the page gives as its own serves (what a browser noted
    when it saved the page, canonical, og:url, JSON-LD), and `meta.fields["url"]` says which. `headers` are the
    response's, keys in any case, Scrapy's own too. `fetched_at` is an aware time; "2 hours ago" is resolved against it
    and times after it are refused. `rules` corrects a single site; a function from host to rules is asked for the host
    of the page's address. `include` widens the body by block kinds that the policy leaves out (`tables`, `embeds` ...).
    `receipts` lists every removed text in `meta.removed`. `min_confidence` (0 to 1) takes the place of the verdict's
    threshold.

    Raises TypeError for a wrong argument, as a URL in the page's place, RuleError for site rules that cannot be used.
    No page raises: a page without an article gives a record whose `meta.quality.is_article` is False, with the reason
    first among its warnings, and in words in `meta.quality.reasons_against`. A field that cannot be read is named among
    the warnings, too. Only who asks for less than all pages (`keep="articles"`, `keep="text"`) gets NotAnArticle raised
    for the others.
    """
    added_kinds(include)  # a wrong argument is told at once; a page costs no more than its own record
    check_page(page, url)
    sent = headers_of(headers)
    page = page if isinstance(page, str) else bytes(page)
    checked(keep, min_confidence)
    read = _extracted(page, url, sent, fetched_at, rules, include, receipts)
    article = with_threshold(read.article, min_confidence)
    if refusal := refusal_of(article, keep):
        raise NotAnArticle(article.url or "the page", refusal)
    return article


class Extracted(NamedTuple):
    """A page's record, and its body as it was read; None of a page that cannot be read."""

    article: Article
    body: Body | None


def extract_with_body(
    page: bytes,
    url: str,
    *,
    headers: Mapping[str, str],
    fetched_at: datetime | None = None,
    rules: SiteRules | None = None,
) -> Extracted:
    """The record of a page, article or not, and the body with its verdict and its place on the page. See `extract`."""
    return _extracted(page, url, headers, fetched_at, rules, (), False)


def _extracted(
    page: bytes | str,
    url: str | None,
    headers: Mapping[str, str] | None,
    fetched_at: datetime | None,
    rules: SiteRules | RulesOf | None,
    include: Collection[str],
    receipts: bool,
) -> Extracted:
    try:
        evidence = read_page(page, url, headers=headers, fetched_at=fetched_at, rules=rules, include=include)
        article = assemble(evidence, choose_fields(evidence), receipts=receipts)
    except RuleError:  # of the caller's own rules
        raise
    except Exception as error:
        _logger.warning("%s cannot be read", url, exc_info=True)
        return Extracted(unreadable(url, error), None)
    return Extracted(refined(article, evidence), evidence.body)
