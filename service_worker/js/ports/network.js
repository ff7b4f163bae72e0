/** Port: the network. Every fetch of the worker is here, so that leaving can end them all. */

import { joined } from "../bytes.js";

const POINTER_PATH = "/release";
const PARTIAL = 206;

/** There is no such pack, or it is shorter than what has come of it. */
const NO_PACK = [404, 410, 416];

/** What is larger is not ours, and is not even read to its end. */
const MOST_POINTER_BYTES = 65_536;
const MOST_OBJECT_BYTES = 16_777_216;

/**
 * @typedef {object} PackAnswer
 * @property {number} start  which byte of the pack comes first
 * @property {number} size  bytes of the whole pack, 0 when the server does not say
 * @property {AsyncIterable<Uint8Array>} chunks
 */

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
 * The pointer: no news costs a 304. An object or a pack: the browser's own cache holds no second copy
 * of it; a file that the document has loaded itself may be taken from there.
 * All throw when there is no answer; pointer and object also when the answer says no.
 */
export function startFetching() {
  const { signal } = running;
  return {
    fetchPointer: (/** @type {boolean} */ again) =>
      fetchBytes(POINTER_PATH, again ? "reload" : "no-cache", MOST_POINTER_BYTES, signal),
    fetchObject: (/** @type {string} */ digest, /** @type {boolean} */ known) =>
      fetchBytes(`/o/${digest}`, known ? "force-cache" : "no-store", MOST_OBJECT_BYTES, signal),
    fetchPack: (/** @type {string} */ name, /** @type {number} */ from) =>
      fetchPack(name, from, signal),
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
 * Asks the network, for at most `patience` milliseconds.
 * @param {Request} request
 * @param {number} patience
 * @returns {Promise<Response|undefined>}
 */
export async function tryNetwork(request, patience) {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), patience);
  try {
    return await fetch(request.url, {
      cache: "no-cache",
      credentials: "omit",
      redirect: "error",
      signal: impatience.signal,
    });
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
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
 * @param {number} largest  bytes
 * @param {AbortSignal} signal
 * @returns {Promise<Uint8Array>}
 * @throws {TypeError|DOMException}
 */
async function fetchBytes(path, cache, largest, signal) {
  const response = await fetch(path, { cache, credentials: "omit", redirect: "error", signal });
  if (!response.ok || !response.body) {
    throw new TypeError(`status ${response.status}`);
  }
  const chunks = [];
  let size = 0;
  for await (const chunk of chunksOf(response.body)) {
    size += chunk.length;
    if (size > largest) {
      throw new TypeError("too large");
    }
    chunks.push(chunk);
  }
  return joined(chunks);
}

/**
 * @param {string} name
 * @param {number} from  the first byte that is wanted
 * @param {AbortSignal} signal
 * @returns {Promise<PackAnswer|undefined>} undefined: there is no such pack
 * @throws {TypeError|DOMException}
 */
async function fetchPack(name, from, signal) {
  /** @type {Record<string, string>} */
  const headers = from ? { Range: `bytes=${from}-` } : {};
  const options = /** @type {const} */ ({ cache: "no-store", credentials: "omit", redirect: "error" });
  const response = await fetch(`/pack/${name}`, { ...options, headers, signal });
  const start = response.status === PARTIAL ? startOf(response) : 0;
  if (NO_PACK.includes(response.status) || start === undefined) {
    return undefined;
  }
  if (!response.ok || !response.body || isPage(response)) {
    // A server in trouble, or somebody's Wi-Fi: the pack is still there, and what has come of it stays.
    throw new TypeError(`status ${response.status}`);
  }
  const length = Number(response.headers.get("Content-Length"));
  return { start, size: length ? start + length : 0, chunks: chunksOf(response.body) };
}

/**
 * @param {Response} response
 * @returns {boolean} whether it is meant to be read by somebody
 */
function isPage(response) {
  return (response.headers.get("Content-Type") || "").startsWith("text/html");
}

/**
 * @param {Response} response  206
 * @returns {number|undefined} which byte it begins with
 */
function startOf(response) {
  const range = /^bytes (\d{1,10})-/.exec(response.headers.get("Content-Range") || "");
  return range ? Number(range[1]) : undefined;
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
async function* chunksOf(body) {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      yield value;
    }
  } finally {
    // Whoever stops listening ends the request.
    reader.cancel().catch(() => undefined);
  }
}
