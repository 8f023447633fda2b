"""The learning of titles' and names' votes, on ballots made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from newscrawl.extraction.candidates import learned
from newscrawl.extraction.fields import authors, headline
from tests.quality.train_fields import (
    FOLDS,
    PRIOR,
    Ballot,
    Learn,
    Table,
    calibration_error,
    learn_authors,
    learn_titles,
    scores_of,
    sigmoid,
    softmax,
    trained,
)


def ballot(number: int, *, noise: bool = False) -> Ballot:
    """A page whose heading is right and whose <title> is not; on a noisy one it is the other way round."""
    page = SimpleNamespace(domain=f"news{number}.example", dataset="aet")
    votes = [["heading", "long"], ["title", "long"], ["menu"]]
    return Ballot(page, ["Harbour reopens", "Harbour | News", "Home"], votes, [not noise, noise, False])


BALLOTS = [ballot(number, noise=number % 10 == 0) for number in range(60)]


@pytest.mark.parametrize("learn", [learn_titles, learn_authors])
def test_what_is_mostly_right_gets_the_heaviest_weight(learn: Learn) -> None:
    table = Table(BALLOTS, least=1)
    weights = trained(table, learn(table, BALLOTS, range(len(BALLOTS))))
    assert weights["heading"] > weights["title"] > weights["menu"]


def test_a_rare_vote_is_left_out() -> None:
    table = Table([*BALLOTS, Ballot(BALLOTS[0].page, ["x"], [["rare"]], [True])], least=2)
    assert "rare" not in table.names
    assert table.names == sorted(["heading", "title", "menu", "long"])
    assert table.rows[-1].sum() == 0


def test_a_page_without_a_right_title_teaches_nothing() -> None:
    lost = Ballot(BALLOTS[0].page, ["Home"], [["menu"]], [False])
    table = Table([*BALLOTS, lost], least=1)
    known = learn_titles(table, [*BALLOTS, lost], range(len(BALLOTS)))
    assert np.allclose(learn_titles(table, [*BALLOTS, lost], range(len(BALLOTS) + 1)), known)


def test_titles_learn_shares_that_match_how_often_they_are_right() -> None:
    many = [ballot(number, noise=number % 10 == 0) for number in range(600)]  # so many that the ridge weighs nothing
    table = Table(many, least=1)
    weights = learn_titles(table, many, range(len(many)))
    assert softmax(table.rows[table.of(1)] @ weights)[0] == pytest.approx(0.9, abs=0.03)


def test_a_vote_with_a_prior_keeps_it_where_it_is_rare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRIOR, "rare", 4.0)
    table = Table([*BALLOTS, Ballot(BALLOTS[0].page, ["x", "y"], [["rare"], ["menu"]], [True, False])], least=2)
    weights = trained(table, learn_titles(table, BALLOTS, range(len(BALLOTS))))
    assert weights["rare"] == 4.0


def test_a_page_is_judged_by_weights_that_did_not_see_its_site() -> None:
    seen: list[set[str]] = []

    def spy(table: Table, ballots: Sequence[Ballot], taught: Sequence[int]) -> np.ndarray:
        seen.append({ballots[number].page.domain for number in taught})
        return np.zeros(len(table.names))

    scores_of(Table(BALLOTS, least=1), BALLOTS, spy)
    folds = [{one.page.domain for one in BALLOTS if one.fold != fold} for fold in range(FOLDS)]
    assert seen == [*folds, {one.page.domain for one in BALLOTS}]


def test_calibration_error_is_the_gap_between_promise_and_truth() -> None:
    assert calibration_error([(0.8, True)] * 8 + [(0.8, False)] * 2) == pytest.approx(0)
    assert calibration_error([(1.0, False)] * 4) == pytest.approx(1)
    assert calibration_error([]) == 0


def test_the_shipped_weights_are_used_and_small() -> None:
    assert learned("headline") is headline.WEIGHTS
    assert learned("authors") is authors.WEIGHTS
    assert all(abs(weight) < 5 for field in ("headline", "authors") for weight in learned(field).values())


def test_the_shipped_weights_agree_with_the_choice() -> None:
    assert authors.chance(["jsonld:author", "2-3 words"]) == pytest.approx(
        sigmoid(np.array(learned("authors")["jsonld:author"] + learned("authors").get("2-3 words", 0)))
    )
