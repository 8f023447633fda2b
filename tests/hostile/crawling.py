"""The hostile web crawled as a user crawls: `python -m tests.hostile.crawling [CASE...]`.

Page cases are fetched as given addresses in one crawl, beside the healthy articles; each site case is a crawl of its
own. Prints every case whose outcome is not the expected one with what the store says of it, then the requests to the
canary (has to be none), the seconds and the peak memory of the crawls.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.hostile.outcome import ARTICLE, DISALLOWED
from tests.hostile.server import HostileWeb
from tests.hostile.sites import HEALTHY

LIMITS = "[limits]\ntimeout = 4\n"


def crawl(folder: Path, *, name: str, sites: tuple[str, ...] = (), urls: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The records of a crawl in a process of its own; its store stays in the folder."""
    config, output = folder / "hostile.toml", folder / f"{name}.jsonl"
    settings = {"sites": sites, "urls": urls, "output": [str(output)], "store": str(folder / f"{name}.db"), "delay": 0,
                "per_host": 8}  # fmt: skip
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in settings.items() if value != ()]
    config.write_text("".join(lines) + LIMITS, "utf-8")
    command = [sys.executable, "-m", "newscrawl", "crawl", "--config", str(config)]
    with (folder / f"{name}.log").open("wb") as log:
        subprocess.run(command, stdout=log, stderr=log, timeout=600, check=False)
    return [json.loads(line) for line in output.read_text("utf-8").splitlines()] if output.exists() else []


def states(folder: Path, name: str) -> dict[str, str]:
    """What the store says of every address."""
    with sqlite3.connect(folder / f"{name}.db") as database:
        return {row[0]: " ".join(map(str, row[1:])) for row in database.execute(STATES)}


STATES = "SELECT url, state, status, note FROM frontier"


def visit_pages(web: HostileWeb, folder: Path) -> list[str]:
    records = crawl(folder, name="pages", urls=(*web.pages.values(), *web.healthy))
    arrived = {record["requested_url"] or record["url"] for record in records}
    said = states(folder, "pages")
    wrong = [f"healthy article missing: {url}" for url in web.healthy if url not in arrived]
    for name, case in web.cases.items():
        url = web.pages[name]
        fine = ARTICLE in case.outcomes if url in arrived else case.outcomes != (ARTICLE,)
        if not fine:
            wrong.append(f"{name}: expected {' or '.join(case.outcomes)}; {said.get(url, 'never asked for')}")
    return wrong


def visit_site(web: HostileWeb, folder: Path, name: str) -> list[str]:
    site, origin = web.hostile_sites[name], web.sites[name]
    arrived = {record["url"] for record in crawl(folder, name=name, sites=(origin + "/",))}
    wanted = {origin + path for path in HEALTHY} if site.outcome != DISALLOWED else set()
    asked, wrong = web.requests.get(name, []), []
    if arrived & {origin + path for path in HEALTHY} != wanted:
        wrong.append(f"{name}: {len(arrived)} of {len(wanted)} healthy articles")
    if arrived - wanted:
        wrong.append(f"{name}: records that are none: {sorted(arrived - wanted)[:3]}")
    if site.outcome == DISALLOWED and set(asked) - {"/robots.txt"}:
        wrong.append(f"{name}: asked for {sorted(set(asked) - {'/robots.txt'})[:3]} although disallowed")
    if len(asked) > site.requests:
        wrong.append(f"{name}: {len(asked)} requests, {site.requests} are enough")
    return wrong


def main(names: list[str]) -> None:
    started = time.monotonic()
    with HostileWeb(*names).serving() as web, tempfile.TemporaryDirectory() as folder:
        wrong = visit_pages(web, Path(folder)) if web.cases else []
        for name in web.hostile_sites:
            wrong += visit_site(web, Path(folder), name)
    print(*wrong, sep="\n")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    cases, seconds = len(web.cases) + len(web.hostile_sites), time.monotonic() - started
    print(f"{len(wrong)} wrong of {cases} cases; canary {web.canary.touched}; {seconds:.0f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
