"""All fuzz targets, by name."""

from tests.fuzz.target import Target
from tests.fuzz.targets import addresses, chain, documents, headers, pages, rights, sources, times

TARGETS: dict[str, Target] = {
    target.name: target
    for room in (pages, chain, sources, rights, documents, headers, addresses, times)
    for target in room.TARGETS
}
