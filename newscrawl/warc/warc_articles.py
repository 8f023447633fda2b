"""The article of a page in a WARC file: the record that the live crawl made of it, but for what only its store knew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from newscrawl.extraction import extract
from newscrawl.extraction.rules import SiteRules
from newscrawl.processing.multipage import content_hash, with_parts
from newscrawl.processing.site_template import without_template
from newscrawl.processing.validation import with_fetch, with_source
from newscrawl.record.article import Article
from newscrawl.record.model import WarcPlace
from newscrawl.rights import combined
from newscrawl.warc.exchange import CrawlMetadata, Exchange


def article_of(
    exchange: Exchange,
    place: WarcPlace,
    *,
    rules: SiteRules | None = None,
    include: Collection[str] = (),
    receipts: bool = False,
    min_confidence: float | None = None,
) -> Article:
    """The record of a fetched page, article or not. `rules` are those of its host.

    `date_first_seen`, `meta.revision` and `meta.story_id` stay empty: they say how the page compares with what a store
    has. The verdict is the page's own, where the crawl's may be its template's. So may `identifier` differ, where two
    pages of a store claim one canonical address.
    """
    metadata = exchange.metadata or CrawlMetadata()
    article = extract(
        exchange.body, exchange.url, headers=exchange.named_headers, fetched_at=exchange.fetched_at, include=include,
        rules=rules, receipts=receipts, min_confidence=min_confidence,
    )  # fmt: skip
    article = with_parts(article, exchange.parts, rules=rules, include=include, receipts=receipts)
    article = without_template(article, metadata.template, receipts=receipts)
    article = with_fetch(
        with_source(article, title=metadata.title, published=metadata.published, where=metadata.source),
        requested_url=metadata.redirects[0] if metadata.redirects else article.url or exchange.url,
        status=exchange.status, redirects=metadata.redirects, source=metadata.source,
        content_hash=content_hash(exchange.body, exchange.parts),
    )  # fmt: skip
    usage = combined(article.usage_info, metadata.usage)
    return replace(article, usage_info=usage, meta=replace(article.meta, warc=place))
