"""The mutation fuzz, as long as it is told: `python -m tests.bench.fuzz --minutes 30`.

A child process reads the inputs, so that one that kills or stops its reader (CPU and memory have limits there) is a
finding like any other. Each kind of finding is written once, minimised, with the command that shows it again.

    python -m tests.bench.fuzz --minutes 5 --target extract --seed 7
    python -m tests.bench.fuzz --target extract --file findings/extract-1a2b3c4d.bin
    python -m tests.bench.fuzz --target extract --seed 1 --case 17
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import signal
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random, SystemRandom

from tests.fuzz.growing import growth, random_pump
from tests.fuzz.judging import Finding, judged
from tests.fuzz.minimizing import minimized
from tests.fuzz.mutation import case
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS

PIECE = 200  # cases of one target, then the next target's
PUMPS = 4  # random growing inputs in a piece
SIZES = (1000, 4000, 16_000, 64_000)
READINGS = 500  # for a finding to become small
CPU = 60  # seconds that one input may take before its reader is ended
MEMORY = 4 * 1024**3  # bytes of a child


def show(target: Target, data: bytes) -> int:
    """Judge one input, and say what is wrong with it."""
    found = judged(target, data)
    print(found or f"{target.name}: every promise holds ({len(data):,} bytes)")
    return int(found is not None)


class Folder:
    """Where findings are written, one file of a kind and beside it what it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.current = path / "current.bin"

    def name(self, target: str, mark: str) -> Path:
        return self.path / f"{target.replace(' ', '-')}-{sha256(mark.encode()).hexdigest()[:8]}.bin"

    def write(self, found: Finding) -> None:
        file = self.name(found.target, found.mark)
        file.write_bytes(found.data)
        command = f"python -m tests.bench.fuzz --target {found.target!r} --file {file}"
        file.with_suffix(".txt").write_text(f"{command}\n{found}\n", "utf-8", "backslashreplace")


def read(target: Target, seed: int, begin: int, end: int, folder: Folder) -> None:
    """In a child: cases of one target. What is being read stands in a file, should the reader be killed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in range(begin, end):
        data = case(seed, target.name, number, target.seeds(), target.tokens)
        folder.current.write_bytes(number.to_bytes(8) + data)
        _allow(CPU)
        if found := judged(target, data):
            _keep(target, found, folder)
    for number in range(PUMPS):
        pump = random_pump(target, Random(f"{seed}:{target.name}:{begin}:{number}"))
        folder.current.write_bytes(end.to_bytes(8) + pump.input(SIZES[-1]))
        _allow(CPU)
        if found := growth(target, pump, SIZES):
            folder.write(Finding(target.name, found.mark, found.data, found.detail))


def _allow(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


def _keep(target: Target, found: Finding, folder: Folder) -> None:
    """A finding of a new kind: first as it is, then as small as it can be."""
    if folder.name(found.target, found.mark).exists():
        return
    folder.write(found)
    _allow(10 * CPU)

    def still(data: bytes) -> bool:
        again = judged(target, data)
        return again is not None and again.mark == found.mark

    small = minimized(found.data, still, most=READINGS)
    folder.write(judged(target, small) or found)


def watched(target: Target, seed: int, begin: int, folder: Folder) -> None:
    """A piece of cases in a child; what kills it is a finding, and the cases behind it are read by another one."""
    end = begin + PIECE
    while begin < end:
        child = multiprocessing.get_context("fork").Process(target=read, args=(target, seed, begin, end, folder))
        child.start()
        child.join()
        if child.exitcode == 0:
            return
        written = folder.current.read_bytes()
        begin = int.from_bytes(written[:8]) + 1
        how = (
            signal.Signals(-child.exitcode).name if child.exitcode and child.exitcode < 0 else f"exit {child.exitcode}"
        )
        found = Finding(target.name, f"its reader was ended by {how}", written[8:])
        if not folder.name(found.target, found.mark).exists():
            folder.write(found)


def run(targets: list[Target], minutes: float, seed: int, folder: Folder) -> int:
    """All targets in turn until the time is over; how many kinds of findings there are."""
    cases: Counter[str] = Counter()
    known: set[Path] = set(folder.path.glob("*.bin"))
    ends = time.monotonic() + minutes * 60
    while time.monotonic() < ends:
        for target in targets:
            watched(target, seed, cases[target.name], folder)
            cases[target.name] += PIECE
            for file in sorted(set(folder.path.glob("*-*.bin")) - known):
                known.add(file)
                print(file.with_suffix(".txt").read_text("utf-8").strip()[:1500], flush=True)
            if time.monotonic() >= ends:
                break
    folder.current.unlink(missing_ok=True)
    found = sorted(folder.path.glob("*-*.bin"))
    print(json.dumps({"seed": seed, "cases": dict(cases), "all": cases.total(), "findings": len(found)}, indent=1))
    return len(found)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--target", choices=TARGETS, default=None)
    parser.add_argument("--into", type=Path, default=Path("findings"), help="folder of the findings")
    parser.add_argument("--file", type=Path, help="judge this input of the target, and nothing else")
    parser.add_argument("--case", type=int, help="judge the case of this number")
    parser.add_argument("--right", type=int, help="judge the unchanged input of this number")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else SystemRandom().randrange(10**6)
    targets = [TARGETS[options.target]] if options.target else list(TARGETS.values())
    one = targets[0]
    if options.file:
        sys.exit(show(one, options.file.read_bytes()))
    if options.case is not None:
        sys.exit(show(one, case(seed, one.name, options.case, one.seeds(), one.tokens)))
    if options.right is not None:
        sys.exit(show(one, one.seeds()[options.right]))
    print(f"seed {seed}", flush=True)
    sys.exit(run(targets, options.minutes, seed, Folder(options.into)) > 0)


if __name__ == "__main__":
    main()
