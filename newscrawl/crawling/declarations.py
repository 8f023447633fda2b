"""What hosts declare about their use, as far as this run has read it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from newscrawl.rights import SiteRights
from newscrawl.rights.rsl import RslFile


@dataclass(slots=True)
class Declarations:
    """`rights` are what the files of an origin say about use; `unreachable` says why an origin's robots.txt gave no
    answer: nothing is fetched there.

    `licences` are the RSL documents in a site's feeds, by the feed's address, and the addresses of those that feeds
    only name (None).
    """

    rights: dict[str, SiteRights] = field(default_factory=dict)
    unreachable: dict[str, str] = field(default_factory=dict)
    licences: defaultdict[str, dict[str, RslFile | None]] = field(default_factory=lambda: defaultdict(dict))
