/**
 * Port: what the phone keeps. Nothing else in the worker knows how bytes are kept (database.js).
 *
 * Objects are added at any time and count for nothing by themselves; `commit` says what is kept from
 * then on and drops what it does not need, in one transaction.
 */

/**
 * @import { Kept, Outline } from "../kept.js"
 * @import { Entry, Manifest } from "../release.js"
 *
 * @typedef {object} Arriving  a pack of which some has come
 * @property {string} name
 * @property {number} taken  its first bytes, whose objects are held
 * @property {Uint8Array} tail  the bytes after them
 * @property {string[]} digests  of the objects that it has brought, in order
 */

import { manifestsOf, outlineOf, wholeOf } from "../kept.js";
import {
  answer,
  completion,
  deleteDatabase,
  ENTRIES,
  findDatabase,
  makeDatabase,
  OBJECTS,
  STATE,
} from "./database.js";
import { findInPieces, putPieces, readPieces } from "./pieces.js";

const KEPT = "kept";
const ARRIVING = "arriving";

/** One open database; opened on first use, made by the first writing, closed by `forget`. */
export class Store {
  constructor() {
    /** @type {Promise<IDBDatabase|undefined>|undefined} */
    this.opening = undefined;
    /** @type {Outline|undefined} */
    this.outline = undefined;
    /** @type {Kept|undefined} */
    this.kept = undefined;
  }

  /**
   * Read once, then remembered: pages wait for it.
   * @returns {Promise<Outline|undefined>} what is kept, without the manifests
   */
  async readOutline() {
    if (!this.outline) {
      const database = await this.#find();
      this.outline = database && (await answer(database.transaction(STATE).objectStore(STATE).get(KEPT)));
    }
    return this.outline;
  }

  /**
   * All of it; large in a large guide, so that no page waits for it. Remembered.
   * @returns {Promise<Kept|undefined>}
   */
  async readKept() {
    if (!this.kept) {
      const database = await this.#find();
      this.kept = database && (await readWhole(database));
    }
    return this.kept;
  }

  /**
   * @param {string[]} digests  of manifests that are kept
   * @param {string} path
   * @returns {Promise<{ entry: Entry, manifest: Manifest }|undefined>} of the first that has the path,
   *   with its header sets; not all entries of the manifest need be there
   */
  async findEntry(digests, path) {
    const database = await this.#find();
    if (!database) {
      return undefined;
    }
    const entries = database.transaction(ENTRIES).objectStore(ENTRIES);
    const found = await Promise.all(digests.map((digest) => findInPieces(entries, digest, path)));
    return found.find(Boolean);
  }

  /** @returns {Promise<Arriving|undefined>} the pack that is on its way */
  async readArriving() {
    const database = await this.#find();
    return database && answer(database.transaction(STATE).objectStore(STATE).get(ARRIVING));
  }

  /**
   * @param {Arriving|undefined} arriving  undefined: none is on its way any more
   * @returns {Promise<void>}
   * @throws {DOMException} no room; what was saved before stays
   */
  async saveArriving(arriving) {
    const database = await this.#make();
    const transaction = database.transaction(STATE, "readwrite");
    putArriving(transaction, arriving);
    return completion(transaction);
  }

  /**
   * @param {string} digest
   * @returns {Promise<Uint8Array|undefined>}
   */
  async readObject(digest) {
    const database = await this.#find();
    return database && answer(database.transaction(OBJECTS).objectStore(OBJECTS).get(digest));
  }

  /** @returns {Promise<Set<string>>} the digests of all objects held */
  async heldDigests() {
    const database = await this.#find();
    const reading = database?.transaction(OBJECTS).objectStore(OBJECTS).getAllKeys();
    return new Set(reading && (await answer(reading)).map(String));
  }

  /**
   * Adds objects whose digests were checked.
   * @param {[string, Uint8Array][]} objects
   * @param {Arriving} [arriving]  the pack that brought them, as it is from now on
   * @returns {Promise<void>}
   * @throws {DOMException} no room; nothing of this call is kept
   */
  async addObjects(objects, arriving) {
    const database = await this.#make();
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
    const database = await this.#find();
    if (!database) {
      return undefined;
    }
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
    const database = await this.#make();
    const transaction = database.transaction([OBJECTS, ENTRIES, STATE], "readwrite");
    const objects = transaction.objectStore(OBJECTS);
    putKept(transaction, kept);
    const keys = objects.getAllKeys();
    keys.onsuccess = () => {
      for (const key of keys.result) {
        if (!needed.has(String(key))) {
          objects.delete(key);
        }
      }
    };
    await completion(transaction);
    this.outline = outlineOf(kept);
    this.kept = kept;
  }

  /** Removes the database and all that is in it. */
  async forget() {
    const database = await this.#find();
    database?.close();
    this.#letGo();
    await deleteDatabase();
  }

  /** @returns {Promise<IDBDatabase|undefined>} undefined while nothing has been kept */
  #find() {
    return this.opening || this.#open(findDatabase(takeOver));
  }

  /** @returns {Promise<IDBDatabase>} made where there is none */
  async #make() {
    let database;
    while (!database) {
      // Somebody who only reads may be finding out that there is none.
      database = await (this.opening || this.#open(makeDatabase(takeOver)));
    }
    return database;
  }

  /**
   * @param {Promise<IDBDatabase|undefined>} opening
   * @returns {Promise<IDBDatabase|undefined>}
   */
  #open(opening) {
    this.opening = opening;
    opening.then(
      (database) => {
        if (!database) {
          this.#letGo();
          return;
        }
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
    return opening;
  }

  /** Forgets the database that was open, and what was read from it. */
  #letGo() {
    this.opening = undefined;
    this.outline = undefined;
    this.kept = undefined;
  }
}

/**
 * @param {IDBDatabase} database
 * @returns {Promise<Kept|undefined>}
 */
async function readWhole(database) {
  const transaction = database.transaction([STATE, ENTRIES]);
  const entries = transaction.objectStore(ENTRIES);
  /** @type {Outline|undefined} */
  const outline = await answer(transaction.objectStore(STATE).get(KEPT));
  return outline && wholeOf(outline, (digest) => readPieces(entries, digest));
}

/**
 * @param {IDBTransaction} transaction
 * @param {Kept} kept
 */
function putKept(transaction, kept) {
  transaction.objectStore(STATE).put(outlineOf(kept), KEPT);
  const entries = transaction.objectStore(ENTRIES);
  const keys = entries.getAllKeys();
  keys.onsuccess = () => {
    const manifests = manifestsOf(kept);
    const there = new Set();
    for (const key of /** @type {[string, string][]} */ (keys.result)) {
      there.add(key[0]);
      if (!manifests.has(key[0])) {
        entries.delete(key);
      }
    }
    for (const [digest, manifest] of manifests) {
      if (!there.has(digest)) {
        putPieces(entries, digest, manifest);
      }
    }
  };
}

/** Version 1 kept all manifests in one record. @param {IDBTransaction} transaction */
function takeOver(transaction) {
  const old = transaction.objectStore(STATE).get(KEPT);
  old.onsuccess = () => old.result && putKept(transaction, old.result);
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
