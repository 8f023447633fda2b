"""The store: one database for frontier, articles, revisions, runs and outputs. It never loses and never repeats."""

from newscrawl.store.hosts import Host
from newscrawl.store.records import Record
from newscrawl.store.rows import Finished, FrontierUrl, PageResult, TakenUrl
from newscrawl.store.run_history import Run, Tally
from newscrawl.store.store import Store

__all__ = ["Finished", "FrontierUrl", "Host", "PageResult", "Record", "Run", "Store", "TakenUrl", "Tally"]
