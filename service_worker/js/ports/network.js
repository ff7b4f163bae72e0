/** Port: the network. Every fetch of the worker is here, so that leaving can end them all. */

import { joined } from "../bytes.js";
import { beginHearing, Hearing } from "./hearing.js";
import { chunksOf } from "./reading.js";

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

/**
 * @typedef {object} Fresh  an answer of the network, whole
 * @property {Response} response  whose body has been read
 * @property {Uint8Array} bytes
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
  beginHearing();
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
 * Asks the network for a page, and waits for all of it, for at most `patience` milliseconds.
 * @param {Request} request
 * @param {number} patience
 * @returns {Promise<Fresh|undefined>}
 */
export async function tryNetwork(request, patience) {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), patience);
  try {
    const response = await fetch(request.url, {
      cache: "no-cache",
      credentials: "omit",
      redirect: "error",
      signal: impatience.signal,
    });
    return { response, bytes: await bytesOf(response, MOST_OBJECT_BYTES) };
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
  const hearing = new Hearing(signal);
  const options = /** @type {const} */ ({ credentials: "omit", redirect: "error" });
  const response = await hearing.first(fetch(path, { ...options, cache, signal: hearing.signal }));
  if (!response.ok) {
    hearing.end();
    throw new TypeError(`status ${response.status}`);
  }
  return bytesOf(response, largest, hearing);
}

/**
 * @param {Response} response
 * @param {number} largest  bytes
 * @param {Hearing} [hearing]
 * @returns {Promise<Uint8Array>} all that it says
 * @throws {TypeError|DOMException}
 */
async function bytesOf(response, largest, hearing) {
  if (!response.body) {
    throw new TypeError("no body");
  }
  const chunks = [];
  let size = 0;
  for await (const chunk of chunksOf(response.body, hearing)) {
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
  const hearing = new Hearing(signal);
  const asking = fetch(`/pack/${name}`, { ...options, headers, signal: hearing.signal });
  const response = await hearing.first(asking);
  const part = response.status === PARTIAL ? partOf(response) : { start: 0, size: lengthOf(response) };
  if (NO_PACK.includes(response.status) || !part) {
    hearing.end();
    return undefined;
  }
  if (!response.ok || !response.body || isText(response)) {
    hearing.end();
    // A server in trouble, or somebody's Wi-Fi: the pack is still there, and what has come of it stays.
    throw new TypeError(`status ${response.status}`);
  }
  return { ...part, chunks: chunksOf(response.body, hearing) };
}

/**
 * @param {Response} response
 * @returns {number} bytes, 0 when it does not say
 */
function lengthOf(response) {
  return Number(response.headers.get("Content-Length")) || 0;
}

/**
 * @param {Response} response
 * @returns {boolean} whether it is meant for somebody's eyes: a pack is not, but what a portal says is
 */
function isText(response) {
  return /^(?:text\/|application\/xhtml)/.test(response.headers.get("Content-Type") || "");
}

/**
 * @param {Response} response
 * @returns {boolean} whether it is meant to be read by somebody
 */
export function isPage(response) {
  return (response.headers.get("Content-Type") || "").startsWith("text/html");
}

/**
 * @param {Response} response  206
 * @returns {{ start: number, size: number }|undefined} which byte it begins with, and those of the whole;
 *   a part may end before the whole does
 */
function partOf(response) {
  const range = /^bytes (\d{1,10})-\d{1,10}\/(\d{1,10}|\*)$/.exec(response.headers.get("Content-Range") || "");
  return range ? { start: Number(range[1]), size: Number(range[2]) || 0 } : undefined;
}
