/**
 * Answering requests: stored bytes with the manifest's full headers, and nothing else. No HTML is
 * composed here, and no header is left out: an answer without its policy would run inline scripts.
 *
 * @import { Store } from "./ports/store.js"
 * @import { Entry, Manifest, Release } from "./release.js"
 *
 * @typedef {object} Answering
 * @property {Release|undefined} release  in force
 * @property {Store} store
 * @property {(request: Request) => Promise<Response>} passOn
 * @property {(path: string, patience: number) => Promise<Response|undefined>} reachExit
 */

import { isHere } from "./ports/place.js";
import { findEntry } from "./release.js";

const EXIT = /^\/x\/\d+$/;
const MISSING = "404";

/** Leaving may not wait: after this long the decoy opens. Together with the rest, under 300 ms. */
const EXIT_PATIENCE_MS = 220;

/** Addresses that only the server can answer. */
const SERVER_ONLY = /^\/(?:release|erase|sw\.js)$|^\/pack\//;

/**
 * @param {Request} request
 * @param {URL} url
 * @returns {boolean} whether this worker answers the request at all
 */
export function isOurs(request, url) {
  return request.method === "GET" && isHere(url) && !SERVER_ONLY.test(url.pathname);
}

/**
 * @param {Request} request
 * @param {Answering} answering
 * @returns {Promise<Response>}
 */
export async function respond(request, answering) {
  const { pathname } = new URL(request.url);
  if (EXIT.test(pathname)) {
    return respondExit(request, pathname, answering);
  }
  const kept = await keptResponse(pathname, answering);
  if (kept) {
    return kept;
  }
  try {
    return await answering.passOn(request);
  } catch (error) {
    const missing = request.mode === "navigate" && (await missingResponse(pathname, answering));
    if (missing) {
      return missing;
    }
    throw error;
  }
}

/**
 * An exit: the everyday site when it can be reached at once, the decoy when not.
 * @param {Request} request
 * @param {string} pathname
 * @param {Answering} answering
 * @returns {Promise<Response>}
 */
async function respondExit(request, pathname, answering) {
  const found = answering.release && findEntry(answering.release, pathname);
  const decoy = found && (await storedResponse(found.entry, found.manifest, "decoy", answering));
  if (!decoy) {
    return answering.passOn(request);
  }
  return (await answering.reachExit(pathname, EXIT_PATIENCE_MS)) || decoy;
}

/**
 * @param {string} pathname
 * @param {Answering} answering
 * @returns {Promise<Response|undefined>} the kept answer for a path
 */
async function keptResponse(pathname, answering) {
  const found = answering.release && findEntry(answering.release, pathname);
  return found && storedResponse(found.entry, found.manifest, found.entry.headers, answering);
}

/**
 * @param {string} pathname
 * @param {Answering} answering
 * @returns {Promise<Response|undefined>} the calm page of the path's language, else of all languages
 */
async function missingResponse(pathname, answering) {
  const language = pathname.split("/")[1] || "";
  return (
    (await keptResponse(`/${language}/${MISSING}`, answering)) ||
    keptResponse(`/${MISSING}`, answering)
  );
}

/**
 * @param {Entry} entry
 * @param {Manifest} manifest
 * @param {string} headers  name of the header set
 * @param {Answering} answering
 * @returns {Promise<Response|undefined>}
 */
async function storedResponse(entry, manifest, headers, { store }) {
  // An object that the browser has thrown away, or does not hand out: the network may have it.
  const bytes = await store.readObject(entry.object).catch(() => undefined);
  const set = manifest.headers[headers];
  if (!bytes || !set) {
    return undefined;
  }
  return new Response(/** @type {BodyInit} */ (bytes), { status: set.status, headers: set.fields });
}
