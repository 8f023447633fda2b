"""Files written as a whole or not at all; errors that name the file and say what to do; texts and TOML."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, BinaryIO

from newscrawl.errors import ConfigError, OutputError
from newscrawl.files.file_locks import write_at

_ADVICE = {
    errno.ENOSPC: "the disk is full: free some space and run again",
    errno.EDQUOT: "the disk quota is used up: free some space and run again",
    errno.EFBIG: "the file is larger than is allowed here: raise the limit, or name another file",
    errno.ENOENT: "its folder does not exist: make it first",
    errno.EISDIR: "it is a folder: name a file in it",
    errno.EACCES: "it may not be written: change its permissions, or name another file",
    errno.EPERM: "it may not be written: change its permissions, or name another file",
    errno.EROFS: "the disk is read-only: name a file elsewhere",
}
# tomllib takes the square of the length of a key: 64 KB of "a.b.c..." took 0.6 s. What is written here has three parts.
_OVERLONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}""")


def parse_toml(text: str) -> dict[str, Any]:
    """The table of a TOML text. Raises ValueError that says what is wrong with it."""
    if _OVERLONG_KEY.search(text):
        raise ValueError("a key has more than 100 parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("brackets stand too deep inside each other") from None


def text_of_file(file: Path, *, most: int, name: str = "") -> str:
    """A text that a person wrote, as editors of any system save it: UTF-8 or UTF-16, with a byte order mark or
    without; `-` is standard input. Raises ConfigError that names the file, also for one of more than `most` bytes."""
    name = name or str(file)
    try:
        with nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb") as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise ConfigError(f"{name}: larger than {most:,} bytes, which no such file is")
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{name}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{name}: not UTF-8 text; save it as UTF-8") from None


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an operating system's error into an OutputError of the path."""
    try:
        yield
    except OSError as error:
        reason = _ADVICE.get(error.errno or 0) or error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {reason}") from error


def unwritten(name: str, error: Exception) -> OutputError:
    """The error of an output that failed in a way that nobody expected."""
    return OutputError(f"{name} cannot be written: {error!r}")


class _Part(io.FileIO):
    """A file whose failed writes name the path that it will take: they alone, not what the records' source raises."""

    def __init__(self, number: int, path: Path) -> None:
        super().__init__(number, "wb")
        self._path = path

    def write(self, data: Any, /) -> int:
        with explained(self._path):
            return super().write(data)


def write_behind(number: int, data: bytes, start: int) -> None:
    """Write behind the first `start` bytes of an open file. They are on disk then; after an OSError none of them is."""
    try:
        view = memoryview(data)
        while view:
            view = view[write_at(number, view, start + len(data) - len(view)) :]
        os.fsync(number)
    except OSError:
        with suppress(OSError):
            os.ftruncate(number, start)
        raise


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the file's place when the block ends without an error, and is durable then."""
    with explained(path):
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with io.BufferedWriter(_Part(number, path)) as stream:
            yield stream
            stream.flush()
            with explained(path):
                part.chmod(_mode(path))
                os.fsync(number)
        with explained(path):  # closed: Windows gives an open file no other name
            part.replace(path)
            sync_folder(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def check_folder(path: Path) -> None:
    """Raises OutputError unless a file can be made beside `path` and `path` is not something other than a file."""
    with explained(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not path.is_file():
            raise OutputError(f"{path}: not a regular file: a crawl's output must be one, to go on after a crash")
        with tempfile.TemporaryFile(dir=path.parent):
            pass


def sync_folder(path: Path) -> None:
    """Make a new name durable. Windows has no such call: there a name is as durable as the file's content."""
    if sys.platform != "win32":
        number = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, else the usual ones of a new file."""
    with suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
