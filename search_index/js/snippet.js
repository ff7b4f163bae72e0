/**
 * Shows where a page answers: the best stretch of its text, with the words marked. The twin of
 * `search_index/snippet.py`. No markup is made here.
 *
 * @import { PrintedText, TextReader } from "./printed_text.js"
 * @typedef {{ text: string, marked: boolean }} SnippetPart
 */

import { MOST_DIGIT_GROUPS } from "./expansion.js";

const SNIPPET_WIDTH = 160;
const SNIPPET_LEAD = 40;
const CUT_MARK = "\u2026";

/**
 * The best stretch of a text, of about `width` characters, cut between words.
 * @param {TextReader} reader
 * @param {string} text  plain
 * @param {Set<string>} words  folded forms, as a search returns them
 * @param {number} [width]
 * @returns {SnippetPart[]}
 */
export function makeSnippet(reader, text, words, width = SNIPPET_WIDTH) {
  const printed = reader.read(text);
  const { plain, pieces, lengths } = printed;
  const marks = markWords(reader, printed, words);
  if (!marks.length) {
    return plain ? [{ text: plain, marked: false }] : [];
  }
  const { first, last } = bestWindow(lengths, marks, width);
  /** @type {SnippetPart[]} */
  const parts = [];
  addPart(parts, first ? CUT_MARK : pieces[0], false);
  for (let word = first; word <= last; word++) {
    addPart(parts, pieces[2 * word + 1], marks[word] !== "");
    addPart(parts, word < last ? pieces[2 * word + 2] : "", false);
  }
  addPart(parts, last === marks.length - 1 ? pieces[pieces.length - 1] : CUT_MARK, false);
  return parts;
}

/**
 * Adds a stretch to a snippet: to its last part, if that is of the same kind.
 * @param {SnippetPart[]} parts
 * @param {string|undefined} text
 * @param {boolean} marked
 */
function addPart(parts, text, marked) {
  const before = parts[parts.length - 1];
  if (text && before && marked === before.marked) {
    before.text += text;
  } else if (text) {
    parts.push({ text, marked });
  }
}

/**
 * For each printed word the form that answers the query, or nothing.
 * @param {TextReader} reader
 * @param {PrintedText} printed
 * @param {Set<string>} wanted
 * @returns {string[]}
 */
function markWords(reader, { words, digits, pairs }, wanted) {
  const answers = reader.answers(wanted);
  const marks = words.map((word) => answers[word] || "");
  for (const first of digits) {
    let joined = reader.digits[words[first] || 0] || "";
    const end = Math.min(first + MOST_DIGIT_GROUPS, words.length);
    for (let last = first + 1; last < end; last++) {
      const more = reader.digits[words[last] || 0];
      if (!more) {
        break;
      }
      joined += more;
      if (wanted.has(joined)) {
        marks.fill(joined, first, last + 1);
      }
    }
  }
  for (const [place, pair] of pairs) {
    if (wanted.has(pair)) {
      marks[place] = marks[place] || pair;
      marks[place + 1] = pair;
    }
  }
  return marks;
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
      const inside = marksBetween(marks, first, last);
      const found = inside.length;
      const different = found < best.different ? 0 : new Set(inside).size;
      if (different > best.different || (different === best.different && found > best.found)) {
        best = { first, last, different, found };
      }
    }
  });
  return best;
}

/**
 * @param {string[]} marks
 * @param {number} first
 * @param {number} last
 * @returns {string[]} those of marked words
 */
function marksBetween(marks, first, last) {
  const inside = [];
  for (let word = first; word <= last; word++) {
    const mark = marks[word];
    if (mark) {
      inside.push(mark);
    }
  }
  return inside;
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
