/**
 * Words to look up: exactly, by their beginning, or nearly. The twin of `WordList` in
 * `search_index/lexicon.py`.
 *
 * @typedef {{ places: number[], masks: Int32Array }} Sized  words of one length: places, and letters
 */

import { editDistance } from "./edit_distance.js";

const MOST_STARTING = 40;
const MOST_NEAR = 40;

/** @type {Sized} */
const NONE_OF_SIZE = { places: [], masks: new Int32Array(0) };

/**
 * A set of the word's letters in 32 bits; one edit takes one of them away and adds one at most.
 * @param {string} word
 * @returns {number}
 */
function letterMask(word) {
  let mask = 0;
  for (let i = 0; i < word.length; i++) {
    mask |= 1 << (word.charCodeAt(i) & 31);
  }
  return mask;
}

/**
 * @param {number} mask
 * @param {number} most
 * @returns {boolean} whether so many of its 32 bits are set at most
 */
function hasFewBits(mask, most) {
  let rest = mask;
  for (let count = 0; rest && count < most; count++) {
    rest &= rest - 1;
  }
  return rest === 0;
}

/**
 * @param {string[]} words
 * @returns {boolean}
 */
function areInOrder(words) {
  for (let i = 1; i < words.length; i++) {
    if ((words[i - 1] || "") > (words[i] || "")) {
      return false;
    }
  }
  return true;
}

/** Words in order, each with its number: the place where it stood in the list given. */
export class WordList {
  /** @param {string[]} words */
  constructor(words) {
    this.words = words;
    /** @type {number[]} */
    this.numbers = Array.from(words, (_, place) => place);
    // The terms of an export mostly stand in order: to sort them is a tenth of what opening costs.
    if (!areInOrder(words)) {
      // Spellings nearly do, which arrays make use of, and typed arrays do not.
      this.numbers.sort((a, b) => {
        const one = words[a] || "";
        const other = words[b] || "";
        return one < other ? -1 : one > other ? 1 : a - b;
      });
      this.words = this.numbers.map((number) => words[number] || "");
    }
    /** @type {Sized[]} by the length of the words; made when first needed */
    this.sized = [];
  }

  /**
   * The place of the first entry that is not before `word`.
   * @param {string} word
   * @returns {number}
   */
  placeOf(word) {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.words[middle] || "") < word) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The numbers of all entries that are this word.
   * @param {string} word
   * @returns {number[]}
   */
  equal(word) {
    const found = [];
    for (let place = this.placeOf(word); this.words[place] === word; place++) {
      found.push(this.numbers[place] || 0);
    }
    return found;
  }

  /**
   * The first longer entries that begin so: their numbers, and how many letters more they have.
   * @param {string} beginning
   * @returns {[number, number][]}
   */
  starting(beginning) {
    /** @type {[number, number][]} */
    const found = [];
    let place = this.placeOf(beginning);
    while (place < this.words.length && found.length < MOST_STARTING) {
      const word = this.words[place] || "";
      if (!word.startsWith(beginning)) {
        break;
      }
      if (word.length > beginning.length) {
        found.push([this.numbers[place] || 0, word.length - beginning.length]);
      }
      place++;
    }
    return found;
  }

  /** @returns {Sized[]} the words of each length, made ready when they are first asked for */
  bySize() {
    if (!this.sized.length) {
      /** @type {number[][]} */
      const places = [];
      this.words.forEach((word, place) => {
        const some = places[word.length] || [];
        places[word.length] = some;
        some.push(place);
      });
      this.sized = Array.from(places, (some = []) => ({
        places: some,
        masks: Int32Array.from(some, (place) => letterMask(this.words[place] || "")),
      }));
    }
    return this.sized;
  }

  /**
   * The entries nearest to the word, itself apart, nearest first: their numbers and edits.
   * @param {string} word
   * @param {number} edits
   * @returns {[number, number][]}
   */
  near(word, edits) {
    const sized = this.bySize();
    const mask = letterMask(word);
    /** @type {[number, number][]} */
    const found = [];
    for (let length = word.length - edits; length <= word.length + edits; length++) {
      const { places, masks } = sized[length] || NONE_OF_SIZE;
      for (let i = 0; i < masks.length; i++) {
        const known = masks[i] || 0;
        if (hasFewBits(mask & ~known, edits) && hasFewBits(known & ~mask, edits)) {
          const place = places[i] || 0;
          const distance = editDistance(word, this.words[place] || "", edits);
          if (distance > 0 && distance <= edits) {
            found.push([place, distance]);
          }
        }
      }
    }
    found.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    return found.slice(0, MOST_NEAR).map(([place, n]) => [this.numbers[place] || 0, n]);
  }
}
