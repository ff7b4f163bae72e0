/**
 * Hand-written fakes for the worker's tests: chance that can be repeated, releases, a store, a
 * network, and a scheduler that decides in which order their answers come.
 *
 * @import { Kept } from "../../service_worker/js/kept.js"
 * @import { Arriving } from "../../service_worker/js/ports/store.js"
 * @import { Entry, Manifest, Pointer, Release } from "../../service_worker/js/release.js"
 *
 * @typedef {Map<string, Map<string, string>>} Tree  part -> path -> text
 *
 * @typedef {object} Published
 * @property {Pointer} pointer
 * @property {Record<string, Manifest>} manifests
 * @property {Map<string, Uint8Array>} objects  all that the server has of it, by digest
 * @property {Tree} tree
 *
 * @typedef {object} Turn  one call of a port that waits for its answer
 * @property {string} port
 * @property {string} digest
 * @property {() => unknown} act
 * @property {(value: any) => void} resolve
 * @property {(reason: unknown) => void} reject
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { manifestsOf } from "../../service_worker/js/kept.js";
import { entryAt } from "../../service_worker/js/release.js";

export const HEADER_SETS = {
  page: { status: 200, fields: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache" } },
  missing: { status: 404, fields: { "Content-Type": "text/html; charset=utf-8", "X-Set": "missing" } },
  decoy: { status: 200, fields: { "Content-Type": "text/html; charset=utf-8", "X-Set": "decoy" } },
  "exit-1": { status: 302, fields: { Location: "https://weather.example/", "X-Set": "exit" } },
};

/**
 * @param {string|Uint8Array} data
 * @returns {string} SHA-256 in hexadecimal, by another road than the worker's
 */
export function sha256(data) {
  return createHash("sha256").update(data).digest("hex");
}

/** Makes the worker's hashing answer at once, so that a seed alone decides the order of events. */
export function hashAtOnce() {
  const digest = async (/** @type {string} */ _, /** @type {Uint8Array} */ bytes) =>
    Uint8Array.from(createHash("sha256").update(bytes).digest()).buffer;
  Object.defineProperty(crypto.subtle, "digest", { value: digest, configurable: true });
}

/** Chance from a seed (mulberry32). */
export class Chance {
  /** @param {number} seed */
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** @returns {number} from 0 up to but not 1 */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /**
   * @param {number} limit
   * @returns {number} a whole number below the limit
   */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /**
   * @param {number} probability
   * @returns {boolean}
   */
  happens(probability) {
    return this.next() < probability;
  }

  /**
   * @template Item
   * @param {Iterable<Item>} items
   * @returns {Item}
   */
  pick(items) {
    const all = [...items];
    return /** @type {Item} */ (all[this.below(all.length)]);
  }
}

/**
 * Publishes as content/release does: canonical JSON, everything named by its hash.
 * @param {Tree} tree
 * @param {number} sequence
 * @returns {Published}
 */
export function publish(tree, sequence) {
  /** @type {Record<string, Manifest>} */
  const manifests = {};
  /** @type {Map<string, Uint8Array>} */
  const objects = new Map();
  /** @type {Record<string, string>} */
  const digests = {};
  for (const name of [...tree.keys()].sort()) {
    const manifest = manifestOf(name, tree.get(name) || new Map(), objects);
    manifests[name] = manifest;
    digests[name] = addObject(objects, JSON.stringify(manifest));
  }
  const id = sha256(JSON.stringify({ format: 1, manifests: digests }));
  const pointer = { as_of: "2026-11-23", control: "normal", format: 1, id, manifests: digests, sequence };
  return { pointer, manifests, objects, tree };
}

/**
 * @param {string} name
 * @param {Map<string, string>} pages
 * @param {Map<string, Uint8Array>} objects
 * @returns {Manifest}
 */
function manifestOf(name, pages, objects) {
  const entries = [...pages].sort().map(([path, text]) => {
    const headers = path.endsWith("/404") ? "missing" : path.startsWith("/x/") ? "exit-1" : "page";
    return [path, { headers, object: addObject(objects, text), size: Buffer.byteLength(text) }];
  });
  return { entries: Object.fromEntries(entries), format: 1, headers: HEADER_SETS, name };
}

/**
 * @param {Map<string, Uint8Array>} objects
 * @param {string} text
 * @returns {string} its digest
 */
function addObject(objects, text) {
  const bytes = new TextEncoder().encode(text);
  const digest = sha256(bytes);
  objects.set(digest, bytes);
  return digest;
}

/** A phone's store in memory. A crash loses nothing that was committed, and it holds what it is told. */
export class FakeStore {
  constructor() {
    /** @type {Map<string, Uint8Array>} */
    this.objects = new Map();
    /** @type {Kept|undefined} */
    this.kept = undefined;
    /** @type {Arriving|undefined} */
    this.arriving = undefined;
    this.capacity = Infinity;
    /** Called with every digest that is dropped. @type {(digest: string) => void} */
    this.onDrop = () => undefined;
  }

  /** @returns {Release|undefined} the one in force */
  get release() {
    return this.kept && this.kept.release;
  }

  /** @returns {number} bytes */
  get size() {
    const tail = this.arriving ? this.arriving.tail.length : 0;
    return [...this.objects.values()].reduce((sum, bytes) => sum + bytes.length, tail);
  }

  /** @returns {Promise<Kept|undefined>} */
  async readKept() {
    return structuredClone(this.kept);
  }

  /**
   * @param {string[]} digests
   * @param {string} path
   * @returns {Promise<{ entry: Entry, manifest: Manifest }|undefined>}
   */
  async findEntry(digests, path) {
    const manifests = this.kept && manifestsOf(this.kept);
    for (const digest of digests) {
      const manifest = manifests && manifests.get(digest);
      const entry = manifest && entryAt(manifest, path);
      if (manifest && entry) {
        return { entry, manifest };
      }
    }
    return undefined;
  }

  /** @returns {Promise<Arriving|undefined>} */
  async readArriving() {
    return structuredClone(this.arriving);
  }

  /** @param {Arriving|undefined} arriving */
  async saveArriving(arriving) {
    this.#makeSure((arriving ? arriving.tail.length : 0) - (this.arriving ? this.arriving.tail.length : 0));
    this.arriving = structuredClone(arriving);
  }

  /**
   * @param {string} digest
   * @returns {Promise<Uint8Array|undefined>}
   */
  async readObject(digest) {
    return this.objects.get(digest);
  }

  /** @returns {Promise<Set<string>>} */
  async heldDigests() {
    return new Set(this.objects.keys());
  }

  /**
   * @param {[string, Uint8Array][]} objects
   * @param {Arriving} [arriving]
   */
  async addObjects(objects, arriving) {
    this.#makeSure(objects.reduce((sum, [, bytes]) => sum + bytes.length, 0));
    if (arriving) {
      this.arriving = structuredClone(arriving);
    }
    for (const [digest, bytes] of objects) {
      assert.equal(sha256(bytes), digest, "D3: stored under a hash it does not have");
      this.objects.set(digest, bytes);
    }
  }

  /** @param {string[]} digests */
  async removeObjects(digests) {
    for (const digest of digests) {
      if (this.objects.delete(digest)) {
        this.onDrop(digest);
      }
    }
  }

  /**
   * @param {Kept} kept
   * @param {Set<string>} [needed]
   */
  async commit(kept, needed) {
    this.kept = structuredClone(kept);
    await this.removeObjects([...this.objects.keys()].filter((digest) => needed && !needed.has(digest)));
  }

  /** @param {number} added  bytes */
  #makeSure(added) {
    if (added > 0 && this.size + added > this.capacity) {
      throw new DOMException("no room", "QuotaExceededError");
    }
  }
}

/** Decides which waiting call is answered next, and how. */
export class Turns {
  constructor() {
    /** @type {Turn[]} */
    this.waiting = [];
  }

  /**
   * @template Result
   * @param {string} port
   * @param {string} digest
   * @param {() => Promise<Result>|Result} act  what the call does, done when its turn comes
   * @returns {Promise<Result>}
   */
  call(port, digest, act) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ port, digest, act, resolve, reject });
    });
  }

  /**
   * Lets `running` go on, turn by turn, to its end or to a crash.
   * @template Result
   * @param {Promise<Result>} running
   * @param {Chance} chance
   * @param {(turn: Turn) => "go"|"crash"} decide
   * @param {() => void} afterEach
   * @returns {Promise<Result|undefined>} undefined after a crash: nothing of it will ever go on
   */
  async run(running, chance, decide, afterEach) {
    /** @type {{ value: Result }|{ error: unknown }|undefined} */
    let end;
    running.then(
      (value) => (end = { value }),
      (error) => (end = { error }),
    );
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (end) {
        return resultOf(end);
      }
      const [turn] = this.waiting.splice(chance.below(this.waiting.length), 1);
      assert.ok(turn, "a sync that waits for nothing never ends");
      if (decide(turn) === "crash") {
        return undefined;
      }
      await takeTurn(turn);
      afterEach();
    }
  }
}

/**
 * @template Result
 * @param {{ value: Result }|{ error: unknown }} end
 * @returns {Result}
 */
function resultOf(end) {
  if ("error" in end) {
    throw end.error;
  }
  return end.value;
}

/** @param {Turn} turn */
async function takeTurn({ act, resolve, reject }) {
  try {
    resolve(await act());
  } catch (error) {
    if (error instanceof assert.AssertionError) {
      throw error;
    }
    reject(error);
  }
}
