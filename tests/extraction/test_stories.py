"""A page of news in each language that has a story among the examples: by-line, day, text, and nothing else."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl import Article, extract, lang

EXAMPLES = Path(__file__).parents[2] / "fixtures" / "lang"
EXAMPLES_OF = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.toml"))}
STORIES = {code: examples["story"] for code, examples in EXAMPLES_OF.items() if "story" in examples}
NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def page(code: str, declared: str = "", byline: str = "") -> str:
    """The story as sites print it: the words around it come from the language's table."""
    story, words = STORIES[code], lang.load(code).boilerplate
    read_more, share, comment = (words[kind].lines[0] for kind in ("related", "share", "comments"))
    other = EXAMPLES_OF[code]["yes"][0]  # "Read more: The ferry stays"
    start, *rest = [f"<p>{text}</p>" for text in story["paragraphs"]]
    return f"""<!doctype html><html lang="{declared or code}"><head><meta charset="utf-8">
    <title>{story["headline"]} - Lantern</title></head><body><header><a href="/">Lantern</a></header>
    <main><article><h1>{story["headline"]}</h1>
    <div class="meta"><span>{byline or story["byline"]}</span> <span>{story["printed"]}</span></div>
    <div class="text">{start}<p><strong><a href="/other">{other}</a></strong></p>
    {"".join(rest)}</div>
    <p><a href="/share">{share}</a></p></article>
    <section><h3>{read_more}</h3><ul><li><a href="/a">Lantern 3</a></li></ul></section>
    <section><h3>{comment}</h3><p><a href="/login">{comment}</a></p></section></main></body></html>"""


def read(code: str, **options: Any) -> Article:
    return extract(page(code, **options), f"https://news.example/2026/03/{code}-story", fetched_at=NOW)


@pytest.mark.parametrize("code", STORIES)
def test_a_story_is_read_in_its_language(code: str) -> None:
    article, story = read(code), STORIES[code]
    assert article.in_language == code
    assert article.headline == story["headline"]
    assert [author.name for author in article.authors] == story["names"]
    assert str(article.date_published)[:16] == "2026-03-12T10:30"
    assert article.article_body == "\n\n".join(story["paragraphs"])


@pytest.mark.parametrize("code", [code for code in STORIES if code not in ("hr", "ms", "sk")])
def test_a_story_is_read_the_same_under_the_declaration_of_a_theme(code: str) -> None:
    """Three languages have siblings that a text may be taken for."""
    article = read(code, declared="en-US")
    assert article.in_language == code
    assert [author.name for author in article.authors] == STORIES[code]["names"]
    assert str(article.date_published)[:10] == "2026-03-12"


def test_both_scripts_of_serbian() -> None:
    article = read("sr", byline="Piše: Jelena Primerić")
    assert [author.name for author in article.authors] == ["Jelena Primerić"]
