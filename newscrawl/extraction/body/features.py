"""Blocks as numbers: one row per block, from text, place, names, surroundings and page hints.

Nothing here knows a language: words are counted, not read. Sums go over stacked rows, since numpy's cost on a page of
some hundred blocks is the number of calls, not the numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import MEANINGS
from newscrawl.extraction.body.columns import COLUMNS, PATH_TAGS, TAGS
from newscrawl.extraction.body.hints import PageHints
from newscrawl.extraction.body.surroundings import Column, Matrix, Numbers, Surroundings
from newscrawl.text import SENTENCE_ENDS, count_words, fold_words

NUMBERS = len(COLUMNS)
"""Columns of numbers. Tags and names follow."""
SEEN_AGAIN = 4
"""So many tags of its own, the commonest, are seen of a block by the second net, beside the numbers."""

_TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)}
_P, _H1, _H6, _OTHER_TAG = 0, 3, 8, len(TAGS)
_ONE_TAG = np.eye(_OTHER_TAG + 1, dtype=np.uint8)
_PATH_TAG_BIT = {tag: 1 << bit for bit, tag in enumerate(PATH_TAGS)}

# What one character says of a text that begins or ends with it, as bits. Only scripts with case need the table filled.
_CLOSES, _STOPS, _COLON, _ASKS, _OPENS, _SIGN, _LOWER, _UPPER, _DIGIT = (1 << bit for bit in range(9))
_SIGNS = (
    ("»”\"'’)", _CLOSES), (SENTENCE_ENDS, _CLOSES | _STOPS), (":", _COLON), ("?？", _ASKS),
    ("\"“„«‘'「『‹–—-", _OPENS), ("©|•·#@*[(", _SIGN),
)  # fmt: skip
_CASED = 0x2C00  # characters from here on have no case, but for a few of old scripts
_UNSPACED_RATIO = 12  # more characters per space than this: look whether the script writes without spaces
_SQUEEZED = 260  # characters: titles and descriptions are not longer
_SHORT_TITLE = 12  # characters: shorter texts begin a title by chance
_PROSE = 8  # words: a longer block that ends a sentence is prose
_MUCH_PROSE = 5000  # words: more are no more to nets that learned from so long a page in one of fifty


@cache
def _signs() -> NDArray[np.uint16]:
    """The bits of every character of the Basic Multilingual Plane."""
    table = np.zeros(0x10000, np.uint16)
    for code in range(_CASED):
        letter = chr(code)
        table[code] = _LOWER * letter.islower() | _UPPER * letter.isupper() | _DIGIT * letter.isdigit()
    for letters, bits in _SIGNS:
        for letter in letters:
            table[ord(letter)] |= bits
    return table


def _floats(values: Iterable[float]) -> Matrix:
    return np.array(values, dtype=np.float32)


def _unpack(bits: Sequence[int], size: int) -> NDArray[np.uint8]:
    wide = np.array(bits, dtype="<u8").view(np.uint8).reshape(len(bits), 8)
    return np.unpackbits(wide, axis=1, count=size, bitorder="little")


def _shift(rows: Column, by: int) -> Column:
    """The rows as seen from `by` blocks away; zero beyond the page's ends."""
    out = np.zeros(rows.shape, rows.dtype)
    if by > 0:
        out[..., by:] = rows[..., :-by]
    else:
        out[..., :by] = rows[..., -by:]
    return out


@dataclass(frozen=True, slots=True)
class _Texts:
    """What is seen of every block's own text."""

    words: Matrix
    chars: Matrix
    linked: Matrix
    ends: Matrix
    prose: Matrix
    columns: list[Matrix]


def _read_texts(blocks: Blocks) -> _Texts:
    """All texts at once, as one row of characters: on a page of 140 blocks as fast as text by text, not faster."""
    texts = blocks.texts
    sizes = np.array(list(map(len, texts)))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), dtype="<u4")
    starts = np.cumsum(sizes) - sizes
    signs = _signs()[np.minimum(codes, 0xFFFF)]
    first, last = signs[starts], signs[starts + sizes - 1]
    spaces, commas, sentences, lower, upper = np.add.reduceat(_countable(codes, signs), starts, axis=1, dtype=np.int32)
    words, chars = _words(texts, sizes, spaces), sizes.astype(np.float32)
    linked, strong = _floats(blocks.link_sizes) / chars, _floats(blocks.strong_sizes) / chars
    ends = _floats((last & _CLOSES) > 0)
    prose = words * (1 - linked) * ends * (words > _PROSE)
    seen = Counter(texts)
    doubles, breaks = _floats(list(map(seen.__getitem__, texts))), np.array(blocks.breaks)
    columns = [
        np.log1p(words), np.log1p(chars / words), linked, linked > 0.8, strong, strong > 0.8, ends, (last & _STOPS) > 0,
        commas / words, np.log1p(commas), np.log1p(sentences), doubles > 1, np.log(doubles), prose > 0, np.log1p(prose),
        (last & _COLON) > 0, (last & _ASKS) > 0, (first & _OPENS) > 0, (first & _LOWER) > 0,
        (upper > 0) & (lower == 0), (first & _DIGIT) > 0, (first & _SIGN) > 0,
        ["@" in text or "://" in text for text in texts], breaks == 0, breaks > 1,
    ]  # fmt: skip
    return _Texts(words, chars, linked, ends, prose, columns)


def _countable(codes: Column, signs: Column) -> Column:
    """Rows of ones and zeros over all characters: spaces, commas, ends of sentences inside, small and capital letters.

    A text ends with no space, so that no sentence seems to end between two texts.
    """
    space = codes == 0x20
    rows = np.zeros((5, len(codes)), np.uint8)
    rows[0] = space
    rows[1] = (codes == 0x2C) | (codes == 0xFF0C) | (codes == 0x3001) | (codes == 0x060C)
    rows[2] = codes == 0x3002
    rows[2, :-1] += ((codes[:-1] == 0x2E) | (codes[:-1] == 0x3F)) & space[1:]
    rows[3], rows[4] = (signs & _LOWER) > 0, (signs & _UPPER) > 0
    return rows


def _words(texts: Sequence[str], sizes: Numbers, spaces: Numbers) -> Matrix:
    """A fast word count: spaces, and the estimate of `count_words` where there are too few of them."""
    words = (spaces + 1).astype(np.float32)
    for index in np.flatnonzero(sizes > _UNSPACED_RATIO * (spaces + 1)).tolist():
        if not texts[index].isascii():
            words[index] = max(count_words(texts[index]), 1)
    return words


def _ask(blocks: Blocks, hints: PageHints) -> list[Matrix]:
    """What the hints say of every block: is it a title, the start of <title>, a description, declared as body."""
    known = {text[:1] for text in (*hints.titles, *hints.descriptions, hints.page_title)}
    said = np.zeros((4, len(blocks)), np.float32)
    start, titles, descriptions, declared = hints.page_title, hints.titles, hints.descriptions, hints.declared
    for index, text in enumerate(blocks.texts):
        if len(text) >= _SQUEEZED:
            if declared:
                said[3, index] = fold_words(text[:120])[:60] in declared
        elif declared or text[0].casefold() in known or not text[0].isalnum():
            folded = fold_words(text)
            if folded:
                long = len(folded) > _SHORT_TITLE
                said[0, index] = folded in titles
                said[1, index] = long and start.startswith(folded)
                said[2, index] = long and folded in descriptions
                said[3, index] = len(folded) > 3 and folded in declared
    return list(said)


def _place(texts: _Texts, own_tags: Numbers, said: Sequence[Matrix]) -> list[Column]:
    """Where a block stands: in the page, in its prose, and from the headline.

    The headline is the <h1> that equals a title, else any <h1>, else the first block that equals one.
    """
    count, prose = len(own_tags), texts.prose
    rank = (own_tags == _H1) * 1.0 + said[0] * 1.5 + said[1] * 1.2
    best = int(np.argmax(rank))
    found = float(rank[best] > 0)
    here = np.arange(count)
    offset = (here - best) * found
    total = float(prose.sum()) + 1.0
    before = np.cumsum(prose) - prose
    read, left, whole = (np.minimum(words, _MUCH_PROSE) for words in (before, np.maximum(total - before, 0), total))
    since = np.clip(before - before[best], -2000, 4000) * found
    full = np.ones(count, np.float32)
    return [
        here / count, before / total, np.log1p(read), np.log1p(left), full * np.log(whole), full * np.log1p(count),
        full * found, offset > 0, (offset == 0) * found, np.sign(offset) * np.log1p(np.abs(offset)),
        np.sign(since) * np.log1p(np.abs(since)), (offset > 0) & (offset < 4), texts.chars < 25,
    ]  # fmt: skip


def _pictures(blocks: Blocks, texts: _Texts, around: Surroundings) -> list[Column]:
    italic, media = _floats(blocks.italic_sizes) / texts.chars, _floats(blocks.media)
    return [italic, italic > 0.8, np.log1p(media), _shift(media > 0, -1), np.log1p(around.below(media[None])[1][0])]


def _sums(texts: _Texts, around: Surroundings, is_p: Matrix, is_heading: Matrix) -> list[Matrix]:
    words, linked = texts.words, texts.linked
    total = float(texts.prose.sum()) + 1.0
    one = np.ones_like(words)
    rows = np.array((words, texts.prose, words * linked, one, words * is_p, linked > 0.8, is_heading, texts.ends))
    out: list[Matrix] = []
    for mass, good, links, number, p_mass, all_linked, headings, _ in around.below(rows):
        out += [np.log1p(mass), np.log1p(good), good / total, links / mass, np.log1p(number), mass / number / 20,
                p_mass / mass, all_linked / number, headings / number]  # fmt: skip
    for mass, good, links, number, _, _, _, ends in around.among_siblings(rows):
        out += [np.log1p(mass), np.log1p(good), good / total, links / mass, np.log1p(number), mass / number / 20,
                ends / number]  # fmt: skip
    return out


def _neighbours(texts: _Texts, around: Surroundings, near: Matrix, closest: Matrix) -> list[Column]:
    """Blocks up to three away, and how much prose stands within five and twelve blocks on either side."""
    out: list[Column] = []
    group = around.siblings[0].group
    for by in (1, -1, 2, -2, 3, -3):
        out += list(_shift(near, by))
        if abs(by) == 1:
            out += [group == np.concatenate((group[-by:], group[:-by])), *_shift(closest, by)]
    mass: Column = np.concatenate((np.zeros(1), np.cumsum(texts.prose)))
    count = len(group)
    here = np.arange(count)
    for reach in (5, 12):
        after = mass[np.minimum(here + reach + 1, count)] - mass[here]
        before = mass[here] - mass[np.maximum(here - reach, 0)]
        out += [np.log1p(np.maximum(after, 0)), np.log1p(np.maximum(before, 0))]
    return out


@dataclass(frozen=True, slots=True)
class PageFeatures:
    """What the nets see of a page, block by block.

    `numbers` has a row for each block. `name_sets` are its tags and names, ones and zeros, a row for each set of them:
    a page's paragraphs stand in a few kinds of places. `set_of` is the row of every block.
    """

    numbers: Matrix
    name_sets: NDArray[np.uint8]
    set_of: Numbers
    words: Matrix
    around: Surroundings

    @property
    def features(self) -> Matrix:
        """Numbers and name sets side by side, as the first net learns from them."""
        return np.concatenate((self.numbers, self.name_sets[self.set_of]), axis=1, dtype=np.float32)

    @property
    def second_input(self) -> Matrix:
        """What the second net sees beside the first one's scores."""
        return np.concatenate((self.numbers, self.name_sets[self.set_of, :SEEN_AGAIN]), axis=1, dtype=np.float32)


def measure(blocks: Blocks, hints: PageHints) -> PageFeatures:
    """The features of a page with at least one block."""
    around = Surroundings(blocks)
    texts = _read_texts(blocks)
    said = _ask(blocks, hints)
    tags = np.array(list(map(_TAG_NUMBER.get, blocks.node_tags, repeat(_OTHER_TAG))))
    own_tags = tags[around.nodes[0]]
    is_p, is_heading = _floats(own_tags == _P), _floats((own_tags >= _H1) & (own_tags <= _H6))
    near = np.array((texts.columns[0], texts.linked, is_p, texts.ends, is_heading))
    closest = np.array((texts.columns[4], said[0]))
    columns = [
        *texts.columns, *said, np.full(len(blocks), float(bool(hints.declared))), *_place(texts, own_tags, said),
        *_pictures(blocks, texts, around), *_sums(texts, around, is_p, is_heading),
        *_neighbours(texts, around, near, closest),
    ]  # fmt: skip
    numbers = np.empty((NUMBERS, len(blocks)), np.float32)
    for row, column in zip(numbers, columns, strict=True):  # as many as COLUMNS names, in its order
        row[:] = column
    name_sets, set_of = _read_name_sets(blocks, around, tags)
    return PageFeatures(np.ascontiguousarray(numbers.T), name_sets, set_of, texts.words, around)


def _read_name_sets(blocks: Blocks, around: Surroundings, tags: Numbers) -> tuple[NDArray[np.uint8], Numbers]:
    """Every set of tags and names that blocks of the page have, and which one each block has."""
    owner, parent, grandparent = around.nodes[:3]
    own_bits, path_bits = np.array(blocks.own_bits, dtype="<u8"), np.array(blocks.path_bits, dtype="<u8")
    said = (tags[owner], tags[parent], _path_tags(blocks)[owner], own_bits[owner], own_bits[parent],
            path_bits[grandparent])  # fmt: skip
    sets: dict[tuple[int, ...], int] = {}
    kinds = np.array([sets.setdefault(one, len(sets)) for one in zip(*(row.tolist() for row in said), strict=True)])
    own_tag, parent_tag, path_tags, *names = zip(*sets, strict=True)
    rows = (
        _ONE_TAG[list(own_tag)],
        _ONE_TAG[list(parent_tag)],
        _unpack(path_tags, len(PATH_TAGS)),
        *(_unpack(bits, MEANINGS) for bits in names),
    )
    return np.concatenate(rows, axis=1), kinds


def _path_tags(blocks: Blocks) -> Numbers:
    """Which tags stand on the way from the root to every node, as bits. Each round doubles the reach."""
    bits = np.array(list(map(_PATH_TAG_BIT.get, (*blocks.node_tags, ""), repeat(0))), dtype=np.int64)
    up = np.array([*blocks.parents, -1])
    while (up >= 0).any():
        bits |= bits[up]  # the last entry stands for "none above"
        up = up[up]
    return bits


def features_around(guess: Matrix, words: Matrix, around: Surroundings) -> Matrix:
    """Second-stage features: the first stage's scores below, among siblings, before and after every block."""
    count = len(guess)
    mass = guess * words
    total = float(mass.sum()) + 1.0
    masses = np.concatenate((np.zeros(1), np.cumsum(mass, dtype=np.float64)))
    sizes = np.concatenate((np.zeros(1), np.cumsum(words, dtype=np.float64)))
    sure = np.clip(guess, 1e-4, 1 - 1e-4)
    odds = np.log(sure / (1 - sure)) / 4
    columns: list[Column] = [guess, odds, *(_shift(guess, by) for by in (1, -1, 2, -2, 3, -3))]
    columns += [_shift(odds, 1), _shift(odds, -1)]
    rows = np.array((mass, words))
    for part, size in (*around.below(rows), *around.among_siblings(rows)):
        columns += [part / total, part / size, (part - mass) / np.maximum(size - words, 1)]
    before, after, here = masses[:-1], np.maximum(masses[-1] - masses[1:], 0), np.arange(count)
    for reach in (4, 10):
        upper, lower = np.minimum(here + reach + 1, count), np.maximum(here - reach, 0)
        columns += [
            (masses[upper] - masses[here + 1]) / np.maximum(sizes[upper] - sizes[here + 1], 1),
            (masses[here] - masses[lower]) / np.maximum(sizes[here] - sizes[lower], 1),
        ]
    columns += [before / total, after / total, np.log1p(before), np.log1p(after), np.full(count, np.log(total))]
    columns += _distances(guess, words, here)
    unsure = float((guess * (1 - guess) * words).sum())
    columns += [np.full(count, (guess > 0.5).mean()), np.full(count, unsure / total)]
    return np.array(columns, dtype=np.float32).T


def _distances(guess: Matrix, words: Matrix, here: Numbers) -> list[Column]:
    """How far the nearest likely paragraphs before and after are, and whether a block lies outside all of them."""
    far, count = 50, len(here)
    likely = np.flatnonzero((guess > 0.5) & (words > _PROSE))
    if not len(likely):
        return [np.full(count, np.log1p(far)), np.full(count, np.log1p(far)), np.zeros(count), np.zeros(count)]
    at = np.searchsorted(likely, here)
    behind = np.where(at > 0, here - likely[np.maximum(at - 1, 0)], far)
    ahead = np.where(at < len(likely), likely[np.minimum(at, len(likely) - 1)] - here, far)
    return [np.log1p(np.minimum(behind, far)), np.log1p(np.minimum(ahead, far)), here < likely[0], here > likely[-1]]
