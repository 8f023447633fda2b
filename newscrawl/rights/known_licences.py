"""Licences that are known by their address or short name: Creative Commons by their clauses, and those of states.

`rel=license` (microformats.org/wiki/rel-license), schema.org `license`, and Link headers name them. What a Creative
Commons licence permits: creativecommons.org/licenses, "The licenses": BY and SA set conditions and permit every use; ND
permits to pass on the whole, not adaptations; NC permits nothing to somebody who earns by it, so it says nothing until
the user is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from newscrawl.record.model import UsageSignal
from newscrawl.rights.permissions import NOTHING, USES, Permissions

_ALL: Permissions = dict.fromkeys(USES, "yes")

CLAUSES: Mapping[str, Permissions] = {
    "zero": _ALL,
    "publicdomain": _ALL,
    "by": _ALL,
    "by-sa": _ALL,
    "sa": _ALL,
    "by-nd": {"index": "yes", "quote": "yes", "redistribute": "yes"},
    "nd": {"index": "yes", "quote": "yes", "redistribute": "yes"},
    "by-nc": NOTHING,
    "by-nc-sa": NOTHING,
    "by-nc-nd": NOTHING,
}
"""Clauses of a Creative Commons licence -> what they permit to anybody."""

OPEN: tuple[str, ...] = (
    "nationalarchives.gov.uk/doc/open-government-licence", "etalab.gouv.fr/licence-ouverte", "govdata.de/dl-de/by-2-0",
    "govdata.de/dl-de/zero-2-0", "gnu.org/licenses/fdl", "data.norge.no/nlod", "opendatacommons.org/licenses/by",
    "opendatacommons.org/licenses/pddl",
)  # fmt: skip
"""Other licences that permit every use: parts of their addresses."""

_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licen[sc]es/([a-z]{2}(?:-[a-z]{2}){0,2})|(?:publicdomain/)?(zero)|publicdomain)\b", re.I
)
_NAME = re.compile(r"\bcc(?:[ -](by(?:[ -](?:nc|nd|sa)){0,2})|[ -]?(0|zero))(?![a-z])", re.I)
_RESERVED = re.compile(r"all rights reserved", re.I)


def permissions(signal: UsageSignal) -> Permissions:
    """What a licence says; one that is not known here says nothing."""
    value = signal.value
    if address := _ADDRESS.search(value):
        return CLAUSES.get((address[1] or address[2] or "publicdomain").lower(), NOTHING)
    if any(part in value for part in OPEN):
        return _ALL
    if name := _NAME.search(value):
        return _ALL if name[2] else CLAUSES.get(name[1].lower().replace(" ", "-"), NOTHING)
    return {"redistribute": "no"} if _RESERVED.search(value) else NOTHING
