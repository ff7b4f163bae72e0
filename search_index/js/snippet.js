/**
 * Shows where a page answers: the best stretch of its text, with the words marked. The twin of
 * `search_index/snippet.py`. No markup is made here.
 *
 * A text is read once and marked with each letter that is typed: reading takes ten times as long.
 *
 * @import { Analyzer } from "./analysis.js"
 * @typedef {{ text: string, marked: boolean }} SnippetPart
 *
 * @typedef {object} PrintedText  a plain text as it is printed
 * @property {string} plain
 * @property {string[]} pieces  words at the odd places, what is between them at the even ones
 * @property {number[]} lengths  of the pieces, in characters
 * @property {string[][]} folded  of each word, the forms that it is found by
 * @property {string[]} numbers  of each word, its digits, if it is nothing else
 */

import { isNumber, isUnspaced, normaliseText, splitWords } from "./analysis.js";
import { CHARACTERS } from "./characters.js";
import { MOST_DIGIT_GROUPS } from "./expansion.js";

const SNIPPET_WIDTH = 160;
const SNIPPET_LEAD = 40;
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
const CUT_MARK = "\u2026";

/**
 * @param {Analyzer} analyzer
 * @param {string} text
 * @returns {PrintedText}
 */
export function printText(analyzer, text) {
  const plain = text.replace(SPACE_RUNS, " ").replace(/^ | $/g, "");
  const pieces = plain.split(NOT_PLAIN.test(plain) ? PRINTED_WORD : PLAIN_PRINTED_WORD);
  const length = SURROGATE.test(plain) ? lengthOf : plainLengthOf;
  const folded = [];
  for (let place = 1; place < pieces.length; place += 2) {
    folded.push(formsOf(analyzer, pieces[place] || ""));
  }
  return {
    plain,
    pieces,
    lengths: pieces.map(length),
    folded,
    numbers: folded.map(([only, more]) => (only && !more && isNumber(only) ? only : "")),
  };
}

/**
 * @param {Analyzer} analyzer
 * @param {string} word  as it is printed
 * @returns {string[]} what it is found by
 */
function formsOf(analyzer, word) {
  return ASCII_WORD.test(word)
    ? [word.toLowerCase()]
    : splitWords(normaliseText(word)).map((form) => analyzer.fold(form));
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

/**
 * The best stretch of a text, of about `width` characters, cut between words.
 * @param {PrintedText} printed
 * @param {Set<string>} words  folded forms, as a search returns them
 * @param {number} [width]
 * @returns {SnippetPart[]}
 */
export function makeSnippet(printed, words, width = SNIPPET_WIDTH) {
  const { plain, pieces, lengths } = printed;
  const marks = markWords(printed, words);
  if (!marks.length) {
    return plain ? [{ text: plain, marked: false }] : [];
  }
  const { first, last } = bestWindow(lengths, marks, width);
  const stretch = [{ text: first ? CUT_MARK : pieces[0] || "", marked: false }];
  for (let word = first; word <= last; word++) {
    const between = word < last ? pieces[2 * word + 2] || "" : "";
    stretch.push({ text: pieces[2 * word + 1] || "", marked: marks[word] !== "" });
    stretch.push({ text: between, marked: false });
  }
  const end = last === marks.length - 1 ? pieces[pieces.length - 1] || "" : CUT_MARK;
  stretch.push({ text: end, marked: false });
  return joinParts(stretch);
}

/**
 * For each printed word the form that answers the query, or nothing.
 * @param {PrintedText} printed
 * @param {Set<string>} words
 * @returns {string[]}
 */
function markWords({ pieces, folded, numbers }, words) {
  const marks = folded.map((forms) => forms.find((form) => words.has(form)) || "");
  numbers.forEach((start, first) => {
    let digits = start;
    const end = Math.min(first + MOST_DIGIT_GROUPS, numbers.length);
    for (let last = first + 1; digits && last < end && numbers[last]; last++) {
      digits += numbers[last];
      if (words.has(digits)) {
        marks.fill(digits, first, last + 1);
      }
    }
  });
  markPairs(marks, folded, pieces, words);
  return marks;
}

/**
 * Marks neighbouring letters without a space between them whose pair answers the query.
 * @param {string[]} marks
 * @param {string[][]} folded
 * @param {string[]} pieces
 * @param {Set<string>} words
 */
function markPairs(marks, folded, pieces, words) {
  for (let place = 0; place + 1 < folded.length; place++) {
    const gap = pieces[2 * place + 2];
    const pair = gap ? "" : [...(folded[place] || []), ...(folded[place + 1] || [])].join("");
    if (pair && isUnspaced(pair) && words.has(pair)) {
      marks[place] = marks[place] || pair;
      marks[place + 1] = pair;
    }
  }
}

/**
 * The first and last word of the best stretch.
 * @param {number[]} lengths
 * @param {string[]} marks
 * @param {number} width
 * @returns {{ first: number, last: number }}
 */
function bestWindow(lengths, marks, width) {
  let best = { ...windowAround(lengths, 0, width), different: 0, found: 0 };
  marks.forEach((mark, word) => {
    if (mark) {
      const { first, last } = windowAround(lengths, word, width);
      const inside = marks.slice(first, last + 1).filter((other) => other);
      const different = new Set(inside).size;
      const found = inside.length;
      if (different > best.different || (different === best.different && found > best.found)) {
        best = { first, last, different, found };
      }
    }
  });
  return best;
}

/**
 * The stretch around a word: some context before it, then as much as fits.
 * @param {number[]} lengths  words at the odd places, what is between them at the even ones
 * @param {number} word
 * @param {number} width
 * @returns {{ first: number, last: number }}
 */
function windowAround(lengths, word, width) {
  const pair = (/** @type {number} */ place) => (lengths[place] || 0) + (lengths[place + 1] || 0);
  const end = (lengths.length - 1) / 2 - 1;
  let first = word;
  let last = word;
  let lead = 0;
  while (first > 0 && lead + pair(2 * first - 1) <= SNIPPET_LEAD) {
    lead += pair(2 * first - 1);
    first--;
  }
  let size = lead + (lengths[2 * word + 1] || 0);
  while (last < end && size + pair(2 * last + 2) <= width) {
    size += pair(2 * last + 2);
    last++;
  }
  while (last === end && first > 0 && size + pair(2 * first - 1) <= width) {
    size += pair(2 * first - 1);
    first--;
  }
  return { first, last };
}

/**
 * Leaves out empty parts and joins neighbours of one kind.
 * @param {SnippetPart[]} stretch
 * @returns {SnippetPart[]}
 */
function joinParts(stretch) {
  /** @type {SnippetPart[]} */
  const parts = [];
  for (const part of stretch) {
    const before = parts[parts.length - 1];
    if (part.text && before && part.marked === before.marked) {
      before.text += part.text;
    } else if (part.text) {
      parts.push({ ...part });
    }
  }
  return parts;
}
