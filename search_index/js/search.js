/**
 * Search on the phone: opens an export and answers from it, without a network and without a trace.
 *
 * Same words, same pages, same order, same scores (within 1e-6) as Whoosh on the server.
 *
 * @import { AnalysedWord } from "./analysis.js"
 * @import { Meaning, Synonyms } from "./expansion.js"
 * @import { Stem } from "./stemmers/registry.js"
 * @import { SnippetPart } from "./snippet.js"
 * @typedef {object} SearchHit
 * @property {string} key  the page
 * @property {number} score
 * @property {Set<string>} words  folded: every written form that answers the query, for `snippet`
 *
 * @typedef {object} Answer  a page may be pinned and ranked; `listAnswer` shows it once
 * @property {SearchHit[]} pinned  the emergency pages that the query asks for, above the ranking
 * @property {SearchHit[]} hits
 *
 * @typedef {{ text: string, asked: AnalysedWord[], meanings: Meaning[] }} ReadQuery
 *
 * @typedef {object} Hint  a better spelling of a whole query
 * @property {string} spelling
 * @property {boolean} isNew  it would show other pages, or another order; else it says what was found
 */

import { Analyzer, isNumber, isUnspaced, normaliseText, splitWords } from "./analysis.js";
import { ExportFile } from "./export_file.js";
import { expectWhole, orDamaged } from "./export_head.js";
import { cutQuery, expandWords, readQuery } from "./expansion.js";
import { Lexicon } from "./lexicon.js";
import { addTo } from "./lists.js";
import { TextReader } from "./printed_text.js";
import { Scorer } from "./scorer.js";
import { makeSnippet } from "./snippet.js";
import { Speller } from "./suggestion.js";
import { pinnedKeys } from "./urgent.js";
import { UrgentPhrases } from "./urgent_phrases.js";

const MOST_HITS = 10;

/** Answers queries in one language; made by `openExport`. */
export class PageSearch {
  /**
   * @param {ExportFile} file
   * @param {Stem} [stem]
   */
  constructor(file, stem) {
    const analyzer = new Analyzer(file.head.analysis, stem);
    this.keys = file.head.keys;
    this.analyzer = analyzer;
    const folded = analyzer.foldAll(file.spellings);
    expectWhole(folded.length === file.spellings.length, "letters");
    this.lexicon = new Lexicon(file.terms, file.isWord, file.spellings, file.termOf, folded);
    this.scorer = new Scorer(file);
    this.synonyms = knownSynonyms(file.head.synonyms, file.terms.length);
    this.head = file.head;
    /** @type {UrgentPhrases|undefined} */
    this.urgent = undefined;
    this.reader = new TextReader(analyzer);
    /** @type {ReadQuery} what was asked last is asked about again */
    this.lastRead = { text: "", asked: [], meanings: [] };
    this.speller = new Speller(this.analyzer, this.lexicon, this.scorer, this.synonyms);
  }

  /**
   * The pages that answer, best first. Any text may be asked; nothing found is an empty list.
   * @param {string} text
   * @param {number} [limit]
   * @returns {SearchHit[]}
   */
  search(text, limit = MOST_HITS) {
    const { meanings } = this.read(text);
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
   * @param {string} text
   * @returns {ReadQuery}
   */
  read(text) {
    if (this.lastRead.text !== text) {
      const asked = readQuery(this.analyzer, text);
      const meanings = expandWords(this.lexicon, this.analyzer, this.synonyms, asked);
      this.lastRead = { text, asked, meanings };
    }
    return this.lastRead;
  }

  /**
   * Why a page was found whose title and text hold none of the words: the words of the query that lead
   * to it, or all where none does alone. The twin of `search_index/reasons.py`.
   * @param {string} text
   * @param {string} key
   * @returns {string[]}
   */
  reasons(text, key) {
    const { asked, meanings } = this.read(text);
    if (asked.some(({ written }) => isUnspaced(written))) {
      return [cutQuery(text).trim()];
    }
    const page = this.keys.indexOf(key);
    const leads = (/** @type {number} */ word) =>
      Array.from((meanings[word] || new Map()).keys()).some((term) => this.scorer.holds(term, page));
    const leading = asked.filter((_, word) => leads(word));
    return (leading.length ? leading : asked).map(({ written }) => written);
  }

  /**
   * The whole answer: the emergency pages that the query asks for, and the ranking, which they do
   * not change. The score of a pinned page is its score in the ranking, or 0.
   * @param {string} text
   * @param {number} [limit]
   * @returns {Answer}
   */
  answer(text, limit = MOST_HITS) {
    const hits = this.search(text, limit);
    const { words } = hits[0] || { words: new Set() };
    const isKnown = (/** @type {string} */ word) => this.speller.isKnown(word, false);
    const pinned = pinnedKeys(this.urgentPhrases(), this.analyzer, text, isKnown).map(
      (key) => hits.find((hit) => hit.key === key) || { key, score: 0, words },
    );
    return { pinned, hits };
  }

  /**
   * What the first answer would else wait for, in parts, to be done while nobody waits.
   * @returns {(() => unknown)[]} each may throw DamagedExport, as an answer does
   */
  preparations() {
    const { stems, forms } = this.lexicon;
    return [
      () => this.scorer.file.postings(),
      () => this.urgentPhrases(),
      () => stems.bySize(),
      () => forms.bySize(),
    ];
  }

  /** @returns {UrgentPhrases} made ready when they are first asked for */
  urgentPhrases() {
    this.urgent = this.urgent || new UrgentPhrases(this.head.urgent, this.head.speech);
    return this.urgent;
  }

  /**
   * How much of a query is in this language: the share of its words that are stop words or stand
   * just so in the guide. Numbers do not count, they are in no language.
   * @param {string} text
   * @param {boolean} [unfinished]  whether the beginning of a word will do for the last one
   * @returns {number} 0 to 1
   */
  understands(text, unfinished = false) {
    const words = splitWords(normaliseText(cutQuery(text))).filter((word) => !isNumber(word));
    const known = words.filter((word, place) =>
      this.speller.isKnown(word, unfinished && place === words.length - 1),
    );
    return words.length ? known.length / words.length : 0;
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
   * The better spelling of what was answered so. None above a pinned page, which is what somebody in
   * danger needs first. Only what is surely a slip is mended.
   * @param {string} text
   * @param {Answer} answered
   * @returns {Hint|undefined}
   */
  hint(text, answered) {
    const [spelling] = answered.pinned.length ? [] : this.speller.suggest(text, true);
    return spelling === undefined
      ? undefined
      : { spelling, isNew: listKeys(this.answer(spelling)) !== listKeys(answered) };
  }

  /**
   * The best stretch of a page's plain text, as parts that are marked or not.
   * @param {string} pageText
   * @param {Set<string>} words  of a hit
   * @param {number} [width]  characters
   * @returns {SnippetPart[]}
   */
  snippet(pageText, words, width) {
    return makeSnippet(this.reader, pageText, words, width);
  }
}

/**
 * One list, best first: pinned pages, their scores raised above the best a whole step each, then
 * the others as they are ranked.
 * @param {Answer} answer
 * @param {number} [limit]
 * @returns {SearchHit[]}
 */
export function listAnswer({ pinned, hits }, limit = MOST_HITS) {
  const best = hits[0] ? hits[0].score : 0;
  const raised = pinned.map((hit, i) => ({ ...hit, score: best + pinned.length - i }));
  const others = hits.filter((hit) => !pinned.some((first) => first.key === hit.key));
  return [...raised, ...others].slice(0, limit);
}

/**
 * @param {Answer} answer
 * @returns {string}
 */
function listKeys(answer) {
  return listAnswer(answer).map(({ key }) => key).join();
}

/**
 * @param {{ terms: number[], typed: string }} synonyms  as the export has them
 * @param {number} count  how many terms there are
 * @returns {Synonyms}
 * @throws {DamagedExport} a synonym of no term
 */
function knownSynonyms({ terms, typed }, count) {
  /** @type {Synonyms} */
  const known = new Map();
  const lists = typed ? typed.split(",") : [];
  expectWhole(lists.length === terms.length, "synonyms");
  terms.forEach((term, place) => {
    expectWhole(Number.isInteger(term) && term >= 0 && term < count, "synonyms");
    (lists[place] || "").split(" ").forEach((word) => addTo(known, word, term));
  });
  return known;
}

/**
 * Opens an export. Without its stemmer it still answers by the written forms, less well.
 * @param {Uint8Array} bytes
 * @param {(name: string) => Stem | undefined} [stemOf]  finds a stemmer by the name in the export,
 *   which is empty when its language has none
 * @returns {PageSearch}
 * @throws {DamagedExport} cut, changed, or of a kind this program does not know
 */
export function openExport(bytes, stemOf = () => undefined) {
  return orDamaged(() => {
    const file = new ExportFile(bytes);
    return new PageSearch(file, stemOf(file.head.analysis.stemmer));
  });
}
