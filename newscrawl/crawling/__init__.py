"""One crawl in one process."""
