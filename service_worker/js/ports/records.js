/**
 * Port: the records beside the objects: what is kept, what is on its way, what the browser has lost.
 *
 * @import { Kept } from "../kept.js"
 * @import { Arriving } from "./store.js"
 */

import { manifestsOf, outlineOf } from "../kept.js";
import { ENTRIES, OBJECTS, STATE } from "./database.js";
import { putPieces } from "./pieces.js";

export const KEPT = "kept";
export const ARRIVING = "arriving";
export const LOST = "lost";

/**
 * @param {IDBTransaction} transaction
 * @param {Kept} kept
 * @param {Set<string>} torn  manifests of which no piece is good
 */
export function putKept(transaction, kept, torn) {
  transaction.objectStore(STATE).put(outlineOf(kept), KEPT);
  const entries = transaction.objectStore(ENTRIES);
  const keys = entries.getAllKeys();
  keys.onsuccess = () => {
    const manifests = manifestsOf(kept);
    const there = new Set();
    for (const key of /** @type {[string, string][]} */ (keys.result)) {
      if (!manifests.has(key[0]) || torn.has(key[0])) {
        entries.delete(key);
      } else {
        there.add(key[0]);
      }
    }
    for (const [digest, manifest] of manifests) {
      if (!there.has(digest)) {
        putPieces(entries, digest, manifest);
      }
    }
  };
}

/**
 * @param {IDBTransaction} transaction
 * @param {Set<string>} needed  digests of the objects that stay
 */
export function dropOthers(transaction, needed) {
  const objects = transaction.objectStore(OBJECTS);
  const keys = objects.getAllKeys();
  keys.onsuccess = () => {
    for (const key of keys.result) {
      if (!needed.has(String(key))) {
        objects.delete(key);
      }
    }
  };
  changeLost(transaction, (lost) => lost.forEach((digest) => needed.has(digest) || lost.delete(digest)));
}

/** Version 1 kept all manifests in one record. @param {IDBTransaction} transaction */
export function takeOver(transaction) {
  const old = transaction.objectStore(STATE).get(KEPT);
  old.onsuccess = () => old.result && putKept(transaction, old.result, new Set());
}

/**
 * @param {IDBTransaction} transaction
 * @param {Arriving|undefined} arriving
 */
export function putArriving(transaction, arriving) {
  if (arriving) {
    transaction.objectStore(STATE).put(arriving, ARRIVING);
  } else {
    transaction.objectStore(STATE).delete(ARRIVING);
  }
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
