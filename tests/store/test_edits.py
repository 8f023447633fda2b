"""Changes around an article are no revisions, and changes of it are: a short run of the bench over all kinds."""

from __future__ import annotations

import random

import pytest

from tests.bench.edits import false_revisions, missed_edits, pages


@pytest.mark.parametrize("site", ["harbour-ledger", "meridian"])
def test_only_what_an_editor_changes_is_an_edit(site: str) -> None:
    (html,) = pages([site], 1)
    assert [kind for kind, is_wrong in false_revisions(html, random.Random(1)) if is_wrong] == []
    assert [kind for kind, is_wrong in missed_edits(html, random.Random(1)) if is_wrong] == []
