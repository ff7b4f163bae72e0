/** The words an index knows. The twin of `Lexicon` in `search_index/lexicon.py`. */

import { WordList } from "./word_list.js";

/** All terms of an index and the forms in which its pages write them; fields as in the twin. */
export class Lexicon {
  /**
   * @param {string[]} terms
   * @param {boolean[]} isWord  per term: pages write it just so
   * @param {string[]} spellings  the other written forms, those of one term side by side
   * @param {number[]} termOf  per spelling: its term's number
   * @param {string[]} folded  the spellings without accents
   */
  constructor(terms, isWord, spellings, termOf, folded) {
    this.terms = terms;
    this.isWord = isWord;
    this.spellings = spellings;
    this.termOf = termOf;
    this.folded = folded;
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
