/**
 * Texts as they are printed, cut into words. A text is read once and marked with each letter that is
 * typed; a word is read once however many texts it stands in.
 *
 * @import { Analyzer } from "./analysis.js"
 * @typedef {object} PrintedText
 * @property {string} plain
 * @property {string[]} pieces  words at the odd places, what is between them at the even ones
 * @property {number[]} lengths  of the pieces, in characters
 * @property {number[]} words  the number of each word
 * @property {number[]} digits  the places of the words that are digits and nothing else
 * @property {[number, string][]} pairs  letters without a space between them, in scripts that put none
 *   between words either: the place of the first, and both
 */

import { isNumber, isUnspaced, normaliseText, splitWords } from "./analysis.js";
import { CHARACTERS } from "./characters.js";

/** The titles and texts of the last answers, ten each: with the next letter most are answers again. */
const TEXTS_HELD = 80;

const SPACE_RUNS = /[ \t\n\r\f\v\u2028\u2029]+/g;
const UNSPACED_LETTER =
  `[${CHARACTERS.unspaced}][${CHARACTERS.unspacedMarks}${CHARACTERS.silent}]*`;
const INNER_MARK =
  `[${CHARACTERS.cyrillic}][${CHARACTERS.apostrophes}](?=[${CHARACTERS.cyrillic}])`;
const SPACED_LETTER =
  `(?![${CHARACTERS.unspaced}])[\\p{L}\\p{N}]|[${CHARACTERS.signs}${CHARACTERS.silent}]`;
const PRINTED_WORD = new RegExp(
  `(${UNSPACED_LETTER}|(?:${INNER_MARK}|${SPACED_LETTER})+)`,
  "u",
);
/** The same in a text that has none of these scripts, as most texts: less work. */
const PLAIN_PRINTED_WORD = new RegExp(`([\\p{L}\\p{N}${CHARACTERS.silent}]+)`, "u");
const NOT_PLAIN = new RegExp(`[${CHARACTERS.unspaced}${CHARACTERS.signs}${CHARACTERS.cyrillic}]`, "u");
const ASCII_WORD = /^[A-Za-z0-9]+$/;
const SURROGATE = /[\ud800-\udfff]/;

/** Reads texts in one language. */
export class TextReader {
  /** @param {Analyzer} analyzer */
  constructor(analyzer) {
    this.analyzer = analyzer;
    /** @type {Map<string, PrintedText>} those that were used last stand last */
    this.texts = new Map();
    /** @type {Map<string, number>} */
    this.numbers = new Map();
    /** @type {string[][]} by the number of a word, the folded forms that it is found by */
    this.forms = [];
    /** @type {string[]} by the number of a word, its digits, if it is nothing else */
    this.digits = [];
    /** @type {Map<string, number[]>} by form, the numbers of its words */
    this.byForm = new Map();
    /** @type {Set<string>} the forms that were asked for last */
    this.wanted = new Set();
    /** @type {string[]} by the number of a word, the first of its forms that is wanted, or nothing */
    this.found = [];
  }

  /**
   * @param {string} text
   * @returns {PrintedText}
   */
  read(text) {
    const printed = this.texts.get(text) || this.cut(text);
    this.texts.delete(text);
    this.texts.set(text, printed);
    for (const oldest of this.texts.keys()) {
      if (this.texts.size <= TEXTS_HELD) {
        break;
      }
      this.texts.delete(oldest);
    }
    return printed;
  }

  /**
   * What of each word answers. One set is asked about with all texts of an answer.
   * @param {Set<string>} wanted  folded forms
   * @returns {string[]} by the number of a word, its first form that is wanted, or nothing
   */
  answers(wanted) {
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.found.fill("");
      for (const form of wanted) {
        for (const word of this.byForm.get(form) || []) {
          this.found[word] = this.firstWanted(this.forms[word] || []);
        }
      }
    }
    return this.found;
  }

  /**
   * @param {string[]} forms
   * @returns {string}
   */
  firstWanted(forms) {
    return forms.find((form) => this.wanted.has(form)) || "";
  }

  /**
   * @param {string} text
   * @returns {PrintedText}
   */
  cut(text) {
    const plain = text.replace(SPACE_RUNS, " ").replace(/^ | $/g, "");
    const pieces = plain.split(NOT_PLAIN.test(plain) ? PRINTED_WORD : PLAIN_PRINTED_WORD);
    const length = SURROGATE.test(plain) ? lengthOf : plainLengthOf;
    const words = [];
    for (let place = 1; place < pieces.length; place += 2) {
      words.push(this.numberOf(pieces[place] || ""));
    }
    return { plain, pieces, lengths: pieces.map(length), words, ...this.neighbours(pieces, words) };
  }

  /**
   * @param {string} written  a word as it is printed
   * @returns {number}
   */
  numberOf(written) {
    const known = this.numbers.get(written);
    if (known !== undefined) {
      return known;
    }
    const number = this.forms.length;
    const forms = this.formsOf(written);
    this.numbers.set(written, number);
    this.forms.push(forms);
    const [only = "", more] = forms;
    this.digits.push(!more && isNumber(only) ? only : "");
    this.found.push(this.firstWanted(forms));
    for (const form of forms) {
      const others = this.byForm.get(form);
      if (others) {
        others.push(number);
      } else {
        this.byForm.set(form, [number]);
      }
    }
    return number;
  }

  /**
   * @param {string} written
   * @returns {string[]}
   */
  formsOf(written) {
    return ASCII_WORD.test(written)
      ? [written.toLowerCase()]
      : this.analyzer.foldAll(splitWords(normaliseText(written)));
  }

  /**
   * What may answer together with the word after it.
   * @param {string[]} pieces
   * @param {number[]} words
   * @returns {{ digits: number[], pairs: [number, string][] }}
   */
  neighbours(pieces, words) {
    const digits = [];
    /** @type {[number, string][]} */
    const pairs = [];
    for (let place = 0; place < words.length; place++) {
      const word = words[place] || 0;
      const next = words[place + 1];
      if (this.digits[word]) {
        digits.push(place);
      }
      if (next !== undefined && !pieces[2 * place + 2]) {
        const pair = [...(this.forms[word] || []), ...(this.forms[next] || [])].join("");
        if (isUnspaced(pair)) {
          pairs.push([place, pair]);
        }
      }
    }
    return { digits, pairs };
  }
}

/**
 * @param {string} piece
 * @returns {number} its length in characters
 */
function lengthOf(piece) {
  return Array.from(piece).length;
}

/**
 * The same where each character is one unit of the text.
 * @param {string} piece
 * @returns {number}
 */
function plainLengthOf(piece) {
  return piece.length;
}
