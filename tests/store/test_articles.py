from __future__ import annotations

from dataclasses import replace

import pytest

from newscrawl.record.model import Meta
from newscrawl.store import FrontierUrl, Store
from tests.store.newsroom import HOUR, NOW, WORDS, article, current, page, publish, taken

HOME = "https://news.example/"


def test_a_new_article_gets_revision_one_and_the_time_it_was_first_seen(store: Store) -> None:
    finished = publish(store, article(f"{HOME}a"))
    assert finished.verdict == "new"
    assert finished.sequence == 1
    assert finished.article.meta.revision == 1
    assert finished.article.date_first_seen == "2026-11-23T12:00:00.000Z"
    assert current(store, f"{HOME}a?utm_source=feed") == finished.article


def test_a_page_with_the_same_words_is_no_revision(store: Store) -> None:
    first = publish(store, article(f"{HOME}a"))
    again = replace(article(f"{HOME}a"), keywords=("new tag",), date_modified="2026-11-24", meta=Meta(status=200))
    finished = publish(store, again, at=NOW + HOUR)
    assert (finished.verdict, finished.sequence) == ("same", None)
    assert finished.article == first.article
    assert store.articles.last_sequence() == 1


def test_an_edited_article_becomes_revision_two(store: Store) -> None:
    first = publish(store, article(f"{HOME}a"))
    edited = article(f"{HOME}a", headline="Bridge closes after all")
    finished = publish(store, edited, at=NOW + HOUR)
    assert (finished.verdict, finished.sequence, finished.classes) == ("revised", 2, ("headline changed",))
    assert finished.article.meta.revision == 2
    assert finished.article.identifier == first.article.identifier
    assert finished.article.date_first_seen == first.article.date_first_seen
    history = store.articles.history(f"{HOME}a")
    assert [one.number for one in history] == [1, 2]
    assert history[1].changes == {"headline": ["Bridge stays open, part 0", "Bridge closes after all"]}
    assert history[0].record == first.article


def test_the_text_of_a_past_day_can_be_had(store: Store) -> None:
    first = publish(store, article(f"{HOME}a"))
    publish(store, article(f"{HOME}a", headline="Bridge closes after all"), at=NOW + 2 * HOUR)
    publish(store, article(f"{HOME}b", number=1), at=NOW + 3 * HOUR)
    assert [one.article for one in store.articles.as_of(NOW + HOUR)] == [first.article]
    assert [one.article.meta.revision for one in store.articles.as_of(NOW + 3 * HOUR)] == [2, 1]


def test_a_redirect_gives_the_article_a_second_address(store: Store) -> None:
    publish(store, article(f"{HOME}new"), url=f"{HOME}old")
    assert current(store, f"{HOME}old") == current(store, f"{HOME}new")
    assert publish(store, article(f"{HOME}new")).verdict == "same"


def test_an_article_that_moved_is_still_the_same(store: Store) -> None:
    publish(store, article(f"{HOME}first-title"))
    moved = article(f"{HOME}second-title", article_body=f"{WORDS} and more")
    finished = publish(store, moved, url=f"{HOME}first-title")
    assert (finished.verdict, finished.article.meta.revision) == ("revised", 2)
    assert store.articles.count() == 1


def test_an_address_that_now_leads_to_another_article_is_not_a_revision(store: Store) -> None:
    publish(store, article(f"{HOME}a"))
    other = article(f"{HOME}b", headline="Rain", article_body="Quite another text about weather in hills far away " * 4)
    assert publish(store, other, url=f"{HOME}a").verdict == "new"
    assert store.articles.count() == 2


def test_a_canonical_link_makes_a_variant_a_duplicate_and_never_a_revision(store: Store) -> None:
    main = publish(store, article(f"{HOME}a"))
    amp = article(f"{HOME}amp/a", canonical_url=f"{HOME}a", article_body=WORDS)
    assert publish(store, amp).verdict == "duplicate"
    assert publish(store, amp, at=NOW + HOUR).verdict == "duplicate"
    assert current(store, f"{HOME}amp/a") == main.article
    assert store.articles.count() == 1


def test_the_page_behind_a_canonical_link_is_the_same_article(store: Store) -> None:
    publish(store, article(f"{HOME}print/a", canonical_url=f"{HOME}a"))
    assert publish(store, article(f"{HOME}a", canonical_url=f"{HOME}a")).verdict == "duplicate"


def test_a_canonical_link_to_the_home_page_is_not_believed(store: Store) -> None:
    publish(store, article(f"{HOME}a", number=1, canonical_url=HOME))
    publish(store, article(f"{HOME}b", number=2, canonical_url=HOME))
    assert store.articles.count() == 2
    assert current(store, HOME) is None


def test_a_canonical_link_to_another_site_is_not_believed(store: Store) -> None:
    publish(store, article(f"{HOME}a", number=1, canonical_url="https://other.example/a"))
    assert current(store, "https://other.example/a") is None


def test_a_canonical_link_that_many_pages_share_joins_none_of_them(store: Store) -> None:
    texts = ["harbour bridge walkers lorries", "election result mayor ballots", "football match referee penalty"]
    for number, text in enumerate(texts):
        record = article(f"{HOME}{number}", headline=text, article_body=f"{text} " * 20, canonical_url=f"{HOME}latest",
                         identifier="f" * 32)  # fmt: skip
        assert publish(store, record).verdict == "new"
    identifiers = [one.article.identifier for one in store.articles.since()]
    assert len(set(identifiers)) == 3
    own = article(f"{HOME}latest", headline="Budget", article_body="The budget passed with few changes this year " * 9)
    assert publish(store, own).verdict == "new"
    assert current(store, f"{HOME}latest").headline == "Budget"
    assert current(store, f"{HOME}0").headline == texts[0]


def test_a_copy_of_the_text_at_another_address_is_a_duplicate(store: Store) -> None:
    first = publish(store, article(f"{HOME}a"))
    copy = publish(store, article(f"{HOME}sport/a"))
    assert (copy.verdict, copy.article) == ("duplicate", first.article)
    assert current(store, f"{HOME}sport/a") == first.article


def test_the_same_text_on_another_site_is_an_article_of_that_site(store: Store) -> None:
    publish(store, article(f"{HOME}a"))
    assert publish(store, article("https://other.example/a")).verdict == "new"


def test_short_texts_that_pages_share_are_not_copies(store: Store) -> None:
    for name in "ab":
        video = article(f"{HOME}{name}", headline="Video", article_body="Watch it here.")
        assert publish(store, video).verdict == "new"


def test_a_duplicate_is_not_looked_at_again(store: Store) -> None:
    publish(store, article(f"{HOME}a"))
    publish(store, article(f"{HOME}copy"))
    row = store.frontier.row(f"{HOME}copy")
    assert row is not None
    assert (row.state, row.due) == ("done", None)


def test_a_missing_page_marks_its_article_gone_and_keeps_it(store: Store) -> None:
    publish(store, article(f"{HOME}a"))
    known = store.frontier.known(f"{HOME}a")
    assert known is not None
    finished = store.finish_page(page(known, outcome="gone", status=410, at=NOW + HOUR))
    assert finished.verdict == "gone"
    row = store.frontier.row(f"{HOME}a")
    assert row is not None
    assert (row.state, row.due, row.status) == ("gone", None, 410)
    assert store.articles.gone_at(f"{HOME}a") == NOW + HOUR
    assert current(store, f"{HOME}a") is not None


def test_a_gone_article_can_come_back(store: Store) -> None:
    publish(store, article(f"{HOME}a"))
    known = store.frontier.known(f"{HOME}a")
    assert known is not None
    store.finish_page(page(known, outcome="gone", status=404))
    assert publish(store, article(f"{HOME}a"), at=NOW + HOUR).verdict == "same"
    assert store.articles.gone_at(f"{HOME}a") is None


def test_a_text_with_a_lone_surrogate_is_stored(store: Store) -> None:
    finished = publish(store, article(f"{HOME}a", description="broken \ud83d pair"))
    assert finished.verdict == "new"
    assert current(store, f"{HOME}a").description == "broken ? pair"


def test_records_come_in_the_order_of_their_sequence(store: Store) -> None:
    for number in range(503):
        publish(store, article(f"{HOME}{number}", number=number))
    assert [one.sequence for one in store.articles.since(1)] == list(range(2, 504))


def test_a_page_without_article_leaves_its_reason(store: Store) -> None:
    store.finish_page(page(taken(store, f"{HOME}tag/x"), outcome="no article", reason="a list of links"))
    row = store.frontier.row(f"{HOME}tag/x")
    assert row is not None
    assert row.note == "a list of links"


def test_nearly_the_same_text_is_one_story_on_any_site(store: Store) -> None:
    agency = " ".join(f"{WORDS} number{n}" for n in range(20))
    first = publish(store, article(f"{HOME}a", article_body=agency, identifier="a" * 32))
    desk = article("https://other.example/b", headline="Bridge open", article_body=f"{agency} A desk added this.")
    second = publish(store, desk)
    other = publish(store, article(f"{HOME}c", article_body=" ".join(f"word{n}" for n in range(300))))
    assert first.article.meta.story_id == second.article.meta.story_id == "a" * 32
    assert other.article.meta.story_id == other.article.identifier
    revised = publish(store, replace(desk, headline="Bridge closed"), at=NOW + HOUR)
    assert revised.article.meta.story_id == "a" * 32


def test_with_unique_stories_a_text_that_was_told_before_is_a_duplicate(store: Store) -> None:
    first = publish(store, article(f"{HOME}a"))
    retold = article("https://other.example/b", headline="Another headline", article_body=f"{WORDS} 0, a reader wrote.")
    asked = taken(store, "https://other.example/b")
    finished = store.finish_page(page(asked, retold), unique_stories=True)
    assert (finished.verdict, finished.article) == ("duplicate", first.article)
    known = store.frontier.known("https://other.example/b")
    assert known is not None
    assert store.finish_page(page(known, retold), unique_stories=True).verdict == "duplicate"
    assert store.articles.count() == 1


@pytest.mark.parametrize("form", [
    "https://www.news.example/a/story", "https://m.news.example/a/story", "https://amp.news.example/a/story",
    "https://news.example/amp/a/story", "https://news.example/a/story/amp/", "https://news.example/a/story?amp=1",
    "https://news.example/a/story?outputType=amp", "https://news.example/a/story/print",
    "https://news.example/a/story?id=7&view=print&page=1", "https://news.example/a/story/komplettansicht",
])  # fmt: skip
def test_another_form_of_a_page_is_the_same_article_whichever_comes_first(store: Store, form: str) -> None:
    plain = f"{HOME}a/story?id=7" if "id=7" in form else f"{HOME}a/story"
    text = f"{WORDS} and one line that only one of the forms has"
    for number, (first, second) in enumerate(((plain, form), (form, plain))):
        here = [url.replace("/story", f"/story-{number}") for url in (first, second)]
        assert publish(store, article(here[0], number=number)).verdict == "new"
        assert publish(store, article(here[1], number=number, article_body=f"{text} {number}")).verdict == "duplicate"
        assert len(store.articles.history(here[1])) == 1


def test_a_form_whose_text_is_another_is_an_article_of_its_own(store: Store) -> None:
    publish(store, article(f"{HOME}a/story"))
    other = article("https://m.news.example/a/story", headline="Budget", article_body="The budget passed at last " * 9)
    assert publish(store, other).verdict == "new"


def test_a_further_page_is_its_article_and_not_fetched_by_itself(store: Store) -> None:
    asked = taken(store, f"{HOME}a")
    second, third = taken(store, f"{HOME}a?page=2"), f"{HOME}a?page=3"
    store.frontier.add([FrontierUrl(url=third)], now=NOW)
    first = store.finish_page(page(asked, article(f"{HOME}a"), further=(second.url, third)))
    end = article(second.url, headline="Page two", article_body="Quite other words than those of the first page " * 9)
    assert store.finish_page(page(second, end)).verdict == "duplicate"
    assert current(store, third) == first.article
    assert store.frontier.counts() == {"done": 3}
