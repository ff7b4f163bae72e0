/** Parts: what scripts say stands in templates of the language, fetched once and cloned. */

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
  const page = await loadParts().catch(() => undefined);
  const template = page && page.getElementById(id);
  const first = template instanceof HTMLTemplateElement && template.content.firstElementChild;
  return first ? /** @type {HTMLElement} */ (document.importNode(first, true)) : undefined;
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
