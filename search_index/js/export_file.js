/**
 * Reads the phone's search file into memory. The format is drawn in `search_index/export.py`.
 *
 * @import { ExportHead } from "./export_head.js"
 */

import { ChangedWords, Pieces, readNumbers } from "./columns.js";
import { expectWhole, orDamaged, readExportHead } from "./export_head.js";

const SECTION_COUNT = 11;

/** Everything an answer needs, in memory. */
export class ExportFile {
  /**
   * @param {Uint8Array} bytes
   * @throws {DamagedExport}
   */
  constructor(bytes) {
    const { head, rest } = readExportHead(bytes);
    this.head = head;
    /** @type {string[]} */
    this.terms = [];
    /** @type {boolean[]} per term: pages write it just so */
    this.isWord = [];
    /** @type {string[]} */
    this.spellings = [];
    /** @type {number[]} per spelling: its term */
    this.termOf = [];
    /** Where each term's postings start, and where the last end. */
    this.starts = new Uint32Array(0);
    /** @type {Uint32Array} */
    this.pages = new Uint32Array(0);
    /** @type {Uint32Array} */
    this.codes = new Uint32Array(0);
    /** @type {Uint8Array} field by field, a byte per page */
    this.lengths = rest;
    orDamaged(() => this.readSections(cutSections(head, rest)));
  }

  /** @param {Uint8Array[]} sections */
  readSections(sections) {
    const section = (/** @type {number} */ number) => sections[number] || new Uint8Array(0);
    this.lengths = section(0);
    const { keys, fields } = this.head;
    expectWhole(this.lengths.length === keys.length * fields.length, "lengths");
    this.readWords(section);
    this.readPostings(section(4), section(5), section(6));
  }

  /**
   * Reads the terms, and beside each its spellings, which are told as changes of it.
   * @param {(number: number) => Uint8Array} section
   */
  readWords(section) {
    const { terms, spellings } = this.head;
    const shared = readNumbers(section(1), terms);
    const added = readNumbers(section(2), terms);
    const forms = readNumbers(section(7), terms);
    const written = new ChangedWords(section(3));
    const endings = new Endings(section, spellings);
    let start = 0;
    let length = 0;
    for (let i = 0; i < terms; i++) {
      const kept = shared[i] || 0;
      expectWhole(kept <= length, "keeps more than there is");
      const more = added[i] || 0;
      start = written.add(written.bytes, start, kept, more);
      length = kept + more;
      const form = forms[i] || 0;
      this.isWord.push((form & 1) === 1);
      endings.add(i, form >>> 1, { source: written.bytes, start, length });
    }
    this.terms = written.read(terms);
    this.spellings = endings.read();
    this.termOf = endings.termOf;
  }

  /**
   * @param {Uint8Array} counts
   * @param {Uint8Array} gaps
   * @param {Uint8Array} codes
   */
  readPostings(counts, gaps, codes) {
    const { terms, keys, weights } = this.head;
    const perTerm = readNumbers(counts, terms);
    this.starts = new Uint32Array(terms + 1);
    for (let i = 0; i < terms; i++) {
      this.starts[i + 1] = (this.starts[i] || 0) + (perTerm[i] || 0);
    }
    const total = this.starts[terms] || 0;
    this.pages = readNumbers(gaps, total);
    this.codes = readNumbers(codes, total, weights.length);
    this.sumGaps(keys.length);
  }

  /**
   * Turns the gaps of each term into page numbers.
   * @param {number} pageCount
   */
  sumGaps(pageCount) {
    for (let term = 0; term < this.head.terms; term++) {
      let page = -1;
      const end = this.starts[term + 1] || 0;
      for (let i = this.starts[term] || 0; i < end; i++) {
        page += 1 + (this.pages[i] || 0);
        this.pages[i] = page;
      }
      // The pages of a term ascend: when its last is known, all are.
      expectWhole(page < pageCount, "unknown page");
    }
  }
}

/** The spellings of terms: each drops some bytes at the end of the one before it, and adds others. */
class Endings {
  /**
   * @param {(number: number) => Uint8Array} section
   * @param {number} count
   */
  constructor(section, count) {
    this.dropped = readNumbers(section(8), count);
    this.more = readNumbers(section(9), count);
    this.words = new ChangedWords(section(10));
    /** @type {number[]} */
    this.termOf = [];
  }

  /**
   * Reads the spellings of a term.
   * @param {number} term
   * @param {number} count
   * @param {{ source: Uint8Array, start: number, length: number }} written  where the term itself stands
   */
  add(term, count, written) {
    expectWhole(this.termOf.length + count <= this.more.length, "more spellings than told");
    let { source, start, length } = written;
    for (let i = 0; i < count; i++) {
      const place = this.termOf.push(term) - 1;
      const kept = length - (this.dropped[place] || 0);
      expectWhole(kept >= 0, "drops more than there is");
      const more = this.more[place] || 0;
      start = this.words.add(source, start, kept, more);
      source = this.words.bytes;
      length = kept + more;
    }
  }

  /** @returns {string[]} all of them */
  read() {
    expectWhole(this.termOf.length === this.more.length, "spellings");
    return this.words.read(this.more.length);
  }
}

/**
 * @param {ExportHead} head
 * @param {Uint8Array} rest
 * @returns {Uint8Array[]}
 */
function cutSections(head, rest) {
  const pieces = new Pieces(rest);
  const sections = head.sections.map((length) => pieces.next(length));
  expectWhole(sections.length === SECTION_COUNT, "number of sections");
  expectWhole(pieces.place === rest.length, "bytes left over");
  return sections;
}
