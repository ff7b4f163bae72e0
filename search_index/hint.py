"""The spelling to tell of above an answer: what was found, or what may have been meant.

The twin is `hint` in `js/search.js`.
"""

from dataclasses import dataclass

from search_index.answer import Answer, answer
from search_index.index import Index
from search_index.suggestion import did_you_mean


@dataclass(frozen=True, slots=True)
class Hint:
    """A better spelling of a whole query. `is_new`: it would show other pages, or another order.

    One that is not new says what the pages were found for; to ask about it would lead nowhere.
    """

    spelling: str
    is_new: bool


def hint(index: Index, text: str, answered: Answer) -> Hint | None:
    """Return the better spelling of what was answered so, or None.

    None above a pinned page, which is what somebody in danger needs first. Only what is surely a
    slip is mended. (Where nothing was found, nothing is near either: near words are found.)
    """
    better = [] if answered.pinned else did_you_mean(index, text, sure=True)
    if not better:
        return None
    return Hint(better[0], is_new=_keys(answer(index, better[0])) != _keys(answered))


def _keys(answered: Answer) -> list[str]:
    return [hit.key for hit in answered.listed()]
