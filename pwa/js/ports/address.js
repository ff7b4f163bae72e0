/** Port: where the document is. The only file of the reader's scripts that touches `location`. */

/** @returns {string} the path that this document was opened at */
export function openedAt() {
  return location.pathname;
}

/**
 * @param {string} address
 * @returns {URL}
 */
export function absolute(address) {
  return new URL(address, location.href);
}

/**
 * @param {URL} url
 * @returns {boolean} whether it belongs to this site
 */
export function isOurs(url) {
  return url.origin === location.origin;
}

/**
 * Goes elsewhere and takes this document's place in the history, so that Back finds nothing.
 * @param {string} address
 */
export function replaceDocument(address) {
  location.replace(address);
}

/** Opens the same document anew. */
export function reopenDocument() {
  location.reload();
}
