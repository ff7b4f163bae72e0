/**
 * Reads the phone's search file into memory. The format is drawn in `search_index/export.py`.
 *
 * @import { ExportHead } from "./export_head.js"
 */

import { ChangingWord, Pieces, readNumbers, readText } from "./columns.js";
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
    const endings = {
      dropped: readNumbers(section(8), spellings),
      more: readNumbers(section(9), spellings),
      letters: new Pieces(section(10)),
    };
    const letters = new Pieces(section(3));
    const term = new ChangingWord();
    for (let i = 0; i < terms; i++) {
      term.change(shared[i] || 0, letters.next(added[i] || 0));
      this.terms.push(readText(term.current()));
      const form = forms[i] || 0;
      this.isWord.push((form & 1) === 1);
      this.readSpellings(term, form >>> 1, endings);
    }
    expectWhole(this.spellings.length === spellings, "spellings");
  }

  /**
   * @param {ChangingWord} term
   * @param {number} count
   * @param {{ dropped: Uint32Array, more: Uint32Array, letters: Pieces }} endings
   */
  readSpellings(term, count, endings) {
    expectWhole(this.spellings.length + count <= endings.more.length, "more spellings than told");
    const word = new ChangingWord();
    word.change(0, term.current());
    for (let i = 0; i < count; i++) {
      const place = this.spellings.length;
      const kept = word.length - (endings.dropped[place] || 0);
      word.change(kept, endings.letters.next(endings.more[place] || 0));
      this.spellings.push(readText(word.current()));
      this.termOf.push(this.terms.length - 1);
    }
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
    this.codes = readNumbers(codes, total);
    this.sumGaps(keys.length);
    expectWhole(this.codes.every((code) => code < weights.length), "unknown weights");
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
        expectWhole(page < pageCount, "unknown page");
        this.pages[i] = page;
      }
    }
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
