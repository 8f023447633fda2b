"""The spider of given addresses: `scrapy crawl urls -a file=addresses.txt -O articles.jsonl`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newscrawl import configuration
from newscrawl.configuration import CrawlConfig
from newscrawl.files.address_lists import listed_in
from newscrawl.spiders.site_spider import SiteSpider


class UrlsSpider(SiteSpider):
    """Fetches the given pages and follows no links.

    Arguments: `url`, one or several with commas between, or `file`, one address a line (# starts a comment); the rest
    is as for the spider `site`.
    """

    name = "urls"

    @staticmethod
    def configured(url: str | None, file: str | None, options: dict[str, Any]) -> CrawlConfig:
        listed = options.pop("file", None)
        urls = (*(url or "").split(","), *((one.text for one in listed_in(Path(listed))) if listed else ()))
        base = SiteSpider.configured(None, file, options)
        return configuration.load(**{**base.model_dump(exclude_unset=True), "urls": tuple(filter(None, urls))})
