"""Stems Bulgarian words by Jacques Savoy's light rules; Snowball has no Bulgarian.

Articles stand at the end of a word ("лекарят", the doctor) and fall first, then plurals, then the
last vowel:

    лекарите -> лекари -> лекар         болниците -> болници -> болниц -> болник

Savoy undoes the sounds that a plural changes (ученик, ученици; бял, бели) in the plural only, and
so parts "болници" from "болница", "съвети" from "съвет" and "училища" from "училище". Here they are
made alike at the end, in every word: ц is к, з is г, с is х, я before the last letter is е, and ищ
falls.

The twin is `js/stemmers/bg.js`. Source: J. Savoy, Searching strategies for the Bulgarian language,
2007.
"""

# (longer than, ending, what stands in its place), the first that fits.
_Rules = tuple[tuple[int, str, str], ...]

_ARTICLES: _Rules = (
    (6, "ият", ""),
    (5, "ът", ""),
    (5, "то", ""),
    (5, "те", ""),
    (5, "та", ""),
    (5, "ия", ""),
    (4, "ят", ""),
)
_PLURALS: _Rules = (
    (6, "овци", "о"),
    (6, "ове", ""),
    (6, "еве", "й"),
    (5, "та", ""),
    (4, "и", ""),
)
_SOFT_VOWEL: _Rules = ((3, "я", ""),)
_VOWELS: _Rules = ((3, "а", ""), (3, "о", ""), (3, "е", ""))
_PLACES: _Rules = ((4, "ищ", ""),)
_FLEETING_VOWEL: _Rules = ((4, "ен", "н"),)
_STEPS = (_ARTICLES, _PLURALS, _SOFT_VOWEL, _VOWELS, _PLACES, _FLEETING_VOWEL)
_SOUNDS: _Rules = ((0, "ц", "к"), (0, "з", "г"), (0, "с", "х"))

# Words of three letters and less are left alone.
_SHORTEST = 4


def stem(word: str) -> str:
    """Return the stem of a word in lower case."""
    if len(word) < _SHORTEST:
        return word
    root = word
    for rules in _STEPS:
        root = _replaced(root, rules)
    if len(root) > 5 and root[-2] == "ъ":
        root = root[:-2] + root[-1]
    last = _replaced(root[-1], _SOUNDS)
    return root[:-2] + root[-2].replace("я", "е") + last


def _replaced(word: str, rules: _Rules) -> str:
    """Return the word with the first ending that fits replaced."""
    for longer_than, ending, other in rules:
        if len(word) > longer_than and word.endswith(ending):
            return word[: -len(ending)] + other
    return word
