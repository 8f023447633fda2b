"""The figures of a set of answers: body F1, exact pages, ROUGE-LSum, snippet F1; titles, names and days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.quality import corpus

FIGURES = corpus.REPOSITORY / "fixtures" / "quality.json"
Figures = dict[str, dict[str, float]]


def figures_of(answers: Iterable[tuple[str, Any, str]]) -> Figures:
    """Percent per set, from (set, page, body text)."""
    by_set: defaultdict[str, list[tuple[Any, str]]] = defaultdict(list)
    for name, page, text in answers:
        if name in corpus.SETS and (page.text or page.must_contain):
            by_set[name].append((page, text))
    return {name: _figures(name, pairs) for name, pairs in by_set.items()}


def _figures(name: str, pairs: list[tuple[Any, str]]) -> dict[str, float]:
    score = corpus.scorer()
    if name == "traf":
        counts = [score.snippet_counts(page.must_contain, page.must_not_contain, text) for page, text in pairs]
        return {"snippet_f1": round(100 * score.confusion(counts)["f1"], 2)}
    summary = score.shingle_summary([score.shingle_counts(page.text, text) for page, text in pairs])
    exact = sum(score.exact(page.text, text) for page, text in pairs) / len(pairs)
    out = {"f1": summary["f1"], "precision": summary["p"], "recall": summary["r"], "exact": exact}
    if name == "fe":
        out["rouge"] = sum(score.fe_rouge(page.paragraphs, text)[2] for page, text in pairs) / len(pairs)
    return {key: round(100 * value, 2) for key, value in out.items()}


def by_language(answers: Iterable[tuple[str, Any, str]], least: int = 5) -> dict[str, float]:
    """Body F1 per language over all annotated sets, where there are pages enough."""
    score = corpus.scorer()
    counts: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for name, page, text in answers:
        if name in corpus.TRUTH_SETS and page.text and page.lang:
            counts[page.lang[:2]].append(score.shingle_counts(page.text, text))
    return {
        language: round(100 * score.shingle_summary(found)["f1"], 2)
        for language, found in sorted(counts.items())
        if len(found) >= least
    }


def fields_of(records: Iterable[tuple[str, Any, Any]], least: int = 5) -> Figures:
    """Percent of right titles and days and F1 of names, from (set, page, article): per set and per language.

    A language counts where enough pages have the answer; pages that do not tell theirs count as what was found.
    """
    found: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for name, page, article in records:
        for field, count in _field_counts(page, article):
            found[f"{field} by set"][name].append(count)
            found[f"{field} by language"][(page.lang or article.in_language or "none")[:2]].append(count)
    return {
        title: {key: _percent(title, counts) for key, counts in sorted(groups.items()) if len(counts) >= least}
        for title, groups in found.items()
    }


def _field_counts(page: Any, article: Any) -> Iterator[tuple[str, Any]]:
    score = corpus.scorer()
    if page.title:
        yield "title", score.title_exact(page.title, article.headline)
    if page.authors:
        yield "authors", score.author_counts(page.authors, [one.name for one in article.authors or ()])
    if page.date:
        yield "date", score.date_hit(page.date, article.date_published)[0]


def _percent(title: str, counts: list[Any]) -> float:
    value = corpus.scorer().author_summary(counts)["f1"] if title.startswith("authors") else sum(counts) / len(counts)
    return round(100 * float(value), 2)


def show(title: str, figures: Mapping[str, Mapping[str, float]]) -> None:
    print(title)
    for name, values in figures.items():
        print(f"  {name:8}", "  ".join(f"{key} {value:.2f}" for key, value in values.items()))
