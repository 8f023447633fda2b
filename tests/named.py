"""`newscrawl` in a world of a test's own names: `python -m tests.named NAME=ADDRESS,... ARGUMENTS...`

The resolver knows these names, and no others but addresses. A world that changes is `NAME=FIRST/THEN`: the first answer
of each process is another one than those after it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.run import Result


def newscrawl_with(names: dict[str, str], *arguments: str | Path, cwd: Path | None = None) -> Result:
    """`newscrawl ARGUMENTS...` in a process of its own, in which these names lead to these addresses."""
    known = ",".join(f"{name}={address}" for name, address in names.items())
    done = subprocess.run(
        [sys.executable, "-m", "tests.named", known, *map(str, arguments)],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "110", "PYTHONPATH": str(Path(__file__).parent.parent)},
        timeout=1200,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def know(names: dict[str, list[str]]) -> None:
    """Let the resolver of this process know these names."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **named: Any) -> Any:
        known = names.get(host.decode() if isinstance(host, bytes) else host)
        if known is None:
            return real(host, *rest, **named)
        return real(known.pop(0) if len(known) > 1 else known[0], *rest, **named)

    socket.getaddrinfo = resolve


if __name__ == "__main__":
    pairs = [one.split("=") for one in filter(None, sys.argv[1].split(","))]
    know({name: addresses.split("/") for name, addresses in pairs})
    sys.argv = ["newscrawl", *sys.argv[2:]]
    from newscrawl.cli import main

    main()
