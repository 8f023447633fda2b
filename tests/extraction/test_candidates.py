"""How sure a field is by the families that agree on it."""

from __future__ import annotations

import pytest

from newscrawl.extraction.candidates import PRECISION, Candidate, agreed, family

JSONLD, META = Candidate("Sport", "jsonld:articleSection", 0.5), Candidate("Sport", "meta:article:section", 0.5)
AGAIN = Candidate("Sport", "meta:section", 0.5)
OTHER, CRUMB = Candidate("News", "url:section", 0.5), Candidate("SPORT", "dom:breadcrumbs", 0.5)


def confidence(*candidates: Candidate[str]) -> float:
    return agreed("article_section", candidates, str.casefold).confidence


def test_a_family_is_what_stands_before_the_colon() -> None:
    assert family("meta:og:title") == "meta"
    assert family("url") == "url"


def test_no_candidates_give_no_choice() -> None:
    choice = agreed("article_section", (), str.casefold)
    assert (choice.value, choice.winner, choice.candidates) == (None, None, ())


def test_the_first_candidate_wins_whatever_the_others_say() -> None:
    choice = agreed("article_section", (OTHER, JSONLD, META), str.casefold)
    assert choice.value == "News"
    assert [one.value for one in choice.candidates] == ["News", "Sport", "Sport"]


def test_each_further_family_raises_the_confidence() -> None:
    alone, two, three = PRECISION["article_section"]
    assert confidence(JSONLD) == alone
    assert confidence(JSONLD, META) == two
    assert confidence(JSONLD, META, CRUMB) == three


def test_a_second_statement_of_one_family_does_not() -> None:
    assert confidence(META, AGAIN) == confidence(META)


def test_a_dissenter_does_not_raise_it() -> None:
    assert confidence(JSONLD, OTHER) == confidence(JSONLD)


def test_more_families_than_the_table_knows_count_as_its_last() -> None:
    fourth = Candidate("sport", "microdata:articleSection", 0.5)
    assert confidence(JSONLD, META, CRUMB, fourth) == PRECISION["article_section"][2]


def test_a_site_rule_keeps_its_own_confidence() -> None:
    rule = Candidate("Sport", "rule:article_section", 0.97)
    assert confidence(rule, JSONLD, META) == 0.97


@pytest.mark.parametrize("name", sorted(PRECISION))
def test_agreement_never_lowers_the_confidence(name: str) -> None:
    assert list(PRECISION[name]) == sorted(PRECISION[name])
    assert all(0 < share < 1 for share in PRECISION[name])
