"""Mail addresses that a content delivery network hides from programs, and shows to readers by a script.

Cloudflare writes `<a class="__cf_email__" data-cfemail="...">[email protected]</a>` and links to
`/cdn-cgi/l/email-protection#...`: the first byte of the hexadecimal number is the key, each other one is a byte of the
address combined with it by exclusive or. https://developers.cloudflare.com/waf/tools/scrape-shield/email-address-obfuscation/
"""

from __future__ import annotations

import re

_NUMBER = rb"([0-9a-fA-F]{6,400})"
_SHOWN = re.compile(
    rb"<(a|span)\b(?=[^<>]{0,400}?\bdata-cfemail=[\"']?" + _NUMBER + rb")[^<>]{0,600}>[^<>]{0,60}</\1>", re.IGNORECASE
)
_LINKED = re.compile(rb"(?:https?://[\w.-]{1,100})?/cdn-cgi/l/email-protection#" + _NUMBER)
_SCRIPT = re.compile(rb"<script data-cfhash=[^<>]{0,200}>[^<>]{0,4000}</script>")
_ADDRESS = re.compile(r"[^\s@<>\"']{1,100}@[^\s@<>\"']{1,200}")


def decoded(data: bytes) -> bytes:
    """The page with the addresses that readers see; what is no address stays as it is."""
    if b"email-protection" not in data and b"data-cfemail" not in data:
        return data
    return _LINKED.sub(_link, _SCRIPT.sub(b"", _SHOWN.sub(_text, data)))


def _text(match: re.Match[bytes]) -> bytes:
    return _address(match[2]) or match[0]


def _link(match: re.Match[bytes]) -> bytes:
    address = _address(match[1])
    return b"mailto:" + address if address else match[0]


def _address(number: bytes) -> bytes | None:
    """The address of a number; None where it gives none."""
    if len(number) % 2:
        return None
    key, *rest = bytes.fromhex(number.decode("ascii"))
    said = bytes(one ^ key for one in rest)
    address = said.decode("utf-8", "replace").partition("?")[0]
    return address.encode() if _ADDRESS.fullmatch(address) else None
