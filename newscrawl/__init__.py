"""newscrawl: news articles as clean, normalised records.

    article = newscrawl.extract(page, url)       # a page you have: bytes or text
    article = newscrawl.scrape(url)                 # one address
    for article in newscrawl.crawl(["https://news.example/"]): ...
    text = newscrawl.clean(text)                    # text that still carries its page's boilerplate

Everything is loaded when first used, so that `import newscrawl` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from newscrawl.version import __version__

if TYPE_CHECKING:
    from newscrawl.api import crawl, scrape
    from newscrawl.errors import NewscrawlError
    from newscrawl.extraction import extract
    from newscrawl.extraction.cleaning import clean
    from newscrawl.record.article import Article

__all__ = ["Article", "NewscrawlError", "__version__", "clean", "crawl", "extract", "scrape"]

_ROOMS = {
    "Article": "newscrawl.record.article",
    "NewscrawlError": "newscrawl.errors",
    "clean": "newscrawl.extraction.cleaning",
    "crawl": "newscrawl.api",
    "extract": "newscrawl.extraction",
    "scrape": "newscrawl.api",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'newscrawl' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_ROOMS[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
