"""Put on a Python's path, this makes it look to newscrawl's own modules like one without POSIX modules.

Other libraries keep what their system has. `msvcrt.locking` is made of `lockf`, which locks bytes alike.
"""

import builtins
import importlib
import os
import sys
from types import ModuleType
from typing import Any

HIDDEN = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "posix"}

_import, _import_module = builtins.__import__, importlib.import_module


def _check(name, importer):
    if name in HIDDEN and importer.partition(".")[0] == "newscrawl":
        raise ImportError(f"{importer} imports {name}, which Windows does not have")


def _importing(name, globals=None, *more, **named):  # noqa: A002 - the name that Python gives it
    _check(name, (globals or {}).get("__name__", ""))
    return _import(name, globals, *more, **named)


def _importing_module(name, package=None):
    importer = sys._getframe(1).f_globals.get("__name__", "")
    _check(name, importer)
    if name == "msvcrt" and importer.startswith("newscrawl."):  # others know Windows by it
        return msvcrt
    return _import_module(name, package)


def _locking(file, mode, length):
    os.lockf(file, os.F_ULOCK if mode == msvcrt.LK_UNLCK else os.F_TLOCK, length)


msvcrt: Any = ModuleType("msvcrt")
msvcrt.LK_UNLCK, msvcrt.LK_NBLCK, msvcrt.locking = 0, 2, _locking
builtins.__import__, importlib.import_module = _importing, _importing_module
del os.pread, os.pwrite, os.fdatasync
