"""Processes: one crawl, its workers, discovery."""
