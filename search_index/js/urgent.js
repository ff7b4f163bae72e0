/**
 * Words of urgency: which emergency pages a query asks for, whatever the ranking says. The twin of
 * `search_index/urgent.py`, where the rules are told.
 *
 * @import { Analyzer } from "./analysis.js"
 * @import { UrgentGroup, UrgentPhrase, UrgentPhrases } from "./urgent_phrases.js"
 * @typedef {{ exact: boolean, letters: number }} UrgentMatch  letters 0: none
 */

import { findSlip } from "./slips.js";
import { UrgentQuestion } from "./urgent_question.js";

const MOST_PINNED = 2;

/** So many other words may stand between those of a group. */
const MOST_BETWEEN = 5;

/** @type {UrgentMatch} */
const NO_MATCH = { exact: false, letters: 0 };

/**
 * The keys of the emergency pages that a query asks for, the surest first, then in file order; that
 * of the first row before all others when typed right.
 * @param {UrgentPhrases} phrases
 * @param {Analyzer} analyzer
 * @param {string} text
 * @param {(word: string) => boolean} isKnown  whether a word, normalised, is one of the guide's language
 * @returns {string[]}
 */
export function pinnedKeys(phrases, analyzer, text, isKnown) {
  const question = new UrgentQuestion(text, analyzer, phrases, isKnown);
  const best = bestMatches(phrases, question);
  const found = phrases.keys.map((key, row) => ({ key, row, best: best[row] || NO_MATCH }));
  const isFirst = (/** @type {{ row: number, best: UrgentMatch }} */ one) =>
    Number(one.row === 0 && one.best.exact);
  const sure = found.filter((one) => one.best.letters > 0);
  sure.sort((a, b) => isFirst(b) - isFirst(a) || compareMatches(a.best, b.best));
  return sure.slice(0, MOST_PINNED).map(({ key }) => key);
}

/**
 * @param {UrgentPhrases} phrases
 * @param {UrgentQuestion} question
 * @returns {UrgentMatch[]} of each page, by its row; a page that is not asked for may have none
 */
function bestMatches(phrases, question) {
  /** @type {UrgentMatch[]} */
  const best = [];
  const keep = (/** @type {number} */ row, /** @type {UrgentMatch} */ match) => {
    best[row] = betterMatch(best[row] || NO_MATCH, match);
  };
  question.eachStretch(phrases.longest + 1, (typed, start) => {
    phrases.eachLike(typed, (phrase) => {
      if (!phrase.isAll || typed.length === question.joined.length) {
        keep(phrase.row, matchJoined(phrase, question, typed, start));
      }
    });
  });
  for (const base of question.places.keys()) {
    for (const phrase of phrases.inOrder.get(base) || []) {
      keep(phrase.row, matchInOrder(phrase, question));
    }
    for (const group of phrases.together.get(base) || []) {
      keep(group.row, matchTogether(group, question));
    }
  }
  return best;
}

/**
 * One typed right before one with a slip, a longer before a shorter.
 * @param {UrgentMatch} one
 * @param {UrgentMatch} other
 * @returns {number} positive when the other is better
 */
function compareMatches(one, other) {
  return Number(other.exact) - Number(one.exact) || other.letters - one.letters;
}

/**
 * @param {UrgentMatch} one
 * @param {UrgentMatch} other
 * @returns {UrgentMatch}
 */
function betterMatch(one, other) {
  return compareMatches(one, other) > 0 ? other : one;
}

/**
 * Whether joined words are a phrase, right or with one slip; the first letter is never one.
 * @param {UrgentPhrase} phrase
 * @param {UrgentQuestion} question
 * @param {string} typed
 * @param {number} start  of these words
 * @returns {UrgentMatch}
 */
function matchJoined(phrase, question, typed, start) {
  const { letters, lengths } = phrase;
  if (typed === letters) {
    return { exact: true, letters: letters.length };
  }
  const slip = findSlip(typed, letters, lengths);
  return slip && question.mayMean(start + slip.place, wordOf(phrase, slip.word))
    ? { exact: false, letters: letters.length }
    : NO_MATCH;
}

/**
 * @param {UrgentPhrase} phrase
 * @param {number} number
 * @returns {string} one of its words
 */
function wordOf({ letters, lengths }, number) {
  const start = lengths.slice(0, number).reduce((sum, length) => sum + length, 0);
  return letters.slice(start, start + (lengths[number] || 0));
}

/**
 * The words of a phrase one after the other, each in any of its forms.
 * @param {UrgentPhrase} phrase
 * @param {UrgentQuestion} question
 * @returns {UrgentMatch}
 */
function matchInOrder({ bases, letters, isAll }, question) {
  const { places } = question;
  let best = NO_MATCH;
  if (!bases.every((base) => places.has(base))) {
    return best;
  }
  for (const first of places.get(bases[0] || "") || []) {
    const met = bases.map((base, i) => question.meansAt(first + i, base));
    const isMet = met.every((exact) => exact !== undefined);
    if (isMet && (!isAll || question.asksNothingElse(first, first + bases.length))) {
      best = betterMatch(best, { exact: met.every(Boolean), letters: letters.length });
    }
  }
  return best;
}

/**
 * A word of each set near the others, in any order.
 * @param {UrgentGroup} group
 * @param {UrgentQuestion} question
 * @returns {UrgentMatch}
 */
function matchTogether({ bases, size }, question) {
  if (!bases.every((some) => some.some((base) => question.places.has(base)))) {
    return NO_MATCH;
  }
  const places = bases.map(
    (some) => new Set(some.flatMap((base) => question.places.get(base) || [])),
  );
  const all = Array.from(new Set(places.flatMap((some) => Array.from(some))));
  let best = NO_MATCH;
  const seen = places.map(() => -1);
  for (const place of all.sort((a, b) => a - b)) {
    seen[setOf(place, places, seen, bases)] = place;
    if (Math.min(...seen) >= 0 && areNear(seen, question)) {
      const exact = bases.every((some, number) =>
        some.some((base) => question.meansAt(seen[number] || 0, base)),
      );
      best = betterMatch(best, { exact, letters: size });
    }
  }
  return best;
}

/**
 * A word of several sets counts for one: that which waits longest, the smallest first.
 * @param {number} place
 * @param {Set<number>[]} places  where each set is met
 * @param {number[]} seen  where each was met last, -1: nowhere
 * @param {string[][]} bases
 * @returns {number} its number
 */
function setOf(place, places, seen, bases) {
  const sizeOf = (/** @type {number} */ number) => (bases[number] || []).length;
  const fits = Array.from(places.keys()).filter((number) => (places[number] || new Set()).has(place));
  fits.sort((a, b) => (seen[a] || 0) - (seen[b] || 0) || sizeOf(a) - sizeOf(b) || a - b);
  return fits[0] || 0;
}

/**
 * @param {number[]} places
 * @param {UrgentQuestion} question
 * @returns {boolean} whether these stand near one another, and nothing negates them
 */
function areNear(places, question) {
  const first = Math.min(...places);
  const last = Math.max(...places);
  if (last - first + 1 - places.length > MOST_BETWEEN) {
    return false;
  }
  const own = places.filter((place) => question.isNegation(place)).length;
  return question.negations(first, last) === own;
}
