"""A store that ends with its crawl leaves nothing behind, however its process ends, longer than the next run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from newscrawl.errors import StoreError
from newscrawl.store.store import Store
from newscrawl.store.temporary import TemporaryFolder

SCRIPT = "from newscrawl.store.store import Store\nStore.open()\nprint('open', flush=True)\ninput()\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place for temporary files, here and in processes."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def opened() -> subprocess.Popen[bytes]:
    """A process that holds a temporary store."""
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    return process


def killed(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_closed_store_is_gone(place: Path) -> None:
    with Store.open() as store:
        assert store.temporary
        assert len(list(place.iterdir())) == 1
        store.close()
    assert list(place.iterdir()) == []


@pytest.mark.process
def test_what_a_killed_process_left_goes_with_the_next_run_and_what_others_hold_stays(place: Path) -> None:
    living, dead = opened(), [opened() for _ in range(3)]
    for process in dead:
        killed(process)
    left = set(place.iterdir())
    assert len(left) == 4
    Store.open(place / "news.db").close()
    (held,) = (folder for folder in place.iterdir() if folder.is_dir())
    assert held in left
    assert (held / "store.db").is_file()
    killed(living)
    with Store.open():
        assert not held.exists()
    assert [path.name for path in place.iterdir()] == ["news.db"]


def test_a_kill_at_any_step_of_making_or_removing_is_swept_and_nothing_else_is(place: Path) -> None:
    steps = {"newscrawl-store-a": (), "newscrawl-store-b": ("held",), "newscrawl-store-c": ("held", "store.db-wal")}
    for name, files in steps.items():
        (place / name).mkdir()
        for file in files:
            (place / name / file).touch()
    others = {"newscrawl-store-mine": "notes.txt", "newscrawl-pg-x": "held", "else": "held"}
    for name, file in others.items():
        (place / name).mkdir()
        (place / name / file).touch()
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "held").touch()
    os.symlink(elsewhere, place / "newscrawl-store-link")
    Store.open().close()
    assert {path.name for path in place.iterdir()} == {*others, "elsewhere", "newscrawl-store-link"}
    assert (elsewhere / "held").exists()


@pytest.mark.process
def test_stores_that_open_and_die_together_never_take_each_others(place: Path) -> None:
    script = "from newscrawl.store.store import Store\nfor _ in range(30):\n    Store.open().close()\n"
    processes = [subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE) for _ in range(4)]
    errors = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, errors
    assert list(place.iterdir()) == []


def test_a_machine_without_a_temporary_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    with pytest.raises(StoreError, match="no temporary folder can be written: set TMPDIR"):
        TemporaryFolder()
