/** Port: the network as pages see it (the worker answers first). The only reader's file that fetches. */

/** @type {AbortController} */
let running = new AbortController();

/** Ends every request that is still running. */
export function abortRequests() {
  running.abort();
  running = new AbortController();
}

/**
 * Gets a text.
 * @param {string} path
 * @returns {Promise<string>}
 * @throws {TypeError|DOMException} no answer, or aborted
 */
export async function fetchText(path) {
  const response = await fetch(path, { credentials: "omit", signal: running.signal });
  return response.text();
}

/**
 * Gets bytes.
 * @param {string} path
 * @returns {Promise<Uint8Array>}
 * @throws {TypeError|DOMException} no answer, an answer that says no, or aborted
 */
export async function fetchBytes(path) {
  const response = await fetch(path, { credentials: "omit", signal: running.signal });
  if (!response.ok) {
    throw new TypeError(`status ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Gets an answer anew, past what the browser remembers of it, and lets it remember this one. Asked for
 * as the browser itself asks for the worker, with credentials (there are none): Firefox remembers
 * what it got without them apart.
 * @param {string} path
 * @returns {Promise<void>}
 * @throws {TypeError|DOMException} no answer, or aborted
 */
export async function renew(path) {
  const options = /** @type {const} */ ({ cache: "reload", credentials: "same-origin" });
  const response = await fetch(path, { ...options, signal: running.signal });
  await response.arrayBuffer();
}

/**
 * Asks the server to make the browser forget this site. Without a network nothing comes of it.
 * @returns {Promise<void>}
 */
export async function askToForget() {
  await fetch("/erase", { cache: "no-store" }).catch(() => undefined);
}
