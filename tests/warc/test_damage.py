"""Damage costs the record that it hits: its place is named, and what stands behind it is read."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from newscrawl.errors import NewscrawlError
from newscrawl.warc.exchange import Exchange
from newscrawl.warc.warc_reader import read_warc
from tests.smallsite import article
from tests.warc.records import DATE, HEAD, record

Packer = Callable[[bytes], bytes]
INFO = (
    b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: 2026-11-20T10:00:00Z\r\nContent-Type: application/warc-fields\r\n"
    b"Content-Length: 20\r\n\r\nsoftware: another/1\n\r\n\r\n"
)


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


PACKERS: dict[str, Packer] = {"plain": bytes, "gzip": gzip.compress, "zstd": zstd}
EACH = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)


def story(number: int, **more: bytes) -> bytes:
    return record(HEAD + article(number), uri=b"https://news.example/%d" % number, **more)


def made(pack: Packer, *records: bytes) -> tuple[bytearray, list[int]]:
    """The bytes of a file and where each record begins."""
    data, places = bytearray(), []
    for one in records:
        places.append(len(data))
        data += pack(one)
    return data, places


def found(path: Path, data: bytes | bytearray) -> tuple[list[int], list[str]]:
    """The numbers of the stories that are read, and what is said of the others."""
    path.write_bytes(data)
    read = [one for _, one in read_warc(path)]
    stories = [int(one.url.rpartition("/")[2]) for one in read if isinstance(one, Exchange)]
    assert all(
        one.body.rstrip() == article(number).rstrip()
        for one, number in zip(filter(is_page, read), stories, strict=True)
    )
    return stories, [one for one in read if isinstance(one, str)]


def is_page(one: object) -> bool:
    return isinstance(one, Exchange)


@EACH
@pytest.mark.parametrize("info", [True, False])
@pytest.mark.parametrize("hit", [1, 2, 3])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.9])
def test_overwritten_bytes_cost_their_record(pack: Packer, info: bool, hit: int, share: float, tmp_path: Path) -> None:
    records = [story(number) for number in range(1, 5)]
    data, places = made(pack, *records)
    before = len(pack(INFO)) if info else 0
    end = [*places, len(data)][hit]
    begin = places[hit - 1]
    at = begin + int((end - begin) * share)
    data[at : at + 24] = b"\xee" * 24
    path = tmp_path / "a"
    path.write_bytes((pack(INFO) if info else b"") + bytes(data))
    read = [one for _, one in read_warc(path)]
    said = [one for one in read if isinstance(one, str)]
    stories = [int(one.url.rpartition("/")[2]) for one in read if isinstance(one, Exchange)]
    if pack is bytes and share:  # of a body without a digest nobody can tell
        assert len(stories) + len(said) == 4
    else:
        assert stories == [number for number in range(1, 5) if number != hit]
        assert [one.partition(": ")[0] for one in said] == [f"damaged at byte {before + begin:,}"]


@EACH
def test_a_file_that_ends_inside_a_record_says_where_it_begins(pack: Packer, tmp_path: Path) -> None:
    data, places = made(pack, INFO, story(1), story(2), story(3))
    for cut in (30, 200, 5):
        stories, said = found(tmp_path / "a", data[: len(data) - cut] if cut != 200 else data[: places[3] + 100])
        assert stories[:2] == [1, 2]
        assert said in ([], [f"damaged at byte {places[3]:,}: the file ends inside it"])
        assert said or (cut == 5 and pack is bytes)  # the empty lines behind the last record


def test_a_digest_that_was_right_before_shows_a_body_that_was_overwritten(tmp_path: Path) -> None:
    from newscrawl.warc.warc_writer import WarcWriter
    from tests.warc.test_warc import page

    writer = WarcWriter(tmp_path / "kept", "newscrawl/0", compression="gzip")
    for number in (1, 2, 3):
        writer.write(page(number))
    writer.close()
    (packed,) = (tmp_path / "kept").iterdir()
    data = bytearray(gzip.decompress(packed.read_bytes()))
    second = data.index(b"WARC/1.1\r\nWARC-Type: response", data.index(b"WARC/1.1\r\nWARC-Type: response") + 1)
    at = data.index(b"\r\n\r\n", data.index(b"HTTP/1.1", second)) + 5
    data[at : at + 4] = b"\x11" * 4
    path = tmp_path / "a.warc"
    path.write_bytes(data)
    read = [one for _, one in read_warc(path)]
    assert read[1] == f"damaged at byte {second:,}: its bytes are not those that its digest names"
    assert [is_page(one) for one in read] == [True, False, True]


def test_digests_that_are_never_right_are_another_tools(tmp_path: Path) -> None:
    wrong = b"WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"
    assert found(tmp_path / "a", story(1, more=wrong) + story(2, more=wrong)) == ([1, 2], [])


@EACH
@pytest.mark.parametrize("wrong", [-1, -2, -500, 1, 2, 700, None, 10**12])
def test_a_record_ends_where_the_next_one_begins_whatever_length_it_states(
    pack: Packer, wrong: int | None, tmp_path: Path
) -> None:
    length = b"many" if wrong is None else b"%d" % (len(HEAD + article(2)) + wrong)
    data, _ = made(pack, INFO, story(1), story(2, length=length), story(3))
    assert found(tmp_path / "a", data) == ([1, 2, 3], [])


@EACH
def test_bytes_between_records_cost_none(pack: Packer, tmp_path: Path) -> None:
    data, places = made(pack, story(1), story(2))
    rubbish = b"rubbish that nobody asked for\n" * 9
    stories, said = found(tmp_path / "a", data[: places[1]] + rubbish + data[places[1] :])
    assert stories == [1, 2]
    assert said == [f"damaged at byte {places[1]:,}: bytes that are no record"]


@EACH
def test_damage_over_the_border_of_two_records_costs_both_and_is_named(pack: Packer, tmp_path: Path) -> None:
    data, places = made(pack, INFO, story(1), story(2), story(3))
    data[places[2] - 3 : places[2] + 30] = b"\xee" * 33
    stories, said = found(tmp_path / "a", data)
    assert stories in ([1, 3], [3])
    assert said


@EACH
def test_a_file_that_is_filled_up_with_zeros_is_whole(pack: Packer, tmp_path: Path) -> None:
    assert found(tmp_path / "a", bytes(made(pack, story(1), story(2))[0]) + bytes(100_000)) == ([1, 2], [])


@EACH
def test_a_damaged_beginning_is_damage_where_records_follow(pack: Packer, tmp_path: Path) -> None:
    data, _ = made(pack, INFO, story(1), story(2))
    data[:12] = b"\xee" * 12
    stories, said = found(tmp_path / "a", data)
    assert stories == [1, 2]
    assert said == ["damaged at byte 0: bytes that are no record"]


def test_several_records_in_one_member_and_one_record_in_several(tmp_path: Path) -> None:
    assert found(tmp_path / "a", gzip.compress(INFO + story(1) + story(2)) + gzip.compress(story(3))) == ([1, 2, 3], [])
    whole = INFO + story(1) + story(2)
    pieces = b"".join(gzip.compress(whole[at : at + 777]) for at in range(0, len(whole), 777))
    assert found(tmp_path / "a", pieces) == ([1, 2], [])


def test_a_file_of_one_member_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = bytearray(zstd(INFO + b"".join(map(story, range(1, 400)))))
    path = tmp_path / "a.warc.zst"
    path.write_bytes(data[: len(data) * 9 // 10])
    read = [one for _, one in read_warc(path)]
    assert len(read) > 2
    assert read[-1] == "damaged at byte 0: the file ends inside it"


@pytest.mark.parametrize("is_packed", [True, False])
def test_frames_of_zstd_with_the_dictionary_of_their_file(is_packed: bool, tmp_path: Path) -> None:
    dictionary = zstandard.train_dictionary(5000, [story(number) for number in range(200)])
    stored = zstandard.compress(dictionary.as_bytes()) if is_packed else dictionary.as_bytes()
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    head = b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored
    data = head + b"".join(packer.compress(one) for one in (INFO, story(1), story(2)))
    assert found(tmp_path / "a", data) == ([1, 2], [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"), (article(1), "it is an HTML page"), (b"%PDF-1.7 x", "it is a PDF"),
        (gzip.compress(article(1)), "it is"), (b"PK\x03\x04" + bytes(99), "it is a ZIP archive"),
        (b" CDX N b a m s k r M S V g\n", "it is a text"),
        (bytes(range(256)) * 300, "it is another file"),
    ],
)  # fmt: skip
def test_what_is_no_archive_is_said_to_be_what_it_is(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    with pytest.raises(NewscrawlError, match=rf"a\.warc\.gz: cannot be read as a WARC file: {said}"):
        list(read_warc(path))


def test_texts_without_their_pages_are_refused_by_name(tmp_path: Path) -> None:
    wet = story(1).replace(b"WARC-Type: response", b"WARC-Type: conversion")
    wat = (
        story(1)
        .replace(b"WARC-Type: response", b"WARC-Type: metadata")
        .replace(b"application/http", b"application/json")
    )
    for name, data, kind in (
        ("a.warc.wet.gz", b"", "WET"),
        ("a.wat", b"", "WAT"),
        ("a", INFO + wet, "WET"),
        ("b", wat, "WAT"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(NewscrawlError, match=f"{name}: a {kind} file"):
            list(read_warc(path))


@pytest.mark.process
def test_the_memory_stays_that_of_a_page(tmp_path: Path) -> None:
    """Records of 256 MB that are no pages, and a damaged file of that size, in which the next record is looked for."""
    filler = bytes(1 << 20)
    for name, first in (("a", record(b"", length=b"%d" % (1 << 28)).replace(b"response", b"request")), ("b", b"")):
        with (tmp_path / name).open("wb") as file:
            file.write(first.removesuffix(b"\r\n\r\n") or story(1) + b"rubbish")
            for _ in range(1 << 8):
                file.write(filler)
            file.write(b"\r\n\r\n" + story(2))
    script = (
        "import resource, sys; from pathlib import Path; from newscrawl.warc.warc_reader import read_warc\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = [one for name in sys.argv[1:] for _, one in read_warc(Path(name))]\n"
        "print(len(found), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "a", tmp_path / "b"], capture_output=True, text=True, check=True
    )
    count, grown = map(int, done.stdout.split())
    assert count == 4, done.stdout
    assert grown < 60_000  # KiB


ARC_HEAD = (
    b"filedesc://IA-000001.arc 0.0.0.0 20010101000000 text/plain 76\n1 0 InternetArchive\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n"
)


def arc(number: int, *, newer: bool = False) -> bytes:
    block = HEAD + article(number)
    more = b" 200 - - 0 IA-000001.arc" if newer else b""
    return b"https://news.example/%d 93.184.216.34 20061120100000 text/html%b %d\n%b\n" % (
        number, more, len(block), block,
    )  # fmt: skip


@EACH
@pytest.mark.parametrize("newer", [True, False])
def test_an_arc_file_is_read(pack: Packer, newer: bool, tmp_path: Path) -> None:
    dns = b"dns:news.example 1.1.1.1 20061120100000 text/dns 10\n0123456789\n"
    records = [ARC_HEAD, dns, *(arc(number, newer=newer) for number in (1, 2, 3))]
    data, places = made(pack, *records)
    assert found(tmp_path / "a.arc", data) == ([1, 2, 3], [])
    (_, first), *_ = read_warc(tmp_path / "a.arc")
    assert isinstance(first, Exchange)
    assert (first.fetched_at.isoformat(), first.ip) == ("2006-11-20T10:00:00+00:00", "93.184.216.34")
    data[places[3] : places[3] + 20] = b"\xee" * 20
    stories, said = found(tmp_path / "a.arc", data)
    assert stories == [1, 3]
    assert len(said) == 1


@pytest.mark.parametrize("date", [DATE, b"2026-11-23T12:00:00", b"20261123120000", b"2026-11-23T12:00:00.123456789Z",
                                  b"2026-11-23T13:00:00+01:00"])  # fmt: skip
def test_a_time_without_a_zone_is_universal(date: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(record(date=date))
    ((_, one),) = read_warc(path)
    assert isinstance(one, Exchange)
    assert one.fetched_at.replace(microsecond=0).isoformat() == "2026-11-23T12:00:00+00:00"
