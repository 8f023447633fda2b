"""The pace of one site: slower after a refusal, recovering slowly, resting after many failures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.net.pace import LONGEST_WAIT, SLOWEST, Pace, retry_after

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_stated_retry_after_is_held_exactly() -> None:
    pace = Pace(1.0)
    assert pace.refused(100.0, 7.0, 0.9, sent=99.0) == 7.0
    assert pace.rests_until == 107.0


def test_without_a_stated_time_the_wait_doubles_with_every_refusal() -> None:
    pace = Pace(1.0)
    assert [pace.refused(n * 10.0, None, 0.0, sent=n * 10.0) for n in range(4)] == [1.0, 2.0, 4.0, 8.0]


def test_luck_spreads_the_waits_of_many_crawlers() -> None:
    assert Pace(1.0).refused(0.0, None, 0.0, sent=0.0) < Pace(1.0).refused(0.0, None, 1.0, sent=0.0) <= 1.5


def test_a_refusal_slows_the_site_down_and_good_answers_undo_it_slowly() -> None:
    pace = Pace(1.0)
    pace.refused(0.0, None, 0.0, sent=0.0)
    slow = pace.delay
    pace.answered()
    assert 1.0 < pace.delay < slow == 2.0
    for _ in range(20):
        pace.answered()
    assert pace.delay == 1.0


def test_a_site_without_a_delay_of_its_own_is_slowed_down_too() -> None:
    pace = Pace(0.0)
    assert pace.delay == 0.0
    pace.refused(0.0, None, 0.0, sent=0.0)
    assert pace.delay >= 1.0


def test_no_number_of_refusals_makes_the_delay_endless() -> None:
    pace = Pace(30.0)
    for n in range(50):
        pace.refused(n * 2.0, 1.0, 0.0, sent=n * 2.0)
    assert pace.delay == SLOWEST


def test_a_site_rests_when_several_pages_in_a_row_got_no_answer_and_longer_each_time() -> None:
    pace, now, rests = Pace(0.0), 0.0, []
    for _ in range(7):
        now = max(now, pace.rests_until)
        pace.failed(now)
        rests.append(max(0.0, pace.rests_until - now))
    assert rests == [0.0, 0.0, 0.0, 0.0, 30.0, 60.0, 120.0]
    assert rests[-1] > LONGEST_WAIT


def test_pages_that_fail_together_make_one_rest() -> None:
    pace = Pace(0.0)
    for _ in range(16):
        pace.failed(0.0)
    assert pace.rests_until == 30.0


def test_a_good_answer_ends_the_row_of_failures() -> None:
    pace = Pace(0.0)
    for _ in range(4):
        pace.failed(0.0)
    pace.answered()
    pace.failed(0.0)
    assert pace.rests_until == 0.0


def test_a_page_waits_twice_as_long_before_each_try() -> None:
    assert [Pace(2.0).backoff(tries, 0.0) for tries in range(3)] == [2.0, 4.0, 8.0]


def test_refusals_of_requests_that_were_under_way_together_are_one() -> None:
    pace = Pace(0.0)
    rests = [pace.refused(10.0 + n / 10, None, 0.0, sent=9.0) for n in range(8)]
    assert (pace.delay, pace.refusals, pace.rests_until) == (2.0, 1, 11.0)
    assert rests == pytest.approx([1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3])
    pace.refused(12.0, None, 0.0, sent=11.0)
    assert (pace.delay, pace.refusals) == (4.0, 2)


def test_the_longest_rest_that_any_of_them_asks_for_is_held() -> None:
    pace = Pace(0.0)
    assert [pace.refused(10.0, asked, 0.0, sent=9.0) for asked in (0.0, 30.0, 5.0)] == [0.0, 30.0, 5.0]
    assert (pace.refusals, pace.rests_until) == (1, 40.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Mon, 23 Nov 2026 12:01:00 GMT", 60.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("Monday, 23-Nov-26 12:01:00 GMT", 60.0),
        ("Mon Nov 23 12:01:00 2026", 60.0),
        ("soon", None),
        ("Mon, 23 Nov 2026 12:01:00 +99999999999", None),
        ("Mon, 23 Nov 2026 12:01:00 -9999", None),
        ("Mon, 32 Nov 2026 12:01:00 GMT", None),
        ("Mon, 23 Nov " + "9" * 5000 + " 12:01:00 GMT", None),
        ("\N{ARABIC-INDIC DIGIT FIVE}", None),
        ("\N{SUPERSCRIPT TWO}", None),
        ("1e9", None),
        ("nan", None),
        ("\0", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_an_absurd_retry_after_is_a_day() -> None:
    assert Pace(1.0).refused(0.0, retry_after("9" * 40, NOW), 0.0, sent=0.0) == 24 * 3600


def test_the_delay_counts_from_when_the_site_saw_a_request_and_not_from_when_it_was_made() -> None:
    pace = Pace(1.0)
    assert [pace.heard(10.0, 0.5) for _ in range(3)] == [10.0, 10.0, 10.0]  # too little is known of the way yet
    assert pace.heard(20.0, 0.2) == 19.8
    assert pace.heard(30.0, 0.9) == 29.8  # held up in a busy crawler: the quickest answer tells the way


@given(st.text(), st.integers(0, 40), st.text(max_size=8), st.integers(-(10**12), 10**12))
def test_no_retry_after_raises(text: str, at: int, inserted: str, number: int) -> None:
    date = f"Mon, 23 Nov 2026 12:01:{number} {number:+05}"
    for header in (text, date, date[:at] + inserted + date[at:], date.replace("23", str(number))):
        seconds = retry_after(header, NOW)
        assert seconds is None or seconds >= 0.0
