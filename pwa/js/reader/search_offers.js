/**
 * Pages in other languages that answer better than those of the reader's language, from what the
 * phone keeps. Loaded after the first answer, one language after the other; nothing is sent for it.
 */

import { offersIn } from "../../../search_index/js/languages.js";
import { listAnswer } from "../../../search_index/js/search.js";
import { askWorker, isKept } from "../ports/worker.js";
import { instances } from "./parts.js";
import { loadKept, readTexts } from "./search_data.js";
import { foundList } from "./search_list.js";

/**
 * @import { PageSearch } from "../../../search_index/js/search.js"
 * @import { SearchData } from "./search_data.js"
 *
 * @typedef {object} OtherLanguage
 * @property {string} code
 * @property {PageSearch} search
 * @property {SearchData} data
 * @property {HTMLElement} shape  what is shown of an offer: the way to it, and its section
 *
 * @typedef {object} Offer
 * @property {HTMLElement} jump  stands above the reader's own answer and leads to the section
 * @property {HTMLElement} section
 */

const MOST_PAGES = 3;

/** By the reader's language. @type {Map<string, Promise<OtherLanguage[]>>} */
const othersOf = new Map();

/** Looks again which languages the phone keeps, when next it is searched. */
export function forgetOthers() {
  othersOf.clear();
}

/**
 * @param {PageSearch} own  the search in the language of the present view
 * @param {string} query
 * @param {boolean} isFound  whether it finds something
 * @returns {Promise<Offer[]>} mostly none
 */
export async function findOffers(own, query, isFound) {
  const others = await loadOthers(document.documentElement.lang);
  const offers = offersIn(own, others, query, isFound).map(async ({ language, answer }) => {
    const { data, shape } = language;
    const hits = listAnswer(answer, MOST_PAGES).filter((hit) => data.items.has(hit.key));
    await readTexts(data, hits.map((hit) => hit.key));
    return hits.length ? [makeOffer(shape, foundList(data, hits, query))] : [];
  });
  return (await Promise.all(offers)).flat();
}

/**
 * @param {HTMLElement} shape
 * @param {HTMLElement} list
 * @returns {Offer}
 */
function makeOffer(shape, list) {
  const copy = /** @type {HTMLElement} */ (shape.cloneNode(true));
  const [jump, section] = /** @type {[HTMLElement, HTMLElement]} */ ([...copy.children]);
  section.append(list);
  jump.onclick = () => {
    section.scrollIntoView();
    section.focus({ preventScroll: true });
  };
  return { jump, section };
}

/**
 * @param {string} own
 * @returns {Promise<OtherLanguage[]>} those that this phone keeps whole
 */
function loadOthers(own) {
  const known = othersOf.get(own);
  if (known) {
    return known;
  }
  const loading = readOthers(own).catch(() => []);
  othersOf.set(own, loading);
  return loading;
}

/**
 * @param {string} own
 * @returns {Promise<OtherLanguage[]>}
 */
async function readOthers(own) {
  const state = isKept() ? await askWorker({ ask: "state" }) : undefined;
  /** @type {string[]} */
  const kept = state ? state.languages : [];
  /** @type {OtherLanguage[]} */
  const others = [];
  // Without the own language, even its templates would come from the network.
  const shapes = kept.includes(own) ? await instances("[data-offer]") : [];
  for (const shape of shapes) {
    const code = shape.dataset.language || "";
    // What cannot be read of one language is no reason to hold back another.
    const data = kept.includes(code) && (await loadKept(shape.dataset).catch(() => undefined));
    if (data) {
      others.push({ code, search: data.search, data, shape });
    }
  }
  return others;
}
