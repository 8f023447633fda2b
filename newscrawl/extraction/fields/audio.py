"""Audio of the article: readings, podcasts. https://schema.org/audio, https://schema.org/AudioObject"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, gather
from newscrawl.extraction.readers.media import declared, elements, frames, joined
from newscrawl.record.model import Media

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_PLAYERS = (
    "open.spotify.com/embed", "w.soundcloud.com/player", "embed.podcasts.apple.com", "player.simplecast.com",
    "embed.acast.com", "playlist.megaphone.fm", "player.megaphone.fm", "omny.fm/shows", "art19.com/shows",
    "widget.spreaker.com", "podigee.io/", "anchor.fm/", "html5-player.libsyn.com", "iheart.com/podcast",
    "audioboom.com/boos", "deezer.com/", "widget.deezer.com", "ivoox.com/player",
    "embed.tunein.com", "npr.org/player/embed",
)  # fmt: skip


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[tuple[Media, ...]]]:
    return declared(evidence.document, evidence.jsonld, "audio", "AudioObject", "PodcastEpisode")


def from_page(evidence: Evidence) -> Iterator[Candidate[tuple[Media, ...]]]:
    """`<audio>` and the frames of known players between the headline and the end of the body."""
    found = (*elements(evidence.layout, "audio"), *frames(evidence.layout, _PLAYERS))
    if found:
        yield Candidate(found, "dom:audio", 0.85)


SOURCES = (from_jsonld, from_page)


def choose(evidence: Evidence) -> Choice[tuple[Media, ...]]:
    """Declared and embedded audio together, each once."""
    return joined(gather(evidence, SOURCES))
