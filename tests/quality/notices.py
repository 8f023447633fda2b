"""Pages that stand in place of an article, in fourteen languages: what they say. Written for this project.

`notices_by_language/de.txt` has a line for each of KINDS, in this order: the heading, then the sentences, between bars.
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
