/**
 * Reads the phone's search file into memory. The format is drawn in `search_index/export.py`.
 *
 * @import { ExportHead } from "./export_head.js"
 * @typedef {object} Postings  which pages hold each term, and how often
 * @property {Uint32Array} starts  per term, where its postings begin; and where the last end
 * @property {Uint8Array|Uint32Array} gaps  per posting: pages skipped since the term's one before
 * @property {Uint8Array|Uint32Array} codes  per posting: which of the head's weights
 */

import { ChangedWords, Pieces, readNumbers } from "./columns.js";
import { expectWhole, orDamaged, readExportHead } from "./export_head.js";

const SECTION_COUNT = 11;

/**
 * Everything an answer needs, in memory. What pages hold is read when it is first asked for: until then
 * nobody waits for it.
 */
export class ExportFile {
  /**
   * @param {Uint8Array} bytes
   * @throws {DamagedExport}
   */
  constructor(bytes) {
    const { head, rest } = readExportHead(bytes);
    this.head = head;
    this.sections = cutSections(head, rest);
    /** Field by field, a byte per page. */
    this.lengths = this.section(0);
    expectWhole(this.lengths.length === head.keys.length * head.fields.length, "lengths");
    /** @type {string[]} */
    this.terms = [];
    /** @type {boolean[]} per term: pages write it just so */
    this.isWord = [];
    /** @type {string[]} */
    this.spellings = [];
    /** @type {number[]} per spelling: its term */
    this.termOf = [];
    /** @type {Postings|undefined} */
    this.read = undefined;
    orDamaged(() => this.readWords());
  }

  /**
   * @param {number} number
   * @returns {Uint8Array}
   */
  section(number) {
    return this.sections[number] || new Uint8Array(0);
  }

  /** Reads the terms, and beside each its spellings, which are told as changes of it. */
  readWords() {
    const { terms: count, spellings } = this.head;
    const shared = readNumbers(this.section(1), count);
    const added = readNumbers(this.section(2), count);
    const forms = readNumbers(this.section(7), count);
    const dropped = readNumbers(this.section(8), spellings);
    const more = readNumbers(this.section(9), spellings);
    const terms = new ChangedWords(this.section(3));
    const endings = new ChangedWords(this.section(10));
    let term = "";
    let place = 0;
    for (let i = 0; i < count; i++) {
      term = terms.next(term, shared[i] || 0, added[i] || 0);
      const form = forms[i] || 0;
      this.terms.push(term);
      this.isWord.push((form & 1) === 1);
      expectWhole(place + (form >>> 1) <= spellings, "more spellings than told");
      let spelling = term;
      for (const last = place + (form >>> 1); place < last; place++) {
        spelling = endings.next(spelling, spelling.length - (dropped[place] || 0), more[place] || 0);
        this.spellings.push(spelling);
        this.termOf.push(i);
      }
    }
    expectWhole(place === spellings, "spellings");
    terms.end();
    endings.end();
  }

  /**
   * @returns {Postings}
   * @throws {DamagedExport}
   */
  postings() {
    return this.read || (this.read = orDamaged(() => this.readPostings()));
  }

  /** @returns {Postings} */
  readPostings() {
    const { terms } = this.head;
    const perTerm = readNumbers(this.section(4), terms);
    const starts = new Uint32Array(terms + 1);
    for (let i = 0; i < terms; i++) {
      starts[i + 1] = (starts[i] || 0) + (perTerm[i] || 0);
    }
    const total = starts[terms] || 0;
    return {
      starts,
      gaps: readNumbers(this.section(5), total),
      codes: readNumbers(this.section(6), total),
    };
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
