/**
 * The urgent words of a language, made ready to be looked for. The twin of
 * `search_index/urgent_phrases.py`.
 *
 * @import { Speech } from "./speech.js"
 * @typedef {[string, string, string, string]} UrgentPage
 *   key, phrases, phrases that are all of the query, groups: each list parted by commas
 * @typedef {object} UrgentPhrase  words in their order
 * @property {string} letters  of all of them, joined
 * @property {number[]} lengths
 * @property {string[]} bases
 * @property {number} row  of the page it pins
 * @property {boolean} isAll  whether it must be all of the query
 *
 * @typedef {{ bases: string[][], size: number, row: number }} UrgentGroup  one of each, in any order
 * @typedef {Map<string, boolean>} Meanings  base -> whether typed right
 */

import { addTo } from "./lists.js";
import { SHORTEST_WITH_SLIP, findSlip } from "./slips.js";
import { SpeechReader } from "./speech.js";

/** Above the length of all that is read of a query. */
const LENGTHS = 4096;

/**
 * @param {string} listed
 * @returns {string[]}
 */
function partList(listed) {
  return listed ? listed.split(",") : [];
}

/**
 * What words share that a slip may make of one another, as one number: the first letter, and about
 * the length.
 * @param {string} letters
 * @param {number} [more]  letters more than there are
 * @returns {number}
 */
function shapeOf(letters, more = 0) {
  return letters.charCodeAt(0) * LENGTHS + letters.length + more;
}

/**
 * Calls back for each item of a shape that what was typed can be, right or with one slip.
 * @template Item
 * @param {Map<number, Item[]>} shaped
 * @param {string} typed
 * @param {(item: Item) => void} meet
 */
function eachNear(shaped, typed, meet) {
  for (let more = -1; more <= 1; more++) {
    const items = shaped.get(shapeOf(typed, more));
    if (items) {
      items.forEach(meet);
    }
  }
}

/** All urgent words of a language, found by what a query holds: most queries hold none. */
export class UrgentPhrases {
  /**
   * @param {UrgentPage[]} pages
   * @param {Speech} speech
   */
  constructor(pages, speech) {
    this.keys = pages.map(([key]) => key);
    this.reader = new SpeechReader(speech);
    /** The letters of the longest phrase. */
    this.longest = 0;
    /** @type {Set<string>} */
    this.bases = new Set();
    /** @type {Map<number, { word: string, lengths: number[], base: string }[]>} by shape */
    this.long = new Map();
    /** @type {Map<number, UrgentPhrase[]>} by shape */
    this.joined = new Map();
    /** @type {Map<string, UrgentPhrase[]>} by their first base */
    this.inOrder = new Map();
    /** @type {Map<string, UrgentGroup[]>} by each base of one set, without which they do not stand */
    this.together = new Map();
    pages.forEach(([, contains, alone, together], row) => {
      partList(contains).forEach((phrase) => this.addPhrase(phrase, row, false));
      partList(alone).forEach((phrase) => this.addPhrase(phrase, row, true));
      partList(together).forEach((group) => this.addGroup(group, row));
    });
  }

  /**
   * Calls back for each phrase that joined words can be, as far as its shape tells.
   * @param {string} typed
   * @param {(phrase: UrgentPhrase) => void} meet
   */
  eachLike(typed, meet) {
    eachNear(this.joined, typed, meet);
  }

  /**
   * The base that a word is; otherwise those that it may be with a slip.
   * @param {string} word
   * @returns {Meanings}
   */
  meanings(word) {
    const base = this.reader.base(word);
    /** @type {Meanings} */
    const found = new Map();
    if (this.bases.has(base)) {
      return found.set(base, true);
    }
    if (!this.reader.everyday.has(word)) {
      eachNear(this.long, word, (other) => {
        if (findSlip(word, other.word, other.lengths)) {
          found.set(other.base, false);
        }
      });
    }
    return found;
  }

  /**
   * The words that a typed one stands for; parted where its end is looked for.
   * @param {string} folded
   * @returns {string[]}
   */
  said(folded) {
    const said = this.reader.said(folded);
    if (said.length !== 1 || said[0] !== folded || this.bases.has(this.reader.base(folded))) {
      return said;
    }
    const parts = this.reader.parted(folded).find(
      ([, rest]) => rest.length >= SHORTEST_WITH_SLIP && this.areLookedFor(this.reader.said(rest)),
    );
    return parts ? parts.flatMap((part) => this.reader.said(part)) : said;
  }

  /**
   * @param {string[]} words
   * @returns {boolean}
   */
  areLookedFor(words) {
    return words.length > 0 && words.every((word) => this.bases.has(this.reader.base(word)));
  }

  /**
   * @param {string} text
   * @param {number} row
   * @param {boolean} isAll
   */
  addPhrase(text, row, isAll) {
    const words = text.split(" ");
    const letters = words.join("");
    const bases = this.remember(words);
    const phrase = { letters, lengths: words.map((word) => word.length), bases, row, isAll };
    this.longest = Math.max(this.longest, letters.length);
    addTo(this.joined, shapeOf(letters), phrase);
    addTo(this.inOrder, bases[0] || "", phrase);
  }

  /**
   * @param {string} text
   * @param {number} row
   */
  addGroup(text, row) {
    const sets = text.split(" ").map((words) => words.split("/"));
    const size = sets.reduce((sum, [first]) => sum + (first || "").length, 0);
    const bases = sets.map((words) => this.remember(words));
    const fewest = bases.reduce((one, other) => (other.length < one.length ? other : one));
    new Set(fewest).forEach((base) => addTo(this.together, base, { bases, size, row }));
  }

  /**
   * @param {string[]} words
   * @returns {string[]} their bases, remembered as looked for
   */
  remember(words) {
    return words.map((word) => {
      const base = this.reader.base(word);
      this.bases.add(base);
      if (word.length >= SHORTEST_WITH_SLIP && !this.reader.everyday.has(word)) {
        addTo(this.long, shapeOf(word), { word, lengths: [word.length], base });
      }
      return base;
    });
  }
}
