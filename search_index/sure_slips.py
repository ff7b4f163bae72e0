"""Whether one word is surely another one, mistyped.

Beside results a spelling is asked about only then: most unknown words of a sentence are spelt right
and only stand on no page, and to be asked "did you mean: allowed too many pills" helps nobody. The
twin is `js/sure_slips.js`.
"""

from search_index.lexicon import as_units

SHORTEST = 5

# From this length on, any slip that keeps the first letter will do.
ANY_SLIP_FROM = 7

# Letters that people write for one another because they sound alike.
SOUNDS = ("aeiouy", "cszkq")


def is_likely_slip(typed: str, meant: str) -> bool:
    """Say whether a typed word, folded, is surely `meant`, which lies within the slips allowed.

    Never where the first letters differ ("bare" is not "care"), nor where one begins with the other
    ("german" is not "germany"). In a short word, a wrong letter must sound like the right one or
    have changed places with its neighbour ("chill" is not "child").
    """
    one, other = as_units(typed), as_units(meant)
    if len(one) < SHORTEST or one[0] != other[:1]:
        return False
    if one.startswith(other) or other.startswith(one):
        return False
    if len(one) >= ANY_SLIP_FROM or len(one) != len(other):
        return True
    place = next(i for i, letter in enumerate(one) if letter != other[i])
    wrong, right = one[place], other[place]
    is_swapped = one[place + 1 : place + 2] == right and other[place + 1 : place + 2] == wrong
    return is_swapped or any(wrong in letters and right in letters for letters in SOUNDS)
