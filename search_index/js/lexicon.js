/**
 * The words an index knows, and how to look them up: exactly, by their beginning, or nearly.
 * The twin of `search_index/lexicon.py`.
 */

import { editDistance } from "./edit_distance.js";

const MOST_STARTING = 40;
const MOST_NEAR = 40;

/**
 * A set of the word's letters in 32 bits; one edit changes two bits at most.
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
 * @returns {number} how many of its 32 bits are set
 */
function bitCount(mask) {
  let rest = mask;
  let count = 0;
  while (rest) {
    rest &= rest - 1;
    count++;
  }
  return count;
}

/** Words in order, each with its number: the place where it stood in the list given. */
export class WordList {
  /** @param {string[]} words */
  constructor(words) {
    this.numbers = Uint32Array.from(words, (_, place) => place).sort((a, b) => {
      const one = words[a] || "";
      const other = words[b] || "";
      return one < other ? -1 : one > other ? 1 : a - b;
    });
    this.words = Array.from(this.numbers, (number) => words[number] || "");
    /** @type {Int32Array | null} made when first needed */
    this.masks = null;
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

  /**
   * The entries nearest to the word, itself apart, nearest first: their numbers and edits.
   * @param {string} word
   * @param {number} edits
   * @returns {[number, number][]}
   */
  near(word, edits) {
    const masks = this.masks || (this.masks = Int32Array.from(this.words, letterMask));
    const mask = letterMask(word);
    /** @type {[number, number][]} */
    const found = [];
    this.words.forEach((known, place) => {
      if (Math.abs(known.length - word.length) > edits) {
        return;
      }
      if (bitCount((masks[place] || 0) ^ mask) <= 2 * edits) {
        const distance = editDistance(word, known, edits);
        if (distance > 0 && distance <= edits) {
          found.push([place, distance]);
        }
      }
    });
    found.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    return found.slice(0, MOST_NEAR).map(([place, n]) => [this.numbers[place] || 0, n]);
  }
}

/** All terms of an index and the forms in which its pages write them; fields as in the twin. */
export class Lexicon {
  /**
   * @param {string[]} terms
   * @param {boolean[]} isWord  per term: pages write it just so
   * @param {string[]} spellings  the other written forms, those of one term side by side
   * @param {number[]} termOf  per spelling: its term's number
   * @param {(word: string) => string} fold
   */
  constructor(terms, isWord, spellings, termOf, fold) {
    this.terms = terms;
    this.isWord = isWord;
    this.spellings = spellings;
    this.termOf = termOf;
    this.folded = spellings.map(fold);
    this.stems = new WordList(terms);
    this.forms = new WordList(this.folded);
  }

  /**
   * @param {string} term
   * @returns {number[]} its number, or nothing
   */
  numbersOf(term) {
    return this.stems.equal(term);
  }

  /**
   * The terms that some page writes so, accents apart.
   * @param {string} folded
   * @returns {number[]}
   */
  writtenAs(folded) {
    return this.forms.equal(folded).map((spelling) => this.termOf[spelling] || 0);
  }

  /**
   * What begins so, among the terms and among the forms: terms, and how many letters more.
   * @param {string} beginning
   * @returns {[number, number][]}
   */
  starting(beginning) {
    return this.stems.starting(beginning).concat(this.asTerms(this.forms.starting(beginning)));
  }

  /**
   * What is spelt nearly so, among the terms and among the forms: terms, and edits.
   * @param {string} word
   * @param {number} edits
   * @returns {[number, number][]}
   */
  near(word, edits) {
    return this.stems.near(word, edits).concat(this.asTerms(this.forms.near(word, edits)));
  }

  /**
   * The real words that are spelt nearly so.
   * @param {string} word
   * @param {number} edits
   * @returns {{ spelling: string, term: number, edits: number }[]}
   */
  spellingsNear(word, edits) {
    const stems = this.stems.near(word, edits).filter(([term]) => this.isWord[term]);
    const forms = this.forms.near(word, edits);
    return [
      ...stems.map(([term, n]) => ({ spelling: this.terms[term] || "", term, edits: n })),
      ...forms.map(([place, n]) => ({
        spelling: this.spellings[place] || "",
        term: this.termOf[place] || 0,
        edits: n,
      })),
    ];
  }

  /**
   * Every form, folded, in which pages write a term.
   * @param {number} term
   * @returns {string[]}
   */
  formsOf(term) {
    const forms = this.isWord[term] ? [this.terms[term] || ""] : [];
    for (let place = this.firstSpelling(term); this.termOf[place] === term; place++) {
      forms.push(this.folded[place] || "");
    }
    return forms;
  }

  /**
   * @param {number} term
   * @returns {number} the place of its first spelling, which is also where it would stand
   */
  firstSpelling(term) {
    let low = 0;
    let high = this.termOf.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.termOf[middle] || 0) < term) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * @param {[number, number][]} found  spellings and a figure each
   * @returns {[number, number][]} their terms, and the same figures
   */
  asTerms(found) {
    return found.map(([spelling, figure]) => [this.termOf[spelling] || 0, figure]);
  }
}
