"""Learns the weights of the votes for titles and names on the development corpus and writes `extraction/weights.json`.

    python -m tests.quality.train_fields            train, print cross-validated figures, write the weights
    python -m tests.quality.train_fields --dry      only print
    python -m tests.quality.train_fields --trust    how often each source of dates and by-lines is right

A title's votes are weighed by a softmax over the titles of its page, a name's by logistic regression. The figures that
count are cross-validated over sites: every page is judged by weights that saw no page of its registered domain.

Tried for titles, cross-validated (exact; one page of fundus is 0.8)           aet  fundus  traf  wcxb

    the first <h1>, else og:title                                             92.6  77.0  83.1  85.0
    og:title first                                                            81.1  84.4  75.5  76.2
    JSON-LD first                                                             83.4  82.8  81.3  82.3
    a fixed vote of <h1>, JSON-LD, og:title, <h2>                             90.8  83.6  85.2  85.6
    learned, without og:title's agreements and the place in an <h2>           95.4  79.5  88.5  87.7
    <h1>s in menus or hidden do not confirm                                   95.4  77.9  88.7  87.7
    beginning, end and inside of an <h2> count                                94.9  80.3  88.7  87.9
    and fundus counts twice                                                   94.9  81.1  87.8  87.7
    and og:title's agreement with JSON-LD and <title>                         93.5  82.0  88.0  87.9
    <h1>s in breadcrumbs told apart, kickers inside headings split off        94.0  82.0  88.0  87.3
    and a title printed instead of such an <h1> counts (PRIOR)                94.0  85.2  86.8  87.7
    and fundus counts three times                                             94.0  86.1  86.6  87.5
    and a stronger ridge, 3 instead of 0.5                                    93.5  89.3  87.1  87.5
    (the same on the corpus as it is now)                                     94.0  84.4  88.0  87.5  dan 87.9  l3s 77.2
    host names in other scripts, pieces between signs of one kind             94.0  86.1  88.0  86.5  dan 93.7  l3s 77.9
    dan and l3s too, lines that look like headlines                           93.1  86.1  88.0  86.2  dan 95.6  l3s 84.3
    kickers and genres in headings, "unstated: " votes, a ridge of 5          94.5  86.1  89.6  86.4  dan 95.7  l3s 84.0
    a <title> freed of the site's name is not cut at colons                   94.9  85.2  88.9  86.9  dan 95.6  l3s 81.9
    votes of their own for pages whose JSON-LD says news (not taken)          93.1  86.9  89.1  86.7  dan 96.3  l3s 84.0
    a title that holds the site's name beside other words is no site's name   94.5  85.2  89.4  87.1  dan 95.7  l3s 81.9
    and a ridge of 2.5: fewer pages of the training itself are missed         94.5  84.4  89.4  87.7  dan 94.2  l3s 81.9

The last step costs 13 titles of one site of dan, in the fold that does not see it: with all sites they are right.

The truth of fundus is what each of its hand-written parsers reads (og:title on a third of the sites, JSON-LD or the
printed title on the others), so that no one title is right on all: of its misses most are such a second title.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from newscrawl.extraction.candidates import WEIGHTS, gather
from newscrawl.extraction.evidence import Evidence
from newscrawl.extraction.fields import authors, headline, published
from newscrawl.extraction.page import read_page
from tests.quality import corpus

Matrix = np.ndarray

DATED = ("aet", "fundus", "traf", "wcxb")
# The old pages of dan and l3s state nothing to machines: what is printed there has weights of its own ("unstated: ").
SETS = {"headline": (*DATED, "dan", "l3s"), "authors": DATED}
FOLDS = 5
RIDGE = {"headline": 2.5, "authors": 0.5}
STEPS = 30  # of Newton's method; ten are enough
SMALLEST = 0.15  # weights below say nothing
LEAST = {"headline": 12, "authors": 8}  # how often a vote has to occur
# News is what newscrawl is for; the other sets are three times as many pages, half of them blogs.
IMPORTANCE = {"fundus": 3.0}
# What a vote is worth before a page is seen. Six publishers print another headline than their <h1>, which stands in the
# breadcrumb: too few for folds, of which one holds half of them. On 11 of their 12 pages the printed one is right.
# A name that a by-line lists behind the first one is an author's on 14 of the 16 pages that print one; the others'
# truths are doubtful.
PRIOR = {
    "printed instead of a listed h1": 4.0,
    "listed with first": 2.0,
    "listed with stated first": 2.0,
    "site name": -3.0,
    "unstated: site name": -3.0,
    "unstated: only part of a heading that is stated": 3.0,
    "only part of a heading that is stated": 3.0,
}


_JOINED = re.compile(r"\s+(?:and|und|y|et|e|en)\s+|\s*[,;&、]\s*")  # several people in one name of a truth


@dataclass
class Ballot:
    """What there was to choose from on one page: the options, their votes, and which of them are right."""

    page: Any
    options: list[str]
    votes: list[list[str]]
    right: list[bool]

    @property
    def fold(self) -> int:
        return int(hashlib.md5(self.page.domain.encode()).hexdigest(), 16) % FOLDS

    @property
    def importance(self) -> float:
        return IMPORTANCE.get(self.page.dataset, 1.0)


def read_evidence(page: Any) -> Evidence:
    """The page with the choices of titles and dates."""
    evidence = read_page(page.html, page.url)
    return evidence.with_choices({"date_published": published.choose(evidence)})


def title_ballot(page: Any, evidence: Evidence) -> Ballot:
    titles = headline.group(gather(evidence, headline.SOURCES))
    options = [held[0].value for held in titles.values()]
    right = [bool(corpus.scorer().title_exact(page.title, one)) for one in options]
    return Ballot(page, options, [headline.votes(key, titles, evidence) for key in titles], right)


def author_ballot(page: Any, evidence: Evidence) -> Ballot:
    persons = authors.gather_persons(gather(evidence, authors.SOURCES))
    known = {corpus.scorer().norm_name(name) for said in page.authors for name in (said, *_JOINED.split(said))}
    options = [person.author.name for person in persons]
    right = [corpus.scorer().norm_name(name) in known for name in options]
    return Ballot(page, options, [authors.votes(person, persons, evidence) for person in persons], right)


# -- learning


class Table:
    """The votes of all options of all ballots as one matrix of zeros and ones."""

    def __init__(self, ballots: Sequence[Ballot], least: int) -> None:
        counts = Counter(vote for ballot in ballots for votes in ballot.votes for vote in votes)
        self.names = [name for name, count in sorted(counts.items()) if count >= least or name in PRIOR]
        place = {name: number for number, name in enumerate(self.names)}
        sizes = [len(ballot.options) for ballot in ballots]
        self.rows = np.zeros((sum(sizes), len(self.names)))
        every = (votes for ballot in ballots for votes in ballot.votes)
        for row, votes in enumerate(every):
            self.rows[row, [place[vote] for vote in votes if vote in place]] = 1
        self.starts = np.concatenate(([0], np.cumsum(sizes)))

    def of(self, ballot: int) -> slice:
        return slice(self.starts[ballot], self.starts[ballot + 1])


Learn = Callable[[Table, Sequence[Ballot], Sequence[int]], Matrix]


def learn_titles(table: Table, ballots: Sequence[Ballot], taught: Sequence[int]) -> Matrix:
    """Newton's method on the softmax over the options of each page that has a right one."""
    prior = np.array([PRIOR.get(name, 0.0) for name in table.names])
    weights = np.zeros(len(table.names))
    for _ in range(STEPS):
        slope, bend = RIDGE["headline"] * (weights - prior), RIDGE["headline"] * np.eye(len(weights))
        for number in taught:
            ballot = ballots[number]
            if not any(ballot.right):
                continue
            rows = table.rows[table.of(number)]
            share = softmax(rows @ weights)
            expected = share @ rows
            slope += ballot.importance * (expected - rows[ballot.right.index(True)])
            bend += ballot.importance * ((rows.T * share) @ rows - np.outer(expected, expected))
        weights -= (step := np.linalg.solve(bend, slope))
        if np.abs(step).max() < 1e-4:
            break
    return weights


def learn_authors(table: Table, ballots: Sequence[Ballot], taught: Sequence[int]) -> Matrix:
    """Newton's method on the logistic regression over all names."""
    if not taught:
        return np.zeros(len(table.names))
    rows = np.concatenate([table.rows[table.of(number)] for number in taught])
    right = np.concatenate([np.array(ballots[number].right, float) for number in taught])
    prior = np.array([PRIOR.get(name, 0.0) for name in table.names])
    weights = np.zeros(len(table.names))
    for _ in range(STEPS):
        share = sigmoid(rows @ weights)
        bend = (rows.T * (share * (1 - share))) @ rows + RIDGE["authors"] * np.eye(len(weights))
        weights -= (step := np.linalg.solve(bend, rows.T @ (share - right) + RIDGE["authors"] * (weights - prior)))
        if np.abs(step).max() < 1e-4:
            break
    return weights


def softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def sigmoid(scores: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-scores)))


def scores_of(table: Table, ballots: Sequence[Ballot], learn: Learn) -> tuple[Matrix, Matrix, Matrix]:
    """The scores of all options by weights that did not see their sites, by those of all sites, and these weights."""
    unseen = np.zeros(len(table.rows))
    for fold in range(FOLDS):
        weights = learn(table, ballots, [n for n, one in enumerate(ballots) if one.fold != fold])
        for number, ballot in enumerate(ballots):
            if ballot.fold == fold:
                unseen[table.of(number)] = table.rows[table.of(number)] @ weights
    weights = learn(table, ballots, range(len(ballots)))
    return unseen, table.rows @ weights, weights


# -- figures


def title_figures(table: Table, ballots: Sequence[Ballot], scores: Matrix) -> tuple[dict[str, float], float]:
    """Share of right titles for each set; the calibration error."""
    hits: dict[str, list[bool]] = defaultdict(list)
    sure: list[tuple[float, bool]] = []
    for number, ballot in enumerate(ballots):
        own = scores[table.of(number)]
        hit = len(own) > 0 and ballot.right[int(own.argmax())]
        hits[ballot.page.dataset].append(hit)
        if len(own):
            sure.append((float(softmax(headline.SHARPNESS * own).max()), hit))
    return {name: 100 * float(np.mean(every)) for name, every in hits.items()}, calibration_error(sure)


def author_figures(table: Table, ballots: Sequence[Ballot], scores: Matrix) -> tuple[dict[str, float], float]:
    """F1 over the names for each set; the calibration error."""
    score = corpus.scorer()
    counts: dict[str, list[Any]] = defaultdict(list)
    for number, ballot in enumerate(ballots):
        likely = sigmoid(scores[table.of(number)]) >= authors.THRESHOLD
        named = [name for name, kept in zip(ballot.options, likely, strict=True) if kept]
        counts[ballot.page.dataset].append(score.author_counts(ballot.page.authors, named))
    right = [one for ballot in ballots for one in ballot.right]
    error = calibration_error(list(zip(sigmoid(scores).tolist(), right, strict=True)))
    return {name: 100 * float(score.author_summary(every)["f1"]) for name, every in counts.items()}, error


def calibration_error(sure: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for one in sure:
        bins[min(9, int(one[0] * 10))].append(one)
    gaps = (abs(sum(p for p, _ in held) - sum(hit for _, hit in held)) for held in bins.values())
    return sum(gaps) / max(1, len(sure))


def trained(table: Table, weights: Matrix) -> dict[str, float]:
    pairs = sorted(zip(table.names, weights.tolist(), strict=True), key=lambda pair: -pair[1])
    return {name: round(weight, 2) for name, weight in pairs if abs(weight) >= SMALLEST}


# -- how often a source is right


def shares(hits: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """One line per source: share of right statements and their number."""
    found: dict[str, list[bool]] = defaultdict(list)
    for source, hit in hits:
        found[source].append(hit)
    for source, every in sorted(found.items(), key=lambda pair: -len(pair[1])):
        yield f"{source:34}{np.mean(every):6.2f}{len(every):6d}"


def date_hits(page: Any, evidence: Evidence) -> Iterator[tuple[str, bool]]:
    choice = evidence.chosen["date_published"]
    for one in choice.candidates:
        yield one.source + (" " + one.note if one.note else ""), one.value.iso[:10] == page.date


def line_hits(page: Any, evidence: Evidence) -> Iterator[tuple[str, bool]]:
    known = {corpus.scorer().norm_name(name) for name in page.authors}
    for line in evidence.bylines:
        if all(author.role == "photo" for author in line.people):
            continue
        yield line.source, any(corpus.scorer().norm_name(author.name) in known for author in line.people)


def date_figures(pages: Iterable[tuple[Any, Evidence]]) -> tuple[dict[str, float], float]:
    """Share of right days among the dated pages of each set; the calibration error of the days that are given."""
    hits: dict[str, list[bool]] = defaultdict(list)
    sure: list[tuple[float, bool]] = []
    for page, evidence in pages:
        choice = evidence.chosen["date_published"]
        hit = choice.value is not None and choice.value.iso[:10] == page.date
        hits[page.dataset].append(hit)
        if choice.value is not None:
            sure.append((choice.confidence, hit))
    return {name: 100 * float(np.mean(every)) for name, every in hits.items()}, calibration_error(sure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="only print")
    parser.add_argument("--trust", action="store_true", help="how often each source of dates and by-lines is right")
    options = parser.parse_args()
    pages = [
        (page, read_evidence(page)) for name in dict.fromkeys(sum(SETS.values(), ())) for page in corpus.pages(name)
    ]
    by_set, error = date_figures((page, one) for page, one in pages if page.date)
    shown = "  ".join(f"{name} {value:.1f}" for name, value in by_set.items())
    print(f"{'date':10}{'set by hand':14}{shown}  calibration error {error:.3f}")
    if options.trust:
        print(*shares(hit for page, one in pages if page.date for hit in date_hits(page, one)), sep="\n")
        print(*shares(hit for page, one in pages if page.authors for hit in line_hits(page, one)), sep="\n")
        return
    ballots = {
        "headline": [title_ballot(page, one) for page, one in pages if page.title and page.dataset in SETS["headline"]],
        "authors": [
            author_ballot(page, one) for page, one in pages if page.authors and page.dataset in SETS["authors"]
        ],
    }
    weights = {}
    for field, learn, figures in (
        ("headline", learn_titles, title_figures),
        ("authors", learn_authors, author_figures),
    ):
        taught = [ballot for ballot in ballots[field] if ballot.page.dataset in SETS[field]]
        table = Table(taught, LEAST[field])
        unseen, seen, learned = scores_of(table, taught, learn)
        weights[field] = trained(table, learned)
        for title, scores in (("unseen sites", unseen), ("in-sample", seen)):
            by_set, error = figures(table, taught, scores)
            shown = "  ".join(f"{name} {value:.1f}" for name, value in by_set.items())
            print(f"{field:10}{title:14}{shown}  calibration error {error:.3f}")
    if not options.dry:
        WEIGHTS.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
