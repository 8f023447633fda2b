"""Videos of the article. https://schema.org/video, https://schema.org/VideoObject"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, gather
from newscrawl.extraction.readers.media import declared, elements, frames, joined
from newscrawl.record.model import Media

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_PLAYERS = (
    "youtube.com/embed/", "youtube-nocookie.com/embed/", "player.vimeo.com/video/", "dailymotion.com/embed",
    "geo.dailymotion.com/player", "players.brightcove.net", "facebook.com/plugins/video", "rumble.com/embed",
    "player.twitch.tv", "cdn.jwplayer.com/players", "content.jwplatform.com/players", "ok.ru/videoembed",
    "rutube.ru/play/embed", "vk.com/video_ext", "player.bilibili.com", "v.qq.com/txp/iframe", "tv.naver.com/embed",
    "aparat.com/video/video/embed", "streamable.com/", "glomex.com/embed", "wistia.net/embed", "loom.com/embed",
    "abcnews.go.com/video/embed", "fast.wistia.com/embed", "tiktok.com/embed", "video.foxnews.com",
)  # fmt: skip


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[tuple[Media, ...]]]:
    return declared(evidence.document, evidence.jsonld, "video", "VideoObject")


def from_page(evidence: Evidence) -> Iterator[Candidate[tuple[Media, ...]]]:
    """`<video>` and the frames of known players between the headline and the end of the body."""
    found = (*elements(evidence.layout, "video"), *frames(evidence.layout, _PLAYERS))
    if found:
        yield Candidate(found, "dom:video", 0.85)


SOURCES = (from_jsonld, from_page)


def choose(evidence: Evidence) -> Choice[tuple[Media, ...]]:
    """Declared and embedded videos together, each once."""
    return joined(gather(evidence, SOURCES))
