"""A module of the crawl half shares its name with no other module of the package."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import newscrawl

ROOT = Path(newscrawl.__file__).parent
ROOMS = ("crawling", "middlewares", "spiders", "runner")


def test_modules_have_names_of_their_own() -> None:
    everywhere = Counter(path.stem for path in ROOT.rglob("*.py") if path.stem != "__init__")
    shared = [path for room in ROOMS for path in (ROOT / room).glob("*.py") if everywhere[path.stem] > 1]
    assert not shared
