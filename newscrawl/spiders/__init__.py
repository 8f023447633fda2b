"""The spiders: `site` finds a site's articles, `urls` fetches addresses that are given."""
