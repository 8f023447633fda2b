from __future__ import annotations

import gzip
import io
import resource
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator, WarcRecordType

from newscrawl.errors import NewscrawlError, OutputError
from newscrawl.warc.exchange import CrawlMetadata, Exchange
from newscrawl.warc.warc_reader import read_warc
from newscrawl.warc.warc_writer import Compression, WarcWriter, mend
from tests.smallsite import SmallSite

NOW = datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC)
PAGE = Exchange(
    url="https://news.example/a?b=1", fetched_at=NOW, status=200, reason="OK", ip="127.0.0.1",
    body="<html><p>Grüße aus der Stadt</p></html>".encode(),
    request_headers=(("Host", "news.example"), ("User-Agent", "newscrawl/0.1")),
    response_headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "br"), ("Content-Length", "9"),
                      ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
)  # fmt: skip
EITHER = pytest.mark.parametrize("compression", ["gzip", "zstd"])


def page(number: int) -> Exchange:
    body = f"<html>{number} {'word ' * 100}</html>".encode()
    at = NOW + timedelta(seconds=number)
    return replace(PAGE, url=f"https://news.example/{number}", body=body, fetched_at=at)


def write(folder: Path, *exchanges: Exchange, compression: Compression = "gzip") -> list[Path]:
    writer = WarcWriter(folder, "newscrawl/0.1", compression=compression)
    for exchange in exchanges:
        writer.write(exchange)
    writer.close()
    return sorted(folder.iterdir())


def write_all(writer: WarcWriter, start: int, stop: int) -> None:
    for number in range(start, stop):
        writer.write(page(number))


def kinds(path: Path) -> list[str]:
    return [str(record.headers["WARC-Type"]) for record in ArchiveIterator(str(path))]


@EITHER
def test_a_page_comes_back_as_it_was_fetched(tmp_path: Path, compression: Compression) -> None:
    (path,) = write(tmp_path, PAGE, compression=compression)
    assert kinds(path) == ["warcinfo", "response", "request"]
    ((_, read),) = read_warc(path)
    assert (read.url, read.fetched_at, read.status, read.reason, read.ip, read.body) == (
        PAGE.url, NOW, 200, "OK", "127.0.0.1", PAGE.body,
    )  # fmt: skip
    names = [name.lower() for name, _ in read.response_headers]
    assert names == ["content-type", "set-cookie", "set-cookie", "content-length"]
    assert dict(read.response_headers)["Content-Length"] == str(len(PAGE.body))


def test_another_tool_finds_the_file_valid(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    revisited = replace(PAGE, status=304, body=b"", fetched_at=NOW + timedelta(days=1), last_fetched_at=NOW)
    (path,) = write(tmp_path, *(page(number) for number in range(5)), page(1), revisited)
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    shown = subprocess.run(check, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stdout
    assert "fail" not in shown.stdout


@EITHER
def test_the_place_of_a_page_leads_to_it(tmp_path: Path, compression: Compression) -> None:
    writer = WarcWriter(tmp_path, "newscrawl", compression=compression)
    places = [writer.write(page(number)) for number in range(4)]
    writer.close()
    for number, place in enumerate(places):
        with (tmp_path / place.file).open("rb") as stream:
            stream.seek(place.offset)
            record = next(iter(ArchiveIterator(io.BytesIO(stream.read()), record_types=WarcRecordType.response)))
            assert record.headers["WARC-Target-URI"] == f"https://news.example/{number}"


def test_a_body_that_came_before_is_only_referred_to(tmp_path: Path) -> None:
    first = page(1)
    again = replace(first, url="https://news.example/copy", fetched_at=NOW + timedelta(hours=1))
    (path,) = write(tmp_path, first, again)
    assert kinds(path) == ["warcinfo", "response", "request", "revisit", "request"]
    (record,) = ArchiveIterator(str(path), record_types=WarcRecordType.revisit)
    assert record.headers["WARC-Refers-To-Target-URI"] == first.url
    assert record.headers["WARC-Profile"].endswith("identical-payload-digest")


def test_an_unchanged_page_is_a_revisit_of_its_last_fetch(tmp_path: Path) -> None:
    (path,) = write(tmp_path, replace(PAGE, status=304, reason="Not Modified", body=b"", last_fetched_at=NOW))
    (record,) = ArchiveIterator(str(path), record_types=WarcRecordType.revisit)
    assert record.headers["WARC-Profile"].endswith("server-not-modified")
    assert record.headers["WARC-Refers-To-Date"] == "2026-11-23T12:00:00.250000Z"


def test_the_same_fetches_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = (write(tmp_path / name, PAGE, page(1))[0] for name in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_a_full_file_is_followed_by_the_next(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "newscrawl", full_bytes=1500)
    files = {writer.write(page(number)).file for number in range(8)}
    writer.close()
    assert sorted(files) == sorted(path.name for path in tmp_path.iterdir())
    assert len(files) > 1
    assert sum(1 for path in tmp_path.iterdir() for _ in read_warc(path)) == 8


def test_the_pages_of_an_article_stay_in_the_file_of_its_first_one(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "newscrawl", full_bytes=1500)
    first = writer.write(page(0), awaits=0)
    others = {writer.write(page(number)).file for number in range(1, 8)}
    assert len(others - {first.file}) > 1
    assert writer.write(page(8), beside=first).file == first.file
    repeated = replace(page(0), url="https://news.example/copy")
    assert writer.write(repeated, beside=first).file == first.file
    (tmp_path / f"{first.file}.open").stat()
    writer.release(0)
    writer.release(0)
    assert [read.url[-1] for _, read in read_warc(tmp_path / first.file)][-2:] == ["8", "y"]
    late = writer.write(page(9), beside=first)  # the file is closed: nobody writes into it any more
    assert late.file != first.file
    writer.close()
    assert not list(tmp_path.glob("*.open"))


def test_two_processes_write_files_of_their_own(tmp_path: Path) -> None:
    one, two = WarcWriter(tmp_path, "newscrawl"), WarcWriter(tmp_path, "newscrawl")
    assert one.write(PAGE).file != two.write(PAGE).file
    one.close()
    two.close()
    assert len(list(tmp_path.glob("*.warc.gz"))) == 2


@EITHER
def test_a_kill_costs_at_most_the_record_at_hand(tmp_path: Path, compression: Compression) -> None:
    (whole,) = write(tmp_path / "whole", *(page(number) for number in range(3)), compression=compression)
    data = whole.read_bytes()
    starts = [record.stream_pos for record in ArchiveIterator(str(whole))]
    for cut in range(starts[1], len(data) + 1, 7):
        folder = tmp_path / f"cut{cut}"
        folder.mkdir()
        (folder / f"{whole.name}.open").write_bytes(data[:cut])
        (mended,) = mend(folder)
        assert mended.name == whole.name
        complete = sum(start <= cut for start in [*starts[1:], len(data)])
        assert complete <= len(kinds(mended)) <= complete + 1
        if compression == "gzip":
            gzip.decompress(mended.read_bytes())


def test_a_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "newscrawl")
    writer.write(page(0))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1200, before[1]))
    try:
        with pytest.raises(OutputError, match=r"warc\.gz: cannot be written"):
            write_all(writer, 1, 9)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    writer.write(page(9))
    writer.close()
    (path,) = tmp_path.iterdir()
    assert [read.url[-1] for _, read in read_warc(path)][-1] == "9"


def test_a_header_with_a_line_break_stays_one_header(tmp_path: Path) -> None:
    (path,) = write(tmp_path, replace(PAGE, response_headers=(("X-Odd", "a\r\nSet-Cookie: c=3"),)))
    ((_, read),) = read_warc(path)
    assert [name for name, _ in read.response_headers] == ["X-Odd", "Content-Length"]


def test_only_pages_are_read(tmp_path: Path) -> None:
    image = replace(page(1), response_headers=(("Content-Type", "image/png"),))
    missing = replace(page(2), status=404, reason="Not Found")
    (path,) = write(tmp_path, image, missing, page(3))
    assert [read.url[-1] for _, read in read_warc(path)] == ["3"]


def test_a_file_that_is_no_warc_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"Not a WARC file at all.\n" * 50))
    with pytest.raises(NewscrawlError, match=r"a\.warc\.gz: "):
        list(read_warc(path))
    with pytest.raises(NewscrawlError, match=r"missing\.warc: "):
        list(read_warc(tmp_path / "missing.warc"))


@pytest.mark.parametrize(
    "header",
    [
        '{"title": 5}', '{"published": ["2026"]}', '{"redirects": [1]}', '{"redirects": [], "source": {}}', "5", "[1]",
        '{"template": [null]}', '{"usage": [{"signal": 1, "value": "a"}]}', '{"usage": [5]}', '{"usage": 5}', '"a"',
        "[" * 5000, '{"kind": true}', '{"nothing": "a"}', '{"source": 1e999}',
    ],
)  # fmt: skip
def test_a_lead_that_somebody_else_wrote_is_none(header: str) -> None:
    assert CrawlMetadata.from_header(header) is None


def test_the_texts_of_a_lead_do_not_act() -> None:
    metadata = CrawlMetadata.from_header(
        '{"title": "A\\u001b[31m \\u202eB", "redirects": ["https://a.example/\\u0085"]}'
    )
    assert metadata is not None
    assert (metadata.title, metadata.redirects) == ("A[31m B", ("https://a.example/",))


def test_a_revisit_of_what_is_no_http_answer_is_passed_over(tmp_path: Path) -> None:
    named = "WARC-Target-URI: https://a.example/\r\nWARC-Date: 2026-11-20T10:00:00Z\r\n"
    referring = (
        "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
        "WARC-Refers-To-Target-URI: https://a.example/\r\nWARC-Refers-To-Date: 2026-11-20T10:00:00Z\r\n"
    )
    http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    records = (
        ("warcinfo", "WARC-Date: 2026-11-20T10:00:00Z\r\n", "software: newscrawl/0.1\r\n"),
        ("response", f"{named}Content-Type: text/plain\r\n", "no HTTP"),
        ("revisit", f"{named}{referring}Content-Type: application/http; msgtype=response\r\n", http),
    )
    path = tmp_path / "a.warc"
    path.write_text(
        "".join(
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}>\r\n{head}"
            f"Content-Length: {len(block)}\r\n\r\n{block}\r\n\r\n"
            for kind, head, block in records
        ),
        newline="",
    )
    assert list(read_warc(path)) == []


def test_no_place_in_the_store_points_behind_what_is_on_the_disk(tmp_path: Path) -> None:
    """What a power cut leaves is what was synced: each article's place must be in it before the store commits."""
    script = """
import os, sys
from newscrawl import configuration
from newscrawl.runner.process import run_crawl
from newscrawl.store.store import Store
synced, finish, sync = {}, Store.finish_page, os.fdatasync
def noted(number):
    sync(number)
    synced[os.path.basename(os.readlink(f"/proc/self/fd/{number}"))] = os.fstat(number).st_size
def checked(self, page, **named):
    if page.article is not None:
        place = page.article.meta.warc
        size = os.stat(os.path.join(sys.argv[2], place.file + ".open")).st_size
        print(place.offset < synced.get(place.file + ".open", 0) == size)
    return finish(self, page, **named)
os.fdatasync, Store.finish_page = noted, checked
run_crawl(configuration.load(sites=[sys.argv[1]], delay=0, warc=sys.argv[2], store=sys.argv[3]))
"""
    site = SmallSite(articles=4, robots=b"")
    with site.serving() as origin:
        command = [sys.executable, "-c", script, origin, str(tmp_path / "warc"), str(tmp_path / "news.db")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 4, done.stderr


def test_a_disk_that_fails_while_a_file_is_synced_ends_the_crawl_as_failed(tmp_path: Path) -> None:
    script = """
import errno, os, sys
from newscrawl import configuration
from newscrawl.runner.process import run_crawl
def failing(number):
    raise OSError(errno.EIO, "Input/output error")
os.fdatasync = failing
summary = run_crawl(configuration.load(sites=[sys.argv[1]], delay=0, warc=sys.argv[2], store=sys.argv[3]))
print(summary.ending, summary.articles, summary.message)
"""
    site = SmallSite(articles=2, robots=b"")
    with site.serving() as origin:
        command = [sys.executable, "-c", script, origin, str(tmp_path / "warc"), str(tmp_path / "news.db")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("failed 0 "), done.stdout + done.stderr
    assert "cannot be written: Input/output error" in done.stdout
