"""What holds for all tests: a busy machine is no failure, so no generated case has a deadline."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("newscrawl", deadline=None)
settings.load_profile("newscrawl")
