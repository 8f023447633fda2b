"""WARC (ISO 28500): fetched pages as they came, to be read again by newscrawl and by every archive's tools."""
