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
  const [first] = await instances(`#${id}`);
  return first;
}

/**
 * Returns a fresh copy of the first element of each template that a selector finds.
 * @param {string} selector
 * @returns {Promise<HTMLElement[]>} none when the templates cannot be had
 */
export async function instances(selector) {
  const page = await loadParts().catch(() => undefined);
  const templates = page ? [...page.querySelectorAll("template")] : [];
  return templates
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
