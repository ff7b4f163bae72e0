/**
 * Ranks pages exactly as Whoosh does on the server (`search_index/query.py` has the formula).
 *
 *   BM25 of one term in one field of one page, Whoosh's way
 *     idf    = ln(pages / (pages with the term in the field + 1)) + 1
 *     length = (1 - w) + w * (rounded length of the field) / (exact mean length)
 *     score  = idf * count * (s + 1) / (count + s * length)
 *
 * @import { ExportFile } from "./export_file.js"
 * @import { Meaning } from "./expansion.js"
 */

import { DamagedExport, expectWhole } from "./export_head.js";

const TIE_STEPS = 1e9;
const FULL_FACTOR_WORDS = 3;

/** Whoosh keeps a field's length as one byte; this is the length that each byte stands for. */
const LENGTH_OF_BYTE = Float64Array.from({ length: 256 }, (_, byte) =>
  Math.round((Math.pow(1.033, byte) - 1) * 27),
);

/** What has been added up for one query. */
class Tally {
  /** @param {number} pages */
  constructor(pages) {
    this.sums = new Float64Array(pages);
    this.found = new Uint8Array(pages);
    /** The last word, counted from 1, that each page was found by. */
    this.lastWord = new Uint8Array(pages);
  }

  /**
   * @param {number} page
   * @param {number} word
   * @param {number} score
   */
  add(page, word, score) {
    this.sums[page] = (this.sums[page] || 0) + score;
    if (this.lastWord[page] !== word) {
      this.lastWord[page] = word;
      this.found[page] = (this.found[page] || 0) + 1;
    }
  }
}

/** Ranks the pages of one export. */
export class Scorer {
  /** @param {ExportFile} file */
  constructor(file) {
    this.file = file;
    this.relativeLengths = file.head.fields.map((_, field) => this.relativeLengthsOf(field));
  }

  /**
   * The best pages, pages of equal score in the order of the guide.
   * @param {Meaning[]} meanings
   * @param {number} limit
   * @returns {{ page: number, score: number }[]}
   */
  rank(meanings, limit) {
    const tally = new Tally(this.file.head.keys.length);
    meanings.forEach((meaning, word) => {
      meaning.forEach((weight, term) => this.addTerm(tally, word + 1, term, weight));
    });
    const ranked = [];
    for (let page = 0; page < tally.found.length; page++) {
      const found = tally.found[page] || 0;
      if (found) {
        const factor = shareFactor(found, meanings.length);
        ranked.push({ page, score: (tally.sums[page] || 0) * factor });
      }
    }
    ranked.sort((a, b) => scoreSteps(b.score) - scoreSteps(a.score) || a.page - b.page);
    return ranked.slice(0, limit);
  }

  /**
   * @param {Tally} tally
   * @param {number} word
   * @param {number} term
   * @param {number} weight
   */
  addTerm(tally, word, term, weight) {
    this.file.head.fields.forEach((field, place) => {
      this.addField(tally, word, term, place, weight * field.boost);
    });
  }

  /**
   * @param {Tally} tally
   * @param {number} word
   * @param {number} term
   * @param {number} field
   * @param {number} boost
   */
  addField(tally, word, term, field, boost) {
    const { saturation, keys } = this.file.head;
    const { starts, gaps, codes } = this.file.postings();
    const holders = this.pagesWith(term, field);
    const idf = Math.log(keys.length / (holders + 1)) + 1;
    const relative = this.relativeLengths[field] || new Float64Array(0);
    const end = starts[term + 1] || 0;
    let page = -1;
    for (let i = starts[term] || 0; holders && i < end; i++) {
      page += 1 + (gaps[i] || 0);
      const count = this.countOf(codes[i] || 0, field);
      if (count) {
        const weighed = count + saturation * (relative[page] || 0);
        tally.add(page, word, boost * (idf * ((count * (saturation + 1)) / weighed)));
      }
    }
    // The pages of a term ascend: when its last is known, all are.
    expectWhole(page < keys.length, "unknown page");
  }

  /**
   * On how many pages a term stands in a field.
   * @param {number} term
   * @param {number} field
   * @returns {number}
   */
  pagesWith(term, field) {
    const { starts, codes } = this.file.postings();
    let holders = 0;
    const end = starts[term + 1] || 0;
    for (let i = starts[term] || 0; i < end; i++) {
      if (this.countOf(codes[i] || 0, field)) {
        holders++;
      }
    }
    return holders;
  }

  /**
   * @param {number} term
   * @param {number} page
   * @returns {boolean} whether a term stands in any field of a page
   */
  holds(term, page) {
    const { starts, gaps } = this.file.postings();
    const end = starts[term + 1] || 0;
    let place = starts[term] || 0;
    let at = -1;
    while (place < end && at < page) {
      at += 1 + (gaps[place++] || 0);
    }
    return at === page;
  }

  /**
   * How often a posting's term stands in a field of its page.
   * @param {number} code  of the posting
   * @param {number} field
   * @returns {number}
   * @throws {DamagedExport} there are no such weights
   */
  countOf(code, field) {
    const counts = this.file.head.weights[code];
    return counts ? counts[field] || 0 : noCount();
  }

  /**
   * Per page: how long the field is against the mean, as far as length counts.
   * @param {number} field
   * @returns {Float64Array}
   */
  relativeLengthsOf(field) {
    const { keys, fields, length_weight: share } = this.file.head;
    const total = (fields[field] || { total: 0 }).total;
    const mean = total / keys.length;
    const bytes = this.file.lengths.subarray(field * keys.length, (field + 1) * keys.length);
    const relative = (/** @type {number} */ byte) =>
      1 - share + (share * (LENGTH_OF_BYTE[byte] || 0)) / mean;
    return Float64Array.from(bytes, relative);
  }
}

/**
 * @returns {never}
 * @throws {DamagedExport}
 */
function noCount() {
  throw new DamagedExport("unknown weights");
}

/**
 * @param {number} found
 * @param {number} asked
 * @returns {number}
 */
function shareFactor(found, asked) {
  return Math.pow(found / asked, Math.min(1, FULL_FACTOR_WORDS / asked));
}

/**
 * @param {number} score
 * @returns {number}
 */
function scoreSteps(score) {
  return Math.floor(score * TIE_STEPS + 0.5);
}
