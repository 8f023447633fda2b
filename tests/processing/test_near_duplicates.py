from __future__ import annotations

import random
from itertools import pairwise

import pytest

from newscrawl.processing.near_duplicates import BANDS, NEAR, bands, signature, similarity

CHANCE = random.Random(3)
VOCABULARY = [f"word{number}" for number in range(3000)]
TEXT = CHANCE.choices(VOCABULARY, k=500)


def reworded(share: float) -> list[str]:
    return [CHANCE.choice(VOCABULARY) if CHANCE.random() < share else word for word in TEXT]


def signed(words: list[str]) -> bytes:
    made = signature(" ".join(words))
    assert made is not None
    return made


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.1, 0.3, 0.9])
def test_the_signature_tells_the_share_of_common_pairs(share: float) -> None:
    other = reworded(share)
    a, b = set(pairwise(TEXT)), set(pairwise(other))
    assert similarity(signed(TEXT), signed(other)) == pytest.approx(len(a & b) / len(a | b), abs=0.15)


def test_a_lightly_edited_text_shares_a_band_and_a_foreign_one_does_not() -> None:
    of_text = set(bands(signed(TEXT)))
    assert len(of_text) == BANDS
    assert all(of_text & set(bands(signed(reworded(0.03)))) for _ in range(50))
    assert not any(of_text & set(bands(signed(CHANCE.choices(VOCABULARY, k=500)))) for _ in range(50))


def test_a_text_that_a_desk_cut_is_near() -> None:
    assert similarity(signed(TEXT), signed(TEXT[:400])) >= NEAR
    assert similarity(signed(TEXT), signed(TEXT[:100])) < NEAR


def test_case_and_punctuation_do_not_count() -> None:
    assert signature(" ".join(TEXT)) == signature(", ".join(TEXT).upper())


def test_a_script_without_spaces_has_signatures_too() -> None:
    characters = [chr(CHANCE.randrange(0x4E00, 0x9000)) for _ in range(600)]
    edited = [*characters[:300], "新", "闻", *characters[300:]]
    assert similarity(signed(["".join(characters)]), signed(["".join(edited)])) >= NEAR


def test_short_texts_have_none() -> None:
    assert signature("Watch the video here.") is None
    assert signature(None) is None


def test_very_long_texts_are_compared_by_their_beginnings() -> None:
    long = CHANCE.choices(VOCABULARY, k=30_000)
    assert similarity(signed(long), signed([*long[:25_000], *TEXT])) == 1.0
    assert similarity(signed(long), signed(CHANCE.choices(VOCABULARY, k=30_000))) < 0.2
