"""The agents that gather pages for language models, by purpose: what a rule for one of them says of a use.

Purposes as their operators document them (platform.openai.com/docs/bots, support.anthropic.com, developers.google.com
and others, read in November 2026). `train`: gathers what models are trained on, or is only a token for that
(Google-Extended). `search`: builds the index of an answering machine. `user`: fetches a page that a person asked about.
Search engines proper (Googlebot, Bingbot) are not listed: a rule for one of them speaks to nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from newscrawl.rights.permissions import Permissions

Purpose = Literal["train", "search", "user"]

AGENTS: Mapping[Purpose, tuple[str, ...]] = {
    "train": (
        "gptbot", "ccbot", "google-extended", "claudebot", "anthropic-ai", "claude-web", "applebot-extended",
        "bytespider", "meta-externalagent", "facebookbot", "cohere-training-data-crawler", "cohere-ai", "ai2bot",
        "ai2bot-dolma", "amazonbot", "bedrockbot", "chatglm-spider", "cotoyogi", "deepseekbot", "diffbot",
        "friendlycrawler", "icc-crawler", "imagesiftbot", "img2dataset", "kangaroo bot", "laion-huggingface-processor",
        "laiondownloader", "omgili", "omgilibot", "pangubot", "sbintuitionsbot", "tiktokspider", "timpibot",
        "velenpublicwebcrawler", "webzio-extended",
    ),
    "search": (
        "oai-searchbot", "claude-searchbot", "perplexitybot", "amzn-searchbot", "andibot", "azureai-searchbot",
        "bravebot", "cloudflare-autorag", "duckassistbot", "google-cloudvertexbot", "iaskbot", "iaskspider", "linerbot",
        "linkupbot", "meta-webindexer", "petalbot", "phindbot", "tavilybot", "youbot",
    ),
    "user": (
        "chatgpt-user", "claude-user", "perplexity-user", "amzn-user", "gemini-deep-research", "google-agent",
        "google-notebooklm", "googleagent-mariner", "manus-user", "meta-externalfetcher", "mistralai-user",
    ),
}  # fmt: skip

PURPOSES: Mapping[str, Purpose] = {agent: purpose for purpose, agents in AGENTS.items() for agent in agents}

REFUSED: Mapping[Purpose, Permissions] = {"train": {"train": "no"}, "search": {"quote": "no"}, "user": {"quote": "no"}}
"""What it says to refuse an agent of a purpose. To let one in says nothing to others: robots.txt grants no rights."""
