"""How inputs are changed. Each mutator is a small function of the data, the chance, and what else there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.tokens import GENERAL, NUMBERS

LARGEST = 48_000
"""Bytes of an input. Faults of size are what growing inputs look for."""

_MOST = 5  # mutations of one input
_REPEATS = (2, 3, 8, 40, 300)
_DIGITS = re.compile(rb"\d+")
_PIECE = re.compile(rb"<[^<>]{1,200}>|\"[^\"]{1,200}\"|[\w.:/+-]{3,200}|\n[^\n]{1,200}")

Others = Sequence[bytes]
Mutator = Callable[[bytes, Random, Others, Others], bytes]


def mutated(seeds: Others, tokens: Others, chance: Random) -> bytes:
    """One of the seeds after one to five mutations."""
    data = chance.choice(seeds)
    for _ in range(chance.randint(1, _MOST)):
        data = chance.choice(MUTATORS)(data, chance, seeds, (*tokens, *GENERAL))[:LARGEST]
    return data


def case(seed: int, name: str, number: int, seeds: Others, tokens: Others) -> bytes:
    """The input of a number: the same on every machine."""
    return mutated(seeds, tokens, Random(f"{seed}:{name}:{number}"))


def flip(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """Up to eight bytes become others."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A piece is gone; one time in four all that follows too."""
    start, end = _span(data, chance)
    return data[:start] if chance.random() < 0.25 else data[:start] + data[end:]


def splice(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A piece of another seed stands in the middle."""
    other = chance.choice(seeds)
    (start, end), at = _span(other, chance), chance.randint(0, len(data))
    return data[:at] + other[start:end] + data[at:]


def duplicate(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A piece stands there several times."""
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice(_REPEATS) + data[end:]


def move(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A piece stands somewhere else."""
    start, end = _span(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randint(0, len(rest))
    return rest[:at] + data[start:end] + rest[at:]


def put_in(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A token stands in the middle."""
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(tokens) + data[at:]


def replace(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A token stands where a tag, a quoted text, a word or a line stood."""
    return _replaced(data, _PIECE, chance.choice(tokens), chance)


def number(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A number is an extreme one."""
    return _replaced(data, _DIGITS, chance.choice(NUMBERS), chance)


def pump(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A run of one token, or of one byte."""
    at = chance.randint(0, len(data))
    unit = chance.choice(tokens) if chance.random() < 0.5 else data[at : at + chance.randint(1, 3)]
    return data[:at] + (unit * chance.choice(_REPEATS))[: LARGEST // 8] + data[at:]


def nest(data: bytes, chance: Random, seeds: Others, tokens: Others) -> bytes:
    """A piece stands deep inside brackets or elements."""
    start, end = _span(data, chance)
    opening, closing = chance.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"<div>", b"</div>"), (b"<b>", b""), (b"(", b")"))
    )
    depth = chance.choice(_REPEATS)
    return data[:start] + opening * depth + data[start:end] + closing * depth + data[end:]


MUTATORS: tuple[Mutator, ...] = (
    flip,
    cut,
    splice,
    duplicate,
    move,
    put_in,
    put_in,
    replace,
    replace,
    number,
    pump,
    nest,
)


def _span(data: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 4, 16, 64, 256, 1024)))


def _replaced(data: bytes, pattern: re.Pattern[bytes], by: bytes, chance: Random) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return data + by
    one = chance.choice(found)
    return data[: one.start()] + by + data[one.end() :]
