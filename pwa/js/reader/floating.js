/** Floating: what lies above the views (a notice, the line of progress) and stays when they change. */

/** @type {Set<HTMLElement>} */
const floating = new Set();

/**
 * Shows an element above the view, unless the reader has left: then nothing is shown any more.
 * @param {HTMLElement} element
 * @returns {boolean} whether it is shown
 */
export function float(element) {
  if (document.body.classList.contains("left")) {
    return false;
  }
  // Its words stay when the next view is in another language, which may be read the other way.
  const { lang, dir } = document.documentElement;
  element.lang = lang;
  element.dir = dir;
  floating.add(element);
  document.body.append(element);
  return true;
}

/**
 * Takes it away.
 * @param {HTMLElement} element
 */
export function sink(element) {
  floating.delete(element);
  element.remove();
}

/**
 * @param {Node} node
 * @returns {boolean} whether it lies above the views, and is no part of one
 */
export function isFloating(node) {
  return floating.has(/** @type {HTMLElement} */ (node));
}
