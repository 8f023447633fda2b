"""Content codings are undone as far as is wanted, and no further."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from newscrawl.net.content_codings import unpacked

TEXT = b"The council met on Monday and decided to rebuild the old bridge. " * 4000
Pack = Callable[[bytes], bytes]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, tuple[str, Pack]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "two members": ("gzip", lambda data: gzip.compress(data[:999]) + gzip.compress(data[999:])),
    "zlib": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "twice": ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    "identity": ("identity, gzip,", gzip.compress),
}
EACH = pytest.mark.parametrize(("codings", "pack"), PACKERS.values(), ids=PACKERS)


@EACH
def test_a_body_is_unpacked_as_far_as_is_wanted(codings: str, pack: Pack) -> None:
    body = pack(TEXT)
    assert unpacked(body, codings, enough=len(TEXT) + 1) == TEXT
    for enough in (0, 1, 1000, 65536, 65537, len(TEXT)):
        assert unpacked(body, codings, enough=enough) == TEXT[:enough]


@EACH
def test_of_a_cut_body_what_came_is_read(codings: str, pack: Pack) -> None:
    import random

    text = random.Random(1).randbytes(300_000).hex().encode()
    body = pack(text)
    found = unpacked(body[: len(body) // 2], codings, enough=len(text))
    assert text.startswith(found)
    assert len(found) > len(text) // 4


@EACH
def test_a_body_that_was_unpacked_already_stays_as_it_is(codings: str, pack: Pack) -> None:
    assert unpacked(b"<html><p>Plain.", codings, enough=100) == b"<html><p>Plain."


@pytest.mark.parametrize("codings", ["", "identity", "none", "utf-8", "gzip, unknown", "br" + ", gzip" * 5000])
def test_what_is_no_coding_leaves_the_body_as_it_is(codings: str) -> None:
    assert unpacked(b"<html><p>Plain.", codings, enough=100) == b"<html><p>Plain."


@pytest.mark.process
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_bomb_takes_no_more_memory_than_is_wanted(coding: str) -> None:
    """A gigabyte of nothing, in a process whose memory is counted."""
    script = f"""
import gzip, resource, sys, zlib, brotli, zstandard
from newscrawl.net.content_codings import unpacked
def pieces(packer):
    for _ in range(1024):
        yield packer(bytes(1 << 20))
def made(coding):
    if coding == "br":
        packer = brotli.Compressor(quality=1)
        return b"".join(pieces(packer.process)) + packer.finish()
    if coding == "zstd":
        packer = zstandard.ZstdCompressor(level=1).compressobj()
        return b"".join(pieces(packer.compress)) + packer.flush()
    packer = zlib.compressobj(9, wbits=15 if coding == "deflate" else 31)
    body = b"".join(pieces(packer.compress)) + packer.flush()
    return gzip.compress(body) if "," in coding else body
body = made({coding!r})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert len(unpacked(body, {coding!r}, enough=1 << 20)) == 1 << 20
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 64 * 1024  # KiB: libraries are loaded, windows of up to 16 MiB are made
