"""A crawl judges templates: of one template all pages are articles, or none; each page alone is on either side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import newscrawl
from tests.cli.run import newscrawl as run
from tests.newsweb.old_layouts import LAYOUTS, STORIES, Layout, Page, listed, site, story
from tests.servers import server

TAKEN = "other pages of the same template are articles"


def is_article(layout: Layout, form: str, pages: Sequence[Page], number: int) -> bool:
    """The page's own verdict."""
    page = layout(listed(form, pages), pages[number])
    return newscrawl.extract(page, f"http://x.example{form.format(number)}").meta.quality.is_article


def refused_first(layout: Layout, form: str) -> tuple[list[Page], int]:
    """The stories, those before all others that are refused alone; how many these are."""
    pages = [story(number) for number in range(len(STORIES))]
    alone = [is_article(layout, form, pages, number) for number in range(len(pages))]
    return [pages[number] for number in sorted(range(len(pages)), key=alone.__getitem__)], alone.count(False)


def crawled(origin: str, folder: Path, *options: str) -> tuple[dict[str, dict[str, Any]], str]:
    """The records by address, and what was said."""
    out = folder / "out.jsonl"
    result = run("crawl", f"{origin}/", "--delay", "0", "-o", out, *options)
    records = [json.loads(line) for line in out.read_text("utf8").splitlines()]
    assert len(records) == len({record["url"] for record in records})
    return {record["url"]: record for record in records}, result.err


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_old_layout_gives_all_its_articles(name: str, tmp_path: Path) -> None:
    layout, form = LAYOUTS[name]
    pages, refused = refused_first(layout, form)
    assert 2 < refused < len(pages) / 2
    heads: list[bytes] = []
    with server(site(layout, form, pages), heads=heads) as origin:
        records, said = crawled(origin, tmp_path)
    addresses = [f"{origin}{form.format(number)}" for number in range(len(pages))]
    assert set(records) == set(addresses), said
    asked = Counter(head.split(b" ", 2)[1].decode() for head in heads)
    assert {path: count for path, count in asked.items() if count > 1} == {
        form.format(number): 2 for number in range(refused)
    }
    for number, address in enumerate(addresses):
        quality = records[address]["meta"]["quality"]
        assert quality["is_article"]
        assert quality["reasons_for"][0].startswith(TAKEN) == (number < refused)
        assert not any("not an article" in line for line in quality["warnings"])
    assert "no article" not in said
