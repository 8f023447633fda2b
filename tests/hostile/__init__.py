"""A hostile corner of the web, on loopback: what a crawler meets when it meets everybody.

    with HostileWeb().serving() as web:
        web.pages["gzip-bomb"]          # the address of a page case
        web.sites["sitemap-cycle"]      # the origin of a site case: a whole site with one thing wrong
        web.canary.touched              # requests that an internal server got: has to stay empty

Every case stands in `pages.py`, `contents.py` or `sites.py` with its expected outcome beside it (the words are in
`outcome.py`). `web.healthy` and the sites also hold healthy articles; these have to arrive whatever else is crawled.
"""

from tests.hostile.server import HostileWeb

__all__ = ["HostileWeb"]
