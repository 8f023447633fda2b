"""newscrawl as an ordinary Scrapy project: what a Scrapy user types at the root of the repository."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.servers import reply
from tests.smallsite import SmallSite
from tests.virtual_crawl import EXACT, place

ROOT = Path(__file__).parent.parent
ROBOTS = b"User-agent: *\nAllow: /\n"


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )


def test_scrapy_crawl_site_writes_records_in_the_formats_of_newscrawl(tmp_path: Path) -> None:
    site = SmallSite(articles=3, robots=ROBOTS)
    lines, table, parquet = tmp_path / "out.jsonl", tmp_path / "out.csv", tmp_path / "out.parquet"
    with site.serving() as origin:
        done = scrapy("crawl", "site", "-a", f"url={origin}/", "-a", "delay=0",
                      "-O", str(lines), "-O", str(table), "-O", str(parquet))  # fmt: skip
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in lines.read_text("utf8").splitlines()]
    assert sorted(record["url"] for record in records) == sorted(origin + site.path(number) for number in range(3))
    assert all(record["meta"]["fields"] for record in records)
    assert len(list(csv.DictReader(table.open(encoding="utf-8-sig")))) == 3
    assert parquet.read_bytes().startswith(b"PAR1")
    assert "Deprecat" not in done.stderr


def test_scrapy_crawl_urls_reads_a_file_of_addresses(tmp_path: Path) -> None:
    site = SmallSite(articles=5, robots=ROBOTS)
    out = tmp_path / "out.json"
    with site.serving() as origin:
        listed = tmp_path / "addresses.txt"
        listed.write_text(f"# two of five\n{origin}{site.path(1)}\n\n{origin}{site.path(3)}  # the bridge\n")
        done = scrapy("crawl", "urls", "-a", f"file={listed}", "-a", "delay=0", "-O", str(out))
    assert done.returncode == 0, done.stderr
    assert {record["url"] for record in json.loads(out.read_text("utf8"))} == {
        origin + site.path(1),
        origin + site.path(3),
    }
    assert "/" not in site.paths()


def test_keep_and_min_confidence_are_arguments(tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=ROBOTS)
    contact = (
        "<title>Contact</title><h1>Contact</h1><p>You can reach us by email from eight to six, we will answer.</p>"
    )
    counts = {}
    with site.serving() as origin:
        site.answers[site.path(0)] = reply(contact.encode())
        listed = tmp_path / "addresses.txt"
        listed.write_text(f"{origin}{site.path(0)}\n")
        for given in ("keep=articles", "keep=text", "min_confidence=0.001"):
            out = tmp_path / f"{given}.jsonl"
            done = scrapy("crawl", "urls", "-a", f"file={listed}", "-a", "delay=0", "-a", given, "-O", str(out))
            assert done.returncode == 0, done.stderr
            counts[given] = len(out.read_text("utf8").splitlines())
    assert counts == {"keep=articles": 0, "keep=text": 1, "min_confidence=0.001": 1}


@pytest.mark.parametrize("delay", [0, 7])
def test_a_setting_of_scrapy_is_held(delay: int, tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=ROBOTS)
    with place(site) as at:
        command = ("crawl", "site", "-a", f"url={at.origin}", "-s", f"DOWNLOAD_DELAY={delay}")
        done = at.run(*command, "-O", str(tmp_path / "a.jsonl"), cwd=ROOT, program="scrapy")
    assert done.returncode == 0, done.stderr
    gaps = [later - earlier for earlier, later in pairwise(site.times())]
    assert len(gaps) > 3
    assert delay - EXACT <= min(gaps) <= max(gaps) < 1.1 * delay + 0.1  # Scrapy varies a delay


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("-a", "since=last-week"), "since: write a span"), (("-a", "nonsense=1"), "unknown key 'nonsense'")],
)
def test_a_wrong_spider_argument_is_named(arguments: tuple[str, ...], message: str) -> None:
    assert message in scrapy("crawl", "site", "-a", "url=http://127.0.0.1:9/", *arguments).stderr


def test_both_spiders_are_listed() -> None:
    assert scrapy("list").stdout.split() == ["site", "urls"]


@pytest.mark.parametrize("name", ["_job", "_version", "_project"])
def test_what_a_scheduler_adds_for_itself_is_no_option(tmp_path: Path, name: str) -> None:
    """scrapyd starts spiders with `-a _job=...`."""
    site, out = SmallSite(articles=4, robots=ROBOTS), tmp_path / "out.jsonl"
    with site.serving() as origin:
        done = scrapy("crawl", "-a", f"{name}=2026-11-30T10_00_00", "-a", "limit=2", "-a", "delay=0",
                      "-a", f"url={origin}/", "-O", str(out), "site")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(out.read_text("utf8").splitlines()) == 2


def test_a_misspelled_argument_is_named() -> None:
    done = scrapy("crawl", "site", "-a", "url=http://127.0.0.1:1/", "-a", "lmit=3")
    assert done.returncode != 0
    assert "did you mean 'limit'?" in done.stderr


@pytest.mark.parametrize("form", ["xml", "pickle", "marshal"])
def test_exporters_of_scrapy_itself_read_the_records(tmp_path: Path, form: str) -> None:
    site, out = SmallSite(articles=2, robots=ROBOTS), tmp_path / f"out.{form}"
    with site.serving() as origin:
        done = scrapy("crawl", "site", "-a", f"url={origin}/", "-a", "delay=0", "-O", str(out))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    data = out.read_bytes()
    if form == "xml":
        root = ElementTree.fromstring(data)
        assert sorted(item.findtext("url", "") for item in root) == sorted(origin + site.path(n) for n in range(2))
    assert data.count(b"Bridge story number 1 is told again") >= 1


def test_a_script_imports_the_spider_by_its_first_name() -> None:
    from newscrawl.spiders.site import SiteSpider

    assert SiteSpider.name == "site"
