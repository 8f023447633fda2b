"""Stories whose addresses are another story's and a number: each that a source names is a story of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article

SLUG = "/news/2026/11/20/letters-to-the-harbour-editor"
# How the later stories of a series are addressed; the first one may have no number.
FORMS = ["{}-2", "{}-2/", "{}-2.html", "{}_2", "{},2.html", "{}-part-2"]


def linking(number: int, *links: str) -> bytes:
    anchors = "".join(f'<p class="related"><a href="{link}">More letters</a></p>' for link in links)
    return reply(article(number).replace(b"</article>", anchors.encode() + b"</article>"))


@pytest.mark.parametrize("form", FORMS)
def test_stories_that_a_source_names_are_not_joined(form: str, tmp_path: Path) -> None:
    first = SLUG + (".html" if form.endswith(".html") else "/" if form.endswith("/") else "")
    second = form.format(SLUG)
    site = SmallSite(articles=0, robots=b"")
    site.answers |= {first: linking(0, second), second: linking(1, first)}
    site.answers["/"] = reply(f'<h1>The Pier Post</h1><a href="{first}">Letters to the harbour editor</a>'
                              f'<p><a href="{second}">Letters to the harbour editor, again</a>'.encode())  # fmt: skip
    with site.serving() as origin:
        result = newscrawl("crawl", origin, "--delay", "0", cwd=tmp_path)
    assert {record["url"] for record in result.records} == {origin + first, origin + second}, result.err
    assert {record["word_count"] for record in result.records} == {result.records[0]["word_count"]}


@pytest.mark.parametrize("form", FORMS)
def test_pages_that_only_the_first_one_names_are_joined(form: str, tmp_path: Path) -> None:
    first = SLUG + (".html" if form.endswith(".html") else "/" if form.endswith("/") else "")
    second = form.format(SLUG)
    site = SmallSite(articles=0, robots=b"")
    site.answers |= {first: linking(0, second), second: linking(1, first)}
    site.answers["/"] = reply(f'<h1>The Pier Post</h1><a href="{first}">Letters to the harbour editor</a>'.encode())
    with site.serving() as origin:
        result = newscrawl("crawl", origin, "--delay", "0", cwd=tmp_path)
    assert [record["url"] for record in result.records] == [origin + first], result.err
    assert "Part 1 of the report" in result.records[0]["article_body"]
