"""Copyright notices: "© 2026 The Gazette. All rights reserved."

That rights are reserved says again what the law says (Berne Convention, 5(2)), so a licence that is stated beside it
wins. A reservation of text and data mining or of training in words is one in the sense of Directive (EU) 2019/790,
4(3), as much as a code is. A bare "© 2026 The Gazette" is kept as evidence and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.record.model import UsageSignal
from newscrawl.rights.permissions import NOTHING, Permissions

MAX_CHARACTERS = 1000

RESERVED: tuple[str, ...] = (
    "all rights reserved", "alle rechte vorbehalten", "tous droits réservés", "tous droits reserves",
    "todos los derechos reservados", "tutti i diritti riservati", "tutti i diritti sono riservati",
    "todos os direitos reservados", "alle rechten voorbehouden", "alle rettigheter reservert", "alle rettigheter",
    "alle rettigheder forbeholdes", "alla rättigheter", "kaikki oikeudet pidätetään", "wszelkie prawa zastrzeżone",
    "všechna práva vyhrazena", "minden jog fenntartva", "toate drepturile rezervate", "toate drepturile sunt rezervate",
    "все права защищены", "усі права захищені", "tüm hakları saklıdır", "με επιφύλαξη παντός δικαιώματος", "版权所有",
    "版權所有", "無断転載を禁", "無断転載禁止", "무단전재", "무단 전재", "جميع الحقوق محفوظة", "כל הזכויות שמורות",
    "सर्वाधिकार सुरक्षित", "hak cipta dilindungi",
)  # fmt: skip
"""That all rights are reserved, as notices say it; in lower case."""

_MARKS = ("©", "(c) 19", "(c) 20", "copyright", "text and data mining", "text- und data", "data mining", "44b urhg")
_SIGNS = (*_MARKS, *RESERVED)
_ASCII_SIGNS = tuple(sign for sign in _SIGNS if sign.isascii())
_MINING = re.compile(
    r"text[- ]?(?:and|&)[- ]?data[- ]?mining|text-? und data-?mining|fouille de textes|minería de (?:textos|datos)|"
    r"estrazione di testo|tekst- en data|data ?mining|§\s?44\s?b|"
    r"\b(?:train\w*|entra[iî]n\w*|entrena\w*|addestra\w*|trainieren)\b.{0,80}?"
    r"(?:\bai\b|\bki\b|\bia\b|artificial|künstlich|artificiel|machine learning|language model|sprachmodell)|"
    r"(?:\bai\b|\bki\b|\bia\b|artificial intelligence|künstliche\w{0,2} intelligenz|machine learning|language models?)"
    r".{0,40}?\b(?:train\w*|entra[iî]n\w*|entrena\w*|addestra\w*)",
    re.I,
)
_FORBIDS = re.compile(
    r"reserv|prohibit|forbid|\bnot\b|\bmay not\b|without|vorbehalten|untersagt|verboten|nicht|interdi|réserv|prohib|"
    r"riservat|vietat|voorbehouden|verboden|förbjud|forbud|zastrzeż|zabroni",
    re.I,
)


def speaks_of_rights(text: str) -> bool:
    """Is there a sign of a notice in a text?"""
    text = text.lower()
    return any(sign in text for sign in (_ASCII_SIGNS if text.isascii() else _SIGNS))


def find_notice(lines: Sequence[str]) -> str | None:
    """The last of these lines that is about rights: it has a mark, or reserves something."""
    text = "\n".join(lines).lower()
    found = [sign for sign in (_ASCII_SIGNS if text.isascii() else _SIGNS) if sign in text]
    if not found:
        return None
    short = (line for line in reversed(lines) if len(line) <= MAX_CHARACTERS)
    return next((line for line in short if any(sign in line.lower() for sign in found)), None)


def reserves_mining(signal: UsageSignal) -> Permissions:
    """What a notice reserves in words beyond the law."""
    text = signal.value
    return {"train": "no"} if _MINING.search(text) and _FORBIDS.search(text) else NOTHING


def reserves_rights(signal: UsageSignal) -> Permissions:
    """What it says that all rights are reserved."""
    text = signal.value.lower()
    return {"redistribute": "no"} if any(phrase in text for phrase in RESERVED) else NOTHING
