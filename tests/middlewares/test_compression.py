"""Compressed answers: what is in them, and what nobody asks of them."""

from __future__ import annotations

import gzip

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from newscrawl.middlewares.httpcompression import Decompression

URL = "https://news.example/story"
PAGE = "<!doctype html><title>Überschrift</title>".encode("latin-1")


@pytest.fixture
def decompression() -> Decompression:
    return Decompression.from_crawler(get_crawler())


class Unguessed(HtmlResponse):
    """An answer whose text nobody may wonder about."""

    @property
    def encoding(self) -> str:
        raise AssertionError("its charset was guessed")


def test_a_page_is_decompressed_without_a_guess_at_its_charset(decompression: Decompression) -> None:
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip", "ETag": '"1"'}
    answer = Unguessed(URL, headers=headers, body=gzip.compress(PAGE), flags=["kept"])
    read = decompression.process_response(Request(URL), answer)
    assert isinstance(read, Response)
    assert (read.body, read.url, read.status, read.flags) == (PAGE, URL, 200, ["kept"])
    assert read.headers["ETag"] == b'"1"'
    assert "Content-Encoding" not in read.headers


def test_a_page_that_is_not_compressed_stays_as_it_is(decompression: Decompression) -> None:
    read = decompression.process_response(Request(URL), Unguessed(URL, status=404, body=PAGE))
    assert isinstance(read, Response)
    assert (read.body, read.status) == (PAGE, 404)
