"""`newscrawl crawl`, `discover` and `demo` as a person runs them, on the local news web."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.run import newscrawl
from tests.newsweb import NewsWeb
from tests.servers import closed_port
from tests.smallsite import SmallSite
from tests.waiting import until

SITES = ["harbour-ledger", "meridian"]


@pytest.fixture(scope="module")
def web() -> Iterator[NewsWeb]:
    news = NewsWeb(sites=SITES, articles=24)
    with news.serving():
        yield news


def records(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf8").splitlines()]


def test_every_article_once_and_nothing_else(web: NewsWeb, tmp_path: Path) -> None:
    result = newscrawl("crawl", *(web.origins[name] for name in SITES), "-o", "out.jsonl", "--delay", "0", cwd=tmp_path)
    assert result.code == 0, result.err
    found = records(tmp_path / "out.jsonl")
    truth = [article for name in SITES for article in web[name].truth()]
    assert sorted(str(record["headline"]) for record in found) == sorted(article.headline for article in truth)
    assert "Done after" in result.err
    assert f"{len(truth)} articles" in result.err


def test_without_an_output_the_records_go_to_standard_output(web: NewsWeb) -> None:
    result = newscrawl("crawl", web.origins["harbour-ledger"], "--delay", "0", "--limit", "3")
    assert result.code == 0, result.err
    assert len(result.records) == 3


def test_a_store_makes_the_second_run_find_nothing_new(web: NewsWeb, tmp_path: Path) -> None:
    crawl = ("crawl", web.origins["harbour-ledger"], "--store", "news.db", "-o", "out.jsonl", "--delay", "0")
    assert newscrawl(*crawl, cwd=tmp_path).code == 0
    before = (tmp_path / "out.jsonl").read_bytes()
    again = newscrawl(*crawl, cwd=tmp_path)
    assert again.code == 3, again.err
    assert (tmp_path / "out.jsonl").read_bytes() == before


def test_several_outputs_hold_the_same_articles(web: NewsWeb, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet

    targets = [tmp_path / name for name in ("a.jsonl", "a.csv", "a.parquet")]
    options = [word for target in targets for word in ("-o", str(target))]
    assert newscrawl("crawl", web.origins["meridian"], "--delay", "0", *options).code == 0
    lines = len(records(targets[0]))
    assert lines == len(web["meridian"].truth())
    assert pyarrow.parquet.read_table(targets[2]).num_rows == lines


def test_ctrl_c_ends_cleanly_and_says_how_to_go_on(web: NewsWeb, tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "newscrawl", "crawl", web.origins["meridian"],
        "--store", "news.db", "-o", "out.jsonl", "--delay", "0.2",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    until((tmp_path / "out.jsonl").exists)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130, errors
    assert "Run the same command again to go on" in errors
    kept = len(records(tmp_path / "out.jsonl"))
    assert newscrawl(*command[3:-1], "0", cwd=tmp_path).code == 0
    headlines = [record["headline"] for record in records(tmp_path / "out.jsonl")]
    assert len(headlines) == len(set(headlines)) == len(web["meridian"].truth()) > kept


def test_an_output_that_cannot_be_written_is_refused_before_the_first_request(web: NewsWeb, tmp_path: Path) -> None:
    web.log.clear()
    for target, message, code in (
        ("missing/out.jsonl", "does not exist", 1),
        ("out.xyz", "no format has this suffix", 2),
    ):
        result = newscrawl("crawl", web.origins["harbour-ledger"], "-o", tmp_path / target)
        assert result.code == code
        assert message in result.err
        assert "Traceback" not in result.err
    assert web.log.hits == []


def test_a_wrong_configuration_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "news.toml").write_text('sites = ["https://news.example/"]\ndelai = 3\n', "utf8")
    result = newscrawl("crawl", "--config", tmp_path / "news.toml")
    assert result.code == 2
    assert "news.toml" in result.err
    assert "'delai'; did you mean 'delay'?" in result.err


def test_a_site_that_cannot_be_reached_fails_and_is_named() -> None:
    refused = f"127.0.0.1:{closed_port()}"
    result = newscrawl("crawl", refused, "--delay", "0")
    assert result.code == 1
    assert refused in result.err
    assert "Traceback" not in result.err


def test_site_rules_of_ones_own_hold_and_each_article_says_what_it_cost(tmp_path: Path) -> None:
    site = SmallSite(articles=2, robots=b"")
    (tmp_path / "rules").mkdir()
    with site.serving() as origin:
        host = origin.removeprefix("http://")
        rule = tmp_path / "rules" / f"{host.replace(':', '_')}.toml"
        rule.write_text('[fields]\nheadline = "p"\n', "utf8")
        crawl = ("crawl", origin, "--delay", "0", "--sites", "rules")
        result = newscrawl(*crawl, cwd=tmp_path)
        asked = len(site.hits)
        rule.write_text("[fields]\nheadlin = 1\n", "utf8")
        broken = newscrawl(*crawl, cwd=tmp_path)
    assert [record["headline"].startswith("The council of the harbour town") for record in result.records] == [True] * 2
    assert f"  {host}: {asked} requests, 2 new articles, {asked / 2:.1f} requests each" in result.err
    assert (broken.code, len(site.hits)) == (1, asked)
    assert rule.name in broken.err


def test_nothing_to_crawl_is_an_error() -> None:
    result = newscrawl("crawl")
    assert result.code == 2
    assert "name a site" in result.err


def test_discover_prints_the_sources_and_writes_a_profile(web: NewsWeb, tmp_path: Path) -> None:
    profile = tmp_path / "site.toml"
    result = newscrawl("discover", web.origins["harbour-ledger"], "--delay", "0", "--write", profile)
    assert result.code == 0, result.err
    assert "feed" in result.out
    assert "sitemap" in result.out
    assert "delay: 0 s; robots.txt asks for none" in result.out
    assert "rights: index unknown, quote unknown, train unknown, redistribute unknown" in result.out
    assert newscrawl("crawl", "--config", profile, "--delay", "0", "--limit", "2").code == 0


def test_the_demo_writes_records(tmp_path: Path) -> None:
    result = newscrawl("demo", cwd=tmp_path)
    assert result.code == 0, result.err
    headlines = [record["headline"] for record in records(tmp_path / "demo.jsonl")]
    assert len(headlines) == len(set(headlines)) == 10
