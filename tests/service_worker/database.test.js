/** D9: a writing that the browser refuses because the one before found no room is tried once more. */

import assert from "node:assert/strict";
import test from "node:test";

import { OBJECTS, write } from "../../service_worker/js/ports/database.js";

/**
 * @param {string[]} errors  what putting something throws, transaction by transaction; then nothing
 * @returns {{ database: IDBDatabase, log: string[] }} a database, and what became of its transactions
 */
function refusing(errors) {
  /** @type {string[]} */
  const log = [];
  const transaction = () => {
    const error = errors.shift();
    const put = () => {
      if (error) {
        throw new DOMException("", error);
      }
    };
    /** @type {any} */
    const made = { objectStore: () => ({ put }), abort: () => log.push("aborted") };
    setImmediate(() => made.oncomplete?.(log.push("complete")));
    return made;
  };
  return { database: /** @type {any} */ ({ transaction }), log };
}

/**
 * @param {IDBDatabase} database
 * @returns {Promise<void>}
 */
function writeOne(database) {
  return write(database, [OBJECTS], (transaction) => transaction.objectStore(OBJECTS).put("bytes", "digest"));
}

test("what Firefox refuses after a writing without room is written in a transaction of its own", async () => {
  const { database, log } = refusing(["InvalidStateError"]);
  await writeOne(database);
  assert.deepEqual(log, ["aborted", "complete"]);
});

test("what is refused twice is an error, and any other error is one at once", async () => {
  const twice = refusing(["InvalidStateError", "InvalidStateError"]);
  await assert.rejects(writeOne(twice.database), { name: "InvalidStateError" });
  assert.deepEqual(twice.log, ["aborted", "aborted"]);
  const other = refusing(["DataCloneError"]);
  await assert.rejects(writeOne(other.database), { name: "DataCloneError" });
  assert.deepEqual(other.log, ["aborted"]);
});
