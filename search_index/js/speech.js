/**
 * How people write a language in need, and what one typed word says. The twin of
 * `search_index/speech.py`, where an example is drawn.
 *
 * @typedef {object} Speech  as the export carries it: words parted by spaces
 * @property {string} around  words that ask nothing, besides stop words
 * @property {string} asking  stop words that do ask something
 * @property {string} elisions  beginnings of words that lost their apostrophe
 * @property {string} endings  the longest first
 * @property {string} everyday  words that are themselves and nothing else
 * @property {string} fillers
 * @property {string} negations
 * @property {Record<string, string>} same  a word, or several -> those that are typed for it
 */

/** What is left of a word without its ending has so many letters. */
const SHORTEST_BASE = 3;

const LONG_RUN = /([^0-9])\1\1+/g;
const EVERYDAY_SIGN = "=";

/**
 * @param {string} words
 * @returns {string[]}
 */
function listWords(words) {
  return words ? words.split(" ") : [];
}

/** Says what folded words of one language are taken for. */
export class SpeechReader {
  /** @param {Speech} speech */
  constructor(speech) {
    this.endings = listWords(speech.endings);
    this.elisions = listWords(speech.elisions);
    this.fillers = new Set(listWords(speech.fillers));
    this.everyday = new Set(listWords(speech.everyday));
    this.negations = new Set(listWords(speech.negations));
    this.around = new Set(listWords(speech.around));
    this.asking = new Set(listWords(speech.asking));
    /** @type {Map<string, string[]>} */
    this.same = new Map();
    Object.entries(speech.same).forEach(([said, typed]) => {
      listWords(typed).forEach((word) => this.same.set(word, listWords(said)));
    });
  }

  /**
   * The words that a typed one stands for, without fillers; mostly itself.
   * @param {string} folded
   * @returns {string[]}
   */
  said(folded) {
    const short = folded.replace(LONG_RUN, "$1");
    return (this.same.get(short) || [short]).filter((word) => !this.fillers.has(word));
  }

  /**
   * What a word may be that lost its apostrophe: "moblige" is "m'oblige".
   * @param {string} folded
   * @returns {[string, string][]}
   */
  parted(folded) {
    return this.elisions
      .filter((one) => folded.startsWith(one) && folded.length > one.length)
      .map((one) => [one, folded.slice(one.length)]);
  }

  /**
   * Whether a word changes nothing that stands beside it: "i", "please", "now".
   * @param {string} word
   * @param {boolean} isStopWord
   * @returns {boolean}
   */
  asksNothing(word, isStopWord) {
    const isSmall = isStopWord || this.around.has(word);
    return isSmall && !this.asking.has(word) && !this.negations.has(word);
  }

  /**
   * What the forms of a word share.
   * @param {string} word
   * @returns {string}
   */
  base(word) {
    if (this.everyday.has(word)) {
      return EVERYDAY_SIGN + word;
    }
    const ending = this.endings.find(
      (one) => word.length - one.length >= SHORTEST_BASE && word.endsWith(one),
    );
    const short = word.slice(0, word.length - (ending || "").length);
    const last = short.length - 1;
    return last >= SHORTEST_BASE && short[last] === short[last - 1] ? short.slice(0, last) : short;
  }
}
