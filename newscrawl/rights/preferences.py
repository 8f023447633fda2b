"""Preferences of the form `search=yes, ai-train=no`: Content-Signal, and Content-Usage of the IETF.

Content-Signal: contentsignals.org, yes and no, in robots.txt or a response header. Content-Usage:
draft-ietf-aipref-attach (where it stands) and draft-ietf-aipref-vocab (its words), y and n, a structured dictionary
(RFC 9651) whose parameters do not count here. What is not named is neither granted nor reserved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newscrawl.record.model import UsageSignal, Verdict
from newscrawl.rights.permissions import Permissions, Use, strictest

CATEGORIES: Mapping[str, tuple[Use, ...]] = {
    "search": ("index",),
    "ai-input": ("quote",),
    "ai-train": ("train",),
    "train-ai": ("train",),
    "train-genai": ("train",),
    "genai": ("train",),  # earlier drafts of the vocabulary
    "ai": ("train",),
    "tdm": ("train",),
    "ai-use": ("quote",),
    "bots": ("index", "quote", "train"),  # all automated processing
    "all": ("index", "quote", "train"),
}
"""Category of use, of both vocabularies -> the uses it is about."""

_ANSWERS: Mapping[str, Verdict] = {"yes": "yes", "y": "yes", "no": "no", "n": "no"}
_MOST = 50  # preferences of one value that are read


def permissions(signal: UsageSignal) -> Permissions:
    """What a value says. A category of its own wins over `bots` and `all`; of two alike, the stricter."""
    named: list[Permissions] = []
    general: list[Permissions] = []
    for category, answer in pairs(signal.value):
        uses, verdict = CATEGORIES.get(category, ()), _ANSWERS.get(answer)
        if verdict:
            (general if len(uses) > 1 else named).append(dict.fromkeys(uses, verdict))
    return {**strictest(general), **strictest(named)}


def pairs(value: str) -> Iterator[tuple[str, str]]:
    """(category, answer), in lower case."""
    for part in value.lower().split(",", _MOST)[:_MOST]:
        name, _, answer = part.partition(";")[0].partition("=")
        yield name.strip(), answer.strip()
