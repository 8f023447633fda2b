"""From statements to one verdict per use. The table STANDARDS is the whole policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from newscrawl.record.model import UsageInfo, UsageSignal
from newscrawl.rights import directives, known_licences, notices, preferences, robots_statements, rsl, tdmrep
from newscrawl.rights.permissions import NOTHING, USES, Permissions, Use, strictest
from newscrawl.text import normalize, sanitized, without_unseen

Reader = Callable[[UsageSignal], Permissions]


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """One way to speak about use.

    `signals` are the names of its statements, nearest to the text first. Where `nearest`, the first of them that says
    something is the standard's whole word; else all are heard and the strictest counts. A `default` is heard only on
    uses that no other standard speaks of. `source` is where the standard says so.
    """

    name: str
    signals: tuple[str, ...]
    reads: Reader
    source: str
    nearest: bool = False
    default: bool = False

    def permissions(self, signals: Sequence[UsageSignal]) -> Permissions:
        """The standard's word in its own statements."""
        if self.nearest:
            signals = sorted(signals, key=lambda signal: self.signals.index(signal.signal))
        said = [permissions for signal in signals if (permissions := self.reads(signal))]
        return (said[0] if said else NOTHING) if self.nearest else strictest(said)


def _always(permissions: Permissions) -> Reader:
    return lambda _: permissions


STANDARDS: tuple[Standard, ...] = (
    Standard("robots.txt groups", ("robots.txt:disallow",), robots_statements.refusals, "RFC 9309, 1 and 2.2.1"),
    Standard("robots.txt Noindex", ("robots.txt:noindex",), _always({"index": "no"}), "never a standard"),
    Standard("robots rules", ("meta:robots", "header:x-robots-tag"), directives.permissions,
             "Google, Robots meta tag specifications, combined rules"),
    Standard("Content-Signal", ("header:content-signal", "robots.txt:content-signal"), preferences.permissions,
             "contentsignals.org"),
    Standard("Content-Usage", ("header:content-usage", "robots.txt:content-usage"), preferences.permissions,
             "draft-ietf-aipref-vocab, combining preferences"),
    Standard("TDMRep", ("meta:tdm-reservation", "header:tdm-reservation", "tdmrep.json:tdm-reservation"),
             tdmrep.permissions, "TDMRep final report, TDM Metadata in HTML Content", nearest=True),
    Standard("RSL", ("page:rsl", "file:rsl"), rsl.permissions, "RSL 1.0, rslstandard.org/rsl", nearest=True),
    Standard("ai.txt", ("ai.txt:disallow",), _always({"train": "no"}), "site.spawning.ai/spawning-ai-txt"),
    Standard("ai.txt", ("ai.txt:allow",), _always({"train": "yes"}), "site.spawning.ai/spawning-ai-txt"),
    Standard("licence", ("jsonld:license", "link:license", "meta:license", "page:license", "header:license",
                         "robots.txt:license"), known_licences.permissions, "microformats.org/wiki/rel-license",
             nearest=True),
    Standard("notice in words", ("jsonld:notice", "meta:notice", "page:notice"), notices.reserves_mining,
             "Directive (EU) 2019/790, 4(3)"),
    Standard("all rights reserved", ("jsonld:notice", "meta:notice", "page:notice"), notices.reserves_rights,
             "Berne Convention, 5(2)", default=True),
)  # fmt: skip
"""Every standard that is read. Between standards a no is stronger than a yes: rights are reserved by whatever way a
publisher chose, and one way is enough (Directive (EU) 2019/790, 4(3), "in an appropriate manner")."""

SILENCE: Mapping[Use, bool] = MappingProxyType({"index": True, "quote": True, "train": True, "redistribute": False})
"""May it be used where the publisher says nothing? Mining and training: yes unless reserved (Directive (EU) 2019/790,
4(3)); to link and to quote: yes (Berne Convention, 10(1)); to pass on the whole text: not without a licence."""


_BY_SIGNAL = {name: tuple(one for one in STANDARDS if name in one.signals)
              for standard in STANDARDS for name in standard.signals}  # fmt: skip


def judge(signals: Iterable[UsageSignal]) -> UsageInfo | None:
    """One verdict per use, with the statements as its evidence. None where there are no statements."""
    evidence = tuple(dict.fromkeys(map(_printable, signals)))
    if not evidence:
        return None
    heard: dict[Standard, list[UsageSignal]] = {}
    for signal in evidence:
        for standard in _BY_SIGNAL.get(signal.signal, ()):
            heard.setdefault(standard, []).append(signal)
    said = strictest(standard.permissions(own) for standard, own in heard.items() if not standard.default)
    defaults = strictest(standard.permissions(own) for standard, own in heard.items() if standard.default)
    return UsageInfo(**{**defaults, **said}, signals=evidence)


def _printable(signal: UsageSignal) -> UsageSignal:
    """Evidence is shown to people: a statement without what acts, hides or turns text round."""
    value = sanitized(signal.value) if signal.value.isprintable() else normalize(signal.value)
    url = without_unseen(signal.url) if signal.url else signal.url
    return signal if (value, url) == (signal.value, signal.url) else replace(signal, value=value, url=url)


def combined(info: UsageInfo | None, *more: Iterable[UsageSignal]) -> UsageInfo | None:
    """The verdicts of a record with what else is known, its site's statements for instance."""
    signals = [*(info.signals if info else ()), *(signal for signals in more for signal in signals)]
    return judge(signals)


def allows(info: UsageInfo | None, use: Use) -> bool:
    """May the text be used so? A yes is a yes, a no is a no; where nothing is said, see SILENCE.

    Raises ValueError for a use that is not one of index, quote, train, redistribute.
    """
    if use not in USES:
        raise ValueError(f"{use}: no such use; the uses are {', '.join(USES)}")
    verdict = getattr(info, use) if info else "unknown"
    return SILENCE[use] if verdict == "unknown" else bool(verdict == "yes")


def is_reserved(info: UsageInfo | None) -> bool:
    """Is mining the text reserved, by whatever standard? `crawl --respect-tdm` does not keep such pages."""
    return info is not None and info.train == "no"
