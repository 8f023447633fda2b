"""Which language a text is in: read from the text, checked against what the page declares.

Pages declare the language of their theme as often as that of their text ("en" is WordPress's default), so the text
speaks first. The declared tag decides where the text is too short to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from heapq import nlargest
from operator import sub
from pathlib import Path
from typing import Any

from newscrawl import lang
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.html.document import Document
from newscrawl.urls import host_of

_MODEL = Path(__file__).with_name("lid.176.ftz")  # fastText's; its licence stands beside it
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")
# Withdrawn codes, sister codes, and countries written for languages.
_OLD_CODES = {
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "nb": "no", "nn": "no", "cz": "cs", "ua": "uk", "gr": "el",
    "sh": "sr",
}  # fmt: skip
SAMPLE = 500  # characters; the detector's answer no longer changes beyond
# So many texts speak, so many characters each. On 966 pages whose whole text leaves no doubt the detector is then
# wrong once, with 500 characters never, with the first 80 of the longest text (its own default limit) eight times.
_VOICES, _VOICE = 4, 40
_SURE = 0.94  # score from which the text overrules the declared language: on 1,276 pages right in 21 of 23 cases
# Under it the text overrules where two samples name the same language, each at least _LIKELIER times as likely as the
# declared one, and together _CLEARER times: right on all 5 such pages of 3,182, where 9 others are rightly left alone.
_LIKELIER, _CLEARER = 1.5, 10
_HARDLY, _LIKELY = 0.3, 0.4  # least scores, in the first and in the second sample
_MORE = 4000  # characters of the second sample
_SHORT = 80  # characters under which the declared language decides
_GUESSES = 8
# Languages that share so many words that the detector spreads its score over all of them; none of them overrules
# another one that is declared. Serbo-Croatian is withdrawn and nobody's own tag.
_SIBLINGS = (
    {"hr", "bs", "sr", "sh", "cnr"}, {"id", "ms"}, {"no", "da"}, {"cs", "sk"}, {"ur", "pnb"}, {"ar", "arz"},
    {"zh", "wuu", "yue"},
)  # fmt: skip
_WITHDRAWN = "sh"
_CLOSE = 8  # times that another sibling may be as likely as the one of the host's country; Bosnian has a fifth
# Country of the host -> sibling.
_AT_HOME = {
    "ba": "bs", "bn": "ms", "cz": "cs", "hr": "hr", "id": "id", "my": "ms", "rs": "sr", "sk": "sk",
}  # fmt: skip


def detect_language(document: Document, blocks: Blocks) -> lang.Language:
    """The language tables for a page, from its longest blocks; where they are too short from what it declares."""
    declared = _declared_code(document)
    said = _guesses(sample_of(blocks))
    code, score = _likeliest(said)
    if declared and code != declared and score < _SURE:
        code = _clear_language(said, declared, blocks)
        if not code:
            return lang.load(declared)
    return lang.load(code if code == declared else _at_home(code, said, document.url or "") or declared)


def _at_home(code: str, guesses: dict[str, float], url: str) -> str:
    """The language, or the sibling that the host's country speaks, where the text is nearly as much in that one."""
    sibling = _AT_HOME.get(host_of(url).partition(":")[0].rpartition(".")[2], "")
    is_close = are_siblings(code, sibling) and guesses.get(sibling, 0.0) * _CLOSE >= guesses.get(code, 0.0)
    return sibling if is_close else code


def are_siblings(one: str, other: str) -> bool:
    """Are two languages so alike that no short text tells them apart?"""
    return any(one in group and other in group for group in _SIBLINGS)


def detect(sample: str) -> tuple[str, float]:
    """(language code, score 0 to 1) of a text; ("", 0) where it is too short to tell."""
    return _likeliest(_guesses(sample))


def _guesses(sample: str) -> dict[str, float]:
    """The likeliest languages of a text and their scores, the best first; none where it is too short to tell."""
    if len(sample) < _SHORT and sample.isascii():
        return {}
    labels, scores = _model().predict(sample.lower().replace("\n", " "), k=_GUESSES)
    return {label.removeprefix("__label__"): min(score, 1.0) for label, score in zip(labels, scores, strict=True)}


def _likeliest(guesses: dict[str, float]) -> tuple[str, float]:
    return next((guess for guess in guesses.items() if guess[0] != _WITHDRAWN), ("", 0.0))


def _clear_language(guesses: dict[str, float], declared: str, blocks: Blocks) -> str:
    """The language of a text that is so unlike the declared one that a score under _SURE is enough; "" for none.

    A longer sample is read too, which tells siblings apart where it can.
    """
    code, _ = _likeliest(guesses)
    siblings = next((group for group in _SIBLINGS if code in group), {code})
    if declared in siblings or declared not in _known() or _times(guesses, siblings, declared, _HARDLY) < _LIKELIER:
        return ""
    more = _guesses(" ".join(nlargest(_VOICES * 5, blocks.texts, key=len))[:_MORE])
    both = _times(guesses, siblings, declared) * _times(more, siblings, declared)
    if _times(more, siblings, declared, _LIKELY) < _LIKELIER or both < _CLEARER:
        return ""
    return max(siblings - {_WITHDRAWN}, key=lambda one: guesses.get(one, 0.0) + more.get(one, 0.0))


def _times(guesses: dict[str, float], siblings: set[str], declared: str, least: float = 0.0) -> float:
    """How many times as likely a language and its siblings are as the declared one; 0 where their score is too low."""
    score = sum(guesses.get(one, 0.0) for one in siblings)
    return score / max(guesses.get(declared, 0.0), 0.001) if score >= least else 0.0


@cache
def _known() -> frozenset[str]:
    """The languages of the model: of others it knows neither that a text is in them nor that it is not."""
    return frozenset(label.removeprefix("__label__") for label in _model().predict("a", k=1000, threshold=-1)[0])


@cache
def _model() -> Any:
    import fasttext  # from fasttext-predict: reads models and does nothing else; 10 ms with the model's 1 MB

    return fasttext.load_model(str(_MODEL))


def sample_of(blocks: Blocks) -> str:
    """The beginnings of the longest texts that are not links: a long legal note is one voice among several."""
    links = blocks.link_sizes
    sizes = list(map(sub, map(sub, map(len, blocks.texts), links), links))
    least = max([1, *sorted(sizes)[-_VOICES:][:1]])
    return sample([blocks.texts[index] for index, size in enumerate(sizes) if size >= least])


def sample(texts: Iterable[str]) -> str:
    """What `detect` needs of some texts: the beginnings of the longest ones, more of them where they are short."""
    longest = nlargest(_VOICES, texts, key=len)
    found = " ".join([text[:_VOICE] for text in longest])
    return found if len(found) >= _VOICES * _VOICE else " ".join(longest)[:SAMPLE]


def _declared_code(document: Document) -> str:
    for element in document.elements("html"):
        said = element.get("lang") or element.get("xml:lang") or ""
        if found := normal_tag(said):
            return found.partition("-")[0]
    return ""


def normal_tag(said: str) -> str:
    """A BCP 47 tag in its usual spelling ("de_at" -> "de-AT", "iw" -> "he"); "" for what is none."""
    match = _TAG.match(said.strip())
    if match is None:
        return ""
    code, script, region = match.groups()
    code = _OLD_CODES.get(code.lower(), code.lower())
    return "-".join(filter(None, (code, script and script.title(), region and region.upper())))
