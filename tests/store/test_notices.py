"""A text that a site shows in the place of its stories takes no story's text away, and makes none of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from newscrawl.record.article import Article
from newscrawl.store import Store
from tests.store.newsroom import HOUR, NOW, article, current, page, publish

HOME = "https://lantern.example/"
STORIES = {
    f"{HOME}2026/11/2{n}/{slug}": headline
    for n, (slug, headline) in enumerate(
        [
            ("keeper-lights-the-lamp", "The keeper lights the lamp"),
            ("nets-are-mended-again", "Nets are mended again"),
            ("island-school-reopens", "The island school reopens"),
        ]
    )
}
FIRST = next(iter(STORIES))
TEXTS = (
    "At six in the evening the keeper climbed the ninety steps, trimmed the wick and lit the lamp, as he has done "
    "since the spring, while two boats waited outside the bar for the tide to turn. ",
    "On the quay eleven women mended the herring nets that the storm of last week had torn; the cooperative pays for "
    "the twine, and the boats are to sail on Thursday if the wind allows it. ",
    "Forty children went back to the school on the island after the roof was laid anew; the teacher, who had rowed "
    "over for the first lesson, said that the stove draws well and the windows close. ",
)
NOTICES = {
    "a queue": ("Bitte warten", "Gerade lesen sehr viele Menschen diese Zeitung. Sie sind Nummer {} in der Reihe."),
    "too fast": (
        "Slow down",
        "Your machine at 10.0.0.{} asks for more than our small server can give. Rest now.",
    ),
    "a sale": (
        "One euro a month",
        "Reading costs. For {} euro you may read all that eleven reporters write for you.",
    ),
    "Japanese": ("お知らせ", "ただいまアクセスが集中しております。しばらくしてからもう一度お試しください。番号{}。"),
    "a long one": (
        "Your choice",
        "We and {} partners keep what a device tells, " + "and we may pass it on, " * 25,
    ),
}


def story(number: int, times: int = 4, **fields: Any) -> Article:
    url, headline = list(STORIES.items())[number]
    return article(url, headline=headline, article_body=TEXTS[number] * times, **fields)


def notice(number: int, name: str, **fields: Any) -> Article:
    headline, text = NOTICES[name]
    made = {"headline": headline, "article_body": text.format(number + 3)} | fields
    return article(list(STORIES)[number], **made)


def visits(store: Store, pages: list[Article], at: datetime) -> list[tuple[str, str | None]]:
    done = [publish(store, page, at=at) for page in pages]
    return [(one.verdict, one.reason) for one in done]


@pytest.mark.parametrize("name", NOTICES)
@pytest.mark.parametrize("times", [1, 4, 30])
def test_a_notice_takes_no_known_text_away(store: Store, name: str, times: int) -> None:
    """However long the stories are; the second address proves it for the first."""
    visits(store, [story(number, times) for number in range(3)], NOW)
    told = visits(store, [notice(number, name) for number in range(3)], NOW + HOUR)
    assert [verdict for verdict, _ in told][1:] == ["failed", "failed"]
    assert "one text in the place of several stories" in [reason for _, reason in told]
    for number, url in enumerate(STORIES):
        assert current(store, url).article_body == TEXTS[number] * times
        row = store.frontier.row(url)
        assert row is not None
        assert row.state == "failed"
        assert row.due is not None
        assert row.note is not None
    assert visits(store, [story(number, times) for number in range(3)], NOW + 3 * HOUR) == [("same", None)] * 3


def test_a_notice_at_one_story_is_believed_when_it_has_stood_for_a_week(store: Store) -> None:
    visits(store, [story(0)], NOW)
    withdrawn = notice(0, "a sale", headline="A correction", article_body="We took this report back, it was not true.")
    for hours in (1, 30, 100):
        assert visits(store, [withdrawn], NOW + hours * HOUR)[0][0] == "failed"
    assert visits(store, [withdrawn], NOW + timedelta(days=8)) == [("revised", None)]


@pytest.mark.parametrize("how", ["shortened", "its own headline", "rewritten", "a new headline"])
def test_an_edit_is_an_edit(store: Store, how: str) -> None:
    visits(store, [story(0)], NOW)
    edited = {
        "shortened": article(FIRST, headline="Lamp burns again", article_body=TEXTS[0]),
        "its own headline": notice(0, "a sale", headline="The keeper lights the lamp"),
        "rewritten": article(FIRST, headline="Lamp burns", article_body=TEXTS[1] * 3),
        "a new headline": article(FIRST, headline="Lamp burns", article_body=TEXTS[0] * 4),
    }[how]
    assert visits(store, [edited], NOW + HOUR) == [("revised", None)]


def test_a_known_notice_makes_no_new_article(store: Store) -> None:
    visits(store, [story(0), story(1)], NOW)
    visits(store, [notice(0, "a queue"), notice(1, "a queue")], NOW + HOUR)
    assert visits(store, [notice(2, "a queue")], NOW + HOUR)[0][0] == "failed"
    assert store.articles.count() == 2
    assert visits(store, [story(2)], NOW + 3 * HOUR) == [("new", None)]
    other = article("https://pier.example/a", headline="Bitte warten", article_body=NOTICES["a queue"][1].format(4))
    assert publish(store, other).verdict == "new"  # what one site shows says nothing of another


@pytest.mark.parametrize("reason", ["no article: wall", "no article: missing", "content type image/...", "no text"])
def test_a_known_story_whose_page_holds_none_has_failed(store: Store, reason: str) -> None:
    visits(store, [story(0)], NOW)
    url = FIRST
    known = store.frontier.known(url)
    assert known is not None
    done = store.finish_page(page(known, outcome="no article", reason=reason, at=NOW + HOUR))
    assert (done.verdict, done.reason) == ("failed", reason)
    row = store.frontier.row(url)
    assert row is not None
    assert (row.state, row.due, row.note) == ("failed", "2026-11-23T14:00:00.000Z", reason)
    final = store.finish_page(page(known, outcome="no article", reason="older than --since", is_final=True))
    assert final.verdict == "no article"
