/** Links: which of them open as views inside this document. */

import { absolute, isOurs } from "../ports/address.js";

/** Addresses that are not pages of the guide. */
const NOT_PAGES = /^\/(?:x|i|o|pack)\/|^\/(?:erase|release|sw\.js)$/;

/**
 * @param {HTMLAnchorElement} link
 * @returns {URL|undefined} the page that it opens as a view
 */
export function pageOf(link) {
  const url = absolute(link.href);
  return isOurs(url) && !NOT_PAGES.test(url.pathname) ? url : undefined;
}

/**
 * @param {MouseEvent} event
 * @returns {URL|undefined} the page that this press of a link opens as a view
 */
export function pressedPage(event) {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  const isPlain = !event.defaultPrevented && event.button === 0 && !hasModifier(event);
  return link instanceof HTMLAnchorElement && isPlain ? pageOf(link) : undefined;
}

/**
 * @param {MouseEvent} event
 * @returns {boolean}
 */
function hasModifier(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
