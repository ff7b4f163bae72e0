/** Port: one open database, opened on first use, made by the first writing. */

import { findDatabase, makeDatabase } from "./database.js";
import { takeOver } from "./records.js";

export class Connection {
  /** @param {() => void} onGone  called when the database is open no more, or could not be opened */
  constructor(onGone) {
    this.onGone = onGone;
    /** @type {Promise<IDBDatabase|undefined>|undefined} */
    this.opening = undefined;
  }

  /** @returns {Promise<IDBDatabase|undefined>} undefined while nothing has been kept */
  find() {
    return this.opening || this.#open(findDatabase(takeOver));
  }

  /** @returns {Promise<IDBDatabase>} made where there is none */
  async make() {
    let database;
    while (!database) {
      // Somebody who only reads may be finding out that there is none.
      database = await (this.opening || this.#open(makeDatabase(takeOver)));
    }
    return database;
  }

  /** Closes it, if it is open. */
  async close() {
    const database = await this.find().catch(() => undefined);
    database?.close();
    this.#letGo();
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

  #letGo() {
    this.opening = undefined;
    this.onGone();
  }
}
