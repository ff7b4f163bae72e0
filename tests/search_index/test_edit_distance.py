"""The number of slips between two words, against a plain definition."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from search_index.edit_distance import edit_distance

WORDS = st.text(alphabet="abc", max_size=6)


def plain_distance(one: str, other: str) -> int:
    """Compute optimal string alignment as its definition says."""

    @cache
    def distance(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        changed = distance(i - 1, j - 1) + (one[i - 1] != other[j - 1])
        best = min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, changed)
        if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
            best = min(best, distance(i - 2, j - 2) + 1)
        return best

    return distance(len(one), len(other))


@given(WORDS, WORDS)
def test_the_distance_is_the_defined_one(one: str, other: str) -> None:
    assert edit_distance(one, other, most=12) == plain_distance(one, other)


@given(WORDS, WORDS)
def test_beyond_the_bound_only_the_bound_is_told(one: str, other: str) -> None:
    assert min(edit_distance(one, other, most=1), 2) == min(plain_distance(one, other), 2)
