"""A crawl that something holds up for ever: `python -m tests.runner.stuckcrawl ORIGIN HOW`, in a process of its own.

Prints a line when it is held up. A pattern that takes for ever holds the interpreter too: no handler in Python runs.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable

from newscrawl.configuration import load
from newscrawl.record.article import Article
from newscrawl.runner.process import run_crawl


def _match_for_ever() -> None:
    print("stuck", flush=True)
    re.match("(?:a+)+b", "a" * 100)


def _in_a_thread() -> None:
    threading.Thread(target=_match_for_ever).start()


def _wait_in_the_pool() -> None:
    """As a resolver does that never answers: the reactor waits for its threads when it ends."""
    from twisted.internet import reactor

    reactor.callInThread(threading.Event().wait)  # type: ignore[attr-defined]
    print("stuck", flush=True)


WAYS: dict[str, Callable[[], None]] = {
    "in the main thread": _match_for_ever,
    "in a thread": _in_a_thread,
    "in the pool": _wait_in_the_pool,
}


def main(origin: str, how: str) -> None:
    held = False

    def hold_up(article: Article) -> None:
        nonlocal held
        if not held:
            held = True
            WAYS[how]()

    run_crawl(load(None, sites=(origin,), delay=0.2), on_article=hold_up, settings={"LOG_LEVEL": "WARNING"})


if __name__ == "__main__":
    main(*sys.argv[1:])
