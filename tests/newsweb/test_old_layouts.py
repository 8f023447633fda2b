"""A crawl judges templates: of one template all pages are articles, or none; each page alone is on either side."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import newscrawl
from newscrawl.errors import CrawlError
from tests.cli.run import newscrawl as run
from tests.newsweb.old_layouts import LAYOUTS, STORIES, Layout, Page, listed, site, story
from tests.quality.notices import NOTICES
from tests.servers import reply, server

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


def test_history_and_explain_say_why_a_page_was_kept(tmp_path: Path) -> None:
    layout, form = LAYOUTS["nested tables"]
    pages, _ = refused_first(layout, form)
    with server(site(layout, form, pages)) as origin:
        crawled(origin, tmp_path, "--store", str(tmp_path / "s.db"))
        url = f"{origin}{form.format(0)}"
        told = run("history", url, "--store", tmp_path / "s.db")
        explained = run("explain", url, "--store", tmp_path / "s.db")
    assert f"kept, since {TAKEN}: " in told.out
    assert f"taken since {explained.out.split('taken since ')[1][:16]}: {TAKEN}: " in explained.out


@pytest.mark.parametrize("number", [1, 9, 13, 16, 20])
def test_a_kill_9_loses_no_page_and_reads_none_a_third_time(number: int, tmp_path: Path) -> None:
    layout, form = LAYOUTS["nested tables"]
    pages, refused = refused_first(layout, form)
    store, output, heads = str(tmp_path / "s.db"), str(tmp_path / "o.jsonl"), list[bytes]()
    with server(site(layout, form, pages), heads=heads) as origin:
        crawl = newscrawl.crawl(origin, delay=0, store=store, output=output)
        for _ in range(number):
            next(crawl)
        assert crawl._child is not None
        os.kill(crawl._child.pid, 9)
        with pytest.raises(CrawlError, match="ended with code -9"):
            list(crawl)
        list(newscrawl.crawl(origin, delay=0, store=store, output=output))
        list(newscrawl.crawl(origin, delay=0, store=store, output=output))
    urls = [json.loads(line)["url"] for line in Path(output).read_text("utf8").splitlines()]
    assert sorted(urls) == sorted(f"{origin}{form.format(n)}" for n in range(len(pages)))
    asked = Counter(head.split(b" ", 2)[1].decode() for head in heads)
    # Once more than without a kill for each page that was in flight.
    assert max(asked[form.format(n)] for n in range(refused)) <= 3
    with closing(sqlite3.connect(store)) as kept:
        assert kept.execute("SELECT articles, others FROM template_votes").fetchall() == [
            (len(pages) - refused, refused)
        ]


def test_two_workers_judge_each_its_sites(tmp_path: Path) -> None:
    layout, form = LAYOUTS["forum-like"]
    pages, _ = refused_first(layout, form)
    with (
        server(site(layout, form, pages), "127.0.0.2") as one,
        server(site(layout, form, pages), "127.0.0.3") as other,
    ):
        records, said = crawled(one, tmp_path, f"{other}/", "--jobs", "2", "--store", str(tmp_path / "s.db"))
    assert set(records) == {f"{origin}{form.format(n)}" for origin in (one, other) for n in range(len(pages))}, said


def as_pages(texts: Sequence[tuple[str, str]]) -> list[Page]:
    return [Page(title, title, "", [text]) for title, text in texts]


GOODS = ("kettle", "lamp", "chair", "rope", "anchor", "sail", "lantern", "compass", "barrel", "oar", "bell", "net")


def product(number: int, *, plain: bool = False) -> tuple[str, str]:
    """Name and text; the plain ones have no form, and are articles by their own verdicts in one of the layouts."""
    name, others = GOODS[number], f"{GOODS[number - 3]}, {GOODS[number - 5]}"
    text, price = f"Solid {name} of steel, {number}0 cm high. In stock, 2 to 3 days.", f"Price: € {number}9.90"
    cart = "<form action=/cart><input name=n value=1><input type=submit value='Add to basket'></form>"
    more = f"Customers also bought: {others}."
    whole = f"{text} {price}. Add to basket. {more}" if plain else f"{text}<br><b>{price}</b><br>{cart}{more}"
    return f"{name.title()} No. {number}", whole


OTHERS = {
    "products": as_pages([product(number) for number in range(len(GOODS))]),
    "logins": as_pages([
        (f"Log in to {name} desk", "Please log in with your user name and your password to read this page. If you have "
         f"forgotten your password, click here and we will send you a new one for {name}. Register now for free.")
        for name in GOODS
    ]),
    "lists": as_pages([
        (f"All about the {name}", "<br>".join(
            f'<a href="/x/{name}/{other}">{other.title()} and {name} in our town</a>' for other in GOODS))
        for name in GOODS
    ]),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", OTHERS)
def test_a_site_of_other_pages_gives_none(kind: str, layout: str, tmp_path: Path) -> None:
    made, form = LAYOUTS[layout]
    with server(site(made, form, OTHERS[kind])) as origin:
        records, said = crawled(origin, tmp_path)
    assert not records, said


def test_pages_that_just_pass_are_refused_with_their_template(tmp_path: Path) -> None:
    layout, form = LAYOUTS["inner frame"]
    pages = as_pages([product(number, plain=number > 8) for number in range(len(GOODS))])
    assert is_article(layout, form, pages, 9)
    with server(site(layout, form, pages)) as origin:
        records, said = crawled(origin, tmp_path, "--store", str(tmp_path / "s.db"))
        told = run("history", f"{origin}{form.format(9)}", "--store", tmp_path / "s.db")
    assert not records, said
    assert "no article: other pages of the same template are no articles: 9 of " in told.out


def test_a_notice_among_the_articles_of_a_template_stays_one(tmp_path: Path) -> None:
    layout, form = LAYOUTS["inner frame"]
    pages = [story(number) for number in range(len(STORIES))]
    notices = {}
    for number, (heading, sentences) in enumerate(NOTICES["en"].values()):
        place = len(pages) // 2 + number
        notices[place] = pages[number].headline
        pages.insert(place, Page(heading, heading, "", [" ".join(sentences)]))
    whole = site(layout, form, pages)

    def answer(path: str, connection: socket.socket) -> bytes:
        page = whole(path, connection).decode()
        for place, headline in notices.items():  # the link promises a story
            link = f'"{form.format(place)}">'
            page = page.replace(f"{link}{pages[place].headline}<", f"{link}{headline}<")
        head, _, body = page.partition("\r\n\r\n")
        return reply(body.encode(), head.partition("HTTP/1.1 ")[2].partition("\r\n")[0])

    with server(answer) as origin:
        records, said = crawled(origin, tmp_path)
    assert not {f"{origin}{form.format(place)}" for place in notices} & set(records), said
    assert len(records) == len(STORIES)
