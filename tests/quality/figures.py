"""The figures of a set of answers: body F1, exact pages, ROUGE-LSum, snippet F1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
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


def show(title: str, figures: Mapping[str, Mapping[str, float]]) -> None:
    print(title)
    for name, values in figures.items():
        print(f"  {name:8}", "  ".join(f"{key} {value:.2f}" for key, value in values.items()))
