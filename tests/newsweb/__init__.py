"""A local web of news sites with known truth.

    with NewsWeb(sites=["harbour-ledger"]).serving() as origins:
        ...                                     # crawl origins["harbour-ledger"]; it is http://127.0.0.2:PORT
    web["harbour-ledger"].truth()               # what a perfect crawl would have found by now
    web.advance(hours=6)                        # articles appear, some are edited
    web.log.times("harbour-ledger")             # when each request came, for audits of manners

Sites are rows of `sites.toml`; languages are grammars in `languages/`; pages are `templates/`. Everything follows from
the seed and the web's own clock, which starts at a fixed moment and moves only by `advance`.
"""

from tests.newsweb.server import Fault, Hit, NewsWeb
from tests.newsweb.stories import Piece, TrueArticle

__all__ = ["Fault", "Hit", "NewsWeb", "Piece", "TrueArticle"]
