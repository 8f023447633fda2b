"""What the heart costs: CPU per page against a bare lxml parse, the slowest pages, memory, beside trafilatura.

    python -m tests.bench.heart [--sets sh,fe,aet,fundus] [--limit N] [--peer] [--stages]

Every page is parsed bare and extracted in the same round, so that "x lxml" can be compared between machines. Memory is
the peak of a fresh process that reads the largest page of the sets, over that of one that reads a tiny page. `--stages`
prints instead where the time goes (tests/bench/stages.py). Last comes what a fresh process pays before its first page.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import html as lxml_html

from tests.bench import stages
from tests.quality import corpus

Extract = Callable[[str, str], object]


def ours() -> Extract:
    import newscrawl

    return lambda page, url: newscrawl.extract(page, url)


def peer() -> Extract:
    from trafilatura import bare_extraction  # not a dependency: pip install trafilatura

    return lambda page, url: bare_extraction(page, url=url, include_comments=False, with_metadata=True)


NAMES: dict[str, Callable[[], Extract]] = {"newscrawl": ours, "trafilatura": peer}


def bare(page: str) -> None:
    data = page.encode("utf-8", "replace")
    lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding="utf-8"))


def measure(pages: list[tuple[str, str]], names: list[str]) -> dict[str, list[float]]:
    """CPU seconds per page, of the bare parse and of every extractor."""
    extractors = {name: NAMES[name]() for name in names}
    for extract in extractors.values():
        extract(*pages[0])
    taken: dict[str, list[float]] = {name: [] for name in ("bare parse", *names)}
    for page, url in pages:
        taken["bare parse"].append(timed(lambda page=page: bare(page)))  # type: ignore[misc]
        for name, extract in extractors.items():
            taken[name].append(timed(lambda extract=extract, page=page, url=url: extract(page, url)))  # type: ignore[misc]
    return taken


def timed(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def report(taken: dict[str, list[float]]) -> None:
    base = sum(taken["bare parse"])
    print(f"{'':12} {'ms/page':>8} {'p50':>7} {'p95':>7} {'max':>7} {'x lxml':>7}")
    for name, seconds in taken.items():
        ordered = sorted(1000 * one for one in seconds)
        at = [ordered[int(len(ordered) * share)] for share in (0.5, 0.95)]
        figures = [sum(ordered) / len(ordered), *at, ordered[-1]]
        print(f"{name:12}", *(f"{one:7.1f}" for one in figures), f"{sum(seconds) / base:7.2f}", sep=" ")


_START = """
import time
begin = time.process_time()
import newscrawl
print(time.process_time() - begin)
newscrawl.extract("<html><title>A bridge</title><p>" + 9 * "The council has approved the new bridge. ", "https://news.example/a")
print(time.process_time() - begin)
"""


def start() -> list[float]:
    """CPU milliseconds of a fresh process: `import newscrawl`; the first small page read. The cheapest of five."""
    command = [sys.executable, "-c", _START]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(5)]
    return [1000 * min(float(run.split()[step]) for run in runs) for step in (0, 1)]


def peak(name: str, page: str) -> float:
    """Megabytes that a fresh process needs at its peak, with this page read by an extractor."""
    command = [sys.executable, "-m", "tests.bench.heart", "--child", name]
    done = subprocess.run(command, check=True, capture_output=True, text=True, input=page, cwd=corpus.REPOSITORY)
    return float(done.stdout)


def child(name: str) -> None:
    NAMES[name]()(sys.stdin.read(), "https://news.example/")
    status = Path("/proc/self/status").read_text()  # Linux; getrusage would tell the parent's peak as well
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default="sh,fe,aet,fundus", help="sets of the corpus")
    parser.add_argument("--limit", type=int, help="pages of each set")
    parser.add_argument("--peer", action="store_true", help="trafilatura in the same run")
    parser.add_argument("--stages", action="store_true", help="CPU of every stage instead")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sets = options.sets.split(",")
    if options.child:
        child(options.child)
        return
    pages = [(corpus.html(page), page.url) for name in sets for page in corpus.pages(name)[: options.limit]]
    if options.stages:
        print(stages.table(pages))
        return
    names = ["newscrawl", *(["trafilatura"] if options.peer else [])]
    report(measure(pages, names))
    largest = max((page for page, _ in pages), key=len)
    size = len(largest.encode("utf-8", "replace")) / 1e6
    for name in names:
        used = peak(name, largest) - peak(name, "<p>A page.</p>")
        print(f"{name}: {used:.0f} MB for the largest page of {size:.1f} MB, {used / size:.0f} times its size")
    imported, ready = start()
    print(f"import newscrawl: {imported:.0f} ms of CPU; ready, a small page read: {ready:.0f} ms")


if __name__ == "__main__":
    main()
