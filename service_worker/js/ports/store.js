/**
 * Port: what the phone keeps. Nothing else in the worker knows how bytes are kept.
 *
 *   objects   digest -> bytes
 *   state     "kept" -> which releases are kept, and which of them is in force
 *             "arriving" -> the pack that is on its way
 *
 * Objects are added at any time and count for nothing by themselves; `commit` says what is kept from
 * then on and drops what it does not need, in one transaction.
 */

/**
 * @import { Kept } from "../kept.js"
 *
 * @typedef {object} Arriving  a pack of which some has come
 * @property {string} name
 * @property {number} taken  its first bytes, whose objects are held
 * @property {Uint8Array} tail  the bytes after them
 * @property {string[]} digests  of the objects that it has brought, in order
 */

const DATABASE = "kept";
const VERSION = 1;
const OBJECTS = "objects";
const STATE = "state";
const KEPT = "kept";
const ARRIVING = "arriving";

/** One open database; opened on first use, closed by `forget`. */
export class Store {
  constructor() {
    /** @type {Promise<IDBDatabase>|undefined} */
    this.opening = undefined;
    /** @type {Kept|undefined} */
    this.kept = undefined;
  }

  /**
   * Read once, then remembered: pages wait for it.
   * @returns {Promise<Kept|undefined>}
   */
  async readKept() {
    if (!this.kept) {
      const database = await this.#open();
      this.kept = await answer(database.transaction(STATE).objectStore(STATE).get(KEPT));
    }
    return this.kept;
  }

  /** @returns {Promise<Arriving|undefined>} the pack that is on its way */
  async readArriving() {
    const database = await this.#open();
    return answer(database.transaction(STATE).objectStore(STATE).get(ARRIVING));
  }

  /**
   * @param {Arriving|undefined} arriving  undefined: none is on its way any more
   * @returns {Promise<void>}
   * @throws {DOMException} no room; what was saved before stays
   */
  async saveArriving(arriving) {
    const database = await this.#open();
    const transaction = database.transaction(STATE, "readwrite");
    putArriving(transaction, arriving);
    return completion(transaction);
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
   * @param {Arriving} [arriving]  the pack that brought them, as it is from now on
   * @returns {Promise<void>}
   * @throws {DOMException} no room; nothing of this call is kept
   */
  async addObjects(objects, arriving) {
    const database = await this.#open();
    const transaction = database.transaction([OBJECTS, STATE], "readwrite");
    for (const [digest, bytes] of objects) {
      transaction.objectStore(OBJECTS).put(bytes, digest);
    }
    if (arriving) {
      putArriving(transaction, arriving);
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
   * Says what is kept from now on, and drops every object that is not needed.
   * @param {Kept} kept
   * @param {Set<string>} needed  digests
   * @returns {Promise<void>}
   */
  async commit(kept, needed) {
    const database = await this.#open();
    const transaction = database.transaction([OBJECTS, STATE], "readwrite");
    const objects = transaction.objectStore(OBJECTS);
    transaction.objectStore(STATE).put(kept, KEPT);
    const keys = objects.getAllKeys();
    keys.onsuccess = () => {
      for (const key of keys.result) {
        if (!needed.has(String(key))) {
          objects.delete(key);
        }
      }
    };
    await completion(transaction);
    this.kept = kept;
  }

  /** Removes the database and all that is in it. */
  async forget() {
    const database = await this.#open();
    database.close();
    this.#letGo();
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
            this.#letGo();
          };
          // The browser threw all of it away.
          database.onclose = () => this.#letGo();
        },
        () => this.#letGo(),
      );
    }
    return this.opening;
  }

  /** Forgets the database that was open, and what was read from it. */
  #letGo() {
    this.opening = undefined;
    this.kept = undefined;
  }
}

/**
 * @param {IDBTransaction} transaction
 * @param {Arriving|undefined} arriving
 */
function putArriving(transaction, arriving) {
  if (arriving) {
    transaction.objectStore(STATE).put(arriving, ARRIVING);
  } else {
    transaction.objectStore(STATE).delete(ARRIVING);
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
