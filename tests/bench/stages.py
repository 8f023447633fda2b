"""Where the heart's time goes: CPU of every stage of a page, without that of the stages inside it.

`python -m tests.bench.heart --stages` prints the table. A stage is a function, measured where its caller looks it up.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from newscrawl import extraction
from newscrawl.extraction import page
from newscrawl.extraction.body import article_body, block_types, completeness, is_article, scoring
from newscrawl.extraction.fields import FIELDS
from newscrawl.html import document

REST = "all else"
# Stage, the module (or class) whose caller looks the function up there, its name. In the order of the flow.
STAGES: list[tuple[str, Any, str]] = [
    ("decode", document, "decode"),
    ("text or binary", document, "not_text"),
    ("repairs of tags", document, "_repaired"),
    ("attributes counted", document, "bounded"),
    ("parse", document, "_tree"),
    ("walk", page, "walk_page"),
    ("language", page, "detect_language"),
    ("hints", article_body, "read_hints"),
    ("features", scoring, "measure"),
    ("features of neighbours", scoring, "features_around"),
    ("nets", article_body, "score"),
    ("selection", article_body, "select_blocks"),
    ("types of blocks", block_types, "pieces"),
    ("rendering", article_body, "render"),
    ("state of scripts", article_body, "_fallback"),
    ("consent", completeness, "asks_consent"),
    ("notices", completeness, "refused"),
    ("completeness", completeness, "observe"),
    ("is it an article", is_article, "article_features"),
    ("head", document, "read_meta"),
    ("JSON-LD", page, "read_jsonld"),
    ("microdata", page, "read_microdata"),
    ("site names", page, "read_site_names"),
    ("pictures", page, "read_pictures"),
    ("dates", page, "read_timestamps"),
    ("by-lines", page, "read_bylines"),
    *((f"field {name}", module, "choose") for name, module in FIELDS.items()),
    ("record", extraction, "assemble"),
    ("text filter", extraction, "refined"),
    (REST, extraction, "extract"),
]


@contextmanager
def measured(taken: dict[str, float]) -> Iterator[None]:
    """While it lasts, every call of a stage adds its CPU seconds."""
    inner: list[float] = []  # of every open stage, what the stages inside it took

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            inner.append(0.0)
            begin = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.process_time() - begin
                taken[stage] += whole - inner.pop()
                if inner:
                    inner[-1] += whole

        return call

    kept = [(owner, name, getattr(owner, name)) for _, owner, name in STAGES]
    try:
        for stage, owner, name in STAGES:
            setattr(owner, name, timed(stage, getattr(owner, name)))
        yield
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def table(pages: list[tuple[str, str]], rounds: int = 3) -> str:
    """Milliseconds a page of every stage, in the order of the flow: of each page its cheapest round."""
    taken = defaultdict[str, float](float)
    for html, url in pages:
        tries = []
        for _ in range(rounds):
            once = defaultdict[str, float](float)
            with measured(once):
                extraction.extract(html, url)
            tries.append(once)
        for stage, spent in min(tries, key=lambda once: sum(once.values())).items():
            taken[stage] += spent
    whole = sum(taken.values())
    rows = [(stage, taken[stage]) for stage, _, _ in STAGES] + [("together", whole)]
    return "\n".join(f"{name:32} {1000 * spent / len(pages):7.3f} ms {spent / whole:6.1%}" for name, spent in rows)
