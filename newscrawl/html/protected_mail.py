"""Mail addresses that a content delivery network hides from programs, and shows to readers by a script.

Cloudflare writes `<a class="__cf_email__" data-cfemail="...">[email protected]</a>` and links to
`/cdn-cgi/l/email-protection#...`: the first byte of the hexadecimal number is the key, each other one is a byte of the
address combined with it by exclusive or. https://developers.cloudflare.com/waf/tools/scrape-shield/email-address-obfuscation/
"""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = rb"([0-9a-fA-F]{6,400})"
_FOLDER = b"/cdn-cgi/l/email-protection"
_MARK, _PATH = b"data-cfemail=", _FOLDER + b"#"
# Patterns that begin with one text are found ten times as fast; what stands in front of it is looked at afterwards.
_SHOWN = re.compile(_MARK + rb"[\"']?" + _NUMBER + rb"[^<>]{0,600}>[^<>]{0,60}</(a|span)>", re.IGNORECASE)
_LINKED = re.compile(_PATH + _NUMBER)
_SCRIPT = re.compile(rb"<script data-cfhash=[^<>]{0,200}>[^<>]{0,4000}</script>")
_TAG, _HOST = re.compile(rb"<(?:a|span)\s[^<>]{0,400}\Z", re.IGNORECASE), re.compile(rb"https?://[\w.-]{1,100}\Z")
_LONGEST_TAG, _LONGEST_HOST = 410, 110
_ADDRESS = re.compile(r"[^\s@<>\"']{1,100}@[^\s@<>\"']{1,200}")


def decoded(data: bytes) -> bytes:
    """The page with the addresses that readers see; what is no address stays as it is."""
    if _FOLDER not in data:  # one look at most pages
        return data
    shown = _replaced(_SCRIPT.sub(b"", data), _MARK, _shown)
    return _replaced(shown, _PATH, _linked)


def _replaced(data: bytes, sign: bytes, read: Callable[[bytes, int], tuple[int, int, bytes] | None]) -> bytes:
    """The page with what `read` gives, as (start, end, bytes), for the places where a sign stands."""
    pieces: list[bytes] = []
    done, at = 0, data.find(sign)
    while at >= 0:
        if (found := read(data, at)) and found[0] >= done:
            start, end, new = found
            pieces += (data[done:start], new)
            done = end
        at = data.find(sign, max(at + 1, done))
    return b"".join((*pieces, data[done:]))


def _shown(data: bytes, at: int) -> tuple[int, int, bytes] | None:
    """An element whose attribute holds the number, and the address in its place."""
    number, start = _SHOWN.match(data, at), data.rfind(b"<", max(0, at - _LONGEST_TAG), at)
    if number is None or start < 0 or not _TAG.match(data, start, at):
        return None
    address = _address(number[1])
    return (start, number.end(), address) if address else None


def _linked(data: bytes, at: int) -> tuple[int, int, bytes] | None:
    """An address of the protection's, with its host or without one."""
    number = _LINKED.match(data, at)
    address = _address(number[1]) if number else None
    if number is None or address is None:
        return None
    host = _HOST.search(data, max(0, at - _LONGEST_HOST), at)
    return host.start() if host else at, number.end(), b"mailto:" + address


def _address(number: bytes) -> bytes | None:
    """The address of a number; None where it gives none."""
    if len(number) % 2:
        return None
    key, *rest = bytes.fromhex(number.decode("ascii"))
    said = bytes(one ^ key for one in rest)
    address = said.decode("utf-8", "replace").partition("?")[0]
    return address.encode() if _ADDRESS.fullmatch(address) else None
