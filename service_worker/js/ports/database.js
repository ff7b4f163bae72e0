/**
 * Port: the one database of a phone, and waiting for it.
 *
 *   objects   digest -> bytes
 *   entries   [digest of a manifest, path] -> the manifest, with some of its entries (pieces.js)
 *   state     "kept" -> which releases are kept, and which of them is in force
 *             "arriving" -> the pack that is on its way
 */

export const DATABASE = "kept";
export const OBJECTS = "objects";
export const ENTRIES = "entries";
export const STATE = "state";

const VERSION = 2;

/**
 * @param {(transaction: IDBTransaction) => void} takeOver  called with what version 1 held
 * @returns {Promise<IDBDatabase>}
 */
export function openDatabase(takeOver) {
  const request = indexedDB.open(DATABASE, VERSION);
  request.onupgradeneeded = ({ oldVersion }) => {
    if (!oldVersion) {
      request.result.createObjectStore(OBJECTS);
      request.result.createObjectStore(STATE);
    }
    request.result.createObjectStore(ENTRIES);
    if (oldVersion && request.transaction) {
      takeOver(request.transaction);
    }
  };
  return answer(request);
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
    transaction.onabort = () => reject(transaction.error);
  });
}
