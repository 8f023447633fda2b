"""Is this line boilerplate by its words? Phrases come from the language's table, English stands behind every language.

Most lines of a page are not boilerplate, and `match` is called for every one, so the way out is short: the first word
of the line is looked up in one dict, and only a line whose first word begins some phrase is looked at closer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial

from newscrawl.extraction.people.labels import PARTICLES
from newscrawl.lang import Language, load
from newscrawl.text import UNSPACED, fold_phrase, is_small

# No phrase of any table explains a longer line; on the corpus 99 % of boilerplate lines are shorter than 300.
_LONGEST = 400
# What sites put around a line: bullets, arrows, quotes, brackets, closing punctuation.
_EDGE = (
    " \t\n\r\u00a0-‐‑–—―*•·●▪■◆★☆|¦>»›→➔➜▶►▸▼▾✓✔…\"“”„'‘’#+~=_[](){}<«‹←↓↑:.!,;"
    "。：！、，【】「」『』《》（）〈〉।؛،✍📷📸🔗👉🔴"
)
_EDGE_OF_STARTS = _EDGE.translate({ord(mark): None for mark in "()[]{}（）【】"})
# First word of a line, after its decoration: one digit, one letter of a script without spaces, a word, or a sign.
_FIRST = re.compile(rf"[{re.escape(_EDGE)}]*(\d|[{UNSPACED}]|[^\W\d_{UNSPACED}]+|\S)")
_ACCENTS = re.compile("[\u0300-\u036f]")
_PLACEHOLDER = re.compile(r"\\\{(n|name|date|site|title)\\\}")
_NUMBER = re.compile(r"\d")
# What makes numbers a date: a year, three numbers with one sign between them, hours and minutes.
_YEAR = re.compile(r"(?<!\d)(?:19|20|١٩|٢٠|۱۳|۱۴|13|14)\d\d(?!\d|[-.,]\d{3})")
_SHORT_DATE = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1(?:\d{2})?(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}\s?(?:[:.h]\d{2}(?!\d)|[ap]\.?m\b)", re.IGNORECASE)
_HALF_DAY = re.compile(r"[ap]\.?m\b", re.IGNORECASE)
_WORD_OF_DATE = re.compile(r"[^\s\d,.:;/|()\-–—·•،؛।+@]+")
_ZONES = (
    "utc gmt est edt et pt pst pdt cst cdt mst mdt ct mt bst cet cest eet eest msk ist jst kst hkt sgt wib wita wit "
    "aest aedt t z tsi h min"
)
_IN_NAMES = PARTICLES | {"des", "and", "&", "und", "et"}


def match(text: str, language: Language) -> str | None:
    """The kind of boilerplate (see `newscrawl.lang.KINDS`) that the line is, or None.

    `text` is one line or block with normalised white space. The whole line is a known phrase, or it starts with one.
    """
    bucket = _bucket(text, language)
    return None if bucket is None else bucket.kind_of_line(text) or bucket.kind_of_start(text)


def match_line(text: str, language: Language) -> str | None:
    """As `match`, but only where the whole line is a known phrase."""
    bucket = _bucket(text, language)
    return None if bucket is None else bucket.kind_of_line(text)


def _bucket(text: str, language: Language) -> _Bucket | None:
    first = _FIRST.match(text)
    if first is None or len(text) > _LONGEST:
        return None
    bucket = _index(language).get(_key(first[1]))
    if bucket is not None and bucket.waiting:
        bucket.fill()
    return bucket


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    return fold_phrase(word)


def is_date(text: str, language: Language, *, day: bool = False) -> bool:
    """Whether the text is nothing but a date or time, absolute or relative.

    With `day`, "10:30" is one (lists of news print it) and "4:14 p.m." is not (articles have it as a heading).
    """
    words = _WORD_OF_DATE.findall(fold_phrase(text))
    known, alone, days = _date_words(language)
    if len(words) > 10 or not all(word in known for word in words):
        return False
    if not _NUMBER.search(text):
        return any(word in alone for word in words)
    named = _YEAR.search(text) or _SHORT_DATE.search(text) or any(word in days for word in words)
    return bool(named) or (bool(_TIME.search(text)) and not (day and _HALF_DAY.search(text)))


def is_name(text: str, language: Language) -> bool:
    """Whether the text could be printed names: a few words, each with a capital where the script has them."""
    words = text.replace(",", " ").split()
    if not words or len(words) > 10 or len(text) > 100 or _NUMBER.search(text):
        return False
    if fold_phrase(text) in _accounts(language):
        return True
    if text[-1] in "?!:" or not text[0].isalpha():
        return False
    if not any(map(is_small, text)) and not any(map(str.isupper, text)):  # a script without case
        return len(words) <= 6 and len(text) <= 40
    return all(word[0].isupper() or word.casefold() in _IN_NAMES or word in _and_words(language) for word in words)


@dataclass(slots=True)
class _Bucket:
    """All phrases that begin with one word. They are `waiting` (kind, phrase, is it a start) until a line begins so."""

    language: Language
    waiting: list[tuple[str, str, bool]] = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)
    starts: list[tuple[str, str]] = field(default_factory=list)
    shouted: list[tuple[str, str]] = field(default_factory=list)
    patterns: list[tuple[str, str]] = field(default_factory=list)
    longest_line: int = 0
    longest_start: int = 1

    def fill(self) -> None:
        for kind, phrase, is_start in self.waiting:
            (_add_start if is_start else _add_line)(self, phrase, kind)
        self.waiting = []

    def kind_of_line(self, text: str) -> str | None:
        if len(text) > self.longest_line:
            return None
        line = text.strip(_EDGE)
        if kind := self.lines.get(fold_phrase(line)):
            return kind
        for pattern, kind in self.patterns:
            found = _pattern(pattern).fullmatch(line)
            if found and all(_fits(name, value, self.language) for name, value in found.groupdict().items()):
                return kind
        return None

    def kind_of_start(self, text: str) -> str | None:
        head = text.lstrip(_EDGE_OF_STARTS)[: 2 * self.longest_start]  # folding may halve a text
        return _kind_by_start(fold_phrase(head), self.starts) or _kind_by_start(head, self.shouted)


def _kind_by_start(head: str, starts: list[tuple[str, str]]) -> str | None:
    for phrase, kind in starts:
        if head.startswith(phrase) and _ends_word(head, len(phrase)):
            return kind
    return None


def _ends_word(text: str, end: int) -> bool:
    """Whether the word ends here: "read more" starts "Read more: ..." but not "Read moreover"."""
    return end >= len(text) or not (text[end].isalnum() and text[end - 1].isalnum()) or text[end - 1] > "\u2e80"


def _fits(placeholder: str, value: str, language: Language) -> bool:
    return _CHECKS[placeholder.rstrip("_0123456789")](value.strip(_EDGE), language)


def _is_name_before_date(text: str, language: Language) -> bool:
    """A name, or a name and the words that open a date: "{name} {date}" cannot know where the one ends."""
    if is_name(text, language):
        return True
    words = text.split()
    while words and fold_phrase(words[-1].strip(_EDGE)) in _date_words(language)[0]:
        words.pop()
    return is_name(" ".join(words), language)


def _is_site(text: str, language: Language) -> bool:
    words = text.split()
    return 0 < len(words) <= 6 and len(text) <= 60 and not is_small(text[0]) and text[-1] not in "?!"


_CHECKS: dict[str, Callable[[str, Language], bool]] = {
    "n": lambda text, language: True,
    "name": _is_name_before_date,
    "date": is_date,
    "day": partial(is_date, day=True),
    "site": _is_site,
    "title": lambda text, language: True,
}
_SHAPES = {
    "n": r"\d[\d.,'\u00a0]*[KkMm]?",
    "name": r"\D{1,100}",
    "date": r".{1,60}?",
    "day": r".{1,60}?",
    "site": r".{1,60}?",
    "title": r".{1,250}?",
}


@cache
def _index(language: Language) -> dict[str, _Bucket]:
    """First word -> phrases, of the language and of English. The language's own phrases come first."""
    index: dict[str, _Bucket] = {}
    for table in (language, load("en")) if language.code != "en" else (language,):
        for kind, phrase, is_start, keys in _phrases(table):
            for key in keys or _date_keys(language):
                if key not in index:
                    index[key] = _Bucket(language)
                index[key].waiting.append((kind, phrase, is_start))
    return index


@cache
def _phrases(table: Language) -> tuple[tuple[str, str, bool, frozenset[str]], ...]:
    """(kind, phrase, is it a start, the first words under which it is found) of everything in one table."""
    return tuple(
        (kind, phrase, is_start, _keys(phrase))
        for kind, phrases in table.boilerplate.items()
        for is_start, listed in ((False, phrases.lines), (True, phrases.starts))
        for phrase in listed
    )


_DIGITS = frozenset("0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९")


def _keys(phrase: str) -> frozenset[str]:
    """The first words under which a phrase is found; none for one that begins with a date: see `_date_keys`."""
    if phrase.startswith("{date}"):
        return frozenset()
    if phrase.lstrip("([").startswith("{n}"):
        return _DIGITS
    return frozenset(map(_first_word, (phrase,) if phrase.isascii() else (phrase, *_variants(phrase))))


@cache
def _date_keys(language: Language) -> frozenset[str]:
    return _DIGITS.union(_first_word(word) for word in _date_words(language)[0] if len(word) > 1)


def _first_word(phrase: str) -> str:
    found = _FIRST.match(phrase)
    return _key(found[1]) if found else phrase


def _variants(phrase: str) -> set[str]:
    """The phrase as capitals without accents would print it: "PUBLICITE", "ΔΙΑΒΑΣΤΕ", "TUM YAZILARI"."""
    if phrase.isascii():
        return {phrase.upper()} - {phrase}
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", phrase)))
    return {plain, phrase.replace("ı", "i"), phrase.upper()} - {phrase}


def _add_line(bucket: _Bucket, phrase: str, kind: str) -> None:
    forms = (phrase, *_variants(phrase))
    if "{" in phrase:
        bucket.patterns.extend((form, kind) for form in {phrase, *(_variants(phrase) - {phrase.upper()})})
        longest = 270 if "{title}" in phrase else 110  # what the placeholders may hold
        bucket.longest_line = max(bucket.longest_line, len(phrase) + longest)
    else:
        for form in forms:
            bucket.lines.setdefault(fold_phrase(form.strip(_EDGE)), kind)
        bucket.longest_line = max(bucket.longest_line, len(phrase) + 12)


def _add_start(bucket: _Bucket, phrase: str, kind: str) -> None:
    bucket.longest_start = max(bucket.longest_start, len(phrase) + 1)
    if phrase.isupper():
        bucket.shouted.append((phrase, kind))
        return
    for form in {fold_phrase(form.lstrip(_EDGE_OF_STARTS)) for form in (phrase, *_variants(phrase))}:
        bucket.starts.append((form, kind))


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as a pattern: its words in any case, its placeholders as they are. Compiled when first needed."""
    seen = 0

    def shape(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        name = "day" if phrase == "{date}" else found[1]
        return f")(?P<{name}_{seen}>{_SHAPES[name]})(?i:"

    words = re.escape(phrase.strip(_EDGE.replace("{", "").replace("}", "")))
    return re.compile(f"(?i:{_PLACEHOLDER.sub(shape, words)})")


@cache
def _date_words(language: Language) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words a date may hold; those that are a time without any number; those that make a number a day."""
    alone: set[str] = set()
    days: set[str] = set()
    known: set[str] = set(_ZONES.split())
    for table in (language, load("en")):
        ago = [phrase for phrases in table.ago.values() for phrase in phrases]
        alone |= _split((*table.now, *table.today, *table.yesterday, *table.before_yesterday))
        alone |= _split((*(phrase for phrase in ago if "{n}" not in phrase), *table.ago_fixed))
        for words in (*table.every_month, *table.hijri_months, ago, table.eras):
            days |= _split(words)
        known |= _split(word for words in table.weekdays for word in words)
        known |= _split((*table.am, *table.pm, *table.day_periods, *table.clock, *table.date_words, *table.about))
        known |= _split(word for words in table.numbers for word in words)
    return frozenset(known | alone | days), frozenset(alone), frozenset(days - known)


def _split(phrases: Iterable[str]) -> set[str]:
    return {word for phrase in phrases for word in _WORD_OF_DATE.findall(fold_phrase(phrase.replace("{n}", " ")))}


@cache
def _accounts(language: Language) -> frozenset[str]:
    return frozenset(fold_phrase(name) for table in (language, load("en")) for name in table.role_accounts)


@cache
def _and_words(language: Language) -> frozenset[str]:
    return frozenset((*language.conjunctions, "and", "&", "|", "/"))
