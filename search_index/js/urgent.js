/**
 * Words of urgency: which emergency pages a query asks for, whatever the ranking says. The twin of
 * `search_index/urgent.py`, where the rules are drawn.
 *
 * @import { Analyzer } from "./analysis.js"
 * @typedef {{ exact: boolean, letters: number }} UrgentMatch  letters 0: none
 * @typedef {{ joined: string, starts: number[], ends: Set<number>, mayMean: (place: number, meant: string) => boolean }}
 *   JoinedQuery  `mayMean`: the word at a place can be another one, mistyped, as it is none by itself
 */

import { normaliseText, splitWords } from "./analysis.js";
import { cutQuery } from "./expansion.js";

const MOST_PINNED = 2;
const SHORTEST_WITH_SLIP = 5;

/** From this length on, a wrong letter may be any. */
const ANY_LETTER_FROM = 8;

/** The keys of a phone, as they lie in English and Dutch, and in French. */
const KEY_ROWS = [
  ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
  ["azertyuiop", "qsdfghjklm", "wxcvbn"],
];

/** @type {UrgentMatch} */
const NO_MATCH = { exact: false, letters: 0 };

/**
 * The keys of the emergency pages that a query asks for, the surest first, then in file order.
 * @param {[string, string[], string[]][]} pages  key, phrases, phrases that must be all of the query
 * @param {Analyzer} analyzer
 * @param {string} text
 * @param {(word: string) => boolean} isKnown  whether a word, normalised, is one of the guide's language
 * @returns {string[]}
 */
export function pinnedKeys(pages, analyzer, text, isKnown) {
  const words = splitWords(normaliseText(cutQuery(text)));
  if (!words.length) {
    return [];
  }
  const within = joinWords(words, analyzer, isKnown);
  const whole = { ...within, starts: [0], ends: new Set([within.joined.length]) };
  const found = pages.map(([key, contains, alone]) => {
    const matches = contains.map((phrase) => matchPhrase(phrase, within));
    matches.push(...alone.map((phrase) => matchPhrase(phrase, whole)));
    return { key, best: matches.reduce(betterMatch, NO_MATCH) };
  });
  const sure = found.filter(({ best }) => best.letters > 0);
  sure.sort(
    (a, b) => Number(b.best.exact) - Number(a.best.exact) || b.best.letters - a.best.letters,
  );
  return sure.slice(0, MOST_PINNED).map(({ key }) => key);
}

/**
 * @param {string[]} words
 * @param {Analyzer} analyzer
 * @param {(word: string) => boolean} isKnown
 * @returns {JoinedQuery}
 */
function joinWords(words, analyzer, isKnown) {
  const folded = words.map((word) => analyzer.fold(word));
  const bounds = [0];
  folded.forEach((word, place) => bounds.push((bounds[place] || 0) + word.length));
  const mayMean = (/** @type {number} */ place, /** @type {string} */ meant) => {
    let number = 0;
    while ((bounds[number + 1] || Infinity) <= place) {
      number++;
    }
    return !isKnown(words[number] || "") || analyzer.term(folded[number] || "") === analyzer.term(meant);
  };
  return { joined: folded.join(""), starts: bounds.slice(0, -1), ends: new Set(bounds), mayMean };
}

/**
 * One typed right before one with a slip, a longer before a shorter.
 * @param {UrgentMatch} one
 * @param {UrgentMatch} other
 * @returns {UrgentMatch}
 */
function betterMatch(one, other) {
  const more = Number(other.exact) - Number(one.exact) || other.letters - one.letters;
  return more > 0 ? other : one;
}

/**
 * A phrase in the joined query, right or with one slip.
 * @param {string} phrase
 * @param {JoinedQuery} query
 * @returns {UrgentMatch}
 */
function matchPhrase(phrase, query) {
  const { joined, starts } = query;
  const first = phrase.charCodeAt(0);
  let best = NO_MATCH;
  for (const start of starts) {
    // The first letter is never forgiven: nearly all phrases of a language end here.
    const match = joined.charCodeAt(start) === first ? matchAt(start, phrase, query) : NO_MATCH;
    if (match.exact) {
      return match;
    }
    best = match.letters ? match : best;
  }
  return best;
}

/**
 * @param {number} start
 * @param {string} phrase
 * @param {JoinedQuery} query
 * @returns {UrgentMatch}
 */
function matchAt(start, phrase, { joined, ends, mayMean }) {
  const size = countLetters(phrase);
  let best = NO_MATCH;
  for (let end = start + size - 1; end <= start + size + 1; end++) {
    // Few phrases end with a word of the query: the others need not be taken apart.
    const typed = ends.has(end) ? joined.slice(start, end) : "";
    const letters = typed && phrase.replace(/ /g, "");
    if (typed && typed === letters) {
      return { exact: true, letters: size };
    }
    const words = typed ? phrase.split(" ") : [];
    const slip = typed ? findSlip(typed, letters, words.map((word) => word.length)) : undefined;
    if (slip && mayMean(start + slip.place, words[slip.word] || "")) {
      best = { exact: false, letters: size };
    }
  }
  return best;
}

/**
 * @param {string} phrase
 * @returns {number} its length without spaces
 */
function countLetters(phrase) {
  let count = phrase.length;
  for (let space = phrase.indexOf(" "); space >= 0; space = phrase.indexOf(" ", space + 1)) {
    count--;
  }
  return count;
}

/**
 * The one slip in a long word of the phrase that explains what was typed.
 * @param {string} typed
 * @param {string} letters
 * @param {number[]} lengths
 * @returns {{ place: number, word: number }|undefined} where it is: in what was typed, in which word
 */
function findSlip(typed, letters, lengths) {
  let shared = 0;
  while (shared < Math.min(typed.length, letters.length) && typed[shared] === letters[shared]) {
    shared++;
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
