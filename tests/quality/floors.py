"""The floors of quality: measure the corpus with the shipped tables, compare, raise.

    python -m tests.quality.floors                      print figures against floors; exit code 1 below a floor
    python -m tests.quality.floors --raise              lift the floors to the figures; refuses where one would sink
    python -m tests.quality.floors --lower "reason"     the same, where one sinks on purpose; the reason is kept

The floors are figures of the shipped tables on pages that they were trained on: they guard the code, they promise
nothing for other sites. What may be expected there stands beside them as `cross_validated`, written by the training.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import newscrawl
from tests.quality import corpus
from tests.quality.figures import FIGURES, by_language, fields_of, figures_of

TOLERANCE = 0.05  # points: other versions of numpy and libxml2 may differ in the last digit
Floors = dict[str, dict[str, float]]


def measure() -> Floors:
    """Percent per set and metric, per language, of the fields, and of the verdict on articles and other pages."""
    records, verdicts = [], {}
    for name in (*corpus.SETS, corpus.OTHER):
        articles = [(page, newscrawl.extract(corpus.html(page), page.url)) for page in corpus.pages(name)]
        verdicts[name] = [article.meta.quality.is_article for _, article in articles]
        records += [(name, page, article) for page, article in articles if name in corpus.SETS]
    news = [said for name in ("sh", "aet", "fundus") for said in verdicts[name]]
    others = verdicts[corpus.OTHER]
    answers = [(name, page, article.article_body or "") for name, page, article in records]
    return {
        **figures_of(answers),
        "languages": by_language(answers),
        **fields_of(records),
        "is_article": {
            "news_recall": round(100 * sum(news) / len(news), 2),
            "others_refused": round(100 - 100 * sum(others) / len(others), 2),
        },
    }


def below(figures: Floors, floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Every figure under its floor, in words."""
    return [
        f"{name} {key}: {figures.get(name, {}).get(key, 0.0):.2f}, floor {floor:.2f}"
        for name, values in floors.items()
        for key, floor in values.items()
        if figures.get(name, {}).get(key, 0.0) < floor - TOLERANCE
    ]


def update(record: dict[str, Any], figures: Floors, digest: str, lower: str | None) -> dict[str, Any]:
    """The record with new floors. ValueError where a floor would sink and no reason is given."""
    sinking = below(figures, record.get("floors", {})) if record.get("corpus") == digest else []
    if sinking and not lower:
        raise ValueError("would lower: " + "; ".join(sinking) + '. If it must be, say why: --lower "reason"')
    lowered = (
        [*record.get("lowered", []), {"reason": lower, "floors": sinking}] if sinking else record.get("lowered", [])
    )
    return {**record, "corpus": digest, "floors": figures, "lowered": lowered}


def read(file: Path = FIGURES) -> dict[str, Any]:
    """What stands in the file; empty when there is none yet."""
    return dict(json.loads(file.read_text())) if file.exists() else {}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="lift", action="store_true", help="write the figures as new floors")
    parser.add_argument("--lower", metavar="REASON", help="write them even where a floor sinks")
    options = parser.parse_args()
    record, figures, digest = read(), measure(), corpus.digest()
    for name, values in figures.items():
        print(f"{name:12}", "  ".join(f"{key} {value:.2f}" for key, value in values.items()))
    if options.lift or options.lower:
        try:
            record = update(record, figures, digest, options.lower)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        FIGURES.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
        return 0
    failed = below(figures, record.get("floors", {}))
    print("\n".join(["below the floor:", *failed]) if failed else "every floor holds")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
