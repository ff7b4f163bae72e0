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
 * What one search for news asks for. Once `stopFetching` was called, it asks for nothing any more.
 *
 * The pointer: no news costs a 304. An object: the browser's own cache holds no second copy of it.
 * Both throw when there is no answer, or one that says no.
 * @returns {{ fetchPointer: () => Promise<Uint8Array>, fetchObject: (digest: string) => Promise<Uint8Array> }}
 */
export function startFetching() {
  const { signal } = running;
  return {
    fetchPointer: () => fetchBytes(POINTER_PATH, "no-cache", signal),
    fetchObject: (digest) => fetchBytes(`/o/${digest}`, "no-store", signal),
  };
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
 * @param {AbortSignal} signal
 * @returns {Promise<Uint8Array>}
 * @throws {TypeError|DOMException}
 */
async function fetchBytes(path, cache, signal) {
  const response = await fetch(path, { cache, credentials: "omit", redirect: "error", signal });
  if (!response.ok) {
    throw new TypeError(`status ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
