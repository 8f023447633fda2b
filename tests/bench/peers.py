"""What newscrawl is measured against, each as a good programmer has it running by the evening.

    python -m tests.bench.peers NAME OUTPUT LIST

`LIST` is a file with the addresses of sites (afternoon, newspaper) or of articles (the rest), one a line; `OUTPUT` gets
a JSON line for each article. `pip install trafilatura newspaper4k` for the first three.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

PARALLEL = 8  # requests at a time: to a site where a crawler knows sites, else all told


def afternoon(origins: list[str], output: Path) -> None:
    """Stock Scrapy, trafilatura with its metadata in the callback, LinkExtractor, JSON lines from the feed exporter."""
    import scrapy
    import trafilatura
    from scrapy.crawler import CrawlerProcess
    from scrapy.linkextractors import LinkExtractor

    class Afternoon(scrapy.Spider):
        name = "afternoon"
        start_urls = origins
        links = LinkExtractor(allow_domains=[urlsplit(url).netloc for url in origins])

        def parse(self, response: Any) -> Any:
            if not isinstance(response, scrapy.http.HtmlResponse):
                return
            found = trafilatura.extract(response.text, url=response.url, output_format="json", with_metadata=True)
            if found and (record := json.loads(found)).get("date"):
                yield {name: record.get(name) for name in ("title", "date", "text")} | {"url": response.url}
            for link in self.links.extract_links(response):
                yield response.follow(link)

    process = CrawlerProcess({
        "CONCURRENT_REQUESTS_PER_DOMAIN": PARALLEL, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR",
        "FEEDS": {str(output): {"format": "jsonlines"}}, "DEPTH_LIMIT": 6,
    })  # fmt: skip
    process.crawl(Afternoon)
    process.start()


def newspaper(origins: list[str], output: Path) -> None:
    """newspaper4k's own Source over each site: categories, feeds, then download and parse of every article."""
    import newspaper

    def read(origin: str) -> list[dict[str, str]]:
        site = newspaper.build(origin, memorize_articles=False, fetch_images=False)
        return [record for article in site.articles if (record := parsed(article))]

    def parsed(article: Any) -> dict[str, str] | None:
        try:
            article.download()
            article.parse()
        except newspaper.ArticleException:
            return None
        return {"url": article.url, "title": article.title, "text": article.text} if article.text else None

    with ThreadPoolExecutor(PARALLEL) as threads:
        _write(chain.from_iterable(threads.map(read, origins)), output)


def downloads(urls: list[str], output: Path) -> None:
    """trafilatura's own downloads and extraction of addresses that are known."""
    import trafilatura
    from trafilatura.downloads import buffered_downloads
    from trafilatura.settings import Extractor, use_config

    config = use_config()
    config["DEFAULT"]["SSRF_PROTECTION"] = "off"  # the web is on this machine

    def records() -> Any:
        for url, page in buffered_downloads(urls, PARALLEL, Extractor(config=config)):
            found = trafilatura.extract(page, url=url, output_format="json", with_metadata=True) if page else None
            if found:
                yield {"url": url} | {name: json.loads(found)[name] for name in ("title", "date", "text")}

    _write(records(), output)


def empty(urls: list[str], output: Path) -> None:
    """A bare Scrapy spider with newscrawl's lean settings and an empty callback: what fetching costs at least."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    from newscrawl import settings

    class Empty(scrapy.Spider):
        name = "empty"

        async def start(self) -> Any:
            for url in urls:
                yield scrapy.Request(url, dont_filter=True)

        def parse(self, response: Any) -> None:
            fetched.append(response.url)

    fetched: list[str] = []
    lean = ("CONCURRENT_ITEMS", "CONCURRENT_REQUESTS", "ASYNCIO_EVENT_LOOP", "LOG_FORMATTER", "STATS_DUMP")
    off = ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES")
    bare: dict[str, dict[str, int | None]] = {
        name: {part: None for part, place in getattr(settings, name).items() if place is None} for name in off
    }
    bare["DOWNLOADER_MIDDLEWARES"] |= {"scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590}
    process = AsyncCrawlerProcess(
        {name: getattr(settings, name) for name in lean if hasattr(settings, name)}
        | bare
        | {"CONCURRENT_REQUESTS_PER_DOMAIN": PARALLEL, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}
    )
    process.crawl(Empty)
    process.start()
    _write(({"url": url} for url in fetched), output)


def extraction(urls: list[str], output: Path) -> None:
    """`newscrawl.extract` alone. The first line is the CPU seconds of its calls, without fetching and starting."""
    from newscrawl.extraction import extract
    from newscrawl.extraction.rules import load_rules

    rules, spent, found = cache(load_rules), 0.0, []
    for url in urls:
        with urlopen(url) as response:
            body, headers = gzip.decompress(response.read()), dict(response.headers)
        began = time.process_time()
        article = extract(body, url, headers=headers, rules=rules(urlsplit(url).netloc))
        spent += time.process_time() - began
        found.append({"url": article.url})
    _write([{"cpu": spent}, *found], output)


def _write(records: Iterable[dict[str, Any]], output: Path) -> None:
    with output.open("w", encoding="utf8") as stream:
        for record in records:
            print(json.dumps(record), file=stream)


if __name__ == "__main__":
    name, place, listed = sys.argv[1:]
    crawlers = {one.__name__: one for one in (afternoon, newspaper, downloads, empty, extraction)}
    crawlers[name](Path(listed).read_text("utf8").split(), Path(place))
