"""The process that crawls for another one: `python -m newscrawl.runner.worker`. See `newscrawl.runner.child`."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict

import orjson

from newscrawl.configuration import CrawlConfig
from newscrawl.errors import NewscrawlError
from newscrawl.runner.process import run_crawl


def main() -> None:
    """Crawl as standard input says."""
    given = orjson.loads(sys.stdin.buffer.read())
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints can spoil the lines
    listening = True

    def tell(name: str, value: object) -> None:
        nonlocal listening
        try:
            if listening:
                pipe.write(orjson.dumps({name: value}) + b"\n")
                pipe.flush()
        except BrokenPipeError:  # the starter has died, or wants no more
            # A worker's starter is dead, and the next run waits for us: the second line ends the worker at once.
            listening = bool(given["settings"].get("NEWSCRAWL_WORKER"))
            signal.raise_signal(signal.SIGINT)

    try:
        summary = run_crawl(
            CrawlConfig.model_validate(given["config"]),
            on_article=(lambda article: tell("article", article)) if given["articles"] else None,
            on_progress=lambda progress: tell("progress", asdict(progress)),
            settings={"LOG_LEVEL": "WARNING", **given["settings"]},
        )
        outcome: tuple[str, object] = ("summary", asdict(summary))
    except NewscrawlError as error:
        outcome = ("error", [type(error).__name__, str(error)])
    with suppress(KeyboardInterrupt):  # nobody listens any more
        tell(*outcome)


if __name__ == "__main__":
    main()
