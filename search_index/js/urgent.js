/**
 * Words of urgency: which emergency pages a query asks for, whatever the ranking says. The twin of
 * `search_index/urgent.py`, where the rules are drawn.
 *
 * @import { Analyzer } from "./analysis.js"
 * @typedef {{ exact: boolean, letters: number }} UrgentMatch  letters 0: none
 * @typedef {{ joined: string, starts: number[], ends: Set<number> }} JoinedQuery
 */

import { normaliseText, splitWords } from "./analysis.js";
import { cutQuery } from "./expansion.js";

const MOST_PINNED = 2;
const SHORTEST_WITH_SLIP = 5;

/** @type {UrgentMatch} */
const NO_MATCH = { exact: false, letters: 0 };

/**
 * The keys of the emergency pages that a query asks for, the surest first, then in file order.
 * @param {[string, string[], string[]][]} pages  key, phrases, phrases that must be all of the query
 * @param {Analyzer} analyzer
 * @param {string} text
 * @returns {string[]}
 */
export function pinnedKeys(pages, analyzer, text) {
  const words = splitWords(normaliseText(cutQuery(text))).map((word) => analyzer.fold(word));
  if (!words.length) {
    return [];
  }
  const within = joinWords(words);
  const whole = { joined: within.joined, starts: [0], ends: new Set([within.joined.length]) };
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
 * @returns {JoinedQuery}
 */
function joinWords(words) {
  const bounds = [0];
  words.forEach((word, place) => bounds.push((bounds[place] || 0) + word.length));
  return { joined: words.join(""), starts: bounds.slice(0, -1), ends: new Set(bounds) };
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
function matchAt(start, phrase, { joined, ends }) {
  const size = countLetters(phrase);
  let best = NO_MATCH;
  for (let end = start + size - 1; end <= start + size + 1; end++) {
    // Few phrases end with a word of the query: the others need not be taken apart.
    const typed = ends.has(end) ? joined.slice(start, end) : "";
    const letters = typed && phrase.replace(/ /g, "");
    if (typed && typed === letters) {
      return { exact: true, letters: size };
    }
    if (typed && isOneSlip(typed, letters, phrase.split(" ").map((word) => word.length))) {
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
 * Whether one slip in a long word of the phrase explains what was typed.
 * @param {string} typed
 * @param {string} letters
 * @param {number[]} lengths
 * @returns {boolean}
 */
function isOneSlip(typed, letters, lengths) {
  let shared = 0;
  while (shared < Math.min(typed.length, letters.length) && typed[shared] === letters[shared]) {
    shared++;
  }
  const more = typed.length - letters.length;
  if (!maySlip(shared, lengths, more > 0 ? 1 : 0)) {
    return false;
  }
  const rest = typed.slice(shared);
  const expected = letters.slice(shared);
  if (more > 0) {
    return rest.slice(1) === expected;
  }
  if (more < 0) {
    return rest === expected.slice(1);
  }
  const swapped = expected.slice(1, 2) + expected.slice(0, 1) + expected.slice(2);
  return rest.slice(1) === expected.slice(1) || rest === swapped;
}

/**
 * Whether a letter may be wrong, or added before it: in a long word, after its first.
 * @param {number} place
 * @param {number[]} lengths
 * @param {number} added  1 or 0
 * @returns {boolean}
 */
function maySlip(place, lengths, added) {
  let start = 0;
  for (const length of lengths) {
    if (place < start + length + added) {
      return length >= SHORTEST_WITH_SLIP && place > start;
    }
    start += length;
  }
  return false;
}
