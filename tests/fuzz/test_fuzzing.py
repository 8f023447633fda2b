"""The fuzz itself finds what it looks for, and nothing else."""

from __future__ import annotations

import re

import pytest

from newscrawl.errors import ConfigError
from tests.fuzz.growing import growth
from tests.fuzz.judging import judged
from tests.fuzz.message import Message, message
from tests.fuzz.minimizing import minimized
from tests.fuzz.mutation import LARGEST, MUTATORS, case
from tests.fuzz.target import Pump, Target, promise
from tests.fuzz.targets import TARGETS

SEEDS = (b"<p>number 12</p>", b"", b'{"a": [1, 2]}')


def of(run: object, *allowed: type[Exception]) -> Target:
    return Target(name="own", run=run, seeds=lambda: SEEDS, allowed=allowed)  # type: ignore[arg-type]


def fails(data: bytes) -> None:
    if b"x" in data:
        raise ValueError("an x")


def test_the_same_number_gives_the_same_input() -> None:
    for number in range(200):
        data = case(1, "own", number, SEEDS, (b"x",))
        assert data == case(1, "own", number, SEEDS, (b"x",))
        assert len(data) <= LARGEST
    assert len({case(1, "own", number, SEEDS, (b"x",)) for number in range(200)}) > 150
    assert len(MUTATORS) > 8


def test_an_error_is_a_finding_with_its_place_and_an_allowed_one_is_none() -> None:
    found = judged(of(fails), b"ax")
    assert found is not None
    assert found.mark == "ValueError in test_fuzzing.py, fails"
    assert "an x" in found.detail
    assert judged(of(fails), b"a") is None
    assert judged(of(fails, ValueError), b"ax") is None
    assert judged(of(fails, ConfigError), b"ax") is not None


def test_an_allowed_error_says_something() -> None:
    def silent(data: bytes) -> None:
        raise ConfigError

    found = judged(of(silent, ConfigError), b"a")
    assert found is not None
    assert found.mark == "ConfigError without a message"


def test_a_broken_promise_is_named_without_the_values_that_broke_it() -> None:
    found = judged(of(lambda data: promise(len(data) < 3, "too long", data)), b"aaa")
    assert found is not None
    assert found.mark == "too long"
    assert "b'aaa'" in found.detail


def test_a_pattern_that_backtracks_is_ended_and_found() -> None:
    bad = re.compile(rb"(a+)+$")
    found = judged(of(lambda data: bad.match(data)), b"a" * 60 + b"!")
    assert found is not None
    assert found.mark == "more work than an input of this size may take"


@pytest.mark.parametrize(
    ("run", "is_found"),
    [
        (lambda data: re.search(rb"a*b", data), True),
        (lambda data: [data.count(b"a", at) for at in range(0, len(data), 8)], True),
        (lambda data: [data.count(b"a") for _ in range(300)], False),
        (lambda data: None, False),
        (lambda data: sorted(data), False),
    ],
)
def test_growth_with_the_square_is_found(run: object, is_found: bool) -> None:
    found = growth(of(run), Pump("letters", b"", b"a"), (1000, 4000, 16_000, 64_000))
    assert (found is not None) is is_found


def test_a_finding_is_minimised() -> None:
    assert minimized(b"<p>a long text with an x in it, and more</p>", lambda data: b"x" in data) == b"x"
    assert minimized(b"abcabc", lambda data: data.count(b"c") == 2) == b"cc"


def test_a_message_is_read_as_it_was_written() -> None:
    read = Message.read(message(b"\xff<p>", "https://a.example/", Content_Type="text/html", Set_Cookie="a=1"))
    assert (read.url, read.body, read.named["content-type"]) == ("https://a.example/", b"\xff<p>", "text/html")
    assert read.values("set-cookie") == ["a=1"]
    assert Message.read(b"").url == ""


def test_every_target_has_inputs_that_are_right() -> None:
    for target in TARGETS.values():
        assert target.seeds(), target.name
        assert len({pump.name for pump in target.pumps}) == len(target.pumps), target.name
