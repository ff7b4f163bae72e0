/**
 * The urgent words of a language, made ready to be looked for. The twin of
 * `search_index/urgent_phrases.py`.
 *
 * @import { Speech } from "./speech.js"
 * @typedef {[string, string, string, string]} UrgentPage
 *   key, phrases, phrases that are all of the query, groups: each list parted by commas
 * @typedef {{ letters: string, lengths: number[], bases: string[] }} UrgentPhrase  its words joined
 * @typedef {{ bases: string[][], size: number }} UrgentGroup  one of each, in any order
 * @typedef {{ key: string, contains: UrgentPhrase[], alone: UrgentPhrase[], together: UrgentGroup[] }}
 *   LookedFor
 * @typedef {Map<string, boolean>} Meanings  base -> whether typed right
 */

import { SHORTEST_WITH_SLIP, findSlip } from "./slips.js";
import { SpeechReader } from "./speech.js";

/**
 * @param {string} listed
 * @returns {string[]}
 */
function partList(listed) {
  return listed ? listed.split(",") : [];
}

/** All urgent words of a language. */
export class UrgentPhrases {
  /**
   * @param {UrgentPage[]} pages
   * @param {Speech} speech
   */
  constructor(pages, speech) {
    this.reader = new SpeechReader(speech);
    /** @type {Set<string>} */
    this.bases = new Set();
    /** @type {Map<string, Map<string, string>>} by first letter: words and their bases */
    this.long = new Map();
    /** @type {LookedFor[]} */
    this.pages = pages.map(([key, contains, alone, together]) => ({
      key,
      contains: partList(contains).map((phrase) => this.readPhrase(phrase)),
      alone: partList(alone).map((phrase) => this.readPhrase(phrase)),
      together: partList(together).map((group) => this.readGroup(group)),
    }));
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
    const near = this.reader.everyday.has(word) ? undefined : this.long.get(word[0] || "");
    for (const [other, meant] of near || []) {
      if (Math.abs(word.length - other.length) <= 1 && findSlip(word, other, [other.length])) {
        found.set(meant, false);
      }
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
   * @returns {UrgentPhrase}
   */
  readPhrase(text) {
    const words = text.split(" ");
    const lengths = words.map((word) => word.length);
    return { letters: words.join(""), lengths, bases: this.remember(words) };
  }

  /**
   * @param {string} text
   * @returns {UrgentGroup}
   */
  readGroup(text) {
    const sets = text.split(" ").map((words) => words.split("/"));
    const size = sets.reduce((sum, [first]) => sum + (first || "").length, 0);
    return { bases: sets.map((words) => this.remember(words)), size };
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
        const first = word[0] || "";
        this.long.set(first, (this.long.get(first) || new Map()).set(word, base));
      }
      return base;
    });
  }
}
