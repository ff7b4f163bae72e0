/**
 * Parasol's search as the bench asks it: from the bytes of an export, with the English stemmer.
 *
 * @import { Ask, Page } from "./peers.js"
 */
import { listAnswer, openExport } from "../../search_index/js/search.js";
import { stemmerNamed } from "../../search_index/js/stemmers/registry.js";
import "../../search_index/js/stemmers/en.js";

// As pwa/js/reader/search_box.js asks for them.
const TITLE_WIDTH = 400;

/**
 * The list that a reader sees, as keys.
 * @param {Uint8Array} bytes
 * @returns {Ask}
 */
export function openOurs(bytes) {
  const search = openExport(bytes, stemmerNamed);
  return (query) => listAnswer(search.answer(query)).map(({ key }) => key);
}

/**
 * The same with all that an answer costs before anything is drawn: marked titles and stretches of text,
 * the reason of a page that has no mark, and the better spelling, which readers get when they pause.
 * @param {Uint8Array} bytes
 * @param {Page[]} pages
 * @returns {Ask}
 */
export function openShowing(bytes, pages) {
  const search = openExport(bytes, stemmerNamed);
  const texts = new Map(pages.map((page) => [page.id, page]));
  return (query) => {
    const answer = search.answer(query);
    const hits = listAnswer(answer);
    for (const { key, words } of hits) {
      const { title, body } = texts.get(key);
      const parts = [...search.snippet(title, words, TITLE_WIDTH), ...search.snippet(body, words)];
      if (!parts.some(({ marked }) => marked)) {
        search.reasons(query, key);
      }
    }
    search.hint(query, answer);
    return hits.map(({ key }) => key);
  };
}
