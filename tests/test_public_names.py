"""The front door: few names, all of them documented, none of them surprising."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import newscrawl


def test_the_door_has_these_names_and_no_others() -> None:
    assert set(newscrawl.__all__) == {
        "Article", "NewscrawlError", "__version__", "clean", "crawl", "extract", "scrape",
    }  # fmt: skip
    assert set(dir(newscrawl)) == set(newscrawl.__all__)


@pytest.mark.parametrize("name", sorted(set(newscrawl.__all__) - {"__version__"}))
def test_every_public_name_says_what_it_is(name: str) -> None:
    assert len((inspect.getdoc(getattr(newscrawl, name)) or "").split()) >= 5


def test_an_unknown_name_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="scrap_e"):
        newscrawl.scrap_e  # noqa: B018


@pytest.mark.process
def test_extract_stays_a_function_whatever_was_imported_first() -> None:
    check = "import newscrawl.html.document, newscrawl; assert callable(newscrawl.extract)"
    subprocess.run([sys.executable, "-c", check], check=True)
