/** Port: what one tab knows of itself: how its document was opened, and that it has left. */

const LEFT = "left";

/** @returns {boolean} whether the document came by Back, Forward, a reload or a restored session */
export function cameBack() {
  const [entry] = performance.getEntriesByType("navigation");
  const { type } = /** @type {PerformanceNavigationTiming} */ (entry || { type: "navigate" });
  return type === "back_forward" || type === "reload";
}

/** Notes that this tab has left, for the documents that lie behind its Back. */
export function noteLeaving() {
  withStorage((storage) => storage.setItem(LEFT, "1"));
}

/** @returns {boolean} whether this tab has left since the guide was last opened in it */
export function hasLeftBefore() {
  return withStorage((storage) => storage.getItem(LEFT)) === "1";
}

/** Forgets that this tab has left: the guide was opened in it anew. */
export function forgetLeaving() {
  withStorage((storage) => storage.removeItem(LEFT));
}

/**
 * @template Result
 * @param {(storage: Storage) => Result} use
 * @returns {Result|undefined} undefined where the browser allows no storage
 */
function withStorage(use) {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
