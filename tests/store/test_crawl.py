"""Whole crawls into a store on a server, as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from newscrawl.store import Store
from tests.cli.run import newscrawl
from tests.newsweb import NewsWeb

SITES = ("harbour-ledger", "meridian")
KILLED_AT = (5, 40)  # finished addresses


def wait_for(address: str, done: int, crawl: subprocess.Popen[bytes]) -> None:
    with Store.open(address) as store:
        while crawl.poll() is None and store.frontier.counts().get("done", 0) < done:
            time.sleep(0.02)


def test_a_crawl_into_a_server_that_is_killed_loses_nothing_and_repeats_nothing(address: str, tmp_path: Path) -> None:
    web, output = NewsWeb(sites=SITES, articles=24), tmp_path / "out.jsonl"
    with web.serving() as origins:
        crawl = ("crawl", *origins.values(), "--store", address, "-o", str(output), "--delay", "0")
        killed = 0
        for done in KILLED_AT:
            with subprocess.Popen([sys.executable, "-m", "newscrawl", *crawl], stderr=subprocess.DEVNULL) as process:
                wait_for(address, done, process)
                killed += process.poll() is None
                process.kill()
        assert killed == len(KILLED_AT), "the crawl ended before the kills did: give it more articles"
        ended = newscrawl(*crawl)
        assert ended.code == 0, ended.err
        again = newscrawl(*crawl)
        assert again.code == 3, again.err
        truth = [article.headline for name in SITES for article in web[name].truth()]
    assert Counter(json.loads(line)["headline"] for line in output.read_text().splitlines()) == Counter(truth)

    told = [newscrawl(command, "--store", address) for command in ("status", "runs")]
    told.append(newscrawl("runs", "--store", address, "--format", "json"))
    assert [one.code for one in told] == [0, 0, 0], [one.err for one in told]
    printed = "".join(text for one in (ended, again, *told) for text in (one.out, one.err))
    password = urlsplit(address).password or "the server asks for none"
    assert password not in printed
    assert unquote(password) not in printed
