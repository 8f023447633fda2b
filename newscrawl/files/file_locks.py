"""Locks on files that the system drops when their holder dies, and reading and writing at a place of a file.

POSIX: `flock` for whole files, `fcntl` for a byte. Windows: `msvcrt.locking`, which locks bytes and keeps others from
reading them: a whole file is locked far behind its end, so that its text stays readable. Neither waits.
"""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any


def of_this_system(name: str) -> Any:
    """A module of the standard library that only some systems have; None on the others."""
    with suppress(ImportError):
        return import_module(name)
    return None


_fcntl: Any = of_this_system("fcntl")
_msvcrt: Any = of_this_system("msvcrt")
_pread: Any = getattr(os, "pread", None)
_pwrite: Any = getattr(os, "pwrite", None)

OPEN = os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""For `os.open`: to read and write bytes; no child process has it."""
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""For `os.open`: a link is an error, and a pipe does not wait for its other end."""

_FAR = 1 << 40  # where Windows locks a whole file
_SHARES = 1 << 30  # bytes there: each process that shares the lock has one


def lock(file: int, *, shared: bool = False) -> bool:
    """Lock a whole file, alone or with others that share it. False when somebody has it."""
    if _fcntl is not None:
        try:
            _fcntl.flock(file, (_fcntl.LOCK_SH if shared else _fcntl.LOCK_EX) | _fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    start, length = (_FAR + os.getpid() % _SHARES, 1) if shared else (_FAR, _SHARES)
    return _windows(file, _msvcrt.LK_NBLCK, start, length)


def lock_byte(file: int, place: int) -> bool:
    """Lock one byte of a file, which need not be there. False when another process has it."""
    if _fcntl is None:
        return _windows(file, _msvcrt.LK_NBLCK, place, 1)
    try:
        _fcntl.lockf(file, _fcntl.LOCK_EX | _fcntl.LOCK_NB, 1, place)
    except OSError:
        return False
    return True


def unlock_byte(file: int, place: int) -> None:
    """Let others have a byte that this process has locked."""
    if _fcntl is None:
        _windows(file, _msvcrt.LK_UNLCK, place, 1)
    else:
        _fcntl.lockf(file, _fcntl.LOCK_UN, 1, place)


def _windows(file: int, mode: int, start: int, length: int) -> bool:
    before = os.lseek(file, 0, os.SEEK_CUR)
    os.lseek(file, start, os.SEEK_SET)
    try:
        _msvcrt.locking(file, mode, length)
    except OSError:
        return False
    finally:
        os.lseek(file, before, os.SEEK_SET)
    return True


def remove_locked(path: Path, file: int) -> None:
    """Remove a file that this process has locked, and close it. Windows removes no open file, so it is closed first;
    it stays there while somebody else looks at it."""
    if _fcntl is not None:
        path.unlink(missing_ok=True)
        os.close(file)
        return
    os.close(file)
    with suppress(PermissionError):
        path.unlink(missing_ok=True)


def read_at(file: int, size: int, place: int) -> bytes:
    """At most `size` bytes from a place of a file."""
    if _pread is not None:
        return bytes(_pread(file, size, place))
    os.lseek(file, place, os.SEEK_SET)
    return os.read(file, size)


def write_at(file: int, data: bytes | memoryview, place: int) -> int:
    """Write at a place of a file; how many bytes were written."""
    if _pwrite is not None:
        return int(_pwrite(file, data, place))
    os.lseek(file, place, os.SEEK_SET)
    return os.write(file, data)
