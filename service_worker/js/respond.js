/**
 * Answering requests: stored bytes with the manifest's full headers, and nothing else. No HTML is
 * composed here, and no header is left out: an answer without its policy would run inline scripts.
 *
 * @import { ReleaseOutline } from "./kept.js"
 * @import { Fresh } from "./ports/network.js"
 * @import { Store } from "./ports/store.js"
 * @import { Entry, Manifest } from "./release.js"
 *
 * @typedef {object} Answering
 * @property {ReleaseOutline|undefined} release  the one that the asking window reads
 * @property {boolean} asksFirst  whether the publisher wants the network to be asked first for pages
 * @property {ReleaseOutline[]} others  kept beside it; files are asked for by hash, so any that has one will do
 * @property {Store} store
 * @property {(request: Request) => Promise<Response>} passOn
 * @property {(request: Request, patience: number) => Promise<Fresh|undefined>} tryNetwork
 * @property {(path: string, patience: number) => Promise<Response|undefined>} reachExit
 */

import { joined } from "./bytes.js";
import { manifestDigests } from "./kept.js";
import { isPage } from "./ports/network.js";
import { isHere } from "./ports/place.js";
import { CORE, objectsOf } from "./release.js";

const EXIT = /^\/x\/\d+$/;
const FILE = /^\/o\//;
const MISSING = "404";
const POLICY = "content-security-policy";

/** Leaving may not wait: after this long the decoy opens. Together with the rest, under 300 ms. */
const EXIT_PATIENCE_MS = 220;

/** How long the network may take where the publisher wants it to be asked first. */
const NETWORK_PATIENCE_MS = 3000;

/** How a page of ours ends: some browsers take a cut answer for a whole one. */
const PAGE_END = /<\/html>\s*$/;
const PAGE_END_BYTES = 64;

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
    return (await networkFirst(request, kept, answering)) || kept;
  }
  try {
    return await answering.passOn(request);
  } catch (error) {
    const instead =
      (await earlierResponse(pathname, answering)) ||
      (request.mode === "navigate" && (await missingResponse(pathname, answering)));
    if (instead) {
      return instead;
    }
    throw error;
  }
}

/**
 * An emergency page whose bytes the browser has lost, with no network: as another release has it, sooner
 * than not at all.
 * @param {string} pathname
 * @param {Answering} answering
 * @returns {Promise<Response|undefined>}
 */
async function earlierResponse(pathname, answering) {
  const here = await findCore(pathname, answering.release, answering.store);
  for (const other of here ? answering.others : []) {
    const found = await findCore(pathname, other, answering.store);
    const response = found && (await storedResponse(found.entry, found.manifest, found.entry.headers, answering));
    if (response) {
      return response;
    }
  }
  return undefined;
}

/**
 * @param {string} path
 * @param {ReleaseOutline|undefined} release
 * @param {Store} store
 * @returns {Promise<{ entry: Entry, manifest: Manifest }|undefined>} what its core has there
 */
async function findCore(path, release, store) {
  const digest = release && release.pointer.manifests[CORE];
  return digest ? store.findEntry([digest], path).catch(() => undefined) : undefined;
}

/**
 * Where the publisher wants the network to be asked first: the page that it has, if it is one of ours
 * and whole. The page of a portal does not carry our policy, and an answer that says no is none. Only
 * pages can be fresher: files are named by their hash.
 * @param {Request} request
 * @param {Response} kept
 * @param {Answering} answering
 * @returns {Promise<Response|undefined>}
 */
async function networkFirst(request, kept, { asksFirst, tryNetwork }) {
  if (!asksFirst || !isPage(kept)) {
    return undefined;
  }
  const fresh = await tryNetwork(request, NETWORK_PATIENCE_MS);
  if (!fresh || fresh.response.status !== kept.status || policyOf(fresh.response) !== policyOf(kept)) {
    return undefined;
  }
  const { headers, status } = fresh.response;
  const isWhole = PAGE_END.test(new TextDecoder().decode(fresh.bytes.slice(-PAGE_END_BYTES)));
  return isWhole ? new Response(/** @type {BodyInit} */ (fresh.bytes), { status, headers }) : undefined;
}

/**
 * @param {{ pointer: import("./release.js").Pointer }} release  in force
 * @returns {boolean} whether pages are not to be shown before the network was asked
 */
export function asksNetworkFirst({ pointer }) {
  return pointer.control === "network-first";
}

/**
 * @param {Response} response
 * @returns {string|null}
 */
function policyOf(response) {
  return response.headers.get(POLICY);
}

/**
 * An exit: the everyday site when it can be reached at once, the decoy when not.
 * @param {Request} request
 * @param {string} pathname
 * @param {Answering} answering
 * @returns {Promise<Response>}
 */
async function respondExit(request, pathname, answering) {
  const found = await findKept(pathname, [answering.release], answering.store);
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
  const { release, others } = answering;
  const releases = FILE.test(pathname) ? [release, ...others] : [release];
  const found = await findKept(pathname, releases, answering.store);
  return found && storedResponse(found.entry, found.manifest, found.entry.headers, answering);
}

/**
 * @param {string} path
 * @param {(ReleaseOutline|undefined)[]} releases  the first one that has it will do
 * @param {Store} store
 * @returns {Promise<{ entry: Entry, manifest: Manifest }|undefined>}
 */
export async function findKept(path, releases, store) {
  const digests = new Set(releases.flatMap((one) => (one ? manifestDigests(one) : [])));
  // A store that fails is like one that is empty: the network may have it.
  return store.findEntry([...digests], path).catch(() => undefined);
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
  const bytes = await readEntry(entry, store);
  const set = manifest.headers[headers];
  if (!bytes || !set) {
    return undefined;
  }
  // Never a Blob: with one, WebKit shows now and then an empty document in place of the page.
  const body = /** @type {BodyInit} */ (bytes);
  return new Response(body, { status: set.status, headers: set.fields });
}

/**
 * @param {Entry} entry
 * @param {Store} store
 * @returns {Promise<Uint8Array|undefined>} its bytes, if all of them are held
 */
export async function readEntry(entry, store) {
  const reading = objectsOf(entry).map((digest) => store.readObject(digest));
  // An object that the browser has thrown away, or does not hand out: the network may have it.
  const pieces = await Promise.all(reading).catch(() => []);
  const isWhole = pieces.length > 0 && pieces.every(Boolean);
  return isWhole ? joined(/** @type {Uint8Array[]} */ (pieces)) : undefined;
}
