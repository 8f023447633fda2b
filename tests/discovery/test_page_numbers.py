from __future__ import annotations

import pytest

from newscrawl.discovery.page_numbers import next_part

STORY = "https://news.example/2026/03/story"


@pytest.mark.parametrize(
    ("first", "href"),
    [
        (f"{STORY}/", "/2026/03/story/2/"),
        (f"{STORY}/", "/2026/03/story/?part=2"),
        (f"{STORY}/", "/2026/03/story/page/2"),
        (f"{STORY}.html", "/2026/03/story-2.html"),
        (f"{STORY}.html", "story,2.html"),
        ("https://news.example/read.php?id=5", "read.php?id=5&amp;page=2"),
        ("https://news.example/news/12", "/news/12/2"),
    ],
)
def test_the_next_page_of_an_article_is_its_address_with_a_number(first: str, href: str) -> None:
    page = f'<p>Text</p><a href="/other/2">x</a><a class=next href="{href}">2</a>'.encode()
    assert next_part(page, first) is not None


@pytest.mark.parametrize(
    ("first", "href"),
    [
        (f"{STORY}/", "/2026/03/another-story/"),
        (f"{STORY}/", "/2026/03/story/3/"),
        (f"{STORY}/", "https://other.example/2026/03/story/2/"),
        ("https://news.example/news/1", "/news/2"),
        ("https://news.example/show?id=1", "/show?id=2"),
        (f"{STORY}/", "/2026/03/story-2"[:-2]),
        (f"{STORY}/", "http://[broken/2"),
    ],
)
def test_another_address_is_no_next_page(first: str, href: str) -> None:
    assert next_part(f'<a rel="next" href="{href}">next</a>'.encode(), first) is None


def test_the_third_page_follows_from_the_second() -> None:
    page = b"<a href='/2026/03/story/'>1</a> 2 <a href='/2026/03/story/?part=3'>3</a>"
    assert next_part(page, f"{STORY}/", 3) == f"{STORY}/?part=3"
