/**
 * Parts: what scripts say stands in templates of the language, fetched once and cloned. What they say
 * before those can be there stands in each page.
 */

import { fetchText } from "../ports/network.js";
import { parsePage } from "./trusted.js";

/** @type {Map<string, Promise<Document>>} */
const documents = new Map();

/**
 * Returns a fresh copy of a template's first element, in the language of the present view.
 * @param {string} id
 * @returns {Promise<HTMLElement|undefined>} undefined when the templates cannot be had
 */
export async function instance(id) {
  const [here] = copies(document, `#${id}`);
  return here || (await instances(`#${id}`))[0];
}

/**
 * Returns a fresh copy of the first element of each template that a selector finds.
 * @param {string} selector
 * @returns {Promise<HTMLElement[]>} none when the templates cannot be had
 */
export async function instances(selector) {
  const page = await loadParts().catch(() => undefined);
  return page ? copies(page, selector) : [];
}

/**
 * @param {Document} page
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function copies(page, selector) {
  return [...page.querySelectorAll("template")]
    .filter((template) => template.matches(selector))
    .flatMap((template) => template.content.firstElementChild || [])
    .map((element) => /** @type {HTMLElement} */ (document.importNode(element, true)));
}

/**
 * @param {string} html
 * @returns {Document}
 * @throws {TypeError} somebody else's page, such as a portal of a Wi-Fi
 */
function parseParts(html) {
  const page = parsePage(html);
  if (!page.querySelector("template")) {
    throw new TypeError("not our templates");
  }
  return page;
}

/** @returns {Promise<Document>} */
function loadParts() {
  const path = document.body.dataset.parts || "";
  const known = documents.get(path);
  if (known) {
    return known;
  }
  const loading = fetchText(path).then(parseParts);
  documents.set(path, loading);
  loading.catch(() => documents.delete(path));
  return loading;
}
