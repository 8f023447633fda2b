"""What of a finding is needed: pieces that can go without the finding going are cut out (delta debugging)."""

from __future__ import annotations

from collections.abc import Callable

_MOST = 3000  # readings


def minimized(data: bytes, still: Callable[[bytes], bool], most: int = _MOST) -> bytes:
    """A small input of which `still` holds, as it holds of `data`."""
    left = most
    size = max(1, len(data) // 2)
    while size and left > 0:
        at, shrunk = 0, False
        while at < len(data) and left > 0:
            left -= 1
            shorter = data[:at] + data[at + size :]
            if still(shorter):
                data, shrunk = shorter, True
            else:
                at += size
        if not shrunk or size > len(data):
            size //= 2
    return data
