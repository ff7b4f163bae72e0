/**
 * The head of the phone's search file: whether the file is whole and known, and what it says of
 * itself. The format is drawn in `search_index/export.py`.
 *
 * @import { AnalysisSettings } from "./analysis.js"
 * @import { Speech } from "./speech.js"
 * @import { UrgentPage } from "./urgent_phrases.js"
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
 * @property {Speech} speech
 * @property {{ terms: number[], typed: string }} synonyms  terms, and for each those that stand for it
 * @property {number} terms
 * @property {number} spellings
 * @property {UrgentPage[]} urgent
 * @property {number[][]} weights
 */

import { ANALYSIS_VERSION, STEMMER_VERSION } from "./analysis.js";
import { readText } from "./columns.js";

const EXPORT_MAGIC = "SXF1";
const EXPORT_FORMAT = 4;
const HEAD_START = 12;

/** The file is cut, changed, or of a kind that this program does not know. */
export class DamagedExport extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = "DamagedExport";
  }
}

/**
 * The CRC-32 of zlib, four bytes at a time: byte by byte it would be a sixth of what opening an export
 * costs, where nothing is compiled yet.
 * @param {Uint8Array} bytes
 * @returns {number}
 */
export function crc32(bytes) {
  const [last, third, second, first] = crcTables();
  const whole = bytes.length & ~3;
  const fours = new DataView(bytes.buffer, bytes.byteOffset, whole);
  let sum = -1;
  for (let i = 0; i < whole; i += 4) {
    const mixed = sum ^ fours.getInt32(i, true);
    sum = (first[mixed & 255] || 0) ^ (second[(mixed >>> 8) & 255] || 0);
    sum ^= (third[(mixed >>> 16) & 255] || 0) ^ (last[mixed >>> 24] || 0);
  }
  for (let i = whole; i < bytes.length; i++) {
    sum = (sum >>> 8) ^ (last[(sum ^ (bytes[i] || 0)) & 255] || 0);
  }
  return ~sum >>> 0;
}

/**
 * @returns {[Int32Array, Int32Array, Int32Array, Int32Array]} what a byte does to the sum when none
 *   follows it, one, two or three
 */
function crcTables() {
  const last = new Int32Array(256);
  let rest = 1;
  // A byte of several bits does what each of them does.
  for (let bit = 128; bit; bit >>>= 1) {
    rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    for (let higher = 0; higher < 256; higher += 2 * bit) {
      last[higher + bit] = (last[higher] || 0) ^ rest;
    }
  }
  const followed = (/** @type {Int32Array} */ before) =>
    before.map((sum) => (sum >>> 8) ^ (last[sum & 255] || 0));
  const third = followed(last);
  const second = followed(third);
  return [last, third, second, followed(second)];
}

/**
 * @param {boolean} condition
 * @param {string} reason
 * @throws {DamagedExport} when the condition does not hold
 */
export function expectWhole(condition, reason) {
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
export function orDamaged(read) {
  try {
    return read();
  } catch (cause) {
    throw cause instanceof DamagedExport ? cause : new DamagedExport(String(cause));
  }
}

/**
 * @param {Iterable<unknown>[]} lists
 * @param {"number" | "string"} kind
 * @returns {boolean} whether each value of each list is of this kind
 */
function areAll(lists, kind) {
  for (const values of lists) {
    for (const value of values) {
      if (typeof value !== kind) {
        return false;
      }
    }
  }
  return true;
}

/**
 * Whether everything that will be used is there, and of its kind.
 * @param {ExportHead} head
 * @returns {boolean}
 */
function isWholeHead(head) {
  const { analysis, fields, keys, speech, weights } = head;
  const { letters, stem_overrides: overrides, stemmer, stop_words: stopWords } = analysis;
  const names = fields.map((field) => field.name);
  const words = [[stemmer, stopWords], names, Object.values(letters), Object.values(overrides)];
  const { around, asking, elisions, endings, everyday, fillers, negations, same } = speech;
  const lists = [around, asking, elisions, endings, everyday, fillers, negations];
  const figures = [head.length_weight, head.saturation, head.terms, head.spellings];
  const totals = fields.flatMap((field) => [field.boost, field.total]);
  const isWeighed = weights.every((counts) => counts.length === fields.length);
  return (
    isWeighed &&
    head.urgent.every((page) => page.length === 4) &&
    areAll([...words, ...head.urgent, lists, Object.values(same), keys], "string") &&
    areAll([figures, totals, head.sections, ...weights], "number")
  );
}

/**
 * The header, after the whole file was checked, and the bytes behind it.
 * @param {Uint8Array} bytes
 * @returns {{ head: ExportHead, rest: Uint8Array }}
 * @throws {DamagedExport}
 */
export function readExportHead(bytes) {
  return orDamaged(() => {
    expectWhole(bytes.length >= HEAD_START, "too short");
    expectWhole(readText(bytes.subarray(0, 4)) === EXPORT_MAGIC, "not a search file");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    expectWhole(view.getUint32(4, true) === crc32(bytes.subarray(8)), "checksum differs");
    const end = HEAD_START + view.getUint32(8, true);
    expectWhole(end <= bytes.length, "header is cut");
    const head = /** @type {ExportHead} */ (JSON.parse(readText(bytes.subarray(HEAD_START, end))));
    expectWhole(head.format === EXPORT_FORMAT, "unknown format");
    expectWhole(head.analysis.analysis === ANALYSIS_VERSION, "unknown analysis");
    // Stems of two versions differ in some words: those would not be found, and nobody would see it.
    expectWhole(head.analysis.stemmer_version === STEMMER_VERSION, "unknown stemmer");
    expectWhole(isWholeHead(head), "header");
    return { head, rest: bytes.subarray(end) };
  });
}
