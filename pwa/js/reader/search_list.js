/** The list that a search shows: each page with its title and a stretch of its text, words marked. */

/**
 * @import { SearchData } from "./search_data.js"
 * @import { SearchHit } from "../../../search_index/js/search.js"
 * @import { SnippetPart } from "../../../search_index/js/snippet.js"
 */

const TITLE_WIDTH = 400;

/**
 * @param {SearchData} data
 * @param {SearchHit[]} hits
 * @returns {HTMLElement}
 */
export function foundList(data, hits) {
  const list = document.createElement("ul");
  list.className = "pages found";
  // Else all of it would be read aloud with each letter; how many they are is said above it.
  list.setAttribute("aria-live", "off");
  list.append(...hits.map((hit) => resultItem(data, hit)));
  return list;
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
