/** The search field: answers as one types, on the phone. Nothing typed is sent, kept or put in an address. */

import { isUnspaced } from "../../../search_index/js/analysis.js";
import { DamagedExport } from "../../../search_index/js/export_head.js";
import { listAnswer } from "../../../search_index/js/search.js";
import { instance } from "./parts.js";
import { loadSearch, readTexts, unreadTexts } from "./search_data.js";
import { showHint } from "./search_hints.js";
import { foundList } from "./search_list.js";
import { findOffers } from "./search_offers.js";

/**
 * @import { SearchData } from "./search_data.js"
 * @import { Offer } from "./search_offers.js"
 * @import { Answer, SearchHit } from "../../../search_index/js/search.js"
 */

const FEWEST_LETTERS = 2;

/** Other languages are asked when the fingers rest: half a word is a word in too many of them. */
const PAUSE_MS = 300;

/** Connects the search form of the present view, if it has one. */
export function connectSearch() {
  const form = /** @type {HTMLFormElement|null} */ (
    document.querySelector('form[data-element="search"]')
  );
  const field = form && form.querySelector("input");
  if (!form || !field || form.dataset.connected) {
    return;
  }
  form.dataset.connected = "yes";
  field.addEventListener("focus", () => {
    // The keyboard takes half the screen: the field goes to the top, and what is found, or the ways
    // on where nothing is, fits between both. The label above it was read before.
    field.scrollIntoView();
    loadSearch(form).catch(() => undefined);
  });
  field.addEventListener("input", () => answer(form, field));
  form.addEventListener("submit", (event) => onSubmit(event, form, field));
}

/**
 * Answers on the phone and lets the keyboard go, so that the results can be seen.
 * @param {Event} event
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 */
function onSubmit(event, form, field) {
  event.preventDefault();
  field.blur();
  answer(form, field);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 */
async function answer(form, field) {
  const query = field.value;
  const place = document.querySelector('[data-element="results"]');
  const data = await loadSearch(form).catch(() => undefined);
  const isAsked = () => query === field.value && form.isConnected;
  if (!place || !isAsked()) {
    return;
  }
  if (isBarelyBegun(query.trim())) {
    place.replaceChildren();
    return;
  }
  const answered = data && answerOf(data, query);
  if (!data || !answered) {
    await showFailure(place, isAsked);
    return;
  }
  const hits = listAnswer(answered).filter((hit) => data.items.has(hit.key));
  await (hits.length ? showHits(place, data, { hits, query }, isAsked) : showNothing(place, isAsked));
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  const offers = isAsked() ? await findOffers(data.search, query, hits.length > 0) : [];
  if (isAsked()) {
    showOffers(place, offers);
    // What is another language's needs no better spelling in this one.
    const hint = offers.length ? undefined : data.search.hint(query, answered);
    await showHint(place, field, { count: hits.length, hint }, isAsked);
  }
}

/**
 * @param {string} typed
 * @returns {boolean} whether nobody can tell yet what it will be; one Chinese or Thai letter is a word
 */
function isBarelyBegun(typed) {
  return typed.length < FEWEST_LETTERS && !isUnspaced(typed);
}

/**
 * @param {SearchData} data
 * @param {string} query
 * @returns {Answer|undefined} undefined when the export is damaged where nothing was read before
 */
function answerOf(data, query) {
  try {
    return data.search.answer(query);
  } catch (cause) {
    if (cause instanceof DamagedExport) {
      return undefined;
    }
    throw cause;
  }
}

/**
 * Shows what is known at once, and again when the texts of the pages have been read.
 * @param {Element} place
 * @param {SearchData} data
 * @param {{ hits: SearchHit[], query: string }} found
 * @param {() => boolean} isAsked
 */
async function showHits(place, data, { hits, query }, isAsked) {
  showOwn(place, foundList(data, hits, query));
  const keys = hits.map((hit) => hit.key);
  if (unreadTexts(data, keys).length) {
    await readTexts(data, keys);
    if (isAsked()) {
      showOwn(place, foundList(data, hits, query));
    }
  }
}

/**
 * Shows the answer in the reader's language. What was offered beside the one before it stays until
 * something else is: nothing jumps while one types.
 * @param {Element} place
 * @param {HTMLElement} own
 */
function showOwn(place, own) {
  const before = place.querySelector(":scope > [data-own]");
  own.dataset.own = "";
  if (before) {
    before.replaceWith(own);
  } else {
    place.replaceChildren(own);
  }
}

/**
 * Shows offers below the own answer with a way to them above it; where that says only that nothing
 * was found, before it.
 * @param {Element} place
 * @param {Offer[]} offers
 */
function showOffers(place, offers) {
  const own = place.querySelector(":scope > [data-own]");
  const isFound = own instanceof HTMLUListElement;
  const sections = offers.map(({ section }) => section);
  const isOffer = (/** @type {Element} */ one) => one !== own && !one.matches("[data-hint]");
  [...place.children].filter(isOffer).forEach((one) => one.remove());
  own?.before(...(isFound ? offers.map(({ jump }) => jump) : sections));
  own?.after(...(isFound ? sections : []));
}

/**
 * Says that there is no search here: its export did not come, or is damaged. Topics stand below.
 * @param {Element} place
 * @param {() => boolean} isAsked
 */
async function showFailure(place, isAsked) {
  const words = await instance("search-fails");
  if (words && isAsked()) {
    place.replaceChildren(words);
  }
}

/**
 * Says that nothing was found, and leads on: a number, the emergency page, a person, all pages.
 * @param {Element} place
 * @param {() => boolean} isAsked
 */
async function showNothing(place, isAsked) {
  const words = await instance("found-none");
  // While it stands there already, it is not said again with each letter.
  if (words && isAsked() && !place.querySelector(":scope > [data-own].nothing")) {
    showOwn(place, words);
  }
}
