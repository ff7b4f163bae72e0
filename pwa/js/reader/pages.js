/**
 * Pages: from what the phone keeps, which is asked once a finger is on a link; else from the network.
 * All that can be done to a page before it is shown is done then, while the finger still rests.
 */

import { fetchText } from "../ports/network.js";
import { readKept } from "../ports/worker.js";
import { screenful, takeRest } from "./rest.js";
import { barsOf, offerBack, viewBelow } from "./stage.js";
import { parsePage } from "./trusted.js";

/**
 * @import { Rest } from "./rest.js"
 *
 * @typedef {object} ReadyPage  a page that is to be shown: its bars, its first screen and the rest
 * @property {HTMLElement} bars
 * @property {ChildNode[]} nodes
 * @property {string} language
 * @property {string} direction
 * @property {DOMStringMap} data
 * @property {Rest|undefined} rest
 */

/** @type {{ path: string, page: Promise<ReadyPage|undefined> }|undefined} */
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
 * @returns {Promise<ReadyPage>}
 * @throws {TypeError|DOMException} it cannot be had, or is no longer wanted
 */
export async function readPage(path) {
  const ready = prepared && prepared.path === path ? prepared.page : keptPage(path);
  // Its nodes are moved into the view: the next time it is read anew.
  forgetPrepared();
  return (await ready) || getReady(checkPage(parsePage(await fetchText(path))), screenful());
}

/**
 * @param {Document} page
 * @returns {Document}
 * @throws {TypeError} a portal of somebody's Wi-Fi answered in our place
 */
function checkPage(page) {
  if (!page.getElementById("leave")) {
    throw new TypeError("not a page of ours");
  }
  return page;
}

/**
 * @param {string} path
 * @returns {Promise<ReadyPage|undefined>}
 */
async function keptPage(path) {
  // Now, while the layout is as it was.
  const letters = screenful();
  const html = await readKept(path);
  return html ? getReady(parsePage(html), letters) : undefined;
}

/**
 * @param {Document} page
 * @param {number} letters  that a screen holds
 * @returns {ReadyPage}
 */
function getReady(page, letters) {
  offerBack(page, true);
  const bars = barsOf(page);
  const nodes = viewBelow(bars);
  const { lang: language, dir: direction } = page.documentElement;
  return { bars, nodes, language, direction, data: page.body.dataset, rest: takeRest(nodes, letters) };
}
