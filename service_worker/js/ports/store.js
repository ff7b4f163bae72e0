/**
 * Port: what the phone keeps. Nothing else in the worker knows how bytes are kept.
 *
 *   objects   digest -> bytes
 *   state     "release" -> which release is in force, and its manifests
 *
 * Objects are added at any time and count for nothing by themselves; `commit` names the release that
 * is in force and drops what it does not need, in one transaction.
 */

/**
 * @import { Release } from "../release.js"
 */

const DATABASE = "kept";
const VERSION = 1;
const OBJECTS = "objects";
const STATE = "state";
const RELEASE = "release";

/** One open database; opened on first use, closed by `forget`. */
export class Store {
  constructor() {
    /** @type {Promise<IDBDatabase>|undefined} */
    this.opening = undefined;
  }

  /** @returns {Promise<Release|undefined>} the release in force */
  async readRelease() {
    const database = await this.#open();
    return answer(database.transaction(STATE).objectStore(STATE).get(RELEASE));
  }

  /**
   * @param {string} digest
   * @returns {Promise<Uint8Array|undefined>}
   */
  async readObject(digest) {
    const database = await this.#open();
    return answer(database.transaction(OBJECTS).objectStore(OBJECTS).get(digest));
  }

  /** @returns {Promise<Set<string>>} the digests of all objects held */
  async heldDigests() {
    const database = await this.#open();
    const keys = await answer(database.transaction(OBJECTS).objectStore(OBJECTS).getAllKeys());
    return new Set(keys.map(String));
  }

  /**
   * Adds objects whose digests were checked.
   * @param {[string, Uint8Array][]} objects
   * @returns {Promise<void>}
   * @throws {DOMException} no room; nothing of this call is kept
   */
  async addObjects(objects) {
    const database = await this.#open();
    const transaction = database.transaction(OBJECTS, "readwrite");
    for (const [digest, bytes] of objects) {
      transaction.objectStore(OBJECTS).put(bytes, digest);
    }
    return completion(transaction);
  }

  /**
   * @param {string[]} digests
   * @returns {Promise<void>}
   */
  async removeObjects(digests) {
    const database = await this.#open();
    const transaction = database.transaction(OBJECTS, "readwrite");
    for (const digest of digests) {
      transaction.objectStore(OBJECTS).delete(digest);
    }
    return completion(transaction);
  }

  /**
   * Puts a release in force and drops every object it does not need.
   * @param {Release} release
   * @param {Set<string>} needed  digests
   * @returns {Promise<void>}
   */
  async commit(release, needed) {
    const database = await this.#open();
    const transaction = database.transaction([OBJECTS, STATE], "readwrite");
    const objects = transaction.objectStore(OBJECTS);
    transaction.objectStore(STATE).put(release, RELEASE);
    const keys = objects.getAllKeys();
    keys.onsuccess = () => {
      for (const key of keys.result) {
        if (!needed.has(String(key))) {
          objects.delete(key);
        }
      }
    };
    return completion(transaction);
  }

  /** Removes the database and all that is in it. */
  async forget() {
    const database = await this.#open();
    database.close();
    this.opening = undefined;
    await answer(indexedDB.deleteDatabase(DATABASE));
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    if (!this.opening) {
      this.opening = openDatabase();
      this.opening.then(
        (database) => {
          // Another window deletes the guide: let go, or it would have to wait for us.
          database.onversionchange = () => {
            database.close();
            this.opening = undefined;
          };
        },
        () => {
          this.opening = undefined;
        },
      );
    }
    return this.opening;
  }
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const request = indexedDB.open(DATABASE, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(OBJECTS);
    request.result.createObjectStore(STATE);
  };
  return answer(request);
}

/**
 * @template Result
 * @param {IDBRequest<Result>} request
 * @returns {Promise<Result>}
 */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function completion(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // After an error comes the abort, and only then is known which error it was.
    transaction.onabort = () => reject(transaction.error);
  });
}
