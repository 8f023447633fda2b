"""Politeness, safety and archiving of a crawl, as Scrapy's downloader middlewares."""
