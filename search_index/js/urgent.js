/**
 * Words of urgency: which emergency pages a query asks for, whatever the ranking says. The twin of
 * `search_index/urgent.py`, where the rules are told.
 *
 * @import { Analyzer } from "./analysis.js"
 * @import { LookedFor, UrgentGroup, UrgentPhrase, UrgentPhrases } from "./urgent_phrases.js"
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
  if (!question.joined) {
    return [];
  }
  const found = phrases.pages.map((looked, row) => {
    const best = bestMatch(looked, question);
    return { key: looked.key, best, isFirst: row === 0 && best.exact };
  });
  const sure = found.filter(({ best }) => best.letters > 0);
  sure.sort((a, b) => Number(b.isFirst) - Number(a.isFirst) || compareMatches(a.best, b.best));
  return sure.slice(0, MOST_PINNED).map(({ key }) => key);
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
 * @param {LookedFor} looked
 * @param {UrgentQuestion} question
 * @returns {UrgentMatch}
 */
function bestMatch({ contains, alone, together }, question) {
  const whole = new Set([question.joined.length]);
  let best = NO_MATCH;
  for (const phrase of contains) {
    const starts = question.starts.get(phrase.letters[0] || "") || [];
    best = betterMatch(best, matchJoined(phrase, question, starts, question.ends));
    best = betterMatch(best, matchInOrder(phrase, question, false));
  }
  for (const phrase of alone) {
    best = betterMatch(best, matchJoined(phrase, question, [0], whole));
    best = betterMatch(best, matchInOrder(phrase, question, true));
  }
  return together.reduce((found, group) => betterMatch(found, matchTogether(group, question)), best);
}

/**
 * A phrase in the joined query, right or with one slip; the first letter is never one.
 * @param {UrgentPhrase} phrase
 * @param {UrgentQuestion} question
 * @param {number[]} starts
 * @param {Set<number>} ends
 * @returns {UrgentMatch}
 */
function matchJoined(phrase, question, starts, ends) {
  const { letters, lengths } = phrase;
  const size = letters.length;
  let best = NO_MATCH;
  for (const start of starts) {
    for (let end = start + size - 1; end <= start + size + 1; end++) {
      // Few phrases end with a word of the query: the others need not be taken apart.
      const typed = ends.has(end) ? question.joined.slice(start, end) : "";
      if (typed && typed === letters) {
        return { exact: true, letters: size };
      }
      const slip = typed ? findSlip(typed, letters, lengths) : undefined;
      if (slip && question.mayMean(start + slip.place, wordOf(phrase, slip.word))) {
        best = { exact: false, letters: size };
      }
    }
  }
  return best;
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
 * @param {boolean} isAll  whether they must be all of the query
 * @returns {UrgentMatch}
 */
function matchInOrder({ bases, letters }, question, isAll) {
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
  // First, as most groups have a set of which nothing was typed, and each letter asks for all of them.
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
