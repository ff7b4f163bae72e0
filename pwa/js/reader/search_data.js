/** What a search needs: the export, the stemmer and the list of pages. Loaded once per language. */

import { openExport } from "../../../search_index/js/search.js";
import { stemmerNamed } from "../../../search_index/js/stemmers/registry.js";
import { idleness } from "../ports/idleness.js";
import { fetchBytes, fetchText } from "../ports/network.js";
import { askWorker, isKept } from "../ports/worker.js";
import { instance } from "./parts.js";
import { parsePage, trustedScript } from "./trusted.js";

/**
 * @import { PageSearch } from "../../../search_index/js/search.js"
 * @typedef {object} SearchData
 * @property {PageSearch} search
 * @property {Map<string, HTMLElement>} items  the list's line of each page, by key
 * @property {HTMLElement} [by]  what stands before the words that a page was found by
 * @property {Map<string, string>} texts  the plain text of pages that were already shown, by key
 */

/** What did not come, or came damaged, is asked for again after so long. */
const AGAIN_MS = 15_000;

/** @type {Map<string, Promise<SearchData>>} */
const loaded = new Map();

/** Forgets all searches, and with them what was asked last: the reader has left. */
export function forgetSearches() {
  loaded.clear();
}

/**
 * Loads the data that a search form names. Nothing of what is typed is needed for it.
 * @param {HTMLElement} form
 * @returns {Promise<SearchData>}
 */
export function loadSearch(form) {
  const words = form.dataset.words || "";
  const known = loaded.get(words);
  if (known) {
    return known;
  }
  const loading = fetchSearch(words, form.dataset);
  loaded.set(words, loading);
  loading.then(({ search }) => prepare(search)).catch(() => undefined);
  // Not with each letter: a damaged export would be fetched as often, and each question be seen.
  loading.catch(() => setTimeout(() => loaded.get(words) === loading && loaded.delete(words), AGAIN_MS));
  return loading;
}

/**
 * Does ahead what the first answer would wait for; where the export is damaged, that answer says so.
 * @param {PageSearch} search
 */
async function prepare(search) {
  for (const part of search.preparations()) {
    await idleness();
    part();
  }
}

/**
 * @param {string} words
 * @param {DOMStringMap} data
 * @returns {Promise<SearchData>}
 */
async function fetchSearch(words, data) {
  const [bytes, list, , by] = await Promise.all([
    fetchBytes(words),
    fetchText(data.list || ""),
    data.stemmer ? addScript(data.stemmer, data.integrity || "") : undefined,
    // The words around an answer come too: asked for later, they would tell that there is an answer.
    instance("found-by"),
  ]);
  return { ...openSearch(bytes, list), by };
}

/**
 * Loads the data of another language from what the phone keeps; no request leaves the phone.
 * @param {DOMStringMap} data  of its offer, with the names that a search form has
 * @returns {Promise<SearchData|undefined>} undefined unless the phone keeps all of it
 */
export async function loadKept({ words = "", list = "", stemmer, integrity = "" }) {
  const known = loaded.get(words);
  if (known) {
    return known.catch(() => undefined);
  }
  const paths = [words, list, ...(stemmer ? [stemmer] : [])];
  const files = await askWorker({ ask: "pages", paths, as: "bytes" });
  // A worker that was not renewed yet tells texts, which have no length in bytes.
  if (!files || !files.every((/** @type {ArrayBuffer} */ file) => file.byteLength)) {
    return undefined;
  }
  if (stemmer) {
    // The worker has just read it, and gives it to the browser as it gives every file.
    await addScript(stemmer, integrity);
  }
  const opened = openSearch(new Uint8Array(files[0]), new TextDecoder().decode(files[1]));
  loaded.set(words, Promise.resolve(opened));
  return opened;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} list
 * @returns {SearchData}
 * @throws {DamagedExport}
 */
function openSearch(bytes, list) {
  return { search: openExport(bytes, stemmerNamed), items: listItems(list), texts: new Map() };
}

/**
 * @param {string} list  the page that lists all pages
 * @returns {Map<string, HTMLElement>}
 */
function listItems(list) {
  const items = new Map();
  for (const item of parsePage(list).querySelectorAll("li[data-key]")) {
    const key = /** @type {HTMLElement} */ (item).dataset.key;
    items.set(key, items.get(key) || document.importNode(item, true));
  }
  return items;
}

/**
 * @param {SearchData} data
 * @param {string[]} keys  of pages
 * @returns {string[]} of those whose texts the phone keeps and nobody has read yet
 */
export function unreadTexts(data, keys) {
  return isKept() ? keys.filter((key) => !data.texts.has(key) && data.items.has(key)) : [];
}

/**
 * Reads the texts of pages from what the phone keeps; no request is made.
 * @param {SearchData} data
 * @param {string[]} keys
 */
export async function readTexts(data, keys) {
  const wanted = unreadTexts(data, keys);
  if (!wanted.length) {
    return;
  }
  const paths = wanted.map((key) => data.items.get(key)?.querySelector("a")?.getAttribute("href"));
  const pages = (await askWorker({ ask: "pages", paths })) || [];
  wanted.forEach((key, place) => data.texts.set(key, articleText(pages[place] || "")));
}

/**
 * @param {string} html
 * @returns {string} what a page says, without its buttons' small print
 */
function articleText(html) {
  const article = parsePage(html).querySelector("article");
  if (!article) {
    return "";
  }
  for (const small of article.querySelectorAll("h1, .trace, .reach, .unseen, svg")) {
    small.remove();
  }
  const blocks = [...article.querySelectorAll("p, li, h2, h3, .call")];
  return blocks.map((block) => block.textContent).join(" ");
}

/**
 * Runs one of our scripts, proved by its hash.
 * @param {string} path
 * @param {string} integrity
 * @returns {Promise<void>}
 */
function addScript(path, integrity) {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = trustedScript(path);
    script.integrity = integrity;
    // Without its stemmer the search answers by the written forms; that is better than nothing.
    script.onload = script.onerror = () => resolve();
    document.head.append(script);
  });
}
