"""What a crawl finds, for how many requests: `python -m tests.bench.discovery [--sites a,b] [--articles N]`.

Serves the local news web and crawls all of it as a user does, four times with one store: a first full crawl, a second
with nothing new, a third six hours later by the web's clock (the articles that appeared must be there), and a last with
nothing new. Prints, per site, recall, records that are no articles, duplicates and requests, as the server counted
them: `each` is requests per article, `a page` the same where the further pages of an article count as pages. `--kinds`
adds what the requests of the first crawl were for. With `--peers`, trafilatura's feeds, sitemaps and spider and
newspaper4k's Source look for articles on the same web; their addresses are counted, not their records.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.urls import canonical_form, site_of
from tests.newsweb import server
from tests.newsweb.server import NewsWeb
from tests.newsweb.site import Site

NOTHING_NEW = 3  # the exit code of a crawl that wrote nothing
HOURS = 6.0


@dataclass
class Row:
    """What one crawl did to one site."""

    site: str
    truth: int
    found: int
    extra: int
    twice: int
    requests: int
    parts: int = 0

    def line(self) -> str:
        recall = self.found / self.truth if self.truth else 1.0
        return (
            f"{self.site:18} {self.truth:6} {recall:8.1%} {self.extra:6} {self.twice:6} {self.requests:9}"
            f" {self.requests / max(1, self.truth):8.2f} {self.requests / max(1, self.truth + self.parts):8.2f}"
        )


HEAD = f"{'site':18} {'truth':>6} {'recall':>8} {'extra':>6} {'twice':>6} {'requests':>9} {'each':>8} {'a page':>8}"


class Crawl:
    """The crawl of a user, and what came of it."""

    def __init__(self, web: NewsWeb, origins: dict[str, str], folder: Path) -> None:
        self._web = web
        self._origins = origins
        self._out = folder / "articles.jsonl"
        self._store = folder / "crawl.db"

    def run(self, known: dict[str, set[str]]) -> list[Row]:
        """One crawl; `known` are the true addresses of each site that it shall find, and it is given back the rows."""
        before = self._records()
        self._web.log.clear()
        command = [sys.executable, "-m", "newscrawl", "crawl", *(f"{one}/" for one in self._origins.values())]
        options = ["--delay", "0", "--per-host", "4", "--store", str(self._store), "-o", str(self._out)]
        done = subprocess.run([*command, *options], capture_output=True, text=True)
        if done.returncode not in (0, NOTHING_NEW):
            sys.exit(done.stderr[-3000:])
        new = self._records()[len(before) :]
        return [self._row(name, origin, known[name], new) for name, origin in self._origins.items()]

    def _records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._out.read_text("utf-8").splitlines()] if self._out.exists() else []

    def _row(self, name: str, origin: str, truth: set[str], records: list[dict[str, Any]]) -> Row:
        mine = [one for one in records if site_of(one["url"]) == site_of(origin)]
        counts = Counter(canonical_form(one["canonical_url"] or one["url"]) for one in mine)
        urls = {canonical_form(one["url"]) for one in mine} | set(counts)
        found = truth & urls
        spelled = ({canonical_form(one["url"]), canonical_form(one["canonical_url"] or "")} for one in mine)
        extra = sum(not truth & forms for forms in spelled)
        twice, hits = sum(counts.values()) - len(counts), self._web.log.of(name)
        parts = sum("part=" in hit.path and hit.status == 200 for hit in hits)
        return Row(name, len(truth), len(found), extra, twice, len(hits), parts)


def truth(web: NewsWeb, origins: Iterable[str]) -> dict[str, set[str]]:
    """The canonical forms of every article of each site by now."""
    return {name: {canonical_form(article.url) for article in web[name].truth()} for name in origins}


def show(title: str, rows: list[Row]) -> None:
    keys = ("truth", "found", "extra", "twice", "requests", "parts")
    total = Row("all", *(sum(getattr(row, key) for row in rows) for key in keys))
    print(f"\n{title}\n{HEAD}")
    for row in [*rows, total]:
        print(row.line())


def kinds(web: NewsWeb) -> None:
    """What the requests of each site were for."""
    print("\nrequests by kind")
    for name in web.sites:
        counts = Counter(kind(web[name], hit.path, hit.status) for hit in web.log.of(name))
        print(f"{name:18} {', '.join(f'{count} {what}' for what, count in counts.most_common())}")


def kind(site: Site, path: str, status: int) -> str:
    """What a request was for, by its path and answer."""
    bare, _, query = path.partition("?")
    if status in (301, 302):
        return "redirect"
    if status >= 400:
        return f"{status} of {bare}"
    if site.at(bare) is not None:
        return "further page" if "part=" in query else "article"
    if bare in ("/", "/robots.txt"):
        return "home" if bare == "/" else "robots.txt"
    if "sitemap" in bare:
        return "sitemap"
    return "list" if bare.split("/")[1] in site.slugs else bare


def crawls(web: NewsWeb, *, with_kinds: bool = False) -> None:
    """The four crawls."""
    with web.serving() as origins, tempfile.TemporaryDirectory() as folder:
        crawl = Crawl(web, origins, Path(folder))
        nothing: dict[str, set[str]] = {name: set() for name in origins}
        first = truth(web, origins)
        show("newscrawl, first crawl", crawl.run(first))
        if with_kinds:
            kinds(web)
        show("newscrawl, again, nothing new", crawl.run(nothing))
        web.advance(hours=HOURS)
        later = {name: urls - first[name] for name, urls in truth(web, origins).items()}
        show(f"newscrawl, {HOURS:g} hours later (extra: revised articles)", crawl.run(later))
        show("newscrawl, again, nothing new", crawl.run(nothing))


@contextmanager
def named(web: NewsWeb) -> Iterator[dict[str, str]]:
    """The same web under names, for programs that refuse addresses of 127.0.0.0/8; no other name resolves."""
    resolve, ask = socket.getaddrinfo, server._ask
    hosts = {f"{name}.com": f"127.0.0.{number}" for number, name in enumerate(web.sites, start=2)}

    def local(host: Any, *rest: Any, **options: Any) -> Any:
        if host not in hosts and not str(host).startswith("127."):
            raise socket.gaierror(f"{host} is not part of the local web")
        return resolve(hosts.get(host, host), *rest, **options)

    with web.serving() as origins:
        port = next(iter(origins.values())).rpartition(":")[2]
        names = {name: f"http://{name}.com:{port}" for name in web.sites}
        for name, origin in names.items():
            web[name].origin = origin
        socket.getaddrinfo = local
        server._ask = lambda request, origin: ask(request, f"http://{request.headers['Host']}")
        try:
            yield names
        finally:
            socket.getaddrinfo, server._ask = resolve, ask


def peers(web: NewsWeb) -> None:
    """The other programs' discovery on the same articles."""
    os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""
    with named(web) as origins:
        for title, look in looks().items():
            rows = []
            for name, origin in origins.items():
                web.log.clear()
                urls = [canonical_form(url.replace("&amp;", "&")) for url in look(f"{origin}/")]
                known = {canonical_form(article.url) for article in web[name].truth()}
                found = set(urls) & known
                rows.append(Row(name, len(known), len(found), len(set(urls) - known), len(urls) - len(set(urls)),
                                len(web.log.of(name))))  # fmt: skip
            show(f"{title}: addresses", rows)


def looks() -> dict[str, Callable[[str], list[str]]]:
    """Each program's way of finding articles from a home page, as its documentation shows it."""
    import newspaper
    from trafilatura import feeds, sitemaps, spider
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "SSRF_PROTECTION", "off")
    config.set("DEFAULT", "SLEEP_TIME", "0")

    def walk(url: str) -> list[str]:
        return list(spider.focused_crawler(url, max_seen_urls=60, config=config)[1])

    return {
        "trafilatura feeds and sitemaps": lambda url: [
            *dict.fromkeys(feeds.find_feed_urls(url, sleep_time=0, config=config)
                           + sitemaps.sitemap_search(url, sleep_time=0, config=config))
        ],
        "trafilatura spider, 60 pages": walk,
        "newspaper4k Source": lambda url: [
            article.url for article in newspaper.build(url, memoize_articles=False, number_threads=1).articles
        ],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", help="names, separated by commas; all without it")
    parser.add_argument("--articles", type=int, help="articles per site at the start")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--kinds", action="store_true")
    options = parser.parse_args()
    chosen = options.sites and options.sites.split(",")
    overrides: dict[str, object] = {"articles": options.articles} if options.articles else {}
    crawls(NewsWeb(seed=options.seed, sites=chosen, **overrides), with_kinds=options.kinds)
    if options.peers:
        peers(NewsWeb(seed=options.seed, sites=chosen, **overrides))


if __name__ == "__main__":
    main()
