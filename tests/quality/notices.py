"""Pages that stand in place of an article, in fourteen languages: what they say. Written for this project.

`notices_by_language/de.txt` has a line for each of KINDS, in this order: the heading, then the sentences, between bars.
Beside them brief news (`briefs_by_language`), half of it of the same subjects: what is lost, shut, blocked, stolen, out
of order, asks for consent or money.
"""

from __future__ import annotations

from pathlib import Path

KINDS = (
    "consent", "not found", "failure", "too many", "denied", "robots", "queue", "country", "age", "login", "register",
    "offer", "newsletter", "app", "scripts", "expired", "closed", "maintenance", "confirmation", "privacy", "terms",
    "about", "contact",
)  # fmt: skip
Notice = tuple[str, tuple[str, ...]]


def _read(file: Path) -> dict[str, Notice]:
    lines = [line.split("|") for line in file.read_text("utf-8").splitlines()]
    return {kind: (heading, tuple(said)) for kind, (heading, *said) in zip(KINDS, lines, strict=True)}


NOTICES = {file.stem: _read(file) for file in sorted(Path(__file__).with_name("notices_by_language").glob("*.txt"))}
"""Language -> kind -> (heading, sentences)."""


def _read_briefs(file: Path) -> tuple[Notice, ...]:
    lines = [line.split("|") for line in file.read_text("utf-8").splitlines()]
    return tuple((headline, tuple(said)) for headline, *said in lines)


_FOLDER = Path(__file__).with_name("briefs_by_language")
BRIEFS = {file.stem: _read_briefs(file) for file in sorted(_FOLDER.glob("*.txt"))}
"""Language -> (headline, sentences) of each."""
