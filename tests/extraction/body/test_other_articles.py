"""Pages with several articles: the one of the title is read, sections and live entries are no other ones."""

from __future__ import annotations

import pytest

from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.hints import read_hints
from newscrawl.extraction.body.other_articles import in_others
from newscrawl.extraction.body.scoring import score
from newscrawl.html.document import Document

TEXT = "The council voted on Tuesday to rebuild the bridge after years of debate, and work will take three years. "
STORY = f"<p>{TEXT * 2}</p><p>{TEXT}</p>"
TITLE, OTHER = "Council votes to rebuild the old bridge", "Ferry runs late again on a windy Sunday"


def others(body: str) -> list[str]:
    """What is of other articles on a page whose every block were kept."""
    document = Document.parse(f"<title>{TITLE} - Times</title><body>{body}</body>", "https://news.example/a", {})
    blocks, hints = read_blocks(document), read_hints(document)
    found = in_others(blocks, range(len(blocks)), score(blocks, hints).words, hints)
    return [blocks.texts[index] for index in sorted(found)]


@pytest.mark.parametrize("level", ["h1", "h2"])
@pytest.mark.parametrize(
    "frame",
    [
        '<article class="post-1 post">{}</article>',
        '<div class="wrap first"><p class="byline">By Ann Lee</p>{}</div>',
        '<div class="wrap"><div class="top">{}</div></div>',
    ],
)
def test_the_next_article_of_an_endless_page_is_another_one(level: str, frame: str) -> None:
    first, second = (f"<{level}>{title}</{level}><p class=date>3 May</p>{STORY}" for title in (TITLE, OTHER))
    assert others(frame.format(first) + "<p>Next story</p>" + frame.format(second))[:1] in ([OTHER], ["By Ann Lee"])


def test_the_title_tells_which_of_them_is_the_page_s() -> None:
    articles = [f"<article><h2>{title}</h2>{STORY}</article>" for title in (OTHER, TITLE)]
    assert others("".join(articles))[0] == OTHER
    assert TITLE not in others("".join(articles))


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>{TITLE}</h1>{STORY}<section><h2>The costs</h2>{STORY}</section></article>",
        f"<article><h1>{TITLE}</h1>{STORY}</article><article><h2>The costs</h2>{STORY}</article>",
        f"<article><h1>{TITLE}</h1>{STORY}</article><article><h1>{OTHER}</h1><p>In short.</p></article>",
        f"<div class=row><h2>{TITLE}</h2>{STORY}</div><div class=row><h2>The costs</h2>{STORY}</div>",
        f"<h1>{TITLE}</h1>" + f"<article><time>9:00</time><h2>The vote</h2>{STORY}</article>" * 3,
        f"<article><h1>{TITLE}</h1>{STORY}</article><article><h1>{TITLE}</h1>{STORY}</article>",
        STORY,
    ],
)
def test_sections_entries_and_teasers_are_no_other_articles(body: str) -> None:
    assert others(body) == []
