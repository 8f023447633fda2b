"""Serve the web to other processes: `python -m tests.newsweb [--port 8000] [--sites a,b] [--articles 500]`.

Prints one line per site (name, origin, articles) and serves until interrupted; `--log FILE` then writes the request log
as JSON lines, `--truth FILE` the truth at the start.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import time
from dataclasses import asdict
from pathlib import Path

from tests.newsweb.server import NewsWeb


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.newsweb", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sites", help="names, separated by commas; all without it")
    parser.add_argument("--articles", type=int, help="articles per site at the start")
    parser.add_argument("--hours-per-second", type=float, default=0.0, help="let the web's clock run")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--truth", type=Path)
    options = parser.parse_args()
    overrides = {"articles": options.articles} if options.articles else {}
    web = NewsWeb(seed=options.seed, sites=options.sites and options.sites.split(","), **overrides)
    with web.serving(options.port) as origins:
        for name, origin in origins.items():
            print(f"{name}\t{origin}\t{len(web[name].truth())}", flush=True)
        if options.truth:
            _write(options.truth, [asdict(a) for name in origins for a in web[name].truth()])
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(1)
                web.advance(hours=options.hours_per_second)
    if options.log:
        _write(options.log, [asdict(hit) for hit in web.log.hits])


def _write(path: Path, records: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(one, ensure_ascii=False, default=str) + "\n" for one in records), "utf-8")


if __name__ == "__main__":
    main()
