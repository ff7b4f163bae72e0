/** Port: when the browser has nothing else to do. */

/** @returns {Promise<void>} when it has nothing else to do; where it does not tell, soon */
export function idleness() {
  return new Promise((resolve) => {
    // WebKit has no such callback.
    (globalThis.requestIdleCallback || setTimeout)(() => resolve());
  });
}
