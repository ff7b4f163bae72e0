"""How many slips lie between two words: letters left out, added, changed or swapped."""

from os.path import commonprefix


def edit_distance(typed: str, known: str, most: int) -> int:
    """Return the distance (optimal string alignment), or `most + 1` as soon as it must be larger.

          a  b  o  r  t        row i, column j: the cheapest way from the first i letters
       0  1  2  3  4  5        typed to the first j letters known, by
    a  1  0  1  2  3  4          a letter left out     from above,            +1
    b  2  1  0  1  2  3          a letter added        from the left,         +1
    r  3  2  1  1  1  2          a letter changed      from above left,       +1 unless equal
    o  4  3  2  1  1  2          neighbours swapped    two up and two left,   +1
    t  5  4  3  2  2  1
    """
    # What both begin and end with costs nothing: of most words only a letter or two is left.
    shared = len(commonprefix((typed, known)))
    typed, known = typed[shared:], known[shared:]
    shared = len(commonprefix((typed[::-1], known[::-1])))
    typed, known = typed[: len(typed) - shared], known[: len(known) - shared]
    before: list[int] = []
    above = list(range(len(known) + 1))
    for i, letter in enumerate(typed, start=1):
        row = [i]
        for j, other in enumerate(known, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return min(above[-1], most + 1)
