"""The cron line and the systemd units of docs/store.md, tried out."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsweb import NewsWeb

STORE = (Path(__file__).parents[2] / "docs" / "store.md").read_text("utf8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", STORE, re.DOTALL)


def installed(folder: Path) -> Path:
    """The command where the schedule expects it."""
    command = folder / "venv" / "bin" / "newscrawl"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newscrawl "$@"\n')
    command.chmod(0o755)
    return command


def test_the_cron_line_crawls_and_goes_on_the_next_hour(tmp_path: Path) -> None:
    (line,) = blocks("cron")
    command = line.split(maxsplit=5)[5].replace("/srv/news", str(tmp_path))
    installed(tmp_path)
    web = NewsWeb(sites=["harbour-ledger"], articles=4)
    with web.serving() as origins:
        keys = f'sites = ["{origins["harbour-ledger"]}"]\nstore = "news.db"\noutput = ["out.jsonl"]\ndelay = 0\n'
        (tmp_path / "news.toml").write_text(keys)
        codes = [subprocess.run(["sh", "-c", command], check=False).returncode for _ in range(2)]
    assert codes == [0, 3]
    assert len((tmp_path / "out.jsonl").read_text("utf8").splitlines()) == 4
    assert "Done after" in (tmp_path / "crawl.log").read_text("utf8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    service, timer = blocks("ini")
    command = installed(tmp_path)
    service = service.replace("/srv/news/venv/bin/newscrawl", str(command))
    names = {"newscrawl.service": service, "newscrawl.timer": timer}
    for name, unit in names.items():
        (tmp_path / name).write_text(unit)
    check = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in names)]
    shown = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (shown.returncode, shown.stderr) == (0, "")
