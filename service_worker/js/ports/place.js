/** Port: where this worker serves. */

/**
 * @param {URL} url
 * @returns {boolean} whether it belongs to this site
 */
export function isHere(url) {
  return url.origin === self.location.origin;
}
