/**
 * One slip of the thumb: whether what was typed can be another word, and where it went wrong. The
 * twin of `search_index/slips.py`, where the rules are told.
 */

export const SHORTEST_WITH_SLIP = 5;

/** From this length on, a wrong letter may be any. */
const ANY_LETTER_FROM = 8;

/** The keys of a phone, as they lie in English and Dutch, and in French. */
const KEY_ROWS = [
  ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
  ["azertyuiop", "qsdfghjklm", "wxcvbn"],
];

/**
 * The one slip in a long word of the phrase that explains what was typed.
 * @param {string} typed  one letter shorter or longer at most, and not the same
 * @param {string} letters  of the phrase, without its spaces
 * @param {number[]} lengths  of its words
 * @returns {{ place: number, word: number }|undefined} where it is: in what was typed, in which word
 */
export function findSlip(typed, letters, lengths) {
  const shortest = Math.min(typed.length, letters.length);
  const half = (letters.length >> 1) - 1;
  let shared = 0;
  while (shared < shortest && typed.charCodeAt(shared) === letters.charCodeAt(shared)) {
    shared++;
  }
  if (shared < half && !letters.endsWith(typed.slice(-half))) {
    // One slip leaves one half as it was: nearly all that is typed ends here.
    return undefined;
  }
  const more = typed.length - letters.length;
  // Of a run of one letter, which may go on in the next word, any may be left out, or added.
  const run = more < 0 ? letters : typed;
  let place = shared;
  let word = wordWithSlip(place, lengths, more > 0 ? 1 : 0);
  while (more && word < 0 && place > 0 && run[place - 1] === run[shared]) {
    place--;
    word = wordWithSlip(place, lengths, more > 0 ? 1 : 0);
  }
  if (word < 0) {
    return undefined;
  }
  const rest = typed.slice(shared);
  const expected = letters.slice(shared);
  if (more > 0) {
    return rest.slice(1) === expected ? { place, word } : undefined;
  }
  if (more < 0) {
    // What comes next may be the next word: the letter before it was the last one of this word.
    return rest === expected.slice(1) ? { place: place - 1, word } : undefined;
  }
  const swapped = expected.slice(1, 2) + expected.slice(0, 1) + expected.slice(2);
  const isWrong =
    rest.slice(1) === expected.slice(1) && mayBe(rest[0] || "", expected[0] || "", lengths[word] || 0);
  return isWrong || rest === swapped ? { place: shared, word } : undefined;
}

/**
 * @param {string} typed
 * @param {string} meant
 * @param {number} length
 * @returns {boolean} whether a letter may stand for another in a word of so many letters
 */
function mayBe(typed, meant, length) {
  const places = KEY_ROWS.map((rows) => [placeOfKey(rows, typed), placeOfKey(rows, meant)]);
  const haveKeys = places.every(([one, other]) => one && other);
  return length >= ANY_LETTER_FROM || !haveKeys || places.some(([one, other]) => areBeside(one, other));
}

/**
 * @param {string[]} rows
 * @param {string} letter
 * @returns {{ row: number, column: number }|undefined}
 */
function placeOfKey(rows, letter) {
  const row = rows.findIndex((keys) => keys.includes(letter));
  return row < 0 ? undefined : { row, column: (rows[row] || "").indexOf(letter) };
}

/**
 * In a row, or above one another: a key lies above that of the same column and that before it.
 * @param {{ row: number, column: number }|undefined} one
 * @param {{ row: number, column: number }|undefined} other
 * @returns {boolean}
 */
function areBeside(one, other) {
  if (!one || !other) {
    return false;
  }
  const across = other.column - one.column;
  const down = other.row - one.row;
  return (
    (down === 0 && Math.abs(across) === 1) ||
    (down === 1 && (across === 0 || across === -1)) ||
    (down === -1 && (across === 0 || across === 1))
  );
}

/**
 * The word in which a letter may be wrong, or added before it: a long one, after its first letter.
 * @param {number} place
 * @param {number[]} lengths
 * @param {number} added  1 or 0
 * @returns {number} -1: none
 */
function wordWithSlip(place, lengths, added) {
  let start = 0;
  for (const [word, length] of lengths.entries()) {
    if (place < start + length + added) {
      return length >= SHORTEST_WITH_SLIP && place > start ? word : -1;
    }
    start += length;
  }
  return -1;
}
