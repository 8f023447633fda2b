"""Whole crawls side by side: `python -m tests.bench.crawl [--articles 150] [--sites 4] [--jobs 2] [--scripts-kb 150]`.

newscrawl with one process, with several, and the "afternoon spider" that a good programmer has running by the evening:
stock Scrapy, trafilatura with its metadata in the callback, links from Scrapy's LinkExtractor, JSON lines from its feed
exporter. All crawl the same local web, which is served by a process of its own, without delays, 8 requests at a time to
a site. Printed per crawler: articles there are and those found, articles a second, CPU milliseconds an article (all of
its processes), peak memory of its largest process, requests. trafilatura is needed for the spider only:
`pip install trafilatura`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.newsweb.server import NewsWeb

SITES = ("harbour-ledger", "meridian", "minute-news", "la-dorsale")  # none whose robots.txt asks for a delay
PARALLEL = 8

_SPIDER = """
import sys, json, trafilatura, scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from urllib.parse import urlsplit

class Afternoon(scrapy.Spider):
    name = "afternoon"
    start_urls = sys.argv[2:]
    links = LinkExtractor(allow_domains=[urlsplit(url).netloc for url in start_urls])

    def parse(self, response):
        if not isinstance(response, scrapy.http.HtmlResponse):
            return
        found = trafilatura.extract(response.text, url=response.url, output_format="json", with_metadata=True)
        if found and (record := json.loads(found)).get("date"):
            yield {"url": response.url, "headline": record["title"], "date": record["date"], "text": record["text"]}
        for link in self.links.extract_links(response):
            yield response.follow(link)

process = CrawlerProcess({
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR",
    "FEEDS": {sys.argv[1]: {"format": "jsonlines"}}, "DEPTH_LIMIT": 6,
})
process.crawl(Afternoon)
process.start()
"""


@dataclass(frozen=True)
class Measured:
    """One crawl: articles found of those there are, and what it cost."""

    name: str
    true: int
    found: int
    seconds: float
    cpu: float
    peak_mb: float
    requests: int

    def __str__(self) -> str:
        found = max(self.found, 1)
        return (
            f"{self.name:22} {self.found:5}/{self.true:<5} {self.found / self.seconds:8.1f} articles/s "
            f"{1000 * self.cpu / found:7.1f} ms CPU/article {self.peak_mb:6.0f} MB {self.requests:6} requests"
        )


@contextmanager
def serving(options: argparse.Namespace, folder: Path) -> Iterator[dict[str, list[str]]]:
    """The web in a process of its own; yields its origins and its articles. The requests are counted at its end."""
    command = [sys.executable, "-m", "tests.bench.crawl", "--serve", "--articles", str(options.articles)]
    command += ["--sites", str(options.sites), "--scripts-kb", str(options.scripts_kb), "--log", str(folder / "log")]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield json.loads(server.stdout.readline())
    finally:
        server.stdin.close()
        server.wait(30)


def serve(options: argparse.Namespace) -> None:
    """The server's process: until its input ends."""
    names = SITES[: options.sites]
    web = NewsWeb(sites=names, articles=options.articles, scripts_kb=options.scripts_kb)
    with web.serving() as origins:
        true = sorted(article.url for name in names for article in web[name].truth())
        print(json.dumps({"origins": list(origins.values()), "true": true}), flush=True)
        sys.stdin.read()
    Path(options.log).write_text(str(len(web.log.hits)), "utf8")


def measured(name: str, command: Sequence[str], options: argparse.Namespace) -> Measured:
    """One crawl of a fresh web. `command` ends where output file and origins follow."""
    with tempfile.TemporaryDirectory() as place:
        folder, output = Path(place), Path(place) / "out.jsonl"
        with serving(options, folder) as web:
            words = [str(output) if word == "OUTPUT" else word for word in command]
            words[words.index("ORIGINS") : words.index("ORIGINS") + 1] = web["origins"]
            began = time.monotonic()
            crawl = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
            _, status, used = os.wait4(crawl.pid, 0)
            seconds = time.monotonic() - began
            crawl.returncode = os.waitstatus_to_exitcode(status)
        records = [json.loads(line) for line in output.read_text("utf8").splitlines()] if output.exists() else []
        found = {record.get("canonical_url") or record["url"].partition("?")[0] for record in records}
        return Measured(
            name, len(web["true"]), len(found & set(web["true"])), seconds, used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1024, int((folder / "log").read_text("utf8")),
        )  # fmt: skip


def crawlers(jobs: int) -> Iterator[tuple[str, list[str]]]:
    """Names and commands of what can be measured here."""
    ours = [sys.executable, "-m", "newscrawl", "crawl", "ORIGINS", "-o", "OUTPUT", "--delay", "0"]
    ours += ["--per-host", str(PARALLEL)]
    yield "newscrawl", ours
    if jobs > 1:
        yield f"newscrawl --jobs {jobs}", [*ours, "--jobs", str(jobs)]
    if find_spec("trafilatura"):
        yield "afternoon spider", [sys.executable, "-c", _SPIDER, "OUTPUT", "ORIGINS"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crawl", description=__doc__)
    parser.add_argument("--articles", type=int, default=150, help="of each site")
    parser.add_argument("--sites", type=int, default=len(SITES))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--scripts-kb", type=int, default=150)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--log", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options)
    for name, command in crawlers(options.jobs):
        print(measured(name, command, options), flush=True)
    return None


if __name__ == "__main__":
    main()
