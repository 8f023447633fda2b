from __future__ import annotations

import pytest

from newscrawl.discovery.coverage import Coverage
from newscrawl.discovery.found import FoundUrl, Source, SourceKind
from newscrawl.discovery.reader import Reading
from tests.discovery.page import HOST

Step = tuple[SourceKind, range, range]  # kind of source, articles it names, those of them that are new


def coverage(*steps: Step, news: bool = False) -> Coverage:
    coverage = Coverage()
    for kind, named, new in steps:
        found = tuple(FoundUrl(url=f"{HOST}/story-{number}", where="sitemap") for number in named)
        listed = tuple(one.url for one in found) if kind == "feed" or (news and kind == "sitemap") else ()
        reading = Reading(source=Source(url=f"{HOST}/{kind}", kind=kind), kind="html", found=found, listed=listed)
        coverage.add(reading, [f"{HOST}/story-{number}?utm_source=x" for number in new])
    return coverage


def covered(*steps: Step, news: bool = False) -> bool:
    return coverage(*steps, news=news).is_complete


HOME: Step = ("home", range(20), range(20))
SITEMAP: Step = ("sitemap", range(100), range(20, 100))
SECTION: Step = ("section", range(30, 40), range(0))


def test_a_sitemap_that_lists_what_is_shown_and_a_section_with_nothing_new_are_proof() -> None:
    assert covered(HOME, SITEMAP, SECTION)
    assert covered(SECTION, HOME, SITEMAP)


@pytest.mark.parametrize(
    "steps",
    [
        (HOME, SITEMAP),
        (HOME, SECTION),
        (SITEMAP, SECTION),
        (HOME, ("sitemap", range(18), range(0)), SECTION),
        (HOME, ("feed", range(120, 130), range(120, 130)), SITEMAP, SECTION),
        (HOME, SITEMAP, ("section", range(30, 40), range(39, 40))),
        (HOME, SITEMAP, SECTION, ("section", range(200, 210), range(200, 210))),
    ],
    ids=["no sample", "no sitemap", "nothing shown", "home shows more", "feed shows more", "sample", "later section"],
)
def test_without_either_there_is_none(steps: tuple[Step, ...]) -> None:
    assert not covered(*steps)


def test_a_news_sitemap_proves_nothing_for_what_is_older_than_two_days() -> None:
    assert not covered(HOME, SITEMAP, SECTION, news=True)


def test_one_link_in_twenty_may_be_no_article() -> None:
    assert covered(HOME, ("sitemap", range(1, 100), range(20, 100)), SECTION)
    assert not covered(HOME, ("sitemap", range(2, 100), range(20, 100)), SECTION)


def test_a_feed_that_reaches_back_to_what_was_known_and_lists_what_is_new_is_current() -> None:
    home: Step = ("home", range(20), range(3))
    assert coverage(home, ("feed", range(10), range(0)), SECTION).is_current
    assert not coverage(home, ("feed", range(10), range(0))).is_current, "no sample"
    assert not coverage(home, ("feed", range(2), range(0)), SECTION).is_current, "it may be too short"
    assert not coverage(home, ("feed", range(2, 10), range(0)), SECTION).is_current, "home shows more"
    assert coverage(home, ("sitemap", range(10), range(0)), SECTION, news=True).is_current


def test_on_a_first_look_no_feed_reaches_back() -> None:
    assert not coverage(HOME, ("feed", range(30), range(20, 30)), SECTION).is_current
