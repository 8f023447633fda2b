"""Rights: what a publisher says about the use of a text, and one verdict per use. Pure.

    info = judge(signals)                       # Article.usage_info: index, quote, train, redistribute
    info = combined(article.usage_info, site.signals(article.url))
    allows(info, "train")                       # the question that exports and crawls ask

A statement is an `article.UsageSignal`: where it stood, what it said, when it was read. Readers (one module a source)
make statements of files, headers and pages; `verdict.STANDARDS` says what they mean. So verdicts follow from the
evidence alone, and a stored record can be judged again by a later table.

What each speaks of, how its statements are weighed among themselves, and where that is said:

| standard | speaks of | among themselves | source |
|---|---|---|---|
| robots.txt groups | refused agents by purpose: train, quote; ourselves: both, and index | any refusal counts; \
letting in grants nothing | RFC 9309, 1 and 2.2.1 |
| robots rules (`<meta>`, X-Robots-Tag) | index; quote (nosnippet, max-snippet); train (noai, noml); redistribute \
(noarchive) | all add up, the strictest counts | Google, Robots meta tag specifications |
| Content-Signal (robots.txt, header) | search: index; ai-input: quote; ai-train: train | the strictest counts | \
contentsignals.org |
| Content-Usage (header, robots.txt by longest path) | search: index; train-ai: train | the strictest counts | \
draft-ietf-aipref-attach, draft-ietf-aipref-vocab |
| TDMRep | train | `<meta>`, then header, then the first matching rule of tdmrep.json | TDMRep final report (2024) |
| RSL (longest content url) | search: index; ai-input: quote; ai-train: train | the page's own, then the site's; of \
alternative licences the most open; unpaid is no | RSL 1.0 |
| ai.txt | train | longest pattern, as in robots.txt | site.spawning.ai/spawning-ai-txt |
| licence (schema.org, rel=license, Link) | all uses, by its clauses | in this order, the first that is known | \
rel-license, Creative Commons |
| notice in words | train, where it names mining or training | any counts | Directive (EU) 2019/790, 4(3) |
| all rights reserved | redistribute | only where nothing else speaks of it | Berne Convention, 5(2) |

Between standards a no is stronger than a yes, and a yes than silence. Silence permits index, quote and train, and
forbids to redistribute (`verdict.SILENCE`). All of this reads machines' signs; it is no legal advice.
"""

from newscrawl.rights.permissions import USES, Use
from newscrawl.rights.site_rights import SiteRights
from newscrawl.rights.verdict import SILENCE, STANDARDS, allows, combined, is_reserved, judge

__all__ = ["SILENCE", "STANDARDS", "USES", "SiteRights", "Use", "allows", "combined", "is_reserved", "judge"]
