"""The development corpus beside the repository: where it is, its pages, its scorer.

`../shared` is looked for next to the repository; NEWSCRAWL_SHARED names another place. Its pages are other people's:
nothing of them is written anywhere below the repository.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
TRUTH_SETS = ("sh", "fe", "aet", "fundus", "wcxb")
SETS = (*TRUTH_SETS, "traf")
OTHER = "wcxb-other"


def folder() -> Path | None:
    """The folder of the scorer, or None where there is no corpus on this machine."""
    place = Path(os.environ.get("NEWSCRAWL_SHARED", REPOSITORY.parent / "shared")) / "eval"
    return place if (place / "score.py").is_file() and (place.parent / "corpus").is_dir() else None


@cache
def _module(name: str) -> ModuleType:
    place = folder()
    if place is None:
        raise FileNotFoundError("no corpus: set NEWSCRAWL_SHARED to the folder that holds corpus and eval")
    spec = importlib.util.spec_from_file_location(f"newscrawl_eval_{name}", place / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def scorer() -> ModuleType:
    """The metrics."""
    return _module("score")


def pages(name: str) -> list[Any]:
    """All pages of a set."""
    return list(_module("corpus").load(name))


def html(page: Any) -> str:
    """A page's text, decoded as the scorer does."""
    return str(_module("corpus").decode(page.html)).replace("\x00", "")


def digest(names: tuple[str, ...] = SETS) -> str:
    """What the figures were measured on: a hash over the content of every truth and page file of the sets."""
    place = folder()
    assert place is not None
    sums = hashlib.sha256()
    for name in names:
        for file in sorted((place.parent / "corpus" / name).iterdir()):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            sums.update(f"{name}/{file.name} {content}\n".encode())
    return sums.hexdigest()[:16]
