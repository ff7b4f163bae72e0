/**
 * Turns text into words that can be compared: the exact twin of `search_index/analysis.py`, where
 * the steps are drawn. Contract: tests/contracts/analysis.json.
 */

/**
 * The rules of a language as the export carries them.
 * @typedef {object} AnalysisSettings
 * @property {number} analysis  version of these rules
 * @property {string} language
 * @property {Record<string, string>} letters  letter -> what people type instead
 * @property {Record<string, string>} stem_overrides
 * @property {string} stemmer  Snowball algorithm, empty for none
 * @property {string} stemmer_version
 * @property {string} stop_words  separated by spaces
 */

/**
 * One word: as written (normalised), without accents, as the index knows it.
 * @typedef {object} AnalysedWord
 * @property {string} written
 * @property {string} folded
 * @property {string} term
 */

import { CHARACTERS } from "./characters.js";

export const ANALYSIS_VERSION = 3;

/** Of the stemmers in `vendor/`, which come in the same release as this file. */
export const STEMMER_VERSION = "3.0.1";

const SILENT_ONES = new RegExp(`[${CHARACTERS.silent}]`, "g");
const INNER_APOSTROPHE = new RegExp(
  `([${CHARACTERS.cyrillic}])[${CHARACTERS.apostrophes}](?=[${CHARACTERS.cyrillic}])`,
  "g",
);
const ACCENTS = /[\u0300-\u036f]/g;
const WORDS = new RegExp(`[\\p{L}\\p{N}${CHARACTERS.signs}${CHARACTERS.unspaced}]+`, "gu");
const FIRST_UNSPACED = new RegExp(`^[${CHARACTERS.unspaced}]`, "u");
const ANY_UNSPACED = new RegExp(`[${CHARACTERS.unspaced}]`, "u");
const RUNS = new RegExp(`[${CHARACTERS.unspaced}]+|[^${CHARACTERS.unspaced}]+`, "gu");
const LETTERS = new RegExp(`[${CHARACTERS.unspaced}][${CHARACTERS.unspacedMarks}]*`, "gu");
const DIGITS_ONLY = /^[0-9]+$/;
const NOT_ASCII = /[^\x00-\x7f]/gu;
const ASCII_ONLY = /^[\x00-\x7f]*$/;
const EASTERN_ZEROS = [0x17e0, 0x1040, 0xed0, 0xe50, 0x9e6, 0x966, 0x6f0, 0x660];
const EASTERN_DIGITS = new RegExp(
  `[${EASTERN_ZEROS.map((zero) => String.fromCharCode(zero, 0x2d, zero + 9)).join("")}]`,
  "g",
);
const ASCII_WORDS = /[A-Za-z0-9]+/g;
const FIRST_CYRILLIC = 0x400;

const FOLDED_LETTERS = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ð: "d", þ: "th", ς: "σ",
};

/**
 * @param {string} digit
 * @returns {string}
 */
function westernDigit(digit) {
  const code = digit.charCodeAt(0);
  const zero = EASTERN_ZEROS.find((start) => start <= code) || 0;
  return String(code - zero);
}

/**
 * Lower case, composed, without silent characters, with Western digits.
 * @param {string} text
 * @returns {string}
 */
export function normaliseText(text) {
  if (ASCII_ONLY.test(text)) {
    // Nothing of what follows would be found there; most words of most texts are such.
    return text.toLowerCase();
  }
  const audible = text.normalize("NFKC").toLowerCase().replace(SILENT_ONES, "");
  return audible.replace(INNER_APOSTROPHE, "$1").replace(EASTERN_DIGITS, westernDigit);
}

/**
 * Whether a normalised word is of a script without spaces between words.
 * @param {string} word
 * @returns {boolean}
 */
export function isUnspaced(word) {
  return FIRST_UNSPACED.test(word);
}

/**
 * The words of a normalised text, in scripts without spaces the pairs of letters.
 * @param {string} normalised
 * @returns {string[]}
 */
export function splitWords(normalised) {
  if (ASCII_ONLY.test(normalised)) {
    return normalised.match(ASCII_WORDS) || [];
  }
  /** @type {string[]} */
  const words = normalised.match(WORDS) || [];
  if (!ANY_UNSPACED.test(normalised)) {
    return words;
  }
  return words.flatMap((word) => word.match(RUNS) || []).flatMap(pairsOf);
}

/**
 * @param {string} run
 * @returns {string[]} its pairs of letters, or itself
 */
function pairsOf(run) {
  const letters = run.match(LETTERS) || [];
  return letters.length < 2
    ? [run]
    : letters.slice(1).map((letter, place) => letters[place] + letter);
}

/**
 * The text with each word replaced, in scripts without spaces each run of letters.
 * @param {string} normalised
 * @param {(word: string) => string} renew
 * @returns {string}
 */
export function replaceWords(normalised, renew) {
  return normalised.replace(WORDS, (word) => word.replace(RUNS, renew));
}

/**
 * @param {string} written
 * @returns {boolean}
 */
export function isNumber(written) {
  return DIGITS_ONLY.test(written);
}

/** Applies the settings of one language; keeps no word it has seen. */
export class Analyzer {
  /**
   * @param {AnalysisSettings} settings
   * @param {(word: string) => string} [stem]  absent: words are only folded
   */
  constructor(settings, stem) {
    this.stem = stem || ((/** @type {string} */ word) => word);
    this.overrides = new Map(Object.entries(settings.stem_overrides));
    this.letters = new Map(Object.entries({ ...FOLDED_LETTERS, ...settings.letters }));
    const listed = splitWords(normaliseText(settings.stop_words));
    this.stopWords = new Set([...listed, ...this.foldAll(listed)]);
  }

  /**
   * The words of a text in order, without stop words unless nothing else is left.
   * @param {string} text
   * @returns {AnalysedWord[]}
   */
  words(text) {
    const written = splitWords(normaliseText(text)).filter(
      (word) => isNumber(word) || isUnspaced(word) || Array.from(word).length > 1,
    );
    const telling = written.filter((word) => !this.stopWords.has(word));
    return (telling.length ? telling : written).map((word) => ({
      written: word,
      folded: this.fold(word),
      term: this.term(word),
    }));
  }

  /**
   * What the index files a normalised word under.
   * @param {string} written
   * @returns {string}
   */
  term(written) {
    const stem = this.overrides.get(written);
    return this.fold(stem === undefined ? this.stem(written) : stem);
  }

  /**
   * A normalised word as somebody types it who has no accents at hand.
   * @param {string} word
   * @returns {string}
   */
  fold(word) {
    return ASCII_ONLY.test(word) ? word : word.replace(NOT_ASCII, (letter) => this.foldLetter(letter));
  }

  /**
   * The same of many words, as one text: a call for each of them takes several times as long.
   * @param {string[]} words
   * @returns {string[]}
   */
  foldAll(words) {
    return words.length ? this.fold(words.join("\n")).split("\n") : [];
  }

  /**
   * @param {string} letter
   * @returns {string}
   */
  foldLetter(letter) {
    const known = this.letters.get(letter);
    if (known !== undefined) {
      return known;
    }
    const parts = letter.normalize("NFD");
    return parts.charCodeAt(0) < FIRST_CYRILLIC ? parts.replace(ACCENTS, "") : letter;
  }
}
