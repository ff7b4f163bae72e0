/** The search field: answers as one types, on the phone. Nothing typed is sent, kept or put in an address. */

import { listAnswer } from "../../../search_index/js/search.js";
import { instance } from "./parts.js";
import { loadSearch, readTexts } from "./search_data.js";

/**
 * @import { SearchData } from "./search_data.js"
 * @import { SearchHit } from "../../../search_index/js/search.js"
 * @import { SnippetPart } from "../../../search_index/js/snippet.js"
 */

const TITLE_WIDTH = 400;
const FEWEST_LETTERS = 2;

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
    // The keyboard takes half the screen: the field goes to the top, results fit below it.
    form.scrollIntoView();
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
  if (!place || query !== field.value) {
    return;
  }
  if (!data || query.trim().length < FEWEST_LETTERS) {
    place.replaceChildren();
    return;
  }
  const hits = listAnswer(data.search.answer(query)).filter((hit) => data.items.has(hit.key));
  if (!hits.length) {
    await showNothing(place, data, query, field);
    return;
  }
  showHits(place, data, hits);
  await readTexts(data, hits.map((hit) => hit.key));
  if (query === field.value) {
    showHits(place, data, hits);
  }
}

/**
 * @param {Element} place
 * @param {SearchData} data
 * @param {SearchHit[]} hits
 */
function showHits(place, data, hits) {
  const list = document.createElement("ul");
  list.className = "pages found";
  list.append(...hits.map((hit) => resultItem(data, hit)));
  place.replaceChildren(list);
}

/**
 * @param {SearchData} data
 * @param {SearchHit} hit
 * @returns {Node}
 */
function resultItem(data, hit) {
  const item = /** @type {HTMLElement} */ (data.items.get(hit.key)?.cloneNode(true));
  const title = item.querySelector("strong");
  const line = item.querySelector(".line");
  if (title) {
    const parts = data.search.snippet(title.textContent || "", hit.words, TITLE_WIDTH);
    title.replaceChildren(...parts.map(partNode));
  }
  if (line) {
    const text = data.texts.get(hit.key) || line.textContent || "";
    line.replaceChildren(...data.search.snippet(text, hit.words).map(partNode));
  }
  return item;
}

/**
 * @param {SnippetPart} part
 * @returns {Node}
 */
function partNode(part) {
  if (!part.marked) {
    return document.createTextNode(part.text);
  }
  const mark = document.createElement("mark");
  mark.textContent = part.text;
  return mark;
}

/**
 * Says that nothing was found, with a nearer spelling where there is one; topics stand below.
 * @param {Element} place
 * @param {SearchData} data
 * @param {string} query
 * @param {HTMLInputElement} field
 */
async function showNothing(place, data, query, field) {
  const words = await instance("found-none");
  if (!words || query !== field.value) {
    return;
  }
  const [suggestion] = data.search.suggest(query);
  const line = /** @type {HTMLElement|null} */ (words.querySelector(".suggestion"));
  const button = words.querySelector("button");
  if (suggestion && line && button) {
    line.hidden = false;
    button.textContent = suggestion;
    button.onclick = () => {
      field.value = suggestion;
      field.dispatchEvent(new Event("input"));
    };
  }
  place.replaceChildren(words);
}
