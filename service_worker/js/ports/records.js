/**
 * Port: the records beside the objects: what is kept, what is on its way, what the browser has lost.
 *
 * @import { Kept } from "../kept.js"
 * @import { Manifest } from "../release.js"
 * @import { Arriving } from "./store.js"
 */

import { manifestsOf, outlineOf } from "../kept.js";
import { answer, ENTRIES, inTurns, OBJECTS, readKeys, STATE } from "./database.js";
import { piecesOf } from "./pieces.js";

export const KEPT = "kept";
export const LOST = "lost";

const ARRIVING = "arriving";

/**
 * @param {IDBTransaction} transaction
 * @param {Kept} kept
 * @param {Set<string>} torn  manifests of which no piece is good
 */
export function putKept(transaction, kept, torn) {
  transaction.objectStore(STATE).put(outlineOf(kept), KEPT);
  inTurns(putManifests(transaction.objectStore(ENTRIES), manifestsOf(kept), torn));
}

/**
 * @param {IDBObjectStore} entries
 * @param {Map<string, Manifest>} manifests  all that are kept, by digest
 * @param {Set<string>} torn
 */
function* putManifests(entries, manifests, torn) {
  const there = new Set();
  yield* readKeys(entries, (/** @type {[string, string][]} */ keys) => {
    for (const key of keys) {
      if (manifests.has(key[0]) && !torn.has(key[0])) {
        there.add(key[0]);
      } else {
        entries.delete(key);
      }
    }
  });
  for (const [digest, manifest] of manifests) {
    if (!there.has(digest)) {
      for (const [path, piece] of piecesOf(manifest)) {
        yield entries.put(piece, [digest, path]);
      }
    }
  }
}

/**
 * @param {IDBTransaction} transaction
 * @param {(digest: string) => boolean} isNeeded
 */
export function dropOthers(transaction, isNeeded) {
  const objects = transaction.objectStore(OBJECTS);
  const drop = (/** @type {string} */ digest) => isNeeded(digest) || objects.delete(digest);
  inTurns(readKeys(objects, (digests) => digests.forEach(drop)));
  changeLost(transaction, (lost) => lost.forEach((digest) => isNeeded(digest) || lost.delete(digest)));
}

/** Version 1 kept all manifests in one record. @param {IDBTransaction} transaction */
export function takeOver(transaction) {
  const old = transaction.objectStore(STATE).get(KEPT);
  old.onsuccess = () => old.result && putKept(transaction, old.result, new Set());
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<Arriving|undefined>} undefined also where it is not whole
 */
export async function readArriving(transaction) {
  const state = transaction.objectStore(STATE);
  const [head, runs] = await Promise.all([
    answer(state.get([ARRIVING])),
    answer(state.getAll(IDBKeyRange.bound([ARRIVING, 0], [ARRIVING, []]))),
  ]);
  return head && runs.length >= head.runs ? { ...head, runs: runs.slice(0, head.runs) } : undefined;
}

/**
 * @param {IDBTransaction} transaction
 * @param {Arriving|undefined} arriving  whose runs were put before
 */
export function putArriving(transaction, arriving) {
  const state = transaction.objectStore(STATE);
  if (arriving) {
    state.put({ ...arriving, runs: arriving.runs.length }, [ARRIVING]);
  } else {
    state.delete(IDBKeyRange.bound([ARRIVING], [ARRIVING, []]));
  }
}

/**
 * @param {IDBTransaction} transaction
 * @param {Arriving} arriving  whose runs but the last were put before: a pack may bring thousands of objects
 */
export function putLastRun(transaction, arriving) {
  const last = arriving.runs.length - 1;
  transaction.objectStore(STATE).put(arriving.runs[last], [ARRIVING, last]);
  putArriving(transaction, arriving);
}

/**
 * @param {IDBTransaction} transaction
 * @param {(lost: Set<string>) => void} change  what it does to the digests of objects that are lost
 */
export function changeLost(transaction, change) {
  const state = transaction.objectStore(STATE);
  const reading = state.get(LOST);
  reading.onsuccess = () => {
    const lost = new Set(reading.result);
    const before = lost.size;
    change(lost);
    if (lost.size) {
      state.put([...lost], LOST);
    } else if (before) {
      state.delete(LOST);
    }
  };
}

/**
 * @param {unknown} error  of reading a record
 * @param {() => Promise<void>} note  that it is lost; a phone that cannot even do that does without
 * @throws {unknown} reading was ended, as the database is being deleted: that says nothing of the record
 */
export async function unlessEnded(error, note) {
  if (error instanceof DOMException && error.name === "AbortError") {
    throw error;
  }
  await note().catch(() => undefined);
}
