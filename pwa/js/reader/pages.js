/** Pages: from what the phone keeps, which is asked once a finger is on a link; else from the network. */

import { fetchText } from "../ports/network.js";
import { readKept } from "../ports/worker.js";
import { parsePage } from "./trusted.js";

/** @type {{ path: string, page: Promise<Document|undefined> }|undefined} */
let prepared;

/**
 * Gets a page ready if the phone keeps it: no request is made for what is only touched.
 * @param {string} path
 */
export function preparePage(path) {
  prepared = { path, page: keptPage(path) };
}

/** Forgets what was got ready. */
export function forgetPrepared() {
  prepared = undefined;
}

/**
 * @param {string} path
 * @returns {Promise<Document>}
 * @throws {TypeError|DOMException} it cannot be had, or is no longer wanted
 */
export async function readPage(path) {
  const ready = prepared && prepared.path === path ? prepared.page : keptPage(path);
  // Its nodes are moved into the view: the next time it is read anew.
  forgetPrepared();
  return (await ready) || parsePage(await fetchText(path));
}

/**
 * @param {string} path
 * @returns {Promise<Document|undefined>}
 */
async function keptPage(path) {
  const html = await readKept(path);
  return html ? parsePage(html) : undefined;
}
