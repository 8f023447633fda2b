"""The bench of whole crawls counts right; how long it takes is nobody's business here."""

from __future__ import annotations

from argparse import Namespace

from tests.bench.crawl import crawlers, measured


def test_every_way_to_crawl_finds_every_article_with_the_same_requests() -> None:
    options = Namespace(articles=6, sites=2, scripts_kb=20)
    ours = [measured(name, command, options) for name, command in crawlers(2) if name.startswith("newscrawl")]
    assert [(one.found, one.true) for one in ours] == [(12, 12)] * 2
    assert len({one.requests for one in ours}) == 1
    assert all(one.cpu > 0 and one.peak_mb > 0 for one in ours)
