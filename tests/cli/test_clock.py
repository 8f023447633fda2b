"""A run of which the clock was ahead keeps no later run from what is new, edited or failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.aged import aged
from tests.cli.run import Result, newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article


def crawl(folder: Path, origin: str) -> Result:
    return newscrawl("crawl", origin, "--store", "s.db", "-o", "out.jsonl", "--delay", "0", cwd=folder)


@pytest.mark.parametrize("ahead", [{"minutes": 50}, {"hours": 5}, {"days": 31}, {"days": 400}, {"days": 30_000}])
def test_what_is_new_edited_or_was_refused_is_read(tmp_path: Path, ahead: dict[str, float]) -> None:
    site = SmallSite(articles=3)
    site.answers[site.path(0)] = reply(b"busy", "500 Internal Server Error")
    with site.serving() as origin:
        crawl(tmp_path, origin)
        aged(tmp_path / "s.db", **{name: -number for name, number in ahead.items()})
        aged(tmp_path / "s.db", hours=3)
        site.articles = 4
        del site.answers[site.path(0)]
        assert crawl(tmp_path, origin).code == 0
        urls = [json.loads(line)["url"] for line in (tmp_path / "out.jsonl").read_text("utf8").splitlines()]
        assert sorted(urls) == sorted(origin + site.path(number) for number in range(4))
        site.answers[site.path(2)] = reply(article(2).replace(b"Part 2 of the report", b"The end of the report"))
        aged(tmp_path / "s.db", days=20)
        assert crawl(tmp_path, origin).code == 0
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 5
