"""A crawl in a child process, from its starter's side; the child's is `newscrawl.runner.worker`.

The child reads one JSON object from its standard input, `{"config", "settings", "articles"}`, and writes one a line to
its standard output: `{"progress": ...}` every second, `{"article": ...}` for each stored record where `articles` is
true, and at its end `{"summary": ...}` or `{"error": [class, message]}`. Its log goes to standard error.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import orjson

from newscrawl.configuration import WITH_SECRETS, CrawlConfig
from newscrawl.crawling.progress import Progress, RunSummary


def start(
    config: CrawlConfig, *, settings: Mapping[str, Any] | None = None, articles: bool = False, **options: Any
) -> subprocess.Popen[bytes]:
    """Start a crawl in a process of its own. `settings` are further Scrapy settings, `options` those of `Popen`."""
    child = subprocess.Popen(
        [sys.executable, "-m", "newscrawl.runner.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options
    )
    assert child.stdin is not None
    dumped = config.model_dump(mode="json", context=WITH_SECRETS)
    given = {"config": dumped, "settings": settings or {}, "articles": articles}
    with suppress(BrokenPipeError):
        child.stdin.write(orjson.dumps(given))
        child.stdin.close()
    return child


def messages(child: subprocess.Popen[bytes]) -> Iterator[tuple[str, Any]]:
    """(name, value) of what the child says until it ends; progress and summary as their classes."""
    assert child.stdout is not None
    for line in child.stdout:
        for name, value in orjson.loads(line).items():
            yield name, _value(name, value)


def _value(name: str, value: Any) -> Any:
    if name == "progress":
        return Progress(**value)
    if name == "summary":
        return RunSummary(**{**value, "unreached": tuple(value["unreached"]), "outputs": tuple(value["outputs"])})
    return value
