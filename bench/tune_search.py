"""Chooses how much each field counts, on the tuning half of the judged queries and nothing else.

A coordinate search: one figure after the other is tried over a short list while the others stand,
round after round, until a round changes nothing. What counts is the mean over the languages of
success@3 + MRR; of equal figures the one nearer to today's stays. Prints what it chose; a person
writes it into `search_index/fields.py` and runs `python3 -m bench.search_quality`.
"""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.search_judged import TUNING, Judged, guide_index, judged_queries, quality, read_guide
from search_index.fields import RANKING, Ranking
from search_index.index import Index
from search_index.query import search

LANGUAGES = ("en", "fr", "nl")

# Values to try. The text is the measure of the other fields, so its boost stays at 1.
CHOICES = {
    "title": (1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
    "aka": (1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
    "parts": (0.25, 0.5, 0.75, 1.0),
    "length_weight": (0.3, 0.45, 0.6, 0.75, 0.9),
    "saturation": (0.6, 0.9, 1.2, 1.6, 2.0),
}

# A smaller gain than this is chance: it is that of one query which enters the first three.
LEAST_GAIN = 0.015

Figures = Mapping[str, float]
Asked = Mapping[str, tuple[Index, Sequence[Judged]]]


def main() -> None:
    """Search and print."""
    library = read_guide()
    with tempfile.TemporaryDirectory() as folder:
        asked = {}
        for language in LANGUAGES:
            index = guide_index(library, language, Path(folder) / language)
            judged = [one for one in judged_queries(library, index) if one.part == TUNING]
            asked[language] = (index, judged)
        figures: Figures = {
            **{name: boost for name, boost in RANKING.boosts.items() if name != "body"},
            "length_weight": RANKING.length_weight,
            "saturation": RANKING.saturation,
        }
        print(f"today   {worth(asked, figures):.4f}  {dict(figures)}")
        chosen = climb(asked, figures)
        print(f"chosen  {worth(asked, chosen):.4f}  {dict(chosen)}")


def climb(asked: Asked, figures: Figures) -> Figures:
    """Return the figures after which no single change is a gain."""
    best = worth(asked, figures)
    changed = True
    while changed:
        changed = False
        for name, choices in CHOICES.items():
            for choice in sorted(choices, key=lambda one: abs(one - figures[name])):
                tried = {**figures, name: choice}
                value = worth(asked, tried)
                if value > best + LEAST_GAIN:
                    figures, best, changed = tried, value, True
                    print(f"        {best:.4f}  {name} = {choice}")
    return figures


def worth(asked: Asked, figures: Figures) -> float:
    """Return the mean of success@3 + MRR over the languages."""
    ranking = Ranking(
        boosts={n: figures.get(n, 1.0) for n in RANKING.boosts},
        length_weight=figures["length_weight"],
        saturation=figures["saturation"],
    )
    total = 0.0
    for index, judged in asked.values():

        def ask(query: str, index: Index = index) -> list[str]:
            return [hit.id for hit in search(index, query, ranking=ranking)]

        found = quality(judged, ask)
        total += found.success_at_3 + found.mrr
    return total / len(asked)


if __name__ == "__main__":
    main()
