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
from typing import Any

from newscrawl.extraction.arguments import check_page, headers_of
from newscrawl.extraction.assemble import assemble, refined, unreadable
from newscrawl.extraction.body.text_limits import added_kinds
from newscrawl.extraction.fields import choose_fields
from newscrawl.extraction.page import read_page
from newscrawl.extraction.rules import SiteRules
from newscrawl.record.article import Article

_logger = logging.getLogger(__name__)


def extract(
    page: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, Any] | Mapping[bytes, Any] | None = None,
    fetched_at: datetime | None = None,
    rules: SiteRules | None = None,
    include: Collection[str] = (),
    receipts: bool = False,
) -> Article:
    """The article of one HTML page.

    `page` is the page as bytes (decoded by BOM, headers and declaration) or as text. `url` is its address; links and
    images become absolute by it. `headers` are the response's, keys in any case, Scrapy's own too. `fetched_at` is an
    aware time; "2 hours ago" is resolved against it and times after it are refused. `rules` corrects a single site.
    `include` widens the body by block kinds that the policy leaves out (`tables`, `embeds` ...). `receipts` lists every
    removed text in `meta.removed`.

    Raises TypeError for a wrong argument, as a URL in the page's place. No page raises: a page without an article gives
    a record whose `meta.quality.is_article` is False, with the reason among its warnings. A field that cannot be read
    is named there, too.
    """
    added_kinds(include)  # a wrong argument is told at once; a page costs no more than its own record
    check_page(page, url)
    sent = headers_of(headers)
    page = page if isinstance(page, str) else bytes(page)
    try:
        evidence = read_page(page, url, headers=sent, fetched_at=fetched_at, rules=rules, include=include)
        article = assemble(evidence, choose_fields(evidence), receipts=receipts)
    except Exception as error:
        _logger.warning("%s cannot be read", url, exc_info=True)
        return unreadable(url, error)
    return refined(article, evidence)
