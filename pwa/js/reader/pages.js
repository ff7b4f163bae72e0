/**
 * Pages: from what the phone keeps, which is asked before a link is pressed; else from the network. All
 * that can be done to a page before it is shown is done then.
 */

import { idleness } from "../ports/idleness.js";
import { fetchText } from "../ports/network.js";
import { readKept } from "../ports/worker.js";
import { screenful, takeRest } from "./rest.js";
import { barsOf, layOutUnseen, offerBack, viewBelow } from "./stage.js";
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

/** So many pages are held ready at most: those of the links on one screen. */
const MOST_HELD = 16;

/**
 * Pages that are ready or will be, by path; of those too long to be parsed ahead, what they say.
 * @type {Map<string, Promise<ReadyPage|string|undefined>>}
 */
const prepared = new Map();

/** The languages of which a page was rehearsed. @type {Set<string>} */
const rehearsed = new Set();

/**
 * Gets a page ready if the phone keeps it: no request is made for what is not pressed.
 * @param {string} path
 * @param {number} [longest]  letters; a longer one is read, and parsed when it is touched
 * @returns {Promise<void>} when it is, or cannot be
 */
export async function preparePage(path, longest) {
  const kept = prepared.get(path) || keptPage(path, longest);
  const page = longest ? kept : kept.then(parsed);
  // The last one asked for is the last one to be given up.
  prepared.delete(path);
  prepared.set(path, page);
  for (const oldest of [...prepared.keys()].slice(0, -MOST_HELD)) {
    prepared.delete(oldest);
  }
  if (!(await page) && prepared.get(path) === page) {
    // It may be kept by the time it is asked for again.
    prepared.delete(path);
  }
}

/**
 * Lays a page that is ready out, unseen, if it is the first in its language: a browser that was just
 * started takes twice as long for letters, sizes and rules that it has not met.
 * @param {string} path
 * @param {() => boolean} isCalm  whether still nobody does anything
 * @returns {Promise<void>}
 */
export async function rehearsePage(path, isCalm) {
  const promise = prepared.get(path);
  const page = await promise;
  if (!page || typeof page === "string" || rehearsed.has(page.language)) {
    return;
  }
  await idleness();
  // Unless it was pressed meanwhile, and is shown.
  if (isCalm() && prepared.get(path) === promise) {
    rehearsed.add(page.language);
    layOutUnseen(page.nodes);
  }
}

/** Forgets what was got ready. */
export function forgetPrepared() {
  prepared.clear();
}

/**
 * @param {string} path
 * @returns {Promise<ReadyPage>}
 * @throws {TypeError|DOMException} it cannot be had, or is no longer wanted
 */
export async function readPage(path) {
  const ready = prepared.get(path) || keptPage(path);
  // Its nodes are moved into the view: the next time it is read anew.
  prepared.delete(path);
  return parsed(await ready) || getReady(checkPage(parsePage(await fetchText(path))), screenful());
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
 * @param {number} [longest]
 * @returns {Promise<ReadyPage|string|undefined>}
 */
async function keptPage(path, longest = Infinity) {
  // Now, while the layout is as it was.
  const letters = screenful();
  const html = await readKept(path);
  if (html.length > longest) {
    return html;
  }
  const page = html ? parsePage(html) : undefined;
  // Another task: a weak phone would halt for as long as both take.
  await new Promise((resolve) => setTimeout(resolve));
  return page && getReady(page, letters);
}

/**
 * @param {ReadyPage|string|undefined} page
 * @returns {ReadyPage|undefined}
 */
function parsed(page) {
  return typeof page === "string" ? getReady(parsePage(page), screenful()) : page;
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
