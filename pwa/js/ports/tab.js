/**
 * Port: what one tab remembers of having been left. Neutral, gone with the tab, and nothing where
 * the browser keeps nothing.
 */

const LEFT = "left";

/** Notes that the reader has left this tab. */
export function noteLeaving() {
  try {
    sessionStorage.setItem(LEFT, "1");
  } catch {
    // A browser that keeps nothing keeps this neither; Back is then all that is lost.
  }
}

/**
 * Tells whether somebody goes back to a page of a tab that was left. Opening an address anew is no
 * going back: it forgets the leaving.
 * @param {boolean} restored  whether the page came back alive
 * @returns {boolean}
 */
export function isGoingBack(restored) {
  const [entry] = performance.getEntriesByType("navigation");
  const type = /** @type {PerformanceNavigationTiming|undefined} */ (entry)?.type;
  try {
    if (restored || type !== "navigate") {
      return sessionStorage.getItem(LEFT) !== null;
    }
    sessionStorage.removeItem(LEFT);
  } catch {
    // As above.
  }
  return false;
}
