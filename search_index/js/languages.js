/**
 * A query that is not in the language of the page: asks every language that the phone has, and
 * says in which of them the query seems to be written.
 *
 * @import { Answer, PageSearch } from "./search.js"
 *
 * @typedef {object} LoadedLanguage
 * @property {string} code
 * @property {PageSearch} search
 *
 * @typedef {object} LanguageOffer  answers in another language, to be shown as such
 * @property {string} code
 * @property {Answer} answer
 *
 * @typedef {object} AnswerInLanguages
 * @property {Answer} answer  in the reader's own language
 * @property {LanguageOffer[]} offers  the likeliest language first; mostly none
 */

const MOST_OFFERED = 3;

/** So much more of a query must be understood in another language: chance words are shared. */
const CLEARLY_MORE = 0.3;

/**
 * Answers in the reader's language, and offers answers in others: where clearly more words are
 * understood, and wherever any is when the own language finds nothing. What is urgent in another
 * language is offered in every case.
 * @param {LoadedLanguage} own
 * @param {LoadedLanguage[]} others
 * @param {string} text
 * @returns {AnswerInLanguages}
 */
export function answerInLanguages(own, others, text) {
  const answer = own.search.answer(text);
  const understood = own.search.understands(text);
  const least = answer.hits.length ? understood + CLEARLY_MORE : Number.MIN_VALUE;
  const asked = others.map(({ code, search }) => ({
    code,
    share: search.understands(text),
    answer: search.answer(text, MOST_OFFERED),
  }));
  const offers = asked.filter(
    ({ share, answer: other }) =>
      other.hits.length + other.pinned.length > 0 &&
      (share >= least || (other.pinned.length > 0 && share > understood)),
  );
  offers.sort((a, b) => b.share - a.share);
  return { answer, offers: offers.map(({ code, answer: other }) => ({ code, answer: other })) };
}
