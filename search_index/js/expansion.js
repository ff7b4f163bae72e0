/**
 * What a typed word may mean: the terms that answer it, each with a weight. The twin of
 * `search_index/expansion.py`, where the figures are explained; both must list the same.
 *
 * @import { AnalysedWord, Analyzer } from "./analysis.js"
 * @import { Lexicon } from "./lexicon.js"
 * @typedef {Map<number, number>} Meaning  term number -> weight, at most 1
 * @typedef {Map<string, number[]>} Synonyms  term -> the terms that it stands for besides itself
 */

import { isNumber, isUnspaced } from "./analysis.js";

export const MOST_CHARACTERS = 200;
export const MOST_WORDS = 32;
export const MOST_DIGIT_GROUPS = 8;

const BEGINNING_WEIGHT = 0.375;
const BEGINNING_LOSS = 0.3;
const SLIP_WEIGHT = 0.45;
const SYNONYM_WEIGHT = 0.7;
const SHORTEST_BEGINNING = 2;
const SHORTEST_MENDED = 4;
const SHORTEST_MENDED_TWICE = 8;

/**
 * The first characters of a query, as many as are read; a letter beyond 16 bits counts once.
 * @param {string} text
 * @param {number} [most]
 * @returns {string}
 */
export function cutQuery(text, most = MOST_CHARACTERS) {
  // Without this, each letter would be taken apart for every answer.
  return text.length <= most ? text : Array.from(text.slice(0, 2 * most)).slice(0, most).join("");
}

/**
 * The words of a query, cut to what an answer may cost.
 * @param {Analyzer} analyzer
 * @param {string} text
 * @returns {AnalysedWord[]}
 */
export function readQuery(analyzer, text) {
  return analyzer.words(cutQuery(text)).slice(0, MOST_WORDS);
}

/**
 * For each word its terms and their weights, possibly none.
 * @param {Lexicon} lexicon
 * @param {Analyzer} analyzer
 * @param {Synonyms} synonyms
 * @param {AnalysedWord[]} words
 * @returns {Meaning[]}
 */
export function expandWords(lexicon, analyzer, synonyms, words) {
  const meanings = words.map((word, place) => {
    const exact = exactTerms(lexicon, analyzer, word);
    /** @type {Meaning} */
    const meaning = new Map(exact.map((term) => [term, 1]));
    const others = synonymTerms(analyzer, synonyms, word);
    others.forEach((term) => keepLargest(meaning, term, SYNONYM_WEIGHT));
    if (place === words.length - 1) {
      addBeginnings(meaning, lexicon, word.folded);
    }
    if (!exact.length && !others.length && !isNumber(word.written)) {
      addSlips(meaning, lexicon, word.folded);
    }
    return meaning;
  });
  addJoinedDigits(meanings, lexicon, words);
  return meanings;
}

/**
 * The terms that a word is: by its stem, by its stem without accents, or as written.
 * @param {Lexicon} lexicon
 * @param {Analyzer} analyzer
 * @param {AnalysedWord} word
 * @returns {number[]}
 */
export function exactTerms(lexicon, analyzer, word) {
  return [
    ...lexicon.numbersOf(word.term),
    ...lexicon.numbersOf(foldedTerm(analyzer, word)),
    ...lexicon.writtenAs(word.folded),
  ];
}

/**
 * @param {Analyzer} analyzer
 * @param {AnalysedWord} word
 * @returns {string} what the word without its accents is filed under
 */
function foldedTerm(analyzer, { written, folded, term }) {
  return folded === written ? term : analyzer.term(folded);
}

/**
 * The terms that the editors say a word stands for.
 * @param {Analyzer} analyzer
 * @param {Synonyms} synonyms
 * @param {AnalysedWord} word
 * @returns {number[]}
 */
export function synonymTerms(analyzer, synonyms, word) {
  const folded = foldedTerm(analyzer, word);
  return [...(synonyms.get(word.term) || []), ...(synonyms.get(folded) || [])];
}

/**
 * How many slips a word may hold; short words, and pairs, are too easily others.
 * @param {string} word
 * @returns {number}
 */
export function slipsAllowed(word) {
  if (word.length < SHORTEST_MENDED || isUnspaced(word)) {
    return 0;
  }
  return word.length >= SHORTEST_MENDED_TWICE ? 2 : 1;
}

/**
 * @param {Meaning} meaning
 * @param {number} term
 * @param {number} weight
 */
function keepLargest(meaning, term, weight) {
  meaning.set(term, Math.max(weight, meaning.get(term) || 0));
}

/**
 * @param {Meaning} meaning
 * @param {Lexicon} lexicon
 * @param {string} folded
 */
function addBeginnings(meaning, lexicon, folded) {
  const length = folded.length;
  if (length < SHORTEST_BEGINNING && !isUnspaced(folded)) {
    return;
  }
  for (const [term, more] of lexicon.starting(folded)) {
    keepLargest(meaning, term, (BEGINNING_WEIGHT * length) / (length + BEGINNING_LOSS * more));
  }
}

/**
 * @param {Meaning} meaning
 * @param {Lexicon} lexicon
 * @param {string} folded
 */
function addSlips(meaning, lexicon, folded) {
  const allowed = slipsAllowed(folded);
  const length = folded.length;
  if (allowed) {
    for (const [term, slips] of lexicon.near(folded, allowed)) {
      keepLargest(meaning, term, (SLIP_WEIGHT * length) / (length + slips));
    }
  }
}

/**
 * Lets "0800 981 00" mean 080098100: each group of digits is answered by the whole.
 * @param {Meaning[]} meanings
 * @param {Lexicon} lexicon
 * @param {AnalysedWord[]} words
 */
function addJoinedDigits(meanings, lexicon, words) {
  const numbers = words.map((word) => (isNumber(word.written) ? word.written : ""));
  numbers.forEach((start, first) => {
    let joined = start;
    const end = Math.min(first + MOST_DIGIT_GROUPS, numbers.length);
    for (let last = first + 1; joined && last < end && numbers[last]; last++) {
      joined += numbers[last];
      const whole = wholeNumber(lexicon, joined, last === numbers.length - 1);
      for (const meaning of meanings.slice(first, last + 1)) {
        whole.forEach((weight, term) => keepLargest(meaning, term, weight));
      }
    }
  });
}

/**
 * The terms that joined digits mean, or begin.
 * @param {Lexicon} lexicon
 * @param {string} digits
 * @param {boolean} unfinished
 * @returns {Meaning}
 */
function wholeNumber(lexicon, digits, unfinished) {
  /** @type {Meaning} */
  const meaning = new Map(lexicon.numbersOf(digits).map((term) => [term, 1]));
  if (unfinished) {
    addBeginnings(meaning, lexicon, digits);
  }
  return meaning;
}
