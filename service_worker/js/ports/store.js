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
 * @property {string[][]} runs  digests of the objects that it has brought, in order, run by run
 */

import { outlineOf, wholeOf } from "../kept.js";
import { Connection } from "./connection.js";
import {
  answer, completion, deleteDatabase, ENTRIES, inTurns, OBJECTS, readKeys, STATE, write,
} from "./database.js";
import { findInPieces, foundIn, readPieces } from "./pieces.js";
import {
  changeLost, dropOthers, KEPT, LOST, putArriving, putKept, putLastRun, readArriving, unlessEnded,
} from "./records.js";

/** What was read of it is remembered until the database goes. */
export class Store {
  constructor() {
    this.connection = new Connection(() => this.#forgetRead());
    /** @type {Outline|undefined} */
    this.outline = undefined;
    /** @type {Kept|undefined} */
    this.kept = undefined;
    /** Manifests whose pieces could not be read. @type {Set<string>} */
    this.torn = new Set();
    /** Looking through all objects, once something is lost. @type {Promise<void>|undefined} */
    this.looking = undefined;
  }

  /**
   * Read once, then remembered: pages wait for it.
   * @returns {Promise<Outline|undefined>} what is kept, without the manifests
   */
  async readOutline() {
    if (!this.outline) {
      const database = await this.connection.find();
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
      const database = await this.connection.find();
      this.kept = database && (await this.#readWhole(database));
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
    const database = await this.connection.find();
    if (!database) {
      return undefined;
    }
    const entries = database.transaction(ENTRIES).objectStore(ENTRIES);
    const found = digests.map((digest) =>
      findInPieces(entries, digest, path)
        .catch(async () => foundIn(await this.#readTorn(digest), path))
        .catch(() => undefined),
    );
    return (await Promise.all(found)).find(Boolean);
  }

  /** @returns {Promise<Arriving|undefined>} the pack that is on its way, if that can be read */
  async readArriving() {
    const database = await this.connection.find();
    const transaction = database?.transaction(STATE);
    try {
      return transaction && (await readArriving(transaction));
    } catch (error) {
      await unlessEnded(error, () => this.saveArriving(undefined));
      return undefined;
    }
  }

  /**
   * @param {Arriving|undefined} arriving  undefined: none is on its way any more
   * @returns {Promise<void>}
   * @throws {DOMException} no room; what was saved before stays
   */
  async saveArriving(arriving) {
    const database = await this.connection.make();
    return write(database, [STATE], (transaction) => putArriving(transaction, arriving));
  }

  /**
   * @param {string} digest
   * @returns {Promise<Uint8Array|undefined>} undefined also where the browser has lost the bytes and not
   *   their name: then it is no longer held, and is got again
   */
  async readObject(digest) {
    const database = await this.connection.find();
    const reading = database?.transaction(OBJECTS).objectStore(OBJECTS).get(digest);
    try {
      return reading && (await answer(reading));
    } catch (error) {
      await unlessEnded(error, () => this.#noteLost(digest));
      return undefined;
    }
  }

  /** @returns {Promise<Set<string>>} the digests of all objects held, as far as is known */
  async heldDigests() {
    const database = await this.connection.find();
    if (!database) {
      return new Set();
    }
    const transaction = database.transaction([OBJECTS, STATE]);
    const reading = transaction.objectStore(STATE).get(LOST);
    /** @type {Set<string>} */
    const held = new Set();
    const add = (/** @type {string[]} */ digests) => digests.forEach((digest) => held.add(digest));
    inTurns(readKeys(transaction.objectStore(OBJECTS), add));
    await completion(transaction);
    for (const digest of reading.result || []) {
      held.delete(digest);
    }
    return held;
  }

  /**
   * Adds objects whose digests were checked.
   * @param {[string, Uint8Array][]} objects
   * @param {Arriving} [arriving]  the pack that brought them as its last run, as it is from now on
   * @returns {Promise<void>}
   * @throws {DOMException} no room; nothing of this call is kept
   */
  async addObjects(objects, arriving) {
    const database = await this.connection.make();
    return write(database, [OBJECTS, STATE], (transaction) => {
      for (const [digest, bytes] of objects) {
        transaction.objectStore(OBJECTS).put(bytes, digest);
      }
      if (arriving) {
        putLastRun(transaction, arriving);
      }
      changeLost(transaction, (lost) => objects.forEach(([digest]) => lost.delete(digest)));
    });
  }

  /** @param {string} digest */
  async #noteLost(digest) {
    const database = await this.connection.find();
    const transaction = database?.transaction(STATE, "readwrite");
    if (transaction) {
      changeLost(transaction, (lost) => lost.add(digest));
      await completion(transaction);
      this.#look();
    }
  }

  /**
   * @param {string[]} digests
   * @returns {Promise<void>}
   */
  async removeObjects(digests) {
    const database = await this.connection.find();
    if (!database) {
      return undefined;
    }
    const dropped = new Set(digests);
    const transaction = database.transaction([OBJECTS, STATE], "readwrite");
    dropOthers(transaction, (digest) => !dropped.has(digest));
    return completion(transaction);
  }

  /**
   * Says what is kept from now on, and drops every object that is not needed.
   * @param {Kept} kept
   * @param {Set<string>} [needed]  digests; without it, nothing is dropped
   * @returns {Promise<void>}
   */
  async commit(kept, needed) {
    const database = await this.connection.make();
    await write(database, [OBJECTS, ENTRIES, STATE], (transaction) => {
      putKept(transaction, kept, new Set(this.torn));
      if (needed) {
        dropOthers(transaction, (digest) => needed.has(digest));
      }
    });
    this.outline = outlineOf(kept);
    this.kept = kept;
    this.torn.clear();
  }

  /** Removes the database and all that is in it, whether it can be opened or not. */
  async forget() {
    await this.connection.close();
    await deleteDatabase();
  }

  /** The database is gone, and with it what was read. */
  #forgetRead() {
    this.outline = undefined;
    this.kept = undefined;
  }

  /**
   * @param {IDBDatabase} database
   * @returns {Promise<Kept|undefined>}
   */
  async #readWhole(database) {
    const transaction = database.transaction([STATE, ENTRIES]);
    const entries = transaction.objectStore(ENTRIES);
    /** @type {Outline|undefined} */
    const outline = await answer(transaction.objectStore(STATE).get(KEPT));
    const read = (/** @type {string} */ digest) =>
      readPieces(entries, digest).catch(() => this.#readTorn(digest));
    return outline && wholeOf(outline, read);
  }

  /**
   * A manifest whose pieces cannot be read stands among the objects, too.
   * @param {string} digest
   * @returns {Promise<Manifest>}
   * @throws {DOMException} it cannot be read there either
   */
  async #readTorn(digest) {
    this.torn.add(digest);
    const bytes = await this.readObject(digest);
    if (!bytes) {
      await this.#look();
      throw new DOMException("a manifest is lost", "NotReadableError");
    }
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /** Where something is lost, more may be: each object is read once, so that all of it is got again. */
  #look() {
    this.looking = this.looking || this.#lookThrough().catch(() => undefined);
    return this.looking;
  }

  async #lookThrough() {
    for (const digest of await this.heldDigests()) {
      await this.readObject(digest);
    }
  }
}
