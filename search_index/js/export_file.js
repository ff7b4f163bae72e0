/**
 * Reads the phone's search file. The format is drawn at the top of `search_index/export.py`.
 *
 * @import { AnalysisSettings } from "./analysis.js"
 * @typedef {{ boost: number, name: string, total: number }} IndexField
 *
 * @typedef {object} ExportHead
 * @property {AnalysisSettings} analysis
 * @property {IndexField[]} fields
 * @property {number} format
 * @property {string[]} keys  the pages, in the order of their numbers
 * @property {number} length_weight
 * @property {number} saturation
 * @property {number[]} sections
 * @property {number} terms
 * @property {number} spellings
 * @property {number[][]} weights
 */

import { ANALYSIS_VERSION } from "./analysis.js";
import { ChangingWord, Pieces, readNumbers, readText } from "./columns.js";

const EXPORT_MAGIC = "SXF1";
const EXPORT_FORMAT = 1;
const HEAD_START = 12;
const SECTION_COUNT = 11;

/** The file is cut, changed, or of a kind that this program does not know. */
export class DamagedExport extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = "DamagedExport";
  }
}

/**
 * The CRC-32 of zlib, computed bit by bit for a table of 256, then byte by byte.
 * @param {Uint8Array} bytes
 * @returns {number}
 */
export function crc32(bytes) {
  const table = Int32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) {
      rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    }
    return rest;
  });
  let sum = -1;
  for (let i = 0; i < bytes.length; i++) {
    sum = (sum >>> 8) ^ (table[(sum ^ (bytes[i] || 0)) & 255] || 0);
  }
  return ~sum >>> 0;
}

/**
 * @param {boolean} condition
 * @param {string} reason
 */
function expect(condition, reason) {
  if (!condition) {
    throw new DamagedExport(reason);
  }
}

/**
 * Does `read`; whatever it throws becomes a DamagedExport, so that callers have one thing to catch.
 * @template T
 * @param {() => T} read
 * @returns {T}
 */
function orDamaged(read) {
  try {
    return read();
  } catch (cause) {
    throw cause instanceof DamagedExport ? cause : new DamagedExport(String(cause));
  }
}

/**
 * The header, after the whole file was checked, and the bytes behind it.
 * @param {Uint8Array} bytes
 * @returns {{ head: ExportHead, rest: Uint8Array }}
 * @throws {DamagedExport}
 */
export function readExportHead(bytes) {
  return orDamaged(() => {
    expect(bytes.length >= HEAD_START, "too short");
    expect(readText(bytes.subarray(0, 4)) === EXPORT_MAGIC, "not a search file");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    expect(view.getUint32(4, true) === crc32(bytes.subarray(8)), "checksum differs");
    const end = HEAD_START + view.getUint32(8, true);
    expect(end <= bytes.length, "header is cut");
    const head = /** @type {ExportHead} */ (JSON.parse(readText(bytes.subarray(HEAD_START, end))));
    expect(head.format === EXPORT_FORMAT, "unknown format");
    expect(head.analysis.analysis === ANALYSIS_VERSION, "unknown analysis");
    return { head, rest: bytes.subarray(end) };
  });
}

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
    expect(this.lengths.length === keys.length * fields.length, "lengths");
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
    expect(this.spellings.length === spellings, "spellings");
  }

  /**
   * @param {ChangingWord} term
   * @param {number} count
   * @param {{ dropped: Uint32Array, more: Uint32Array, letters: Pieces }} endings
   */
  readSpellings(term, count, endings) {
    expect(this.spellings.length + count <= endings.more.length, "more spellings than told");
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
    expect(this.codes.every((code) => code < weights.length), "unknown weights");
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
        expect(page < pageCount, "unknown page");
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
  expect(sections.length === SECTION_COUNT, "number of sections");
  expect(pieces.place === rest.length, "bytes left over");
  return sections;
}
