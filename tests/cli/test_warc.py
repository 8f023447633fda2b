"""`newscrawl crawl --warc` and `newscrawl extract FILE.warc.gz`: the archive of a crawl gives its records again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.run import newscrawl
from tests.newsweb import NewsWeb
from tests.servers import reply
from tests.smallsite import SmallSite, article

SITES = ["meridian", "consent-courier"]
ONLY_THE_STORE_KNOWS = ("revision", "story_id")


@pytest.fixture(scope="module")
def web() -> Iterator[NewsWeb]:
    news = NewsWeb(sites=SITES, articles=12)
    with news.serving():
        yield news


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf8").splitlines()]


def without_the_store(record: dict[str, Any]) -> str:
    meta = record["meta"] | dict.fromkeys(ONLY_THE_STORE_KNOWS)
    return json.dumps(record | {"date_first_seen": None, "meta": meta})


def test_the_archive_of_a_crawl_gives_its_records_again(web: NewsWeb, tmp_path: Path) -> None:
    crawl = ("crawl", *(web.origins[name] for name in SITES), "-o", "live.jsonl", "--warc", "kept", "--delay", "0")
    result = newscrawl(*crawl, cwd=tmp_path)
    assert result.code == 0, result.err
    (file,) = (tmp_path / "kept").iterdir()
    assert file.name.endswith(".warc.gz")
    live = records(tmp_path / "live.jsonl")
    assert len(live) == sum(len(web[name].truth()) for name in SITES)
    assert {record["meta"]["warc"]["file"] for record in live} == {file.name}
    assert all(record["meta"]["source"] != "warc" for record in live)
    outputs = []
    for jobs in ("1", "2"):
        target = tmp_path / f"again{jobs}.jsonl"
        result = newscrawl("extract", file, "--jobs", jobs, "-o", target)
        assert result.code == 0, result.err
        outputs.append(target.read_bytes())
    assert outputs[0] == outputs[1]
    again = {record["meta"]["warc"]["offset"]: record for record in records(target)}
    for record in live:
        assert without_the_store(again[record["meta"]["warc"]["offset"]]) == without_the_store(record)
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(file)]
    assert subprocess.run(check, capture_output=True).returncode == 0


def assert_the_archive_gives(live: list[dict[str, Any]], folder: Path) -> None:
    """`extract` over the folder's archive gives the records of its crawl."""
    assert newscrawl("extract", "kept", "-o", "again.jsonl", cwd=folder).code == 0
    again = {tuple(record["meta"]["warc"].values()): record for record in records(folder / "again.jsonl")}
    for record in live:
        assert without_the_store(again[tuple(record["meta"]["warc"].values())]) == without_the_store(record)


def test_what_a_site_repeats_leaves_record_and_archive_alike(tmp_path: Path) -> None:
    notice = "The editors of this paper answer for every word of it."
    site = SmallSite(articles=48)
    for number in range(48):
        page = article(number).replace(b"</article>", f"<p>{notice}</p></article>".encode())
        site.answers[site.path(number)] = reply(page)
    with site.serving() as origin:
        crawl = ("crawl", origin, "-o", "live.jsonl", "--store", "news.db", "--warc", "kept", "--delay", "0")
        assert newscrawl(*crawl, cwd=tmp_path).code == 0
    live = records(tmp_path / "live.jsonl")
    noticed = [notice in record["article_body"] for record in live]
    assert len(noticed) == 48
    assert noticed[:20] == [True] * 20
    assert not noticed[-1]
    assert_the_archive_gives(live, tmp_path)


def test_further_pages_that_answer_oddly_are_the_same_in_the_archive(tmp_path: Path) -> None:
    site = SmallSite(articles=4)
    part = (
        b"<!doctype html><article><h1>Bridge story</h1>"
        + b"<p>The second page tells the end of the story at length.</p>" * 4
    )
    odd = (reply(b"", "302 Found", location="/end-of-the-story"), reply(b"gone", "404 Not Found"), None, reply(part))
    site.answers["/end-of-the-story"] = reply(part.replace(b"second", b"last"))
    for number, answer in enumerate(odd):
        further = f"{site.path(number)}?page=2"
        page = article(number).replace(b"</article>", f'<a href="{further}">2</a></article>'.encode())
        site.answers[site.path(number)] = reply(page)
        site.answers[further] = answer or reply(page)  # the first page again
    with site.serving() as origin:
        crawl = ("crawl", origin, "-o", "live.jsonl", "--warc", "kept", "--delay", "0")
        assert newscrawl(*crawl, cwd=tmp_path).code == 0
    live = records(tmp_path / "live.jsonl")
    told = {record["url"][-25:]: record["article_body"] for record in live}
    assert sum("last page tells" in body for body in told.values()) == 1
    assert sum("second page tells" in body for body in told.values()) == 1
    assert_the_archive_gives(live, tmp_path)


def test_each_file_alone_gives_its_articles_whole(tmp_path: Path) -> None:
    """Files of a few pages each, read one by one; articles of three pages among others."""
    code = (
        "import sys; from newscrawl.cli import main; from newscrawl.warc.warc_writer import WarcWriter; "
        "WarcWriter.__init__.__kwdefaults__['full_bytes'] = 20_000; main(sys.argv[1:])"
    )
    news = NewsWeb(sites=["long-read", "meridian"], articles=12)
    with news.serving() as origins:
        crawl = ("crawl", *origins.values(), "-o", "live.jsonl", "--warc", "kept", "--delay", "0", "--per-host", "4")
        done = subprocess.run([sys.executable, "-c", code, *crawl], cwd=tmp_path, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    files = sorted((tmp_path / "kept").iterdir())
    assert len(files) > 5
    assert all(path.name.endswith(".warc.gz") for path in files)
    assert_the_archive_gives(records(tmp_path / "live.jsonl"), tmp_path)


def test_an_unchanged_page_is_a_revisit_record(web: NewsWeb, tmp_path: Path) -> None:
    crawl = ("crawl", web.origins["meridian"], "--store", "news.db", "--warc", "kept", "--delay", "0")
    assert newscrawl(*crawl, cwd=tmp_path).code == 0
    before = set((tmp_path / "kept").iterdir())
    assert newscrawl(*crawl, cwd=tmp_path).code == 3
    (second,) = set((tmp_path / "kept").iterdir()) - before
    from fastwarc import ArchiveIterator

    kinds = [record.headers["WARC-Type"] for record in ArchiveIterator(str(second))]
    assert "revisit" in kinds
    assert newscrawl("extract", second).code == 3


def test_a_killed_crawl_leaves_an_archive_that_the_next_one_mends(web: NewsWeb, tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "newscrawl", "crawl", web.origins["meridian"], "--store", "news.db", "-o", "out.jsonl",
        "--warc", "kept", "--delay", "0.1",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (tmp_path / "out.jsonl").exists():
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (left,) = (tmp_path / "kept").iterdir()
    assert left.name.endswith(".open")
    result = newscrawl(*command[3:-1], "0", cwd=tmp_path)
    assert result.code == 0, result.err
    assert all(path.name.endswith(".warc.gz") for path in (tmp_path / "kept").iterdir())
    live = records(tmp_path / "out.jsonl")
    assert len(live) == len({record["headline"] for record in live}) == len(web["meridian"].truth())
    assert newscrawl("extract", "kept", "-o", "again.jsonl", cwd=tmp_path).code == 0
    places = {(one["meta"]["warc"]["file"], one["meta"]["warc"]["offset"]) for one in records(tmp_path / "again.jsonl")}
    assert {(one["meta"]["warc"]["file"], one["meta"]["warc"]["offset"]) for one in live} <= places


def test_a_folder_that_cannot_be_written_is_refused_before_the_first_request(web: NewsWeb, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    web.log.clear()
    result = newscrawl("crawl", web.origins["meridian"], "--warc", tmp_path / "kept")
    assert result.code == 1
    assert "kept" in result.err
    assert "Traceback" not in result.err
    assert web.log.hits == []


def test_a_broken_warc_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"not a WARC")
    result = newscrawl("extract", tmp_path / "a.warc.gz")
    assert result.code == 1
    assert "a.warc.gz: cannot be read as a WARC file" in result.err
    assert "Traceback" not in result.err


def test_several_processes_write_into_one_folder(tmp_path: Path) -> None:
    sites = [SmallSite(articles=3), SmallSite(articles=3)]
    with sites[0].serving() as one, sites[1].serving("127.0.0.2") as two:
        done = newscrawl(
            "crawl", one, two, "--jobs", "2", "--delay", "0", "--warc", "warc", "--store", "news.db", "-o", "a.jsonl",
            cwd=tmp_path,
        )  # fmt: skip
    assert done.code == 0, done.err
    again = newscrawl("extract", "warc", "-o", "b.jsonl", cwd=tmp_path)
    assert again.code == 0, again.err
    written, read = (
        [json.loads(line)["url"] for line in (tmp_path / name).read_text().splitlines()]
        for name in ("a.jsonl", "b.jsonl")
    )
    assert len(written) == 6
    assert sorted(written) == sorted(read)
