/** Stage: what of the document changes with the view. What says the same in the next one stays as it is. */

import { isFloating } from "./floating.js";

/** What stands above a view: leaving, help, the ways to other views. */
const BARS = "body > header";

/**
 * @param {Document} page
 * @returns {HTMLElement}
 */
export function barsOf(page) {
  return /** @type {HTMLElement} */ (page.querySelector(BARS));
}

/**
 * @param {Element} bars
 * @returns {ChildNode[]} the view that stands below them
 */
export function viewBelow(bars) {
  const nodes = [];
  for (let next = bars.nextSibling; next; next = next.nextSibling) {
    if (!isFloating(next)) {
      nodes.push(next);
    }
  }
  return nodes;
}

/**
 * Puts a view in the place of the present one. Bars that are shown already keep their place, so that
 * the way out does not vanish under a finger.
 * @param {HTMLElement} bars
 * @param {ChildNode[]} nodes
 */
export function putView(bars, nodes) {
  const present = barsOf(document);
  viewBelow(present).forEach((node) => node.remove());
  if (bars !== present) {
    present.replaceWith(bars);
  }
  bars.after(...nodes);
}

/**
 * Has nodes laid out below the view, and takes them away again before a frame is made: nobody sees
 * them, hears of them or comes upon them.
 * @param {ChildNode[]} nodes
 */
export function layOutUnseen(nodes) {
  document.body.append(...nodes);
  document.body.getBoundingClientRect();
  nodes.forEach((node) => node.remove());
}

/**
 * Says the language of the view. To say the same again would have all of it styled anew.
 * @param {string} language
 * @param {string} direction
 */
export function setLanguage(language, direction) {
  const { documentElement: root } = document;
  if (root.lang !== language || root.dir !== direction) {
    root.lang = language;
    root.dir = direction;
  }
}

/**
 * @param {Document} page
 * @param {boolean} isOffered  whether there is a view to go back to
 */
export function offerBack(page, isOffered) {
  for (const button of page.querySelectorAll('[data-element="back"]')) {
    /** @type {HTMLElement} */ (button).hidden = !isOffered;
  }
}
