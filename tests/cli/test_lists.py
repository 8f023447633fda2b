"""Lists of addresses: `scrape -i` and `crawl -i`, files of every make, what failed as a list again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite

HERE = ("--allow-net", "127.0.0.0/8")


def test_a_list_is_scraped_in_its_order_and_what_failed_is_a_list_again(tmp_path: Path) -> None:
    sites = SmallSite(articles=2), SmallSite(articles=2)
    with sites[0].serving("127.0.0.2") as one, sites[1].serving("127.0.0.3") as other:
        sites[1].answers["/gone"] = reply(b"", "404 Not Found")
        lines = [
            "# stories of today", f"{one}{sites[0].path(0)}", "", f"{other}{sites[1].path(1)}   # a remark",
            f"{other}/gone", "not an address", f"{other}{sites[1].path(0)}", f"{one}{sites[0].path(0)}#again",
        ]  # fmt: skip
        (tmp_path / "urls.txt").write_bytes("\ufeff".encode() + "\r\n".join(lines).encode())
        run = ("scrape", "-i", "urls.txt", "-o", "out.jsonl", "--failed", "failed.txt", *HERE)
        done = newscrawl(*run, cwd=tmp_path)
        again = newscrawl("scrape", "-i", "failed.txt", *HERE, cwd=tmp_path)
    assert done.code == 4, done.err
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    wanted = [one + sites[0].path(0), other + sites[1].path(1), other + sites[1].path(0)]
    assert [record["url"] for record in records] == wanted
    assert "5 addresses: 3 records, 2 failed; those without a record stand in failed.txt" in done.err
    assert "urls.txt: line 6: 'not an address': not an http or https address" in done.err
    failed = (tmp_path / "failed.txt").read_text().splitlines()
    assert [line.partition("  # ")[0] for line in failed] == [f"{other}/gone", "not an address"]
    assert all("  # " in line for line in failed)
    assert again.code == 1
    assert "2 addresses: 0 records, 2 failed" in again.err


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_column_of_a_table_is_read_from_standard_input(delimiter: str) -> None:
    site = SmallSite(articles=2)
    with site.serving() as origin:
        rows = [
            ("name", "url", "note"), ("one", origin + site.path(0), f'"a{delimiter}b\nc"'), ("two", "", ""),
            ("three", origin + site.path(1), ""),
        ]  # fmt: skip
        table = "\r\n".join(delimiter.join(row) for row in rows)
        done = newscrawl("scrape", "-i", "-", "--column", "url", "--format", "jsonl", stdin=table)
    assert done.code == 0, done.err
    assert [record["url"] for record in done.records] == [origin + site.path(number) for number in range(2)]


@pytest.mark.parametrize("command", ["scrape", "crawl"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("-i", "none.txt"), "none.txt: No such file or directory"),
        (("-i", "empty.txt"), "-i empty.txt: no address in it"),
        (("-i", "packed.bin"), "packed.bin: not UTF-8 text; save it as UTF-8"),
        (("-i", "table.csv", "--column", "link"), "table.csv: no column 'link'; its columns are 'name', 'url'"),
        (("-i", "empty.txt", "--column", "url"), "empty.txt: no column 'url'"),
        (("--column", "url"), "--column names a column of a list: give the list with -i FILE"),
        (("-i", "."), ".: Is a directory"),
    ],
)
def test_a_list_that_is_none_is_wrong_use(command: str, given: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("# nothing yet\n\n")
    (tmp_path / "packed.bin").write_bytes(b"\x1f\x8b\x08\xff\xfe")
    (tmp_path / "table.csv").write_text("name,url\nA,https://news.example/\n")
    done = newscrawl(command, *given, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_list_of_failures_that_cannot_be_written_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    site = SmallSite(articles=1)
    with site.serving() as origin:
        done = newscrawl("scrape", origin + site.path(0), "--failed", "none/failed.txt", cwd=tmp_path)
    assert (done.code, site.hits) == (1, [])
    assert "failed.txt: cannot be written: its folder does not exist" in done.err


def test_nothing_named_is_wrong_use() -> None:
    done = newscrawl("scrape")
    assert done.code == 2
    assert "name a URL, or a list of them with -i FILE" in done.err


def test_sites_are_crawled_from_a_list(tmp_path: Path) -> None:
    sites = SmallSite(articles=2), SmallSite(articles=3)
    with sites[0].serving("127.0.0.2") as one, sites[1].serving("127.0.0.3") as other:
        (tmp_path / "sites.csv").write_text(f"paper,home\nA,{one}\nB,{other}\nA again,{one}/\n")
        run = ("crawl", "-i", "sites.csv", "--column", "home", "--delay", "0", "-o", "out.jsonl", *HERE)
        done = newscrawl(*run, cwd=tmp_path)
    assert done.code == 0, done.err
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 5


def test_a_wrong_line_of_a_crawl_s_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "sites.txt").write_text("news.example\nfile:///etc/passwd\n")
    done = newscrawl("crawl", "-i", "sites.txt", cwd=tmp_path)
    assert done.code == 2
    assert "sites.txt: line 2: 'file:///etc/passwd': not an http or https address" in done.err


def test_an_output_that_fails_leaves_every_address_in_the_list(tmp_path: Path) -> None:
    """Nothing stands in the output then, so what was read has to be read again."""
    site = SmallSite(articles=2)
    with site.serving() as origin:
        urls = [origin + site.path(number) for number in range(2)]
        (tmp_path / "urls.txt").write_text("\n".join(urls))
        run = 'ulimit -f 1; exec "$0" -m newscrawl scrape -i urls.txt -o out.jsonl --failed rest.txt'
        done = subprocess.run(
            ["bash", "-c", run, sys.executable], cwd=tmp_path, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1, done.stderr
    assert not (tmp_path / "out.jsonl").exists()
    rest = (tmp_path / "rest.txt").read_text().splitlines()
    assert [line.partition("  # ")[0] for line in rest] == urls


def test_an_interrupt_keeps_what_is_done_and_lists_the_rest(tmp_path: Path) -> None:
    site, asked, goes_on = SmallSite(articles=3), threading.Event(), threading.Event()

    def held_back() -> bytes:
        asked.set()
        goes_on.wait()
        return reply(b"", "404 Not Found")

    site.answers["/held-back"] = held_back
    with site.serving() as origin:
        urls = [origin + site.path(0), f"{origin}/held-back", origin + site.path(1)]
        (tmp_path / "urls.txt").write_text("\n".join(urls))
        run = [sys.executable, "-m", "newscrawl", "scrape", "-i", "urls.txt", "-o", "out.jsonl"]
        with subprocess.Popen(
            [*run, "--failed", "rest.txt"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
        ) as scrape:
            asked.wait()
            scrape.send_signal(signal.SIGINT)
            _, told = scrape.communicate()
        goes_on.set()
    assert scrape.returncode == 130, told
    assert [json.loads(line)["url"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == urls[:1]
    rest = (tmp_path / "rest.txt").read_text().splitlines()
    assert [line.partition("  # ")[0] for line in rest] == urls[1:]
    assert "3 addresses: 1 record, 2 not read" in told
