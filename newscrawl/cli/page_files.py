"""Pages on disk: HTML, packed or saved as MHTML, in folders, ZIP, WARC and ARC files; none larger than a page is.

A page's name is what a record's `meta.file` has: `page.html`, `pages.zip/a.html` in an archive, `crawl.warc.gz:1234`
for the record at a byte of a WARC file. So one page of many can be named where a command reads one.
"""

from __future__ import annotations

import gzip
import os
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from newscrawl.cli import complain
from newscrawl.cli.file_kinds import NOWHERE, counted, is_left_out, is_warc_name, kind_of_name, sniffed
from newscrawl.encoding import MAX_SIZE, file_kind
from newscrawl.errors import NewscrawlError
from newscrawl.html.mhtml import is_mhtml, read_mhtml
from newscrawl.record.model import WarcPlace

if TYPE_CHECKING:
    from newscrawl.warc.exchange import Exchange

_HEAD = 1 << 14  # bytes by which a file's kind is known
_CALLED_PAGES = ("feeds or other XML", "JSON")
_UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class StoredPage:
    """The HTML of a page as it was stored, and what its container says of it."""

    html: bytes
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page to read: of a file, of a member of an archive (`data`), or of a WARC file (`exchange`). `fault` says why
    that file cannot be read on, or why the record at `place` cannot be used."""

    name: str
    exchange: Exchange | None = None
    place: WarcPlace | None = None
    fault: str = ""
    data: bytes | None = None

    @property
    def file(self) -> str:
        """The name for a record: text, with the place in a WARC file."""
        name = printable(self.name)
        return name if self.place is None else f"{name}:{self.place.offset}"

    def read(self) -> StoredPage:
        """The page. Raises NewscrawlError that says why there is none, without the file's name."""
        if self.fault:
            raise NewscrawlError(self.fault)
        if self.exchange is not None:
            one = self.exchange
            return StoredPage(one.body, one.url, one.named_headers, one.fetched_at)
        return read_page(self.name if self.data is None else self.data)


def printable(name: str) -> str:
    """A file's name as text: bytes that are no UTF-8 are U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def pages_of(paths: Iterable[str]) -> Iterator[Page]:
    """The pages of files, folders and archives, in order of their names. What is left out is told on standard error,
    by its kind."""
    for path in paths:
        left: Counter[str] = Counter()
        is_folder = os.path.isdir(path)
        found = False
        for name in _files(path, left) if is_folder else (path,):
            found = True
            yield from _pages_in(name, left)
        if is_folder and not found:
            complain(f"{path}: no page in this folder (looked for HTML, MHTML, ZIP, WARC and ARC files)")
        if left:
            complain(f"{path}: left out: {', '.join(counted(*one) for one in sorted(left.items()))}")


def page_named(name: str) -> Page:
    """The one page of a file, or that of an archive which a record's `meta.file` names. Raises NewscrawlError."""
    container, _, member = _split(name)
    found: list[Page] = []
    for page in pages_of([container]):
        if (member and page.file == name) or not (member or page.fault):
            found.append(page)
        if len(found) > (0 if member else 1):
            break
    if member and not found:
        raise NewscrawlError(f"{container}: there is no page {member} in it")
    if len(found) > 1:
        raise NewscrawlError(f"{container}: it holds several pages; name one of them, for example {found[0].file}")
    return found[0] if found else Page(container, fault="it holds no page")


def _split(name: str) -> tuple[str, str, str]:
    """The file of a page's name, and what stands behind it."""
    if name == "-" or os.path.exists(name):
        return name, "", ""
    path, colon, offset = name.rpartition(":")
    if colon and offset.isascii() and offset.isdigit() and os.path.exists(path):
        return path, colon, offset
    at = name.find("/", 1)
    while at > 0 and os.path.isdir(name[:at]):
        at = name.find("/", at + 1)
    if at > 0 and os.path.isfile(name[:at]):
        return name[:at], "/", name[at + 1 :]
    return name, "", ""


def is_there(name: str) -> bool:
    """Whether a file of this name exists, or one that may hold a page of it; no name raises, however long or odd."""
    return os.path.exists(_split(name)[0])


def _files(folder: str, left: Counter[str]) -> Iterator[str]:
    """The files of a folder that may be pages: by their name, else by their first bytes (a mirrored site has pages
    without a suffix, and with a query behind it)."""
    for name in sorted(str(path) for path in Path(folder).rglob("*") if not path.is_dir()):
        try:
            is_special = os.path.exists(name) and not os.path.isfile(name)  # a pipe in a folder may never end
            kind = "other files" if is_special else _kind_of(name)
        except OSError:
            kind = "page"  # to be named as what cannot be read
        if is_left_out(kind):
            left[kind] += 1
        else:
            yield name


def _kind_of(name: str) -> str:
    """The kind of a file in a folder. What is called a page may be a feed: mirroring tools write `/feed/` as such."""
    kind = kind_of_name(os.path.basename(name))
    if kind == "page" and (found := _sniffed(name)) in _CALLED_PAGES:
        return found
    return kind or _sniffed(name)


def _sniffed(name: str) -> str:
    """The kind that the first bytes of a file tell."""
    if os.path.islink(name) and not os.path.exists(name):
        return NOWHERE
    with open(name, "rb") as file:
        return sniffed(file.read(_HEAD))


def _pages_in(name: str, left: Counter[str]) -> Iterator[Page]:
    try:
        is_pipe = name == "-" or (os.path.exists(name) and not os.path.isfile(name))  # it can be read but once
        kind = "page" if is_pipe else "WARC" if is_warc_name(name) else _sniffed(name)
        if kind == "WARC":
            yield from _archived(name)
        elif kind == "ZIP":
            yield from _zipped(name, left)
        else:
            yield Page(name)
    except NewscrawlError as error:
        yield Page(name, fault=str(error).removeprefix(f"{name}: "))
    except _UNREADABLE as error:
        yield Page(name, fault=f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _archived(name: str, opener: Callable[[], IO[bytes]] | None = None) -> Iterator[Page]:
    try:
        from newscrawl.warc.warc_reader import read_warc
    except ImportError:
        raise NewscrawlError("reading WARC files needs an extra part: `pip install newscrawl[warc]`") from None
    path = Path(name)
    for offset, found in read_warc(path, opener):
        place = WarcPlace(file=path.name, offset=offset)
        fault = found if isinstance(found, str) else ""
        yield Page(name, None if isinstance(found, str) else found, place, fault)


def _zipped(name: str, left: Counter[str]) -> Iterator[Page]:
    """The pages of a ZIP archive, also of a WACZ, which holds WARC files. An archive in it is left out."""
    with zipfile.ZipFile(name) as archive:
        for member in sorted(archive.infolist(), key=lambda one: one.filename):
            if member.is_dir() or member.filename.startswith("__MACOSX/"):
                continue
            inside = f"{name}/{member.filename}"
            try:
                with archive.open(member) as stream:
                    kind = kind_of_name(member.filename) or sniffed(stream.read(_HEAD))
                if kind == "WARC":
                    yield from _archived(inside, partial(archive.open, member))
                elif kind == "ZIP" or is_left_out(kind):
                    left["archives" if kind == "ZIP" else kind] += 1
                else:
                    with archive.open(member) as stream:
                        yield Page(inside, data=stream.read(MAX_SIZE + 1))
            except NewscrawlError as error:
                yield Page(inside, fault=str(error).removeprefix(f"{inside}: "))
            except _UNREADABLE as error:
                yield Page(inside, fault=f"cannot be read: {error}")


def read_page(source: str | bytes) -> StoredPage:
    """The page in a file (`-`: standard input), or in bytes: HTML, MHTML, either packed with gzip or behind the head of
    its answer.

    Raises NewscrawlError that says why there is none, without the file's name.
    """
    try:
        data = _unzipped(_read(source) if isinstance(source, str) else source)
    except (OSError, EOFError, zlib.error) as error:
        raise NewscrawlError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    page = _unwrapped(data)
    if len(page.html) > MAX_SIZE:
        raise NewscrawlError(f"larger than {MAX_SIZE:,} bytes, which no page is")
    if wrong := not_html(page.html):
        raise NewscrawlError(f"not HTML: {wrong}")
    return page


def _unwrapped(data: bytes) -> StoredPage:
    """The page without its container: of MHTML what stands behind the first 16 MiB is pictures."""
    if data.startswith(b"HTTP/"):
        from newscrawl.net.content_codings import unpacked
        from newscrawl.warc.http_head import read_answer

        if (answer := read_answer(data)) is not None:
            kind = answer.named("content-type")
            body = unpacked(answer.body, answer.named("content-encoding"), enough=MAX_SIZE + 1)
            return StoredPage(body, headers={"content-type": kind} if kind else {})
    if not is_mhtml(data):
        return StoredPage(data)
    saved = read_mhtml(data[:MAX_SIZE])
    if saved is None:
        raise NewscrawlError("MHTML without a page of HTML")
    headers = {"content-type": saved.content_type} if saved.content_type else {}
    return StoredPage(saved.html, saved.url, headers, saved.saved_at)


def not_html(page: bytes) -> str | None:
    """What the bytes are, when they are certainly not an HTML page."""
    start = page[:1024].lstrip()
    if not start:
        return "the file is empty"
    if start.startswith(b"WARC/"):
        return "a WARC; name its file"
    if kind := file_kind(start):
        return kind
    if b"<" not in page:
        return "plain text; use newscrawl clean"
    return None


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(MAX_SIZE + 1)
    with open(name, "rb") as file:
        return file.read(MAX_SIZE + 1)


def _unzipped(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    if len(data) > MAX_SIZE:
        raise NewscrawlError(f"larger than {MAX_SIZE:,} bytes, which no page is")
    with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
        return stream.read(MAX_SIZE + 1)
