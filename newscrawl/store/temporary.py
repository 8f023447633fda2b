"""Folders for stores that end with their crawl. What a killed process left of one is removed by the next crawl."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from newscrawl.errors import StoreError
from newscrawl.files.file_locks import NO_LINK, OPEN, lock, remove_locked

_PREFIX = "newscrawl-store-"
_HELD = "held"  # a file that the folder's owner has locked as long as it lives


class TemporaryFolder:
    """A new folder in the system's place for temporary files; `path` is gone after `remove`, or after a later sweep."""

    def __init__(self) -> None:
        self.path: Path
        self._held: int | None
        self.path, self._held = _made()

    def remove(self) -> None:
        """Remove the folder and what is in it. Nothing when it is done already."""
        if self._held is not None:
            held, self._held = self._held, None
            _remove(self.path, held)


def sweep() -> None:
    """Remove the folders whose owners have died."""
    for folder in _place().glob(f"{_PREFIX}*"):
        with suppress(OSError):  # somebody lives in it, or it went meanwhile
            if not folder.is_symlink() and _is_ours(folder):
                _remove_abandoned(folder)


def _place() -> Path:
    """The system's folder for temporary files. Raises StoreError where there is none, as on a read-only disk."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        raise StoreError(
            "no temporary folder can be written: set TMPDIR to one that can, or name a --store on another disk"
        ) from None


def _made() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_place()))
        with suppress(OSError):  # another process's sweep came between
            held = os.open(folder / _HELD, OPEN | os.O_CREAT, 0o600)
            if lock(held) and (folder / _HELD).exists():
                return folder, held
            os.close(held)


def _is_ours(folder: Path) -> bool:
    """Whether this user made it. On Windows everybody has a place of their own for temporary files."""
    return sys.platform == "win32" or folder.stat().st_uid == os.geteuid()


def _remove_abandoned(folder: Path) -> None:
    try:
        held = os.open(folder / _HELD, OPEN | NO_LINK)
    except FileNotFoundError:
        folder.rmdir()  # its owner died before it made the file: empty
        return
    if lock(held):
        _remove(folder, held)
    else:
        os.close(held)


def _remove(folder: Path, held: int) -> None:
    """The lock's file goes last: after a kill in between a later sweep still knows whose folder it is."""
    try:
        for file in [file for file in folder.iterdir() if file.name != _HELD]:
            file.unlink(missing_ok=True)
    except BaseException:
        os.close(held)
        raise
    remove_locked(folder / _HELD, held)
    folder.rmdir()
