"""The manners and the safety of a crawl, as Scrapy downloader middlewares: guard, robots.txt, limits, redirects, retry."""
