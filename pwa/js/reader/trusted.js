/**
 * The one Trusted Types policy. Pages become nodes only through `parsePage`, from our own origin's
 * bytes; scripts are only the worker and files named by their hash.
 */

const SCRIPT_PATH = /^\/(?:sw\.js|o\/[0-9a-f]{64})$/;

/** @type {any} */
const policy = /** @type {any} */ (globalThis).trustedTypes
  ? /** @type {any} */ (globalThis).trustedTypes.createPolicy("page", {
      createHTML: (/** @type {string} */ html) => html,
      createScriptURL: checkScriptPath,
    })
  : { createHTML: (/** @type {string} */ html) => html, createScriptURL: checkScriptPath };

/**
 * @param {string} path
 * @returns {string}
 * @throws {TypeError} the path is neither the worker nor an object
 */
export function checkScriptPath(path) {
  if (!SCRIPT_PATH.test(path)) {
    throw new TypeError("not a script of ours");
  }
  return path;
}

/**
 * Parses a page into a document that runs nothing.
 * @param {string} html
 * @returns {Document}
 */
export function parsePage(html) {
  return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
}

/**
 * @param {string} path
 * @returns {string} a value that script addresses accept under Trusted Types
 */
export function trustedScript(path) {
  return policy.createScriptURL(path);
}
