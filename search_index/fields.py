"""The fields of the index and how much each counts; the export carries the figures to the phone."""

from whoosh.analysis import RegexTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.scoring import BM25F

# A word asked for in the title or in the people's own wordings ("also asked") counts twice a word
# of the text; a part of a compound word half. Larger boosts buried pages whose text was the better
# answer.
BOOSTS = {"title": 2.0, "aka": 2.0, "body": 1.0, "parts": 0.5}

# Fields whose words may be shown to readers, as a suggested spelling. `aka` holds misspellings.
SHOWN = ("title", "body")

# BM25's two constants: how much a long text is held against a word, and how soon repeats stop
# counting.
LENGTH_WEIGHT = 0.75
SATURATION = 1.2


def schema() -> Schema:
    """Return the Whoosh schema: every field is fed with words already analysed, parted by spaces.

    Thus nothing of ours is pickled into the index. `surface` holds each written form with its term
    ("clinics:clinic"), is never searched, and belongs to no page (the first one carries it): it is
    where the lexicon is read from. The schema's own boosts stay at 1, because Whoosh would let them
    into the saturation, as 32-bit floats.
    """
    analysed = TEXT(analyzer=RegexTokenizer(r"\S+"), phrase=False)
    fields = dict.fromkeys([*BOOSTS, "surface"], analysed)
    return Schema(id=ID(stored=True), key=ID(stored=True), **fields)


def weighting() -> BM25F:
    """Return the scoring that both sides follow."""
    return BM25F(B=LENGTH_WEIGHT, K1=SATURATION)
