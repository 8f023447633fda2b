"""The hostile web is what it says, and the heart survives every page that reaches it."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
import zlib
from contextlib import suppress

import pytest

from newscrawl import extract
from newscrawl.text import normalize
from tests.hostile import HostileWeb
from tests.hostile.answers import MEGABYTE, brotli_bomb, deflate_bomb, paragraphs, zstd_bomb
from tests.hostile.contents import CONTENTS
from tests.hostile.outcome import ALL, ARTICLE
from tests.hostile.pages import Case
from tests.hostile.server import CASES
from tests.hostile.sites import HEALTHY, SITES

LIMIT = 16 * MEGABYTE


def served(web: HostileWeb, case: Case) -> tuple[bytes, str]:
    """The body of a page case that arrives in good order, and its content type."""
    with urllib.request.urlopen(web.pages[case.name], timeout=10) as response:
        return response.read(), response.headers.get("Content-Type", "")


def test_there_are_at_least_sixty_cases_each_with_its_outcome() -> None:
    assert len(CASES) + len(SITES) >= 60
    assert all(case.outcomes and set(case.outcomes) <= set(ALL) for case in CASES.values())
    assert len({site.name for site in SITES} | CASES.keys()) == len(SITES) + len(CASES)


@pytest.mark.parametrize(("bomb", "bits"), [("gzip", zlib.MAX_WBITS | 16), ("deflate", zlib.MAX_WBITS)])
def test_deflate_bombs_unpack_far_beyond_the_limit(bomb: str, bits: int) -> None:
    unpacker, size, packed = zlib.decompressobj(bits), 0, deflate_bomb(bomb)
    while size <= 4 * LIMIT:
        unpacked = unpacker.decompress(packed, MEGABYTE)
        assert unpacked
        size, packed = size + len(unpacked), unpacker.unconsumed_tail
    assert len(deflate_bomb(bomb)) < MEGABYTE


def test_other_bombs_are_small_on_the_wire() -> None:
    assert max(len(brotli_bomb()), len(zstd_bomb())) < MEGABYTE


def test_endless_answers_do_not_end() -> None:
    with HostileWeb("endless-body").serving() as web, urllib.request.urlopen(web.pages["endless-body"]) as response:
        assert len(response.read(LIMIT + 1)) == LIMIT + 1


def test_redirects_inside_name_the_canary_and_it_notices() -> None:
    names = [name for name in CASES if name.startswith("redirect-inside")]
    with HostileWeb(*names).serving() as web:
        for name in names:
            with suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(web.pages[name], timeout=2)
        assert len(web.canary.touched) >= 6


def test_sites_serve_their_healthy_articles() -> None:
    with HostileWeb("calendar-trap", "soft-404-trap", "robots-500").serving() as web:
        for name, origin in web.sites.items():
            for path in HEALTHY:
                page = urllib.request.urlopen(origin + path, timeout=5).read()
                assert extract(page, origin + path).meta.quality.is_article, name


@pytest.mark.parametrize("case", CONTENTS, ids=lambda case: case.name)
def test_heart_survives_hostile_contents(case: Case) -> None:
    with HostileWeb(case.name).serving() as web:
        body, content_type = served(web, case)
        article = extract(body, web.pages[case.name], headers={"Content-Type": content_type})
        assert web.canary.touched == []
    if case.outcomes == (ARTICLE,):
        assert article.headline == normalize(case.title)
        assert article.meta.quality.is_article
        assert all(text in normalize(article.article_body or "") for text in paragraphs(case.name)[:2])
    if ARTICLE not in case.outcomes:
        assert not article.meta.quality.is_article


@pytest.mark.parametrize(
    "page", [b"", b"\0", "", "<html><body></body></html>", "<script>1</script>", "<!-- -->", "\ud800"]
)
def test_pages_without_a_word_are_no_articles(page: bytes | str) -> None:
    assert not extract(page, "https://news.example/").meta.quality.is_article


def test_broken_framing_breaks_an_ordinary_client() -> None:
    with HostileWeb("chunk-size-a-word", "reset-in-body", "status-garbage").serving() as web:
        for url in web.pages.values():
            with pytest.raises((http.client.HTTPException, OSError)):
                urllib.request.urlopen(url, timeout=5).read()
