/**
 * A query that is not in the language of the page: asks every language that the phone has, and
 * says in which of them the query seems to be written.
 *
 * @import { Answer, PageSearch } from "./search.js"
 *
 * @typedef {object} LoadedLanguage
 * @property {string} code
 * @property {PageSearch} search
 */

/**
 * @template {LoadedLanguage} Language
 * @typedef {object} LanguageOffer  answers in another language, to be shown as such
 * @property {Language} language
 * @property {Answer} answer
 */

const MOST_OFFERED = 3;

/** So much more of a query must be understood in another language: chance words are shared. */
const CLEARLY_MORE = 0.3;

/**
 * Offers answers in other languages than the reader's: where clearly more words are understood, and
 * wherever any is when the own language finds nothing, but none beside one that understands clearly
 * more. What is urgent in another language is offered if that understands more at all.
 * @template {LoadedLanguage} Language
 * @param {PageSearch} own
 * @param {Language[]} others
 * @param {string} text
 * @param {boolean} isFound  whether the own language finds something
 * @returns {LanguageOffer<Language>[]} the likeliest language first; mostly none
 */
export function offersIn(own, others, text, isFound) {
  const understood = own.understands(text);
  // A word that is still being typed is nearly always the beginning of one in the own language.
  const begun = own.understands(text, true);
  const least = isFound ? begun + CLEARLY_MORE : Number.MIN_VALUE;
  const asked = others
    .map((language) => ({ language, share: language.search.understands(text) }))
    // Most queries end here: answering costs more than counting known words.
    .filter(({ share }) => share >= least || share > understood)
    .sort((a, b) => b.share - a.share)
    .map(({ language, share }) => {
      return { language, share, answer: language.search.answer(text, MOST_OFFERED) };
    });
  const most = asked[0] ? asked[0].share : 0;
  const likely = Math.max(least, most - CLEARLY_MORE);
  return asked.filter(
    ({ share, answer }) => answer.pinned.length > 0 || (share >= likely && answer.hits.length > 0),
  );
}
