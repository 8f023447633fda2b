"""Nearly the same text: MinHash signatures of word pairs (Broder 1997) and the bands that find them. Pure.

Two texts that share s of their pairs have signatures that agree in about s of their places, and share one of 8 bands of
4 places with probability 1 - (1 - s^4)^8: 41 % at s = 0.5, 89 % at 0.7, 98.5 % at 0.8.
"""

from __future__ import annotations

from array import array
from hashlib import blake2b
from itertools import pairwise

from rensa import RMinHash  # type: ignore[import-untyped]

from newscrawl.text import fold

NEAR = 0.6  # an agency's text after a desk has cut a third of it, or reworded every tenth sentence

_PLACES = 128  # standard error of the similarity: at most 0.044
BANDS = 8
_ROWS = 4
_SEED = 1
# A band of another place, or of another version of the algorithm, is another band.
_PERSONS = tuple(f"{RMinHash.ALGORITHM_VERSION}.{band}".encode() for band in range(BANDS))
_LONGEST = 100_000  # characters that are compared: a text of a megabyte took 0.2 s, its beginning tells as much
_TELLING_WORDS = 40  # shorter texts are captions and notices, alike without being one story


def signature(text: str | None) -> bytes | None:
    """The signature of a text: 128 numbers of 32 bits; None for a text too short to tell."""
    folded = fold((text or "")[:_LONGEST])
    if len(folded) < 4 * _TELLING_WORDS:
        return None
    words = folded.split(" ")
    # Scripts without spaces come as few long words: pieces of three characters stand for their pairs.
    pieces = list(map(" ".join, pairwise(words))) if len(words) >= _TELLING_WORDS else _characters(folded)
    minhash = RMinHash(num_perm=_PLACES, seed=_SEED)
    minhash.update(pieces)
    return array("I", minhash.digest()).tobytes()


def bands(signed: bytes) -> list[bytes]:
    """The bands of a signature, 8 bytes each. Near texts share one; others hardly ever."""
    width = 4 * _ROWS
    rows = (signed[band * width : (band + 1) * width] for band in range(BANDS))
    return [blake2b(row, digest_size=8, person=person).digest() for row, person in zip(rows, _PERSONS, strict=True)]


def similarity(one: bytes, other: bytes) -> float:
    """The share of word pairs that two texts have in common, as their signatures tell."""
    a, b = array("I", one), array("I", other)
    return sum(x == y for x, y in zip(a, b, strict=True)) / len(a)


def _characters(text: str) -> list[str]:
    return [text[at : at + 3] for at in range(len(text) - 2)]
