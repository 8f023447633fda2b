"""What the headers of a response say about use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from newscrawl.record.model import UsageSignal
from newscrawl.rights.rsl import MEDIA_TYPE
from newscrawl.urls import absolute

NAMES = ("x-robots-tag", "tdm-reservation", "tdm-policy", "content-signal", "content-usage")
"""Headers that are statements about use, in lower case."""

MAX_CHARACTERS = 2000
_LINK = re.compile(r"<([^<>]{1,2000})>([^<]{0,500})")
_REL = re.compile(r";\s*rel\s*=\s*\"?([^\";,]{1,100})", re.IGNORECASE)


def signals(headers: Mapping[str, str], url: str | None = None, read_at: str | None = None) -> Iterator[UsageSignal]:
    """The statements in a response's headers; `headers` has lower-case names."""
    for name in NAMES:
        if value := headers.get(name, "").strip():
            yield UsageSignal(signal=f"header:{name}", value=value[:MAX_CHARACTERS], url=url, read_at=read_at)
    if "license" in (links := headers.get("link", "")):
        for address in linked_licences(links):
            yield UsageSignal(signal="header:license", value=address, url=url, read_at=read_at)
        for address in linked_licences(links, MEDIA_TYPE):
            if resolved := absolute(address, url):
                yield UsageSignal(signal="header:rsl", value=resolved, url=url, read_at=read_at)


def linked_licences(header: str, media_type: str = "") -> Iterator[str]:
    """Addresses with `rel=license`, and with this type if one is given, in a Link header (RFC 8288, 3), as written."""
    for address, parameters in _LINK.findall(header):
        relation = _REL.search(parameters)
        if relation and "license" in relation[1].lower().split() and media_type in parameters.lower():
            yield address.strip()
