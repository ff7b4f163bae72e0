/**
 * Views: the document that was opened is the app; other pages are shown inside it.
 *
 *   link ----> fetch ----> hold the present view ----> show the new one
 *   Back ----> show the held view again, as it was, at its place
 *
 * The address, the title and the history never change: whatever is pushed, replaced or hashed lands
 * in the browser's own history. (docs/decisions/0001-one-document.md)
 */

import { absolute, isOurs, openedAt } from "../ports/address.js";
import { abortRequests, fetchText } from "../ports/network.js";
import { isFloating } from "./floating.js";
import { instance } from "./parts.js";
import { parsePage } from "./trusted.js";

/** Fired on the document after a view is shown: behaviours connect to it. */
export const SHOWN = "shown";

/** Addresses that are not pages of the guide. */
const NOT_PAGES = /^\/(?:x|i|o|pack)\/|^\/(?:erase|release|sw\.js)$/;

/**
 * @typedef {object} HeldView
 * @property {string} path
 * @property {DocumentFragment} nodes
 * @property {string} language
 * @property {string} direction
 * @property {DOMStringMap} data
 * @property {number} scroll
 * @property {Element|null} focused
 */

/** @type {HeldView[]} */
let held = [];
let path = openedAt();
/** @type {any} */
let watcher;

/** @returns {string} the path of the view that is shown */
export function currentPath() {
  return path;
}

/** Shows links as views, and gives Back its work. */
export function startViews() {
  document.addEventListener("click", onLink);
  document.addEventListener("leaving", forgetViews);
}

/** @param {MouseEvent} event */
function onLink(event) {
  const from = event.target instanceof Element ? event.target : null;
  if (from && from.closest('[data-element="back"]')) {
    showPrevious();
    return;
  }
  const link = from && from.closest("a[href]");
  const plain = !event.defaultPrevented && event.button === 0 && !hasModifier(event);
  if (link instanceof HTMLAnchorElement && plain && isPage(absolute(link.href))) {
    event.preventDefault();
    openLink(absolute(link.href));
  }
}

/**
 * @param {MouseEvent} event
 * @returns {boolean}
 */
function hasModifier(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

/**
 * @param {URL} url
 * @returns {boolean} whether it can be shown as a view
 */
function isPage(url) {
  return isOurs(url) && !NOT_PAGES.test(url.pathname);
}

/** @param {URL} url */
async function openLink(url) {
  if (url.pathname !== path) {
    await openView(url.pathname);
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
  document.body.setAttribute("aria-busy", "true");
  try {
    const page = parsePage(await fetchText(next));
    if (!page.getElementById("leave")) {
      // A portal of somebody's Wi-Fi answered in our place.
      throw new TypeError("not a page of ours");
    }
    holdView();
    showPage(page);
    path = next;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      await showUnreachable(next);
    }
  }
  document.body.removeAttribute("aria-busy");
  arrive();
}

/** Puts the present view away, as it is. */
function holdView() {
  const focused = document.activeElement;
  const { lang: language, dir: direction } = document.documentElement;
  const data = { ...document.body.dataset };
  const scroll = scrollY;
  const nodes = document.createDocumentFragment();
  nodes.append(...document.body.childNodes);
  held.push({ path, nodes, language, direction, data, scroll, focused });
}

/** @param {Document} page */
function showPage(page) {
  setLanguage(page.documentElement.lang, page.documentElement.dir);
  Object.assign(document.body.dataset, page.body.dataset);
  document.body.replaceChildren(...page.body.childNodes);
}

/** @param {string} next */
async function showUnreachable(next) {
  const words = await instance("unreachable");
  const main = document.querySelector("main");
  if (!words || !main) {
    return;
  }
  const own = [...document.body.childNodes].filter((node) => !isFloating(node));
  const bars = own.map((node) => node.cloneNode(true));
  holdView();
  document.body.replaceChildren(...bars);
  document.querySelector("main")?.replaceChildren(words);
  path = next;
}

/** Shows the view before this one; without one, nothing happens. */
export function showPrevious() {
  const view = held.pop();
  if (!view) {
    return;
  }
  setLanguage(view.language, view.direction);
  Object.assign(document.body.dataset, view.data);
  document.body.replaceChildren(view.nodes);
  path = view.path;
  watchBack();
  document.dispatchEvent(new Event(SHOWN));
  scrollTo(0, view.scroll);
  if (view.focused instanceof HTMLElement) {
    view.focused.focus({ preventScroll: true });
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
}

/** Lets the device's own Back close the view, where the browser offers that. */
function watchBack() {
  for (const button of document.querySelectorAll('[data-element="back"]')) {
    /** @type {HTMLElement} */ (button).hidden = held.length === 0;
  }
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

/**
 * Says the language of the view. To say the same again would have all of it styled anew.
 * @param {string} language
 * @param {string} direction
 */
function setLanguage(language, direction) {
  const { documentElement: root } = document;
  if (root.lang !== language || root.dir !== direction) {
    root.lang = language;
    root.dir = direction;
  }
}

/** Forgets every held view: the reader has left. */
function forgetViews() {
  abortRequests();
  held = [];
  if (watcher) {
    watcher.onclose = null;
    watcher.destroy();
  }
}
