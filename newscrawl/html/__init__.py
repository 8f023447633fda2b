"""A parsed page, for extraction, discovery and rights alike."""
