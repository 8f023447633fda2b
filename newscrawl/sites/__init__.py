"""Corrections for single sites that ship with newscrawl: `<domain>.toml`, in the format of `extraction/rules.py`.

The generic way comes first: a file belongs here only where a site cannot be read without it, and its first line says
why. A selector, a word or a number is data; what needs more goes into a `refine` hook beside the file
(`example_com.py`). A layout that a site has left moves under `[[older]]` with the last day it was seen, so that pages
from an archive are still read right. Your own corrections live in a folder of your own (`--sites DIR`).
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
