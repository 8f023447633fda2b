"""TDMRep, the TDM Reservation Protocol (W3C community group, final report of 10 May 2024): may the text be mined?

`tdm-reservation` is 1 (reserved) or 0 (not reserved); `tdm-policy` is the address of terms for the reserved. They stand
in `/.well-known/tdmrep.json` ("TDM File on the Origin Server"), in response headers ("TDM Header Field in HTTP
Responses") and in the page's `<meta>` ("TDM Metadata in HTML Content"); what is nearer to the text wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from newscrawl.record.model import UsageSignal
from newscrawl.rights.paths import matches, request_target
from newscrawl.rights.permissions import NOTHING, Permissions
from newscrawl.urls import origin_of

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 1024 * 1024
RESERVATION, POLICY = "tdm-reservation", "tdm-policy"
_MOST = 10_000  # rules that are read


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the file: a pattern of paths, as in robots.txt, and what holds for them."""

    location: str
    reservation: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class TdmFile:
    """A host's tdmrep.json. The first rule whose location matches is the one that counts."""

    rules: tuple[Rule, ...] = ()

    @classmethod
    def parse(cls, body: bytes) -> TdmFile:
        """The rules in a body; of anything else than the protocol's JSON, none."""
        try:
            entries = orjson.loads(body[:MAX_BYTES].removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError:
            return cls()
        entries = entries if isinstance(entries, list) else [entries]
        return cls(tuple(_rule(entry) for entry in entries[:_MOST] if _is_rule(entry)))

    def signals(self, url: str, read_at: str | None = None) -> Iterator[UsageSignal]:
        """What the file says of a page."""
        path, where = request_target(url), origin_of(url) + PATH
        rule = next((rule for rule in self.rules if matches(rule.location, path)), None)
        for name, value in ((RESERVATION, rule.reservation), (POLICY, rule.policy)) if rule else ():
            if value:
                yield UsageSignal(signal=f"tdmrep.json:{name}", value=value, url=where, read_at=read_at)


def _is_rule(entry: Any) -> bool:
    return isinstance(entry, Mapping) and isinstance(entry.get("location"), str)


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(entry["location"], _plain(entry.get(RESERVATION)), _plain(entry.get(POLICY)))


def _plain(value: Any) -> str:
    """Numbers and strings are both in use; what else stands there says nothing."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return ""
    return str(value).strip()[:2000]


def permissions(signal: UsageSignal) -> Permissions:
    """What a `tdm-reservation` says. Values that the protocol does not know say nothing."""
    return {"1": _RESERVED, "0": _FREE}.get(signal.value.strip(), NOTHING)


_RESERVED: Permissions = {"train": "no"}
_FREE: Permissions = {"train": "yes"}
