"""What cannot be read or stored yet is not fetched: memory does not grow with a slow disk or extractor."""

from __future__ import annotations

import json
import subprocess
import sys

from newscrawl.settings import SCRAPER_SLOT_MAX_ACTIVE_SIZE
from tests.crawling.heldcrawl import ARTICLES, PAGE, PER_HOST, SITES


def test_fetching_pauses_while_pages_wait_and_goes_on_after_it() -> None:
    command = [sys.executable, "-m", "tests.crawling.heldcrawl"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=True)
    told = json.loads(done.stdout)
    waiting = SCRAPER_SLOT_MAX_ACTIVE_SIZE // PAGE + 1
    assert SITES * PER_HOST < told["held"] <= waiting + SITES * PER_HOST < SITES * ARTICLES
    assert told["articles"] == SITES * ARTICLES
