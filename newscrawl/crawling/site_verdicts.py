"""What the stories of a site say of it: the verdict leaves too many out, or the site refuses all of them."""

from __future__ import annotations

from collections import Counter, defaultdict

from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.net.bot_checks import BOT_CHECK, is_refused

_MUCH = 0.2  # of a site's article-like pages left out: then the site is named
_FEW = 3  # left out of a site: fewer say nothing of its template


class SiteVerdicts:
    """Counts by site the pages that look like articles and that the verdict left out, and the stories refused."""

    def __init__(self) -> None:
        self._doubted: Counter[str] = Counter()
        self._stories: Counter[str] = Counter()
        self._doubted_pages: dict[str, str] = {}
        self._refused: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._answered: set[str] = set()

    def count(self, page: FetchedPage) -> None:
        """Count what became of a page."""
        site = page.row.owner
        self._stories[site] += page.outcome == "article"
        if page.is_doubted:
            self._doubted[site] += 1
            self._doubted_pages.setdefault(site, page.url)
        if page.row.kind == "article" and page.outcome == "failed" and is_refused(page.status, page.reason):
            self._refused[site][page.reason or ""] += 1
        elif page.row.kind == "article" and page.outcome != "gone":
            self._answered.add(site)

    def take_back(self, site: str) -> None:
        """Forget a page that was left out: it is read once more."""
        self._doubted[site] -= 1

    def much_doubted(self) -> dict[str, str]:
        """For each site of which more than a fifth of the article-like pages was left out: how many, and the command
        that shows one.
        """
        return {
            site: f"{count:,} of {count + self._stories[site]:,} pages that look like articles were left out by the "
            f"verdict; `newscrawl explain {self._doubted_pages[site]}` shows one, --keep text keeps them"
            for site, count in self._doubted.items()
            if count >= _FEW and count > _MUCH * (count + self._stories[site])
        }

    def all_refused(self) -> dict[str, str]:
        """For each site of which no story was let out: with what they were refused, and what that means."""
        return {site: _sentence(reasons) for site, reasons in self._refused.items() if site not in self._answered}


def _sentence(reasons: Counter[str]) -> str:
    named = ", ".join(f"{reason}: {count:,}" for reason, count in reasons.most_common(3))
    return (
        f"every story was refused ({named}): a {BOT_CHECK}, or a block of this network; name a --contact, and ask the "
        "site's operator"
    )
