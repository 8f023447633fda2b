"""The page that answers is found, whichever of its forms a site names first, and it is asked for once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article

STORY = "/news/2026/11/21/lamp-is-lit-again-by-the-keeper"
FORMS = [(STORY, STORY + "/"), (STORY + "/", STORY), (STORY + "/index.html", STORY), (STORY, STORY + "/index.php")]


def served(folder: Path, site: SmallSite) -> list[str]:
    with site.serving() as origin:
        result = newscrawl("crawl", origin, "--store", "s.db", "-o", "out.jsonl", "--delay", "0", cwd=folder)
        assert result.code == 0, result.err
        lines = (folder / "out.jsonl").read_text("utf8").splitlines()
        return [json.loads(line)["url"].removeprefix(origin) for line in lines]


@pytest.mark.parametrize("where", ["one page", "a feed", "a sitemap"])
@pytest.mark.parametrize("forms", FORMS)
def test_a_form_that_leads_nowhere_does_not_close_the_other(tmp_path: Path, forms: tuple[str, str], where: str) -> None:
    dead, alive = forms
    site = SmallSite(articles=1, answers={alive: reply(article(7))})
    site.links = forms if where == "one page" else (dead,)
    if where == "a feed":  # its links are relative, as browsers read them
        items = "".join(f"<item><title>Lamp is lit</title><link>{one}</link></item>" for one in forms)
        feed = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()
        site.answers["/feed/"] = reply(feed, content_type="application/rss+xml")
    if where == "a sitemap":
        locs = f"<urlset><url><loc>{alive}</loc></url></urlset>".encode()
        site.answers["/sitemap.xml"] = reply(locs, content_type="application/xml")
    assert sorted(served(tmp_path, site)) == sorted([site.path(0), alive])
    assert site.paths().count(alive) == 1


@pytest.mark.parametrize("forms", FORMS)
def test_forms_that_both_answer_are_one_page_and_one_request(tmp_path: Path, forms: tuple[str, str]) -> None:
    site = SmallSite(articles=1, links=forms, answers={one: reply(article(7)) for one in forms})
    assert sorted(served(tmp_path, site)) == sorted([site.path(0), forms[0]])
    assert [path for path in site.paths() if path in forms] == [forms[0]]
