/**
 * Views: the document that was opened is the app; other pages are shown inside it.
 *
 *   link ----> read the page ----> hold the present view ----> show the new one's first screen, then the rest
 *   Back ----> show the held view again, as it was, at its place
 *
 * The address, the title and the history never change: whatever is pushed, replaced or hashed lands
 * in the browser's own history. (docs/decisions/0001-one-document.md)
 */

import { openedAt } from "../ports/address.js";
import { abortRequests } from "../ports/network.js";
import { pressedPage } from "./links.js";
import { forgetPrepared, preparePage, readPage } from "./pages.js";
import { instance } from "./parts.js";
import {
  completeRest, dropRest, expectRest, letRestFollow, putRest, screenful, showRest, takeComing, takeRest,
} from "./rest.js";
import { barsOf, offerBack, putView, setLanguage, viewBelow } from "./stage.js";

/** Fired on the document after a view is shown: behaviours connect to it. */
export const SHOWN = "shown";

/** So much more than seems enough is shown at once of a view that one comes back to. */
const SPARE = 1.5;

/**
 * @import { ReadyPage } from "./pages.js"
 * @import { Rest } from "./rest.js"
 *
 * @typedef {object} HeldView
 * @property {string} path
 * @property {HTMLElement} bars
 * @property {ChildNode[]} nodes
 * @property {Rest|undefined} rest
 * @property {string} language
 * @property {string} direction
 * @property {DOMStringMap} data
 * @property {number} scroll
 * @property {Element|null} focused
 */

/** @type {HeldView[]} */
let held = [];
let path = openedAt();
/** How many views were asked for: only the last of them is shown. */
let asked = 0;
/** @type {any} */
let watcher;

/** @returns {string} the path of the view that is shown */
export function currentPath() {
  return path;
}

/** Shows links as views, and gives Back its work. */
export function startViews() {
  document.addEventListener("pointerdown", onTouch);
  document.addEventListener("click", onLink);
  document.addEventListener("leaving", forgetViews);
  addEventListener("beforeprint", showRest);
}

/** @param {MouseEvent} event */
function onTouch(event) {
  const url = pressedPage(event);
  if (url && url.pathname !== path) {
    preparePage(url.pathname);
  }
}

/** @param {MouseEvent} event */
function onLink(event) {
  const from = event.target instanceof Element ? event.target : null;
  if (from && from.closest('[data-element="back"]')) {
    showPrevious();
    return;
  }
  const url = pressedPage(event);
  if (url) {
    event.preventDefault();
    openLink(url);
  }
}

/** @param {URL} url */
async function openLink(url) {
  if (url.pathname !== path) {
    await openView(url.pathname);
  }
  if (url.hash) {
    showRest();
  }
  const wanted = url.hash && document.getElementById(url.hash.slice(1));
  if (wanted) {
    wanted.scrollIntoView();
    const field = /** @type {HTMLElement|null} */ (wanted.querySelector("input"));
    (field || wanted).focus();
  }
}

/**
 * Shows the page at `next`; a page that cannot be had is said to be missing.
 * @param {string} next
 */
export async function openView(next) {
  abortRequests();
  asked += 1;
  const own = asked;
  document.body.setAttribute("aria-busy", "true");
  const page = await readPage(next).catch(() => undefined);
  const words = page ? undefined : await instance("unreachable");
  if (own !== asked) {
    return;
  }
  if (page || words) {
    holdView();
    path = next;
  }
  if (page) {
    showPage(page);
  } else if (words) {
    showUnreachable(words);
  }
  document.body.removeAttribute("aria-busy");
  arrive();
}

/** Notes the present view as it is, to come back to. */
function holdView() {
  const bars = barsOf(document);
  const { lang: language, dir: direction } = document.documentElement;
  const { activeElement: focused } = document;
  const data = { ...document.body.dataset };
  // Before anything changes: to ask where one is has all that changed laid out.
  const scroll = scrollY;
  // Put in its place when one comes back: to do it now would only have more to take away.
  const rest = takeComing();
  held.push({ path, bars, nodes: viewBelow(bars), rest, language, direction, data, scroll, focused });
}

/** @param {ReadyPage} page */
function showPage({ bars, nodes, language, direction, data, rest }) {
  // Before they are compared: its own bars offer it, too.
  offerBack(document, true);
  const present = barsOf(document);
  setLanguage(language, direction);
  Object.assign(document.body.dataset, data);
  expectRest(rest);
  putView(present.isEqualNode(bars) ? present : bars, nodes);
}

/** @param {HTMLElement} words */
function showUnreachable(words) {
  completeRest(held[held.length - 1]?.rest);
  const bars = barsOf(document);
  putView(bars, viewBelow(bars).map((node) => /** @type {ChildNode} */ (node.cloneNode(true))));
  document.querySelector("main")?.replaceChildren(words);
}

/** Shows the view before this one; without one, nothing happens. */
export function showPrevious() {
  const view = held.pop();
  if (!view) {
    return;
  }
  const letters = screenful();
  const { clientHeight } = document.documentElement;
  completeRest(view.rest);
  setLanguage(view.language, view.direction);
  Object.assign(document.body.dataset, view.data);
  expectRest(takeRest(view.nodes, letters, 1 + (SPARE * view.scroll) / clientHeight));
  putView(view.bars, view.nodes);
  path = view.path;
  watchBack();
  if (!isThere(view)) {
    putRest();
  }
  document.dispatchEvent(new Event(SHOWN));
  scrollTo(0, view.scroll);
  restoreFocus(view);
  letRestFollow();
}

/**
 * @param {HeldView} view
 * @returns {boolean} whether so much of it is shown that one can go on where one was
 */
function isThere({ focused, scroll }) {
  const { scrollHeight, clientHeight } = document.documentElement;
  return scrollHeight >= scroll + clientHeight && Boolean(focused && focused.isConnected);
}

/** @param {HeldView} view */
function restoreFocus({ focused }) {
  if (focused instanceof HTMLElement && focused !== document.body) {
    focused.focus({ preventScroll: true });
  } else {
    // Nothing had it; the button of Back, which stays, does not keep it.
    /** @type {HTMLElement|null} */ (document.activeElement)?.blur();
  }
}

/** Tells behaviours and screen readers that another view is here. */
function arrive() {
  watchBack();
  document.dispatchEvent(new Event(SHOWN));
  scrollTo(0, 0);
  const heading = document.querySelector("h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  letRestFollow();
}

/** Lets the device's own Back close the view, where the browser offers that. */
function watchBack() {
  offerBack(document, held.length > 0);
  if (watcher) {
    watcher.onclose = null;
    watcher.destroy();
    watcher = undefined;
  }
  const Watcher = /** @type {any} */ (globalThis).CloseWatcher;
  if (Watcher && held.length) {
    watcher = new Watcher();
    watcher.onclose = showPrevious;
  }
}

/** Forgets every held view: the reader has left. */
function forgetViews() {
  abortRequests();
  // One that is on its way is not shown any more.
  asked += 1;
  held = [];
  forgetPrepared();
  dropRest();
  document.body.removeAttribute("aria-busy");
  if (watcher) {
    watcher.onclose = null;
    watcher.destroy();
  }
}
