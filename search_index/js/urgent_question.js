/**
 * A question as words of urgency are looked for in it: word by word, and joined. The twin of
 * `search_index/urgent_question.py`, where both are drawn.
 *
 * @import { Analyzer } from "./analysis.js"
 * @import { Meanings, UrgentPhrases } from "./urgent_phrases.js"
 * @typedef {{ word: string, written: string, meanings: Meanings }} SaidWord
 *   a word, and that which was typed for it, normalised
 */

import { normaliseText, splitWords } from "./analysis.js";
import { cutQuery } from "./expansion.js";
import { addTo } from "./lists.js";

/** Whoever tells what happened writes more than the ranking reads. */
const MOST_CHARACTERS_READ = 2000;

/**
 * @param {number[]} values
 * @returns {number[]} 0, and the sum up to each of them
 */
function sumsOf(values) {
  let sum = 0;
  return [0, ...values.map((value) => (sum += value))];
}

/** The words of a query, and where each base stands that is looked for. */
export class UrgentQuestion {
  /**
   * @param {string} text
   * @param {Analyzer} analyzer
   * @param {UrgentPhrases} phrases
   * @param {(word: string) => boolean} isKnown  whether a word, normalised, is one of the guide's language
   */
  constructor(text, analyzer, phrases, isKnown) {
    this.reader = phrases.reader;
    this.phrases = phrases;
    this.isKnown = isKnown;
    const typed = splitWords(normaliseText(cutQuery(text, MOST_CHARACTERS_READ)));
    this.said = this.read(typed, analyzer);
    const words = this.said.map(({ word }) => word);
    this.joined = words.join("");
    this.bounds = sumsOf(words.map((word) => word.length));
    /** @type {Map<string, number[]>} by the base that may stand there */
    this.places = new Map();
    this.said.forEach(({ meanings }, place) => {
      meanings.forEach((_, base) => addTo(this.places, base, place));
    });
    const { reader } = this;
    const asks = (/** @type {string} */ word) => !reader.asksNothing(word, analyzer.stopWords.has(word));
    this.others = sumsOf(words.map((word) => (asks(word) ? 1 : 0)));
    this.negated = sumsOf(words.map((word) => (reader.negations.has(word) ? 1 : 0)));
  }

  /**
   * What the words say; each is looked up once, however often it stands there.
   * @param {string[]} words
   * @param {Analyzer} analyzer
   * @returns {SaidWord[]}
   */
  read(words, analyzer) {
    const folded = words.map((word) => analyzer.fold(word));
    /** @type {Map<string, string>} of words that are folded alike, the last as it was written */
    const written = new Map();
    folded.forEach((word, place) => written.set(word, words[place] || ""));
    /** @type {Map<string, SaidWord[]>} */
    const said = new Map();
    written.forEach((word, one) => said.set(one, this.say(one, word)));
    return folded.flatMap((word) => said.get(word) || []);
  }

  /**
   * @param {string} folded
   * @param {string} written
   * @returns {SaidWord[]}
   */
  say(folded, written) {
    return this.phrases.said(folded).map((word) => {
      const said = { word, written, meanings: this.phrases.meanings(word) };
      const isRight = Array.from(said.meanings.values()).every(Boolean);
      return isRight || !this.isItself(said) ? said : { word, written, meanings: new Map() };
    });
  }

  /**
   * Whether this is a word of the language, so no slip of another. Asked only where there is a slip,
   * as most words of most queries need not be looked up for that.
   * @param {SaidWord} said
   * @returns {boolean}
   */
  isItself({ word, written }) {
    return this.reader.everyday.has(word) || this.isKnown(written);
  }

  /**
   * Calls back for each stretch of words side by side that has so many letters at most.
   * @param {number} longest
   * @param {(typed: string, start: number) => void} meet  the words joined, and where they start
   */
  eachStretch(longest, meet) {
    this.bounds.slice(0, -1).forEach((start, number) => {
      for (let next = number + 1; (this.bounds[next] || Infinity) - start <= longest; next++) {
        meet(this.joined.slice(start, this.bounds[next]), start);
      }
    });
  }

  /**
   * @param {number} place
   * @param {string} meant
   * @returns {boolean} whether the word there can be another one, mistyped: it is none by itself
   */
  mayMean(place, meant) {
    let number = 0;
    while ((this.bounds[number + 1] || Infinity) <= place) {
      number++;
    }
    const said = this.said[number];
    return !said || !this.isItself(said) || this.reader.base(said.word) === this.reader.base(meant);
  }

  /**
   * @param {number} place
   * @param {string} base
   * @returns {boolean|undefined} whether the word there is this one typed right; undefined: it is not
   */
  meansAt(place, base) {
    const said = this.said[place];
    return said && said.meanings.get(base);
  }

  /**
   * @param {number} first
   * @param {number} end
   * @returns {boolean} whether only words stand around these that ask nothing by themselves
   */
  asksNothingElse(first, end) {
    const { others } = this;
    return others[others.length - 1] === (others[end] || 0) - (others[first] || 0);
  }

  /**
   * @param {number} first
   * @param {number} last
   * @returns {number} the negations from the word before the first to the last
   */
  negations(first, last) {
    return (this.negated[last + 1] || 0) - (this.negated[Math.max(first - 1, 0)] || 0);
  }

  /**
   * @param {number} place
   * @returns {boolean} whether this word is a negation
   */
  isNegation(place) {
    return (this.negated[place + 1] || 0) > (this.negated[place] || 0);
  }
}
