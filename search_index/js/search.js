/**
 * Search on the phone: opens an export and answers from it, without a network and without a trace.
 *
 * Same words, same pages, same order, same scores (within 1e-6) as Whoosh on the server.
 *
 * @import { Stem } from "./stemmers/registry.js"
 * @import { SnippetPart } from "./snippet.js"
 * @typedef {object} SearchHit
 * @property {string} key  the page
 * @property {number} score
 * @property {Set<string>} words  folded: every written form that answers the query, for `snippet`
 */

import { Analyzer } from "./analysis.js";
import { ExportFile } from "./export_file.js";
import { orDamaged, readExportHead } from "./export_head.js";
import { expandWords, readQuery } from "./expansion.js";
import { Lexicon } from "./lexicon.js";
import { Scorer } from "./scorer.js";
import { makeSnippet } from "./snippet.js";
import { Speller } from "./suggestion.js";

const MOST_HITS = 10;

/** Answers queries in one language; made by `openExport`. */
export class PageSearch {
  /**
   * @param {ExportFile} file
   * @param {Stem} [stem]
   */
  constructor(file, stem) {
    const analyzer = new Analyzer(file.head.analysis, stem);
    const fold = (/** @type {string} */ word) => analyzer.fold(word);
    this.keys = file.head.keys;
    this.analyzer = analyzer;
    this.lexicon = new Lexicon(file.terms, file.isWord, file.spellings, file.termOf, fold);
    this.scorer = new Scorer(file);
    this.speller = new Speller(this.analyzer, this.lexicon, this.scorer);
  }

  /**
   * The pages that answer, best first. Any text may be asked; nothing found is an empty list.
   * @param {string} text
   * @param {number} [limit]
   * @returns {SearchHit[]}
   */
  search(text, limit = MOST_HITS) {
    const asked = readQuery(this.analyzer, text);
    const meanings = expandWords(this.lexicon, this.analyzer, asked);
    /** @type {Set<string>} */
    const words = new Set();
    for (const meaning of meanings) {
      meaning.forEach((_, term) => this.lexicon.formsOf(term).forEach((form) => words.add(form)));
    }
    return this.scorer
      .rank(meanings, limit)
      .map(({ page, score }) => ({ key: this.keys[page] || "", score, words }));
  }

  /**
   * Up to three better spellings of the query, the likeliest first; empty when it needs none.
   * @param {string} text
   * @returns {string[]}
   */
  suggest(text) {
    return this.speller.suggest(text);
  }

  /**
   * The best stretch of a page's plain text, as parts that are marked or not.
   * @param {string} pageText
   * @param {Set<string>} words  of a hit
   * @param {number} [width]  characters
   * @returns {SnippetPart[]}
   */
  snippet(pageText, words, width) {
    return makeSnippet(this.analyzer, pageText, words, width);
  }
}

/**
 * Opens an export. Without its stemmer it still answers by the written forms, less well.
 * @param {Uint8Array} bytes
 * @param {Stem} [stem]  the function registered under the name that `stemmerOfExport` tells
 * @returns {PageSearch}
 * @throws {DamagedExport} cut, changed, or of a kind this program does not know
 */
export function openExport(bytes, stem) {
  return orDamaged(() => new PageSearch(new ExportFile(bytes), stem));
}

/**
 * The name of the stemmer that an export was made with; empty when its language has none.
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {DamagedExport}
 */
export function stemmerOfExport(bytes) {
  return readExportHead(bytes).head.analysis.stemmer;
}
