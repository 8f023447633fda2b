"""Which lines a store takes for a site's template, and what follows for the articles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from newscrawl.processing.site_template import line_hashes, without_template
from newscrawl.record.article import Article
from newscrawl.store import FrontierUrl, Store
from tests.store.newsroom import HOUR, NOW, article, page, taken

HOME = "https://news.example/"
NOTICE = "The editors of this paper answer for every word of it."
OWN = "Only the readers of story number {} will ever see this line about the bridge, which its author wrote for them."


def story(number: int, *, notice: bool = True) -> Article:
    lines = [OWN.format(number), f"And {number} more words." * 9, *([NOTICE] if notice else [])]
    return article(f"{HOME}{number}", number=number, article_body="\n\n".join(lines))


def crawl(store: Store, numbers: range, *, notice_in: int = 1) -> None:
    """New articles; every so many have the notice."""
    for number in numbers:
        record = story(number, notice=number % notice_in == 0)
        store.finish_page(page(taken(store, f"{HOME}{number}"), record, lines=line_hashes(record)))


def template(store: Store) -> frozenset[str]:
    return taken(store, f"{HOME}next", now=NOW + HOUR).template


def test_a_line_of_many_articles_is_template_and_others_are_not(store: Store) -> None:
    crawl(store, range(19))
    assert template(store) == frozenset()
    crawl(store, range(19, 20))
    store.frontier.add([FrontierUrl(url=f"{HOME}later")], now=NOW)
    (later,) = store.frontier.take("news.example", 1, now=NOW)
    assert without_template(story(1), later.template).article_body == story(1, notice=False).article_body


def test_a_line_of_one_matter_among_many_is_news(store: Store) -> None:
    crawl(store, range(60), notice_in=3)
    assert template(store) == frozenset()


def test_a_heading_that_comes_back_is_no_template(store: Store) -> None:
    for number in range(30):
        record = story(number)
        blocks = tuple(replace(one, kind="heading") if one.text == NOTICE else one for one in record.blocks)
        record = replace(record, blocks=blocks)
        store.finish_page(page(taken(store, f"{HOME}{number}"), record, lines=line_hashes(record)))
    assert template(store) == frozenset()
    assert without_template(record, line_hashes(story(1))).article_body == record.article_body


def test_other_sites_have_a_template_of_their_own(store: Store) -> None:
    crawl(store, range(20))
    assert taken(store, "https://other.example/a").template == frozenset()


def test_what_became_template_between_two_visits_is_no_revision(store: Store) -> None:
    crawl(store, range(20))
    again: dict[str, Any] = {"at": NOW + HOUR, "lines": line_hashes(story(1))}
    known = store.frontier.known(f"{HOME}1")
    assert known is not None
    cleaned = without_template(story(1), template(store))
    assert cleaned.article_body != story(1).article_body
    assert store.finish_page(page(known, cleaned, **again)).verdict == "same"
    edited = article(f"{HOME}1", number=1, article_body=f"{cleaned.article_body}\n\nOne more line was added to it.")
    assert store.finish_page(page(known, edited, **again)).verdict == "revised"
