"""newscrawl as an ordinary Scrapy project: what a Scrapy user types at the root of the repository."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import reply
from tests.smallsite import SmallSite

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


def test_a_setting_of_scrapy_is_held(tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=ROBOTS)
    with site.serving() as origin:
        done = scrapy("crawl", "site", "-a", f"url={origin}", "-s", "DOWNLOAD_DELAY=0", "-O", str(tmp_path / "a.jsonl"))
    assert done.returncode == 0, done.stderr
    assert site.times()[-1] - site.times()[0] < 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("-a", "since=last-week"), "since: write a span"), (("-a", "nonsense=1"), "unknown key 'nonsense'")],
)
def test_a_wrong_spider_argument_is_named(arguments: tuple[str, ...], message: str) -> None:
    assert message in scrapy("crawl", "site", "-a", "url=http://127.0.0.1:9/", *arguments).stderr


def test_both_spiders_are_listed() -> None:
    assert scrapy("list").stdout.split() == ["site", "urls"]
