"""The manners and the safety of a crawl, as Scrapy middlewares: guard, robots.txt, limits, redirects, retry."""
