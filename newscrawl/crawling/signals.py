"""The signals of a crawl: what its parts tell the scheduler. `crawler.signals` sends them, as it sends Scrapy's own.

signal         named values   it is sent when
rows_added     sites          the frontier of these sites has new rows
row_finished   row            the row's page is stored, or given up
row_deferred   row            the row is left to another run
page_held      row            the row's page waits for others of its site
crawl_failed   -              the crawl has failed: nothing more is to be fetched
"""

from __future__ import annotations

rows_added = object()
row_finished = object()
row_deferred = object()
page_held = object()
crawl_failed = object()
