"""An old site: nested tables, no metadata, addresses that say nothing (`/n/123.html`), briefs and long stories."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from pathlib import Path

import newscrawl
from tests.cli.run import newscrawl as run
from tests.quality.notices import BRIEFS
from tests.servers import reply, server

# A rule or the words of a headline alone ("Error 404") say of these that the page stands in place of an article.
LIKE_NOTICES = frozenset(
    ("Blocked", "“You are blocked,” sign tells drivers", "Closed for good", "Error 404", "Please do not feed the gulls")
)
STORIES = [one for one in BRIEFS["en"] if one[0] not in LIKE_NOTICES]
MENU = "<br>".join(f'<a href="/{name}.html">{name}</a>' for name in ("News", "Sport", "Weather", "Archive"))


def framed(title: str, main: str) -> str:
    links = "".join(
        f'<tr><td><a href="/n/{number}.html"><font size=1>{headline}</font></a></td></tr>'
        for number, (headline, _) in enumerate(STORIES)
    )
    return (
        f"<html><head><title>{title}</title></head><body bgcolor=white><table width=760><tr><td colspan=3><b>Harbour "
        f"Times</b></td></tr><tr><td valign=top>{MENU}</td><td valign=top><table><tr><td>{main}</td></tr></table></td>"
        f"<td><table>{links}</table></td></tr></table></body></html>"
    )


def story(number: int) -> str:
    """Every third is a brief without a day; the others have several texts behind one another."""
    headline, sentences = STORIES[number]
    texts: Sequence[str] = [" ".join(sentences)]
    day = ""
    if number % 3:
        texts = [*texts, *(" ".join(STORIES[(number + n) % len(STORIES)][1]) for n in range(1, 2 + number % 4))]
        day = f"<i>{number % 28 + 1} November 2004</i><br><br>"
    return framed(headline, f"<b><font size=4>{headline}</font></b><br>{day}{'<br><br>'.join(texts)}")


def site(path: str, _: socket.socket) -> bytes:
    number = path.removeprefix("/n/").removesuffix(".html")
    if number.isdigit() and int(number) < len(STORIES):
        return reply(story(int(number)).encode())
    return reply(framed("Harbour Times", "<h2>Today</h2>").encode()) if path == "/" else reply(b"", "404 Not Found")


def test_the_verdict_on_each_page_is_article() -> None:
    address = "http://times.example/n/{}.html"
    qualities = [
        newscrawl.extract(story(number), address.format(number)).meta.quality for number in range(len(STORIES))
    ]
    assert not [quality for quality in qualities if not quality.is_article]


def test_the_crawl_gives_all_articles(tmp_path: Path) -> None:
    with server(site) as origin:
        result = run("crawl", f"{origin}/", "--delay", "0", "-o", tmp_path / "out.jsonl")
    urls = {json.loads(line)["url"] for line in (tmp_path / "out.jsonl").read_text("utf8").splitlines()}
    assert urls == {f"{origin}/n/{number}.html" for number in range(len(STORIES))}, result.err
