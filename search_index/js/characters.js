/**
 * Classes of characters that the search tells apart, as ranges to put between `[` and `]`. The twin of
 * `search_index/characters.py`, where they are explained.
 */

export const CHARACTERS = {
  silent: "\\u00ad\\u0300-\\u036f\\u0640\\u064b-\\u065f\\u0670\\u200b-\\u200f\\ufeff",
  signs:
    "\\u0900-\\u0963\\u0981-\\u09e3\\u09fe-\\u0a75\\u0a81-\\u0ae3\\u0afa-\\u0b63\\u0b82-\\u0bd7" +
    "\\u0c00-\\u0c63\\u0c81-\\u0c83\\u0cbc-\\u0d4d\\u0d57-\\u0d63\\u0d81-\\u0df3" +
    "\\u0f18\\u0f19\\u0f35\\u0f37\\u0f39\\u0f3e-\\u0f84\\u0f86-\\u0fbc\\u0fc6",
  unspaced:
    "\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0ece\\u0edc-\\u0edf\\u1000-\\u103f\\u1050-\\u108f" +
    "\\u109a-\\u109d\\u1780-\\u17d3\\u17d7\\u17dc\\u17dd\\u3005-\\u3007\\u3041-\\u3096\\u3099\\u309a" +
    "\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
    "\\uf900-\\ufaff\\u{20000}-\\u{3ffff}",
  unspacedMarks:
    "\\u0e31-\\u0e3a\\u0e47-\\u0e4e\\u0eb1-\\u0ebc\\u0ec8-\\u0ecd\\u102b-\\u103e\\u1056-\\u109d" +
    "\\u17b4-\\u17d3\\u17dd\\u3099\\u309a",
  cyrillic: "\\u0400-\\u04ff",
  apostrophes: "'\\u2019\\u02bc",
};
