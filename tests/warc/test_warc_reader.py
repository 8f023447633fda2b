"""A record that cannot be used costs itself, with a reason, and no page takes more memory than a page may have."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from newscrawl.encoding import MAX_SIZE
from newscrawl.warc.exchange import Exchange
from newscrawl.warc.warc_reader import read_warc
from tests.cli.run import newscrawl
from tests.smallsite import article
from tests.warc.records import HEAD, answer, archive, record

GOOD = record(uri=b"https://news.example/good")
EITHER = pytest.mark.parametrize("suffix", [".warc", ".warc.gz"])
PLAIN = article(1)
CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "deflate": ("deflate", zlib.compress),
    "two": ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
    "none any more": ("gzip", lambda body: body),
    "unknown": ("exi", lambda body: body),
}


def read(path: Path) -> list[Exchange | str]:
    return [found for _, found in read_warc(path)]


def chunked(body: bytes, extension: bytes = b"") -> bytes:
    pieces = (body[at : at + 700] for at in range(0, len(body), 700))
    lines = (b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)
    return b"".join(lines) + b"0\r\n\r\n"


UNUSABLE = {
    "no address": (record(uri=None), "has no http address"),
    "an empty address": (record(uri=b""), "has no http address"),
    "an address of another kind": (record(uri=b"urn:uuid:1"), "has no http address"),
    "rubbish for an address": (record(uri=b"http://[::1/"), "has no http address"),
    "no date": (record(date=None), "has no date"),
    "an empty date": (record(date=b""), "has no date"),
    "rubbish for a date": (record(date=b"yesterday"), "has no date"),
    "the first day": (record(date=b"0001-01-01T00:00:00+14:00"), "has no date"),
    "the last day": (record(date=b"9999-12-31T23:59:59-14:00"), "has no date"),
    "a large body": (record(HEAD + bytes(MAX_SIZE + 1)), "larger than"),
    "a body that grows": (record(answer(gzip.compress(bytes(MAX_SIZE + 1)), content_encoding="gzip")), "larger than"),
}


@EITHER
@pytest.mark.parametrize(("bad", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_record_that_cannot_be_used_costs_itself_and_says_why(
    bad: bytes, reason: str, suffix: str, tmp_path: Path
) -> None:
    first, fault, last = read(archive(tmp_path / f"a{suffix}", GOOD, bad, GOOD))
    assert isinstance(first, Exchange)
    assert isinstance(last, Exchange)
    assert isinstance(fault, str)
    assert reason in fault


PASSED_OVER = {
    "no status": record(b"HTTP/1.1 abc OK\r\n\r\n<p>x"),
    "no status line": record(b"garbage\r\n\r\n<p>x"),
    "nothing": record(b""),
    "no head": record(b"<html>"),
    "a head of many lines": record(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300_000 + b"\r\n<p>x"),
    "a head of a long line": record(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 3_000_000 + b"\r\n\r\n<p>x"),
}


@EITHER
@pytest.mark.parametrize("odd", PASSED_OVER.values(), ids=PASSED_OVER)
def test_what_is_no_http_answer_is_passed_over(odd: bytes, suffix: str, tmp_path: Path) -> None:
    found = read(archive(tmp_path / f"a{suffix}", GOOD, odd, GOOD))
    assert [one.url for one in found if isinstance(one, Exchange)] == ["https://news.example/good"] * 2
    assert len(found) == 2


@pytest.mark.parametrize(("coding", "pack"), CODINGS.values(), ids=CODINGS)
def test_content_codings_are_undone(coding: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    http = answer(pack(PLAIN), Content_Encoding=coding)
    (found,) = read(archive(tmp_path / "a.warc", record(http)))
    assert isinstance(found, Exchange)
    assert found.body == PLAIN


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (chunked(PLAIN), PLAIN),
        (chunked(PLAIN, b";name=value"), PLAIN),
        (chunked(PLAIN).replace(b"\r\n", b"\n"), PLAIN),
        (PLAIN, PLAIN),
        (chunked(PLAIN)[:1000], PLAIN[: 1000 - len(b"2bc\r\n") * 2 - 2]),
        (b"5\r\nhello\r\nzz\r\n", b"hello"),
        (b"ffffffffffffffff\r\nhello", b"ffffffffffffffff\r\nhello"),
        (b"0\r\n\r\n", b""),
    ],
)
def test_chunks_are_joined_as_far_as_they_go(body: bytes, expected: bytes, tmp_path: Path) -> None:
    http = answer(body, Transfer_Encoding="chunked")
    found, after = read(archive(tmp_path / "a.warc", record(http), GOOD))
    assert isinstance(found, Exchange)
    assert found.body == expected
    assert isinstance(after, Exchange)


def test_an_address_in_angle_brackets_is_read(tmp_path: Path) -> None:
    (found,) = read(archive(tmp_path / "a.warc", record(uri=b"<https://news.example/a>")))
    assert isinstance(found, Exchange)
    assert found.url == "https://news.example/a"


@pytest.mark.process
@pytest.mark.parametrize(
    "metadata",
    [
        {"kind": 5}, {"source": None}, {"title": 5}, {"published": [1]}, {"redirects": [1]}, {"template": [[1]]},
        {"usage": [{"signal": 1, "value": 2}]}, {"usage": [1]}, {"unknown": 1}, [1], "x", 5, 1e999,
    ],
)  # fmt: skip
def test_a_crawls_note_that_somebody_else_wrote_is_none(metadata: object, tmp_path: Path) -> None:
    note = b"Newscrawl-Lead: " + json.dumps(metadata).encode() + b"\r\n"
    path = archive(tmp_path / "a.warc", record(more=note), GOOD)
    result = newscrawl("extract", path, "--format", "jsonl")
    assert (result.code, len(result.records)) == (0, 2), result.err


@pytest.mark.process
def test_bad_records_are_counted_and_the_others_written(tmp_path: Path) -> None:
    bad = [record(uri=None), record(uri=None), record(date=None), record(HEAD + b"a" * (MAX_SIZE + 1))]
    path = archive(tmp_path / "a.warc.gz", GOOD, *bad, record())
    result = newscrawl("extract", path, "-o", tmp_path / "out.jsonl")
    assert result.code == 4
    assert len((tmp_path / "out.jsonl").read_text("utf8").splitlines()) == 2
    assert f"2 without a record: {path}: its record has no http address" in result.err
    assert f"1 without a record: {path}: its record has no date" in result.err
    assert f"1 without a record: {path}: larger than 16,777,216 bytes" in result.err
    assert newscrawl("extract", archive(tmp_path / "b.warc", bad[0])).code == 1


def bomb(pack: Callable[[int], zlib._Compress] = lambda _: zlib.compressobj(9, wbits=31), start: bytes = b"") -> bytes:
    packer = pack(0)
    return packer.compress(start) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()


@pytest.mark.process
def test_a_bomb_costs_one_page_and_little_memory(tmp_path: Path) -> None:
    """A gigabyte in each file and record; the peak of a process that reads them beside that of one that reads none."""
    (tmp_path / "good.html").write_bytes(article(1))
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "good.html").write_bytes(article(1))
    packed = bomb()
    (tmp_path / "bomb.html.gz").write_bytes(packed)
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(article(2))[:-20])
    broken = bytearray(gzip.compress(article(2)))
    broken[40:60] = b"\xff" * 20
    (tmp_path / "broken.html.gz").write_bytes(broken)
    with (tmp_path / "sparse.html").open("wb") as file:
        file.truncate(1 << 30)
    archive(tmp_path / "codings.warc", record(answer(packed, content_encoding="gzip")), GOOD)
    head = record(HEAD, length=str(len(HEAD) + (1 << 30)).encode()).removesuffix(b"\r\n\r\n")
    (tmp_path / "member.warc.gz").write_bytes(bomb(start=head) + gzip.compress(b"\r\n\r\n" + GOOD))
    (tmp_path / "info.warc.gz").write_bytes(bomb(start=head.replace(b"response", b"warcinfo")) + gzip.compress(GOOD))
    script = (
        "import resource, sys\n"
        "from newscrawl.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )

    def run(folder: Path) -> tuple[subprocess.CompletedProcess[str], int]:
        command = [sys.executable, "-c", script, "extract", str(folder), "--format", "jsonl"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done, int(done.stderr.splitlines()[-1])

    small, usual = run(tmp_path / "plain")
    done, peak = run(tmp_path)
    assert (small.returncode, done.returncode) == (0, 4), done.stderr
    assert peak - usual < 200_000  # KiB
    assert "bomb.html.gz: larger than 16,777,216 bytes, which no page is" in done.stderr
    assert "sparse.html: larger than 16,777,216 bytes" in done.stderr
    assert "cut.html.gz: cannot be read" in done.stderr
    assert "broken.html.gz: cannot be read" in done.stderr
    for name in ("codings.warc", "member.warc.gz"):
        assert f"1 without a record: {tmp_path / name}: larger than" in done.stderr
    assert len(done.stdout.splitlines()) >= 4
