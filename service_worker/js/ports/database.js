/**
 * Port: the one database of a phone, and waiting for it.
 *
 *   objects   digest -> bytes
 *   entries   [digest of a manifest, path] -> the manifest, with some of its entries (pieces.js)
 *   state     "kept" -> which releases are kept, and which of them is in force
 *             ["arriving"] -> the pack that is on its way
 *             ["arriving", number of a run] -> digests of the objects that the run has brought
 *             "lost" -> digests of objects whose bytes the browser has lost, and not their names
 */

export const DATABASE = "kept";
export const OBJECTS = "objects";
export const ENTRIES = "entries";
export const STATE = "state";

const VERSION = 2;

/** Keys that are read at once, without halting a weak phone for long. */
const KEYS_AT_ONCE = 500;

/**
 * Opens the database where there is one. To read makes none: what was removed stays removed, though a
 * window that is still open asks for another page.
 * @param {(transaction: IDBTransaction) => void} takeOver  called with what version 1 held
 * @returns {Promise<IDBDatabase|undefined>}
 */
export async function findDatabase(takeOver) {
  let isMissing = false;
  const request = indexedDB.open(DATABASE, VERSION);
  request.onupgradeneeded = ({ oldVersion }) => {
    isMissing = !oldVersion;
    if (isMissing) {
      request.transaction?.abort();
    } else {
      upgrade(request, oldVersion, takeOver);
    }
  };
  try {
    return await answer(request);
  } catch (error) {
    if (!isMissing) {
      throw error;
    }
    await removeRemains();
    return undefined;
  }
}

/** WebKit goes on listing a database whose making was given up, with the version 0. */
async function removeRemains() {
  const there = (await indexedDB.databases?.()) || [];
  if (there.some(({ name, version }) => name === DATABASE && version === 0)) {
    await deleteDatabase();
  }
}

/**
 * Opens the database, and makes it where there is none.
 * @param {(transaction: IDBTransaction) => void} takeOver  called with what version 1 held
 * @returns {Promise<IDBDatabase>}
 */
export function makeDatabase(takeOver) {
  const request = indexedDB.open(DATABASE, VERSION);
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request, oldVersion, takeOver);
  return answer(request);
}

/**
 * @param {IDBOpenDBRequest} request
 * @param {number} oldVersion  0: there was none
 * @param {(transaction: IDBTransaction) => void} takeOver
 */
function upgrade({ result, transaction }, oldVersion, takeOver) {
  if (!oldVersion) {
    result.createObjectStore(OBJECTS);
    result.createObjectStore(STATE);
  }
  result.createObjectStore(ENTRIES);
  if (oldVersion && transaction) {
    takeOver(transaction);
  }
}

/** @returns {Promise<unknown>} */
export function deleteDatabase() {
  return answer(indexedDB.deleteDatabase(DATABASE));
}

/**
 * @template Result
 * @param {IDBRequest<Result>} request
 * @returns {Promise<Result>}
 */
export function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
export function completion(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // After an error comes the abort, and only then is known which error it was.
    transaction.onabort = () => reject(transaction.error || new DOMException("the database went", "AbortError"));
  });
}

/**
 * Writes in one transaction. After one that found no room, Firefox makes the next one for clearing up:
 * whatever is put in it throws. The one after that is like any other, and tells whether there is room.
 * @param {IDBDatabase} database
 * @param {string[]} stores
 * @param {(transaction: IDBTransaction) => void} put  may be called twice
 * @returns {Promise<void>}
 * @throws {DOMException} no room, or the database went; nothing of it is kept
 */
export async function write(database, stores, put) {
  const attempt = () => {
    const transaction = database.transaction(stores, "readwrite");
    try {
      put(transaction);
    } catch (error) {
      transaction.abort();
      throw error;
    }
    return completion(transaction);
  };
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") {
      return attempt();
    }
    throw error;
  }
}

/**
 * Makes requests one after the other: what many of them bring is taken in as many tasks, between which
 * a weak phone can answer a page.
 * @param {Generator<IDBRequest, void, any>} requests  is handed the result of each
 * @param {any} [last]
 */
export function inTurns(requests, last) {
  const { value, done } = requests.next(last);
  if (!done) {
    value.onsuccess = () => inTurns(requests, value.result);
  }
}

/**
 * @param {IDBObjectStore} store
 * @param {(keys: any[]) => void} take  is handed its keys, some at a time
 * @returns {Generator<IDBRequest, void, any>} requests, to be made in turns
 */
export function* readKeys(store, take) {
  for (let range; ; ) {
    /** @type {any[]} */
    const keys = yield store.getAllKeys(range, KEYS_AT_ONCE);
    take(keys);
    if (keys.length < KEYS_AT_ONCE) {
      return;
    }
    range = IDBKeyRange.lowerBound(keys[KEYS_AT_ONCE - 1], true);
  }
}
