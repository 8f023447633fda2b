"""What the files of one host say about use: robots.txt, tdmrep.json, ai.txt, and the RSL documents they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from newscrawl.net.robots_txt import Robots
from newscrawl.record.model import UsageSignal
from newscrawl.rights import aitxt, tdmrep
from newscrawl.rights import robots_statements as robots
from newscrawl.rights.aitxt import AiFile
from newscrawl.rights.rsl import RslFile
from newscrawl.rights.tdmrep import TdmFile

PATHS = (tdmrep.PATH, aitxt.PATH)
"""Files of a host to ask for, beside robots.txt."""


@dataclass(frozen=True, slots=True)
class SiteRights:
    """The files of a host, read at or after a time (RFC 3339, UTC). What the host does not have is empty."""

    robots: Robots = field(default_factory=Robots)
    tdm: TdmFile = field(default_factory=TdmFile)
    ai: AiFile = field(default_factory=AiFile)
    licences: tuple[RslFile, ...] = ()
    read_at: str | None = None

    def with_files(self, files: Mapping[str, bytes], read_at: str) -> SiteRights:
        """With the files read at a time: bodies by PATHS or, for RSL documents, by their addresses."""
        return SiteRights(
            robots=self.robots,
            tdm=TdmFile.parse(files.get(tdmrep.PATH, b"")),
            ai=AiFile.parse(files.get(aitxt.PATH, b"")),
            licences=tuple(RslFile.parse(body, address) for address, body in files.items() if address not in PATHS),
            read_at=min(read_at, self.read_at or read_at),
        )

    def signals(self, url: str) -> Iterator[UsageSignal]:
        """Every statement that holds for a page of the host."""
        yield from robots.signals(self.robots, url, self.read_at)
        yield from self.tdm.signals(url, self.read_at)
        yield from self.ai.signals(url, self.read_at)
        for document in self.licences:
            yield from document.signals(url, read_at=self.read_at)
