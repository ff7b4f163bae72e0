/**
 * Classes of characters that the search tells apart, as ranges to put between `[` and `]`. The twin of
 * `search_index/characters.py`, where they are explained.
 */

export const CHARACTERS = {
  silent: "\\u00ad\\u0300-\\u036f\\u0640\\u064b-\\u065f\\u0670\\u200b-\\u200f\\ufeff",
  signs: "\\u0900-\\u0963\\u0971-\\u09e3\\u09fc-\\u0df3\\u0f71-\\u0fbc",
  unspaced:
    "\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0ece\\u0edc-\\u0edf\\u1000-\\u103f\\u1050-\\u109d\\u1780-\\u17d3\\u17d7" +
    "\\u3005-\\u3007\\u3041-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}",
  unspacedMarks:
    "\\u0e31-\\u0e3a\\u0e47-\\u0e4e\\u0eb1-\\u0ebc\\u0ec8-\\u0ecd" +
    "\\u102b-\\u103e\\u1056-\\u109d\\u17b4-\\u17d3\\u3099\\u309a",
  cyrillic: "\\u0400-\\u04ff",
  apostrophes: "'\\u2019\\u02bc",
};
