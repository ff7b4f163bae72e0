/**
 * The worker: listeners only. What they do is in respond.js (answering) and sync.js (keeping).
 *
 * It holds code and no list of content: publishing never reinstalls it. It owns one database and
 * no cache.
 */

import { releaseOf } from "./kept.js";
import { breathe } from "./ports/breath.js";
import { silentFor } from "./ports/hearing.js";
import { passOn, reachExit, startFetching, stopFetching, tryNetwork } from "./ports/network.js";
import { Store } from "./ports/store.js";
import { canUnzip, unzip } from "./ports/unzip.js";
import { Windows } from "./ports/windows.js";
import { CORE } from "./release.js";
import { asksNetworkFirst, findKept, isOurs, readEntry, respond } from "./respond.js";
import { sync } from "./sync.js";

/**
 * @import { Outline } from "./kept.js"
 * @import { Outcome } from "./sync.js"
 * @import { Reader } from "./wanted.js"
 */

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const store = new Store();
const windows = new Windows(scope);

/** A search for news that has heard nothing for so long does not keep another one waiting. */
const PATIENCE_MS = 15_000;

/** The search for news that is going on, and for whom. @type {{ end: Promise<Outcome>, reader: Reader }|undefined} */
let syncing;
/** Who wants to know how far it is. @type {Set<MessagePort>} */
const waiting = new Set();
let hasForgotten = false;
/** How often all that runs was to end. */
let stops = 0;

/** @returns {Promise<Outline|undefined>} */
function readOutline() {
  return hasForgotten ? Promise.resolve(undefined) : store.readOutline().catch(() => undefined);
}

/**
 * @param {FetchEvent} event
 * @returns {Promise<Response>}
 */
async function answerRequest({ request, clientId, resultingClientId }) {
  const kept = await readOutline();
  const isNavigation = request.mode === "navigate";
  const release = kept && (isNavigation ? kept.release : releaseOf(kept, clientId));
  if (isNavigation && release && resultingClientId) {
    windows.note(resultingClientId, release.pointer.id);
  }
  const others = kept ? [kept.release, ...kept.earlier] : [];
  // An order is for all windows, whatever release each of them reads.
  const asksFirst = kept !== undefined && asksNetworkFirst(kept.release);
  return respond(request, { release, asksFirst, others, store, passOn, tryNetwork, reachExit });
}

/**
 * Looks for news. Whoever asks meanwhile gets the same outcome, if that search brings what she wants;
 * else hers is next.
 * @param {Reader} reader
 * @param {MessagePort|undefined} port  to be told how far it is
 * @returns {Promise<Outcome>}
 */
async function check(reader, port) {
  const before = stops;
  const listen = () => port && waiting.add(port);
  listen();
  if (syncing && silentFor() > PATIENCE_MS) {
    stopFetching();
    await ended(syncing.end);
  }
  while (syncing && !brings(syncing.reader, reader)) {
    await ended(syncing.end);
    // The end of a search is the end of its listeners.
    listen();
  }
  if (hasForgotten || stops !== before) {
    return "failed";
  }
  listen();
  syncing = syncing || { end: startSync(reader), reader };
  return syncing.end;
}

/**
 * @param {Reader} going  whose search is going on
 * @param {Reader} wanted
 * @returns {boolean} whether it brings the language that is wanted, and others if they are
 */
function brings(going, wanted) {
  return !going.thrifty || (wanted.thrifty && wanted.language === going.language);
}

/**
 * @param {Promise<Outcome>} search
 * @returns {Promise<unknown>} when it is over, whatever came of it
 */
function ended(search) {
  return search.catch(() => undefined);
}

/**
 * @param {Reader} reader
 * @returns {Promise<Outcome>}
 */
function startSync(reader) {
  const ports = {
    ...startFetching(),
    store,
    canUnzip,
    unzip,
    now: () => Date.now(),
    pause: (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    breathe,
    openWindows: () => windows.open(),
    report: (/** @type {{ held: number, needed: number }} */ progress) =>
      waiting.forEach((one) => one.postMessage({ progress })),
    remove,
  };
  return sync(ports, reader).finally(() => {
    syncing = undefined;
    waiting.clear();
  });
}

/**
 * @param {Outcome} outcome
 * @param {string} window  that asked
 * @returns {Promise<Outcome>} for this window: what another one has brought is newer for it, too
 */
async function asSeenFrom(outcome, window) {
  return outcome === "same" && isBehind(await readOutline(), window) ? "newer" : outcome;
}

/**
 * @param {Outline|undefined} kept
 * @param {string} window
 * @returns {boolean} whether this window reads an earlier release than the one in force
 */
function isBehind(kept, window) {
  return kept !== undefined && releaseOf(kept, window) !== kept.release;
}

/**
 * @param {string} window  that asks
 * @returns {Promise<{ kept: boolean, as_of: string, newer: boolean, checked: number, languages: string[] }>}
 *   `as_of` is the date of what this window reads; `newer`: another release is in force
 */
async function tellState(window) {
  const kept = await readOutline();
  return {
    kept: kept !== undefined,
    as_of: kept ? releaseOf(kept, window).pointer.as_of : "",
    newer: isBehind(kept, window),
    checked: kept ? kept.release.checked : 0,
    languages: kept ? kept.release.names.filter((name) => name !== CORE) : [],
  };
}

/**
 * Reads what is kept at paths, and nothing else: no network is asked.
 * @param {string[]} paths
 * @param {string} window  that asks
 * @param {unknown} as  `bytes` for what is no text; `view` for pages to be shown
 * @returns {Promise<(string|Uint8Array)[]>} empty where nothing is kept, or the network is to be asked first
 */
async function readPages(paths, window, as) {
  const kept = await readOutline();
  const asksFirst = kept !== undefined && asksNetworkFirst(kept.release);
  const release = kept && !(as === "view" && asksFirst) ? releaseOf(kept, window) : undefined;
  const reading = paths.map(async (path) => {
    const found = await findKept(path, [release], store);
    const bytes = (found && (await readEntry(found.entry, store))) || new Uint8Array();
    return as === "bytes" ? bytes : new TextDecoder().decode(bytes);
  });
  return Promise.all(reading);
}

/** Ends all work and removes all that is kept. */
async function forget() {
  hasForgotten = true;
  stopFetching();
  await (syncing && ended(syncing.end));
  await store.forget();
}

/** The publisher ends it: nothing is kept any more, and after this window no worker answers. */
async function remove() {
  hasForgotten = true;
  await store.forget();
  await scope.registration.unregister();
}

/**
 * @param {any} question
 * @param {string} window  that asks
 * @param {MessagePort|undefined} port
 * @returns {Promise<Outcome>}
 */
async function checkFor({ language, thrifty, report }, window, port) {
  const reader = { language: String(language), thrifty: Boolean(thrifty) };
  return asSeenFrom(await check(reader, report ? port : undefined), window);
}

/**
 * @param {any} question
 * @param {string} window  that asks
 * @param {MessagePort|undefined} port
 * @returns {Promise<unknown>}
 */
async function reply(question, window, port) {
  switch (question.ask) {
    case "check":
      return checkFor(question, window, port);
    case "state":
      return tellState(window);
    case "pages":
      return readPages(question.paths.map(String), window, question.as);
    case "forget":
      return forget();
    default:
      // She leaves: what waits for its turn does not begin either.
      stops += 1;
      return stopFetching();
  }
}

scope.addEventListener("install", (event) => {
  scope.skipWaiting();
  // Browsers that know routes ask the network for nothing at all when the guide is opened again.
  const { addRoutes } = /** @type {any} */ (event);
  if (addRoutes) {
    const everything = { condition: { urlPattern: { pathname: "/*" } }, source: "fetch-event" };
    event.waitUntil(addRoutes.call(event, everything).catch(() => undefined));
  }
});
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  if (isOurs(event.request, new URL(event.request.url))) {
    event.respondWith(answerRequest(event));
  }
});
scope.addEventListener("message", (event) => {
  const [port] = event.ports;
  const window = event.source && "id" in event.source ? event.source.id : "";
  // Whoever asked is answered in any case, or a page would wait for ever.
  const said = reply(event.data, window, port).catch(() => undefined);
  event.waitUntil(said.then((words) => port && port.postMessage(words)));
});
