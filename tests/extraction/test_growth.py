"""Four times the page, four times the work: what a page can hold thousands of must not be compared each with each."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable

import pytest

import newscrawl
from newscrawl.extraction.body.block_types import pieces
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.html.document import Document
from tests.extraction.pages import URL, ld, page

FOURFOLD = 9  # times the CPU; work that grows with the square takes sixteen


def name(number: int) -> str:
    return "Ann" + "".join(chr(97 + int(digit)) for digit in str(number)) + " Miller"


def clock(number: int) -> str:
    return f"2024-03-05T10:{number // 60 % 60:02}:{number % 60:02}Z"


def below(row: Callable[[int], str], around: str = "{}") -> Callable[[int], str]:
    """Pages with so many rows below their text, in the same element."""
    return lambda count: page(end=around.format("".join(map(row, range(count)))))


def in_head(row: Callable[[int], str]) -> Callable[[int], str]:
    return lambda count: page("".join(map(row, range(count))))


def author_list(count: int) -> str:
    authors = [{"@type": "Person", "name": name(number)} for number in range(count)]
    return page(ld(json.dumps({"@type": "NewsArticle", "headline": "Bridge", "author": authors})))


PAGES: dict[str, tuple[int, Callable[[int], str]]] = {
    "pictures side by side": (2500, below(lambda n: f'<img src="/picture-{n}.jpg" width=800>')),
    "players side by side": (2500, below(lambda n: f'<iframe src="https://video.example/{n}"></iframe>')),
    "pictures without scripts": (2500, below(lambda n: f"<noscript><img src='/a{n}.jpg'></noscript>")),
    "times side by side": (1000, below(lambda n: f"<time datetime={clock(n)}>x</time>")),
    "dates in the head": (250, in_head(lambda n: f"<meta name=pubdate{n} content={clock(n)}>")),
    "properties": (10_000, below(lambda n: "<b itemprop=name>x</b>")),
    "authors in JSON-LD": (300, author_list),
    "attributes of a tag": (5000, below(lambda n: f" a{n}", "<p{}>x</p>")),
    "attributes with signs in them": (5000, below(lambda n: f""" a{n}="'>" """, "<p{}>x</p>")),
    "attributes without an end": (5000, below(lambda n: f" a{n}='>'", "<p{}")),
    "names of a property": (2500, below(lambda n: "author ", "<b itemprop='{}'>Jane Doe</b>")),
    "dates of a property": (2500, below(lambda n: "datePublished ", "<b itemscope itemprop='{}'>x</b>")),
    "different names of a property": (5000, below(lambda n: f"name{n} ", "<b itemscope itemprop='{}'>x</b>")),
    "types of an item": (5000, below(lambda n: f"http://schema.org/Thing{n} ", "<b itemscope itemtype='{}'>x</b>")),
    "words of a class": (5000, below(lambda n: f"c{n} ", "<b class='{}'>x</b>")),
    "words of a relation": (5000, below(lambda n: f"r{n} ", "<a rel='{}' href=/x>x</a>")),
    "times of an end": (
        10,
        in_head(lambda n: "<meta name=robots content='" + f"unavailable_after: {n} X 2031," * 50 + "'>"),
    ),
    "authors in the head": (300, in_head(lambda n: f'<meta name="author" content="{name(n)}">')),
}


def cost(work: Callable[[], object]) -> float:
    """CPU, but for searches for cycles: these take as long as all is large that other tests have left behind."""
    gc.collect()
    gc.disable()
    try:
        begin = time.process_time()
        work()
        return time.process_time() - begin
    finally:
        gc.enable()


@pytest.mark.parametrize("kind", PAGES)
def test_the_work_grows_with_the_page(kind: str) -> None:
    count, make = PAGES[kind]
    small, large = make(count), make(4 * count)
    newscrawl.extract(small, URL)
    assert any(
        cost(lambda: newscrawl.extract(large, URL)) < FOURFOLD * cost(lambda: newscrawl.extract(small, URL))
        for _ in range(3)
    )


@pytest.mark.parametrize(
    "row", ["Line {} of the poem goes on<br>", "<p><b>What does {} think of it?</b><p>Nothing, {}."]
)
def test_typing_blocks_grows_with_their_number(row: str) -> None:
    small, large = (
        read_blocks(Document.parse("".join(row.replace("{}", str(n)) for n in range(count)), URL, {}))
        for count in (7000, 28_000)
    )
    assert any(
        cost(lambda: pieces(large, range(len(large)))) < FOURFOLD * cost(lambda: pieces(small, range(len(small))))
        for _ in range(3)
    )


def test_receipts_grow_with_the_texts_that_stand_inside_each_other() -> None:
    small, large = (page(end="<ul><li>a" * count) for count in (480, 1920))
    newscrawl.extract(small, URL, receipts=True)

    def more(html: str) -> float:
        return cost(lambda: newscrawl.extract(html, URL, receipts=True)) - cost(lambda: newscrawl.extract(html, URL))

    assert any(more(large) < cost(lambda: newscrawl.extract(large, URL)) for _ in range(3))
