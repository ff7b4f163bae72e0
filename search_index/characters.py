"""Classes of characters that the search tells apart, as ranges to put between `[` and `]`.

Ranges, not properties: both sides must hold the same, whatever Unicode their machine knows. The
twin is `js/characters.js`.
"""

# Soft hyphen, combining accents left over, Arabic vowel signs and tatweel, zero-width characters.
SILENT = "\u00ad\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\ufeff"

# Vowel signs of the scripts of India and Tibet, with the letters between them: the classes of
# letters and digits do not hold signs.
SIGNS = "\u0900-\u0963\u0971-\u09e3\u09fc-\u0df3\u0f71-\u0fbc"

# Scripts without spaces between words, digits apart: Thai, Lao, Burmese, Khmer, kana, Han.
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109d\u1780-\u17d3\u17d7"
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)

# What stays with the letter before it in those scripts: vowels after, above and below it, tones.
UNSPACED_MARKS = (
    "\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd"
    "\u102b-\u103e\u1056-\u109d\u17b4-\u17d3\u3099\u309a"
)

# "сім'я" and "сімʼя" are typed "сімя" as well: between two such letters an apostrophe is no end.
CYRILLIC = "\u0400-\u04ff"
APOSTROPHES = "'\u2019\u02bc"
