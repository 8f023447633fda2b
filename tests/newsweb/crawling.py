"""How well newscrawl crawls the web: `python -m tests.newsweb.crawling [SITE...]`.

Each site is crawled three times as a user does it, from the command line into one store: at first, again at once, and
after twelve hours of the web's clock. Printed per site: articles found of those there are, revisions recorded twice,
records that are no article of the site, and the requests that each crawl cost.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.newsweb.server import NewsWeb
from tests.newsweb.site import Site

HOURS = 12.0


@dataclass(frozen=True)
class Outcome:
    """One crawl compared with the truth."""

    exit_code: int
    true: int
    found: int
    twice: int
    foreign: int
    requests: int

    def __str__(self) -> str:
        flaws = f" {self.twice} twice" * bool(self.twice) + f" {self.foreign} foreign" * bool(self.foreign)
        return f"{self.found}/{self.true}{flaws} in {self.requests} requests"


def crawl(web: NewsWeb, site: Site, folder: Path, *, known: frozenset[str] = frozenset()) -> Outcome:
    """Crawl the site as it stands now; `known` are addresses that an earlier crawl has recorded."""
    web.log.clear()
    output = folder / f"{site.row.name}.jsonl"
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "newscrawl", "crawl", site.origin, "-o", str(output), "--delay", "0"]
    store = ["--store", str(folder / f"{site.row.name}.db")]
    code = subprocess.run([*command, *store], capture_output=True, timeout=1200, check=False).returncode
    records = [json.loads(line) for line in output.read_text("utf-8").splitlines()] if output.exists() else []
    true = {article.url for article in site.truth()} - known
    counts = Counter((_address(record), record["meta"]["revision"]) for record in records)
    addresses = {address for address, _ in counts}
    return Outcome(
        code, len(true), len(true & addresses), sum(counts.values()) - len(counts),
        len(addresses - true - known), len(web.log.of(site.row.name)),
    )  # fmt: skip


def _address(record: dict[str, Any]) -> str:
    """The article's address: canonical where the page names one, else without what the site adds in its links."""
    return str(record["canonical_url"] or record["url"].partition("?")[0])


def main(names: list[str]) -> None:
    for name in names or list(NewsWeb().sites):
        web = NewsWeb(sites=[name])
        with web.serving(), tempfile.TemporaryDirectory() as folder:
            site = web[name]
            first = crawl(web, site, Path(folder))
            known = frozenset(article.url for article in site.truth())
            again = crawl(web, site, Path(folder), known=known)
            web.advance(hours=HOURS)
            later = crawl(web, site, Path(folder), known=known)
        print(f"{name:16} first {first}; again {again}; {HOURS:g} h later {later}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
