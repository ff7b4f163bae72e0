/**
 * The worker: listeners only. What they do is in respond.js (answering) and sync.js (keeping).
 *
 * It holds code and no list of content: publishing never reinstalls it. It owns one database and
 * no cache.
 */

import { passOn, reachExit, startFetching, stopFetching } from "./ports/network.js";
import { Store } from "./ports/store.js";
import { findEntry } from "./release.js";
import { isOurs, respond } from "./respond.js";
import { sync } from "./sync.js";

/**
 * @import { Outcome } from "./sync.js"
 * @import { Release } from "./release.js"
 */

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const store = new Store();

/** @type {Promise<Outcome>|undefined} */
let syncing;
let hasForgotten = false;

/** @returns {Promise<Release|undefined>} */
function releaseInForce() {
  return hasForgotten ? Promise.resolve(undefined) : store.readRelease().catch(() => undefined);
}

/**
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function answerRequest(request) {
  return respond(request, { release: await releaseInForce(), store, passOn, reachExit });
}

/**
 * Looks for news; whoever asks meanwhile gets the same outcome.
 * @param {{ language: string, thrifty: boolean }} reader
 * @returns {Promise<Outcome>}
 */
function check(reader) {
  if (hasForgotten) {
    return Promise.resolve("failed");
  }
  if (!syncing) {
    const ports = { ...startFetching(), store, now: () => Date.now() };
    syncing = sync(ports, reader).finally(() => {
      syncing = undefined;
    });
  }
  return syncing;
}

/** @returns {Promise<{ kept: boolean, as_of: string, checked: number }>} */
async function tellState() {
  const release = await releaseInForce();
  return {
    kept: release !== undefined,
    as_of: release ? release.pointer.as_of : "",
    checked: release ? release.checked : 0,
  };
}

/**
 * @param {string[]} paths
 * @returns {Promise<string[]>} the kept pages at these paths, empty where none is
 */
async function readPages(paths) {
  const release = await releaseInForce();
  const reading = paths.map(async (path) => {
    const found = release && findEntry(release, path);
    const bytes = found && (await store.readObject(found.entry.object));
    return bytes ? new TextDecoder().decode(bytes) : "";
  });
  return Promise.all(reading);
}

/** Ends all work and removes all that is kept. */
async function forget() {
  hasForgotten = true;
  stopFetching();
  await syncing?.catch(() => undefined);
  await store.forget();
}

/**
 * @param {any} question
 * @returns {Promise<unknown>}
 */
async function reply(question) {
  switch (question.ask) {
    case "check":
      return check({ language: String(question.language), thrifty: Boolean(question.thrifty) });
    case "state":
      return tellState();
    case "pages":
      return readPages(question.paths.map(String));
    case "forget":
      return forget();
    default:
      return stopFetching();
  }
}

scope.addEventListener("install", () => scope.skipWaiting());
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  if (isOurs(event.request, new URL(event.request.url))) {
    event.respondWith(answerRequest(event.request));
  }
});
scope.addEventListener("message", (event) => {
  const [port] = event.ports;
  // Whoever asked is answered in any case, or a page would wait for ever.
  const said = reply(event.data).catch(() => undefined);
  event.waitUntil(said.then((words) => port && port.postMessage(words)));
});
