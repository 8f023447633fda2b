"""HTTP without Scrapy: addresses, the guard, cookies, pace, robots.txt and a client."""
