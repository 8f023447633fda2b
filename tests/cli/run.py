"""The command line as a person runs it: a process, its exit code, what it printed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from click.testing import CliRunner

from newscrawl.cli import main

PATIENCE = 1200.0  # seconds


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.out.splitlines()]


def newscrawl(
    *arguments: str | Path, stdin: str | bytes = b"", cwd: Path | None = None, timeout: float = PATIENCE
) -> Result:
    """`newscrawl ARGUMENTS...` in a process of its own; one that hangs is ended after a long time."""
    done = subprocess.run(
        [sys.executable, "-m", "newscrawl", *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "110"},
        timeout=timeout,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def newscrawl_here(*arguments: str | Path) -> Result:
    """`newscrawl ARGUMENTS...` in this thread, which a test has given another clock."""
    done = CliRunner(env={"COLUMNS": "110"}).invoke(main, [str(argument) for argument in arguments])
    return Result(done.exit_code, done.stdout, done.stderr)
