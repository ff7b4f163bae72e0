/** The list that a search shows: each page with its title and a stretch of its text, words marked. */

import { isKept } from "../ports/worker.js";

/**
 * @import { SearchData } from "./search_data.js"
 * @import { SearchHit } from "../../../search_index/js/search.js"
 * @import { SnippetPart } from "../../../search_index/js/snippet.js"
 */

const TITLE_WIDTH = 400;

/**
 * @param {SearchData} data
 * @param {SearchHit[]} hits
 * @param {string} query
 * @returns {HTMLElement}
 */
export function foundList(data, hits, query) {
  const list = document.createElement("ul");
  list.className = "pages found";
  // Else all of it would be read aloud with each letter; how many they are is said above it.
  list.setAttribute("aria-live", "off");
  list.append(...hits.map((hit) => resultItem(data, hit, query)));
  return list;
}

/**
 * @param {SearchData} data
 * @param {SearchHit} hit
 * @param {string} query
 * @returns {Node}
 */
function resultItem(data, hit, query) {
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
  // While its text is not read, nobody knows what stands in it.
  if (data.by && (data.texts.has(hit.key) || !isKept()) && !item.querySelector("mark")) {
    title?.parentElement?.append(reasonLine(data.by, data.search.reasons(query, hit.key)));
  }
  return item;
}

/**
 * Says which of her words a page was found by that shows none of them: it is filed under them.
 * @param {HTMLElement} shape
 * @param {string[]} words
 * @returns {Node}
 */
function reasonLine(shape, words) {
  const line = /** @type {HTMLElement} */ (shape.cloneNode(true));
  words.forEach((text) => line.append(" ", partNode({ text, marked: true })));
  return line;
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
