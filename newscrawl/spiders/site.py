"""The spider of sites under the name that scripts of 0.1.0 import."""

from newscrawl.spiders.site_spider import SiteSpider

__all__ = ["SiteSpider"]
