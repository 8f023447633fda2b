"""Discovery: which addresses of a site are articles, and where to look for more. Pure: bytes in, decisions out.

`reading.read_source` is the one entry for a crawl, `reading.read_page` the same for a page that is parsed already;
`robots.Robots` says what may be fetched; `profile.Profile` sums up what a site offers.
"""
