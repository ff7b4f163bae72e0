/** Port: the network. Every fetch of the worker is here, so that leaving can end them all. */

const POINTER_PATH = "/release";

/** @type {AbortController} */
let running = new AbortController();

/** Ends every request that is still running. */
export function stopFetching() {
  running.abort();
  running = new AbortController();
}

/**
 * @returns {Promise<Uint8Array>} the pointer; no news costs a 304
 * @throws {TypeError|DOMException} no answer, or one that says no
 */
export function fetchPointer() {
  return fetchBytes(POINTER_PATH, "no-cache");
}

/**
 * Gets an object. The browser's own cache holds no second copy of it.
 * @param {string} digest
 * @returns {Promise<Uint8Array>}
 * @throws {TypeError|DOMException}
 */
export function fetchObject(digest) {
  return fetchBytes(`/o/${digest}`, "no-store");
}

/**
 * Lets a request go its ordinary way.
 * @param {Request} request
 * @returns {Promise<Response>}
 */
export function passOn(request) {
  return fetch(request);
}

/**
 * Asks whether an exit can be reached, for at most `patience` milliseconds.
 * @param {string} path
 * @param {number} patience
 * @returns {Promise<Response|undefined>} the redirect to follow, if it came in time
 */
export async function reachExit(path, patience) {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), patience);
  try {
    const response = await fetch(path, {
      redirect: "manual",
      cache: "no-store",
      credentials: "omit",
      signal: impatience.signal,
    });
    return response.type === "opaqueredirect" ? response : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} path
 * @param {RequestCache} cache
 * @returns {Promise<Uint8Array>}
 */
async function fetchBytes(path, cache) {
  const { signal } = running;
  const response = await fetch(path, { cache, credentials: "omit", redirect: "error", signal });
  if (!response.ok) {
    throw new TypeError(`status ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
