"""How well an address alone tells an article: measures `newscrawl.discovery.url_classifier`, and fits its weights.

    python tests/bench/address_shapes.py            the table
    python tests/bench/address_shapes.py --fit      weights fitted on the tune half, rounded, to compare with WEIGHTS
    python tests/bench/address_shapes.py --errors   addresses of the check half that are judged wrongly

Addresses come from the development corpus (its folder in NEWSCRAWL_CORPUS, its loader on the path): those of the
annotated pages themselves, and links on its news pages: in headings with six words or more (articles), in menus with
three words or fewer (not). The latter labels are rough: some menus link articles. The halves share no site.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import corpus  # type: ignore[import-not-found]
import numpy as np

from newscrawl.discovery.anchors import read_anchors
from newscrawl.discovery.crawl_scope import CrawlScope
from newscrawl.discovery.url_classifier import WEIGHTS, UrlClassifier, features
from newscrawl.html.document import Document
from newscrawl.urls import cleaned, site_of

# What counts how much in the fit, whatever number of addresses there is of it.
SHARES = {("page", True): 0.40, ("link", True): 0.10, ("link", False): 0.35, ("page", False): 0.15}
PER_SITE = 24
_MENU = re.compile(r"nav|menu|footer|header", re.IGNORECASE)


class Address(NamedTuple):
    """One labelled address."""

    dataset: str
    part: str
    kind: str
    url: str
    is_article: bool


def addresses() -> Iterator[Address]:
    """All labelled addresses of the corpus."""
    taken: Counter[tuple[str, bool]] = Counter()
    for dataset in (*corpus.NEWS, "traf", "wcxb", "wcxb-other"):
        for page in corpus.load(dataset):
            yield Address(dataset, page.part, "page", cleaned(page.url), dataset != "wcxb-other")
            if dataset not in corpus.NEWS:
                continue
            for url, is_article in sorted(links(page)):
                taken[page.domain, is_article] += 1
                if taken[page.domain, is_article] <= PER_SITE:
                    yield Address(dataset, page.part, "link", url, is_article)


def links(page: corpus.Page) -> set[tuple[str, bool]]:
    """Links of a page's own site that its structure labels, at most twelve of each label."""
    labelled: dict[bool, set[str]] = {True: set(), False: set()}
    for anchor in read_anchors(Document.parse(page.html, page.url, {}), CrawlScope().links):
        if anchor.url is None or anchor.parent is None or site_of(anchor.url) != site_of(page.url):
            continue
        around = [anchor.parent, *anchor.parent.iterancestors()][:12]
        words = len(anchor.text.split())
        in_menu = any(_MENU.search(f"{one.tag} {one.get('class')} {one.get('id')}") for one in around)
        if in_menu and 0 < words <= 3 and not anchor.text.isdigit():
            labelled[False].add(cleaned(anchor.url))
        elif not in_menu and words >= 6 and any(one.tag in ("h1", "h2", "h3", "h4") for one in around[:3]):
            labelled[True].add(cleaned(anchor.url))
    labelled[False] -= labelled[True]
    draw = random.Random(page.url)
    return {(url, label) for label, urls in labelled.items() for url in draw.sample(sorted(urls), min(12, len(urls)))}


def table(rows: list[Address]) -> None:
    """Share of addresses taken for articles at the two thresholds of Policy, by half and kind."""
    groups: dict[tuple[str, ...], list[float]] = defaultdict(list)
    classifier = UrlClassifier()
    for row in rows:
        name = row.dataset if row.kind == "page" else "links"
        groups[row.part, "article" if row.is_article else "other", name].append(classifier.likelihood(row.url))
    scope = CrawlScope()
    print(f"{'half':6} {'truth':8} {'set':11} {'n':>5}  {'>= likely':>9}  {'>= listed':>9}")
    for key, values in sorted(groups.items()):
        shares = [np.mean(np.array(values) >= threshold) for threshold in (scope.likely, scope.listed)]
        print(f"{key[0]:6} {key[1]:8} {key[2]:11} {len(values):5}  {shares[0]:9.1%}  {shares[1]:9.1%}")


def fitted(rows: list[Address], *, ridge: float = 3.0, steps: int = 4000) -> dict[str, float]:
    """Logistic regression on the features' names, by gradient descent with momentum."""
    names = sorted({name for row in rows for name in features(row.url)} | {"any address"})
    seen = np.array([[name in ("any address", *features(row.url)) for name in names] for row in rows], float)
    truth = np.array([row.is_article for row in rows], float)
    counts = Counter((row.kind, row.is_article) for row in rows)
    weight = np.array([SHARES[row.kind, row.is_article] / counts[row.kind, row.is_article] for row in rows])
    penalty = np.where([name == "any address" for name in names], 0.0, ridge / len(rows))
    odds, momentum = np.zeros(len(names)), np.zeros(len(names))
    for _ in range(steps):
        guess = 1 / (1 + np.exp(-seen @ odds))
        momentum = 0.9 * momentum + seen.T @ (weight * (guess - truth)) + penalty * odds
        odds -= 1.2 * momentum
    return dict(zip(names, (round(float(value), 1) for value in odds), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    rows = list(addresses())
    if options.fit:
        counts = Counter(name for row in rows for name in features(row.url))
        weights = fitted([row for row in rows if row.part == "tune"])
        for name, value in sorted(weights.items(), key=lambda pair: -pair[1]):
            print(f"{name:32} {value:5.1f}  now {WEIGHTS.get(name, 0.0):5.1f}  {counts[name]:5} addresses")
    elif options.errors:
        for row in rows:
            likelihood = UrlClassifier().likelihood(row.url)
            if row.part == "check" and (likelihood >= 0.5) != row.is_article:
                reasons = ", ".join(f"{name} {WEIGHTS[name]:+.1f}" for name in features(row.url))
                print(row.dataset, row.kind, "article" if row.is_article else "other", row.url, likelihood, reasons)
    else:
        table(rows)


if __name__ == "__main__":
    main()
