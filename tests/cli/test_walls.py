"""One text at the addresses of several stories is a wall: it is no record, and the stories come when it is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.aged import aged
from tests.cli.run import Result, newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite

WALLS = {
    "an advertiser's page": "Ein Wort in eigener Sache|Unsere Redaktion berichtet seit neunzig Jahren aus dem Hafen. "
    "Damit "
    "das so bleibt, zeigen wir Anzeigen. Sie haben einen Werbeblocker an. Schalten Sie ihn für diese Seite aus,"
    " und die Berichte erscheinen sofort. Wer keine Anzeigen sehen will, liest für vier Euro im Monat "
    "alles ohne sie, auch die Ausgaben der letzten zehn Jahre, und kann jederzeit kündigen. Allen, die "
    "uns so unterstützen, danken wir herzlich.",
    "a strike": "Hoy no hay noticias|La redacción está en huelga desde el lunes por la mañana. Pedimos a los lectores"
    " paciencia y les damos las gracias por las muchas cartas que nos llegan estos días. Los periodistas "
    "reclaman el pago de las horas de la noche y del domingo, que la empresa debe desde la primavera. En "
    "cuanto haya un acuerdo, las páginas volverán a publicarse como siempre, y las ediciones atrasadas se"
    " podrán leer sin ningún coste.",
    "a survey": "Three questions for you|The paper has been read in this harbour for ninety years, and the publisher "
    "said on Monday that he wants to know who reads it today. Two students of the university wrote the questions, "
    "counted four thousand answers last winter and found that most people read it on their way to the docks. The "
    "answers stay in this house, the publisher said.",
}


@dataclass
class Walled:
    """A site whose stories can be behind one wall. `asked` numbers the pages that the wall was shown for."""

    site: SmallSite = field(default_factory=lambda: SmallSite(articles=4))
    shown: int = 0

    def close(self, text: str) -> None:
        for number in range(self.site.articles):
            self.site.answers[self.site.path(number)] = lambda: self._wall(text)

    def open(self) -> None:
        for number in range(self.site.articles):
            self.site.answers.pop(self.site.path(number), None)

    def _wall(self, text: str) -> bytes:
        self.shown += 1
        headline, _, body = text.partition("|")
        return reply(
            f"<!doctype html><html lang=en><title>{headline}</title><body><article><h1>{headline}</h1>"
            f"<p>{body}</p><p>{body[:200]} {self.shown * 7919} times today.</p></article>".encode()
        )

    @contextmanager
    def serving(self) -> Iterator[str]:
        with self.site.serving() as origin:
            yield origin


def crawl(folder: Path, origin: str, *more: str) -> Result:
    return newscrawl(
        "crawl", origin, "--store", "news.db", "-o", "out.jsonl", "--delay", "0", "--min-confidence", "0.01", *more,
        cwd=folder,
    )  # fmt: skip


def records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_text("utf8").splitlines()]


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", WALLS)
def test_a_wall_at_first_sight_is_no_record_and_the_stories_come_later(tmp_path: Path, name: str, jobs: str) -> None:
    walled = Walled()
    walled.close(WALLS[name])
    with walled.serving() as origin, SmallSite(articles=1).serving("127.0.0.2") as other:
        more = (other, "--jobs", "2") if jobs == "2" else ()
        first = crawl(tmp_path, origin, *more)
        assert walled.shown == walled.site.articles
        assert [one["url"].startswith(origin) for one in records(tmp_path)] == [False] * len(more[:1])
        assert first.code == 4
        assert "one text in the place of several stories (4)" in first.err
        walled.open()
        aged(tmp_path / "news.db", hours=2)
        assert crawl(tmp_path, origin, *more).code == 0
    own = [one for one in records(tmp_path) if one["url"].startswith(origin)]
    assert sorted(one["url"] for one in own) == sorted(origin + walled.site.path(number) for number in range(4))
    assert {one["meta"]["revision"] for one in own} == {1}
    assert len({one["identifier"] for one in own}) == 4


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_over_known_stories_leaves_the_store_as_it_is(tmp_path: Path, name: str) -> None:
    walled = Walled()
    with walled.serving() as origin:
        assert crawl(tmp_path, origin).code == 0
        before = (tmp_path / "out.jsonl").read_bytes()
        walled.close(WALLS[name])
        again = crawl(tmp_path, origin, "--refetch")
        assert again.code == 4
        assert "in the place of several stories (" in again.err
        assert (tmp_path / "out.jsonl").read_bytes() == before
        walled.open()
        assert crawl(tmp_path, origin, "--refetch").code == 3
        assert (tmp_path / "out.jsonl").read_bytes() == before


def test_one_brief_of_its_own_is_a_record_and_so_are_briefs_that_differ(tmp_path: Path) -> None:
    site = SmallSite(articles=2)
    briefs = {f"/kurz/471{n}": text.partition("|") for n, text in enumerate(WALLS.values())}
    for path, (headline, _, body) in briefs.items():
        page = (
            f"<html lang=en><title>{headline}</title><article><h1>{headline}</h1><time datetime=2026-11-30>30 November"
        )
        site.answers[path] = reply(f"{page}</time><p>{body[:240]}.</p></article>".encode())
    site.links = tuple(briefs)
    with site.serving() as origin:
        assert crawl(tmp_path, origin).code == 0
    assert len(records(tmp_path)) == 2 + len(briefs)


def test_reports_of_numbers_in_one_form_of_words_are_stories(tmp_path: Path) -> None:
    site = SmallSite(articles=0)
    for number in range(4):
        page = f"<title>Lottery numbers of draw {number}</title><article><h1>Lottery numbers of draw {number}</h1>"
        day = f"<time datetime=2026-11-2{number}>2{number} November</time>"
        body = f"<p>The numbers of the evening are {number}, {number + 7} and {number + 19}, said the house.</p>"
        site.answers[f"/draws/lottery-numbers-{number}"] = reply(f"<html lang=en>{page}{day}{body}</article>".encode())
    site.links = tuple(site.answers)
    with site.serving() as origin:
        assert crawl(tmp_path, origin).code == 0
    assert len(records(tmp_path)) == 4


@pytest.mark.parametrize("limit", ["1", "2", "3"])
def test_a_limit_is_kept_while_pages_are_held(tmp_path: Path, limit: str) -> None:
    site = SmallSite(articles=0)
    for number, text in enumerate(WALLS.values()):
        headline, _, body = text.partition("|")
        site.answers[f"/a/{4711 + number}.html"] = reply(
            f"<html lang=en><title>{headline}</title><article><h1>{headline}</h1><p>{body}</p></article>".encode()
        )
    site.links = tuple(site.answers)
    with site.serving() as origin:
        assert crawl(tmp_path, origin, "--limit", limit).code == 0
    assert len(records(tmp_path)) == int(limit)


def test_one_story_at_two_addresses_is_no_wall(tmp_path: Path) -> None:
    site = SmallSite(articles=1)
    headline, _, body = WALLS["a strike"].partition("|")
    page = f"<html lang=es><title>{headline}</title><article><h1>{headline}</h1><p>{body}</p></article>".encode()
    site.answers["/sport/4711.html"] = site.answers["/local/4711.html"] = reply(page)
    site.links = ("/sport/4711.html", "/local/4711.html")
    with site.serving() as origin:
        assert crawl(tmp_path, origin).code == 0
    assert len(records(tmp_path)) == 2
