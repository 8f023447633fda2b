"""Name and version, in a file of its own so that no module imports the package's front for them."""

AGENT = "newscrawl"
"""Our product token: in the User-Agent, and what robots.txt, ai.txt and directives are asked for (RFC 9309, 2.2.1)."""
__version__ = "0.1.0"
