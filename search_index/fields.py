"""The fields of the index and how much each counts; the export carries the figures to the phone."""

from collections.abc import Mapping
from dataclasses import dataclass

from whoosh.analysis import RegexTokenizer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.scoring import BM25F


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much a word counts, by the field it is found in; and BM25's two constants.

    `length_weight` says how much a long text is held against a word, `saturation` how soon repeats
    stop counting.
    """

    boosts: Mapping[str, float]
    length_weight: float
    saturation: float

    def weighting(self) -> BM25F:
        """Return the scoring that both sides follow."""
        return BM25F(B=self.length_weight, K1=self.saturation)


# `aka` holds the people's own wordings ("also asked"), `parts` the parts of compound words. The
# figures are those that `bench/tune_search.py` chose on the tuning half of the judged queries.
RANKING = Ranking(
    boosts={"title": 2.0, "aka": 2.0, "body": 1.0, "parts": 0.5},
    length_weight=0.75,
    saturation=1.2,
)

FIELDS = tuple(RANKING.boosts)

# Fields whose words may be shown to readers, as a suggested spelling. `aka` holds misspellings.
SHOWN = ("title", "body")


def schema() -> Schema:
    """Return the Whoosh schema: every field is fed with words already analysed, parted by spaces.

    Thus nothing of ours is pickled into the index. The schema's own boosts stay at 1, because
    Whoosh would let them into the saturation, as 32-bit floats.
    """
    analysed = TEXT(analyzer=RegexTokenizer(r"\S+"), phrase=False)
    return Schema(id=STORED, key=STORED, **dict.fromkeys(FIELDS, analysed))
