/**
 * Did you mean: a query with its unknown words replaced by the nearest words that pages show.
 * The twin of `search_index/suggestion.py`.
 *
 * @import { Analyzer } from "./analysis.js"
 * @import { Synonyms } from "./expansion.js"
 * @import { Lexicon } from "./lexicon.js"
 * @import { Scorer } from "./scorer.js"
 */

import { isNumber, normaliseText, replaceWords, splitWords } from "./analysis.js";
import { CHARACTERS } from "./characters.js";
import { MOST_WORDS, cutQuery, exactTerms, slipsAllowed, synonymTerms } from "./expansion.js";
import { isLikelySlip } from "./sure_slips.js";

const MOST_SUGGESTIONS = 3;
const SHOWN_FIELDS = ["title", "body"];
const BETWEEN_WORDS = new RegExp(
  `[^\\p{L}\\p{N}${CHARACTERS.signs}${CHARACTERS.unspaced}]+`,
  "gu",
);
const WORD_JOINERS = ["'", "\u2019", "-"];

/** Mends queries by the words of one export. */
export class Speller {
  /**
   * @param {Analyzer} analyzer
   * @param {Lexicon} lexicon
   * @param {Scorer} scorer
   * @param {Synonyms} synonyms
   */
  constructor(analyzer, lexicon, scorer, synonyms) {
    this.analyzer = analyzer;
    this.lexicon = lexicon;
    this.scorer = scorer;
    this.synonyms = synonyms;
  }

  /**
   * Up to three better spellings of the whole query, in lower case, the likeliest first.
   * @param {string} text
   * @param {boolean} [sure]  whether a word is mended only where it is surely a slip
   * @returns {string[]}
   */
  suggest(text, sure = false) {
    const normalised = normaliseText(cutQuery(text));
    const words = splitWords(normalised);
    /** @type {Map<string, string[]>} */
    const mended = new Map();
    words.slice(0, MOST_WORDS).forEach((word, place) => {
      const isKnown = this.isKnown(word, place === words.length - 1);
      const near = isKnown ? [] : this.nearest(word).filter((spelling) => !sure || this.isSlip(word, spelling));
      if (near.length) {
        mended.set(word, near);
      }
    });
    return rewriteQuery(normalised, mended);
  }

  /**
   * @param {string} written
   * @param {boolean} unfinished
   * @returns {boolean}
   */
  isKnown(written, unfinished) {
    if (isNumber(written) || this.analyzer.stopWords.has(written)) {
      return true;
    }
    const folded = this.analyzer.fold(written);
    if (unfinished && this.lexicon.starting(folded).length) {
      return true;
    }
    const word = { written, folded, term: this.analyzer.term(written) };
    const exact = exactTerms(this.lexicon, this.analyzer, word);
    return exact.length + synonymTerms(this.analyzer, this.synonyms, word).length > 0;
  }

  /**
   * The nearest spellings: fewest slips, same first letter, on most pages, then in order.
   * @param {string} written
   * @returns {string[]}
   */
  nearest(written) {
    const folded = this.analyzer.fold(written);
    const allowed = slipsAllowed(folded);
    const start = Array.from(folded)[0];
    const near = allowed ? this.lexicon.spellingsNear(folded, allowed) : [];
    const ranked = near.map(({ spelling, term, edits }) => ({
      spelling,
      edits,
      otherStart: Array.from(this.analyzer.fold(spelling))[0] === start ? 0 : 1,
      pages: this.shownOn(term),
    }));
    ranked.sort(
      (a, b) =>
        a.edits - b.edits ||
        a.otherStart - b.otherStart ||
        b.pages - a.pages ||
        (a.spelling < b.spelling ? -1 : 1),
    );
    const shown = ranked.filter((row) => row.pages > 0);
    return shown.slice(0, MOST_SUGGESTIONS).map((row) => row.spelling);
  }

  /**
   * @param {string} written
   * @param {string} spelling
   * @returns {boolean}
   */
  isSlip(written, spelling) {
    return isLikelySlip(this.analyzer.fold(written), this.analyzer.fold(spelling));
  }

  /**
   * @param {number} term
   * @returns {number} in how many titles and texts it stands
   */
  shownOn(term) {
    const { fields } = this.scorer.file.head;
    return fields.reduce(
      (sum, { name }, field) =>
        SHOWN_FIELDS.includes(name) ? sum + this.scorer.pagesWith(term, field) : sum,
      0,
    );
  }
}

/**
 * The query with the mended words put in, once for each spelling of the last of them.
 * @param {string} normalised
 * @param {Map<string, string[]>} mended
 * @returns {string[]}
 */
function rewriteQuery(normalised, mended) {
  const words = Array.from(mended.keys());
  const last = words[words.length - 1];
  if (last === undefined) {
    return [];
  }
  const best = new Map(words.map((word) => [word, (mended.get(word) || [])[0] || word]));
  return (mended.get(last) || []).map((spelling) =>
    mendQuery(normalised, new Map(best).set(last, spelling)),
  );
}

/**
 * Puts words in the place of others; of what stands between words only ' and - survive.
 * @param {string} normalised
 * @param {Map<string, string>} words
 * @returns {string}
 */
function mendQuery(normalised, words) {
  const replaced = replaceWords(normalised, (word) => words.get(word) || word);
  const joined = replaced.replace(BETWEEN_WORDS, (between) =>
    WORD_JOINERS.includes(between) ? between : " ",
  );
  return joined.replace(/^ | $/g, "");
}
