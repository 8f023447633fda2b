"""The spiders: `site` finds and fetches a site's articles, `urls` fetches given addresses."""
