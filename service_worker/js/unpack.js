/**
 * A pack on its way: bytes are put away as they come, so that a cut costs none of them twice.
 *
 *     asked for, from the first byte that has not come yet
 *            |
 *     bytes come --> put away behind those before them
 *            |            a run is whole --> its objects are checked by hash and held; its bytes go
 *            |
 *     the end mark --> all of it is held        cut --> the next session asks for the rest
 *                                               damaged, or over without that mark --> given up; the
 *                                               rest comes object by object
 *     not to be had at all --> what is missing comes object by object
 *
 * @import { Arriving } from "./ports/store.js"
 * @import { PackAnswer } from "./ports/network.js"
 * @import { Ports } from "./sync.js"
 *
 * @typedef {object} Journey  from what is held to what is wanted
 * @property {string} name  of the pack
 * @property {Record<string, string>} target  digests of the manifests it brings, by part
 * @property {string[]} base  digests of what is held, by the number that the pack knows them under
 */

import { askForPack, smallPieces } from "./asking.js";
import { joined } from "./bytes.js";
import { manifestIn } from "./manifests.js";
import { LARGEST_DECODED_BYTES, makeObject, readRun, takeRun } from "./pack.js";
import { addObjectsOf, digestOf, Refused } from "./release.js";

/** So many bytes are made without halting a weak phone for long. */
const BYTES_IN_A_BREATH = 32_768;

/** Objects of the pack that stay at hand, because later ones copy from them. */
const AT_HAND = 64;

/**
 * Collects a pack, or what is missing of it.
 * @param {Ports} ports
 * @param {Journey} journey
 * @returns {Promise<boolean>} whether it was there and whole
 * @throws {TypeError|DOMException} the network was cut, or there is no room
 */
export async function collectPack(ports, journey) {
  const saved = await ports.store.readArriving();
  const begun = saved && saved.name === journey.name ? saved : beginning(journey.name);
  try {
    return await takePack(ports, journey, begun);
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    await ports.store.saveArriving(undefined);
    return false;
  }
}

/**
 * @param {Ports} ports
 * @param {Journey} journey
 * @param {Arriving} begun
 * @returns {Promise<boolean>}
 * @throws {Refused|TypeError|DOMException}
 */
async function takePack(ports, journey, begun) {
  const unpacking = new Unpacking(ports, journey, begun);
  if (await unpacking.takeHeld()) {
    return true;
  }
  const from = begun.taken + begun.tail.length;
  const answer = await askForPack(ports, journey.name, from);
  if (answer === "unreachable") {
    return false;
  }
  if (!answer) {
    await ports.store.saveArriving(undefined);
    return false;
  }
  if (answer.start === from) {
    await unpacking.takeAll(answer);
  } else {
    // A server that knows no ranges sends all of it again.
    await new Unpacking(ports, journey, beginning(journey.name)).takeAll(answer);
  }
  return true;
}

/**
 * @param {string} name
 * @returns {Arriving}
 */
function beginning(name) {
  return { name, taken: 0, tail: new Uint8Array(), runs: [] };
}

/** One session with one pack. */
class Unpacking {
  /**
   * @param {Ports} ports
   * @param {Journey} journey
   * @param {Arriving} arriving
   */
  constructor(ports, journey, arriving) {
    this.ports = ports;
    this.journey = journey;
    this.arriving = arriving;
    /** Digests of the objects that the pack has brought. */
    this.brought = arriving.runs.flat();
    this.manifests = new Map(Object.entries(journey.target).map(([name, digest]) => [digest, name]));
    /** What may come: manifests, then what they name. @type {Set<string>} */
    this.wanted = new Set(this.manifests.keys());
    /** @type {Map<string, Uint8Array>} */
    this.atHand = new Map();
  }

  /** @returns {Promise<boolean>} whether all of it had come before */
  async takeHeld() {
    await this.#recall();
    return this.#takeRuns();
  }

  /**
   * @param {PackAnswer} answer
   * @throws {Refused|TypeError|DOMException}
   */
  async takeAll({ start, size, chunks }) {
    await this.#recall();
    let come = start;
    for await (const piece of smallPieces(chunks)) {
      come += piece.length;
      const longer = { ...this.arriving, tail: joined([this.arriving.tail, piece]) };
      this.arriving = longer;
      if (await this.#takeRuns()) {
        return;
      }
      if (this.arriving === longer) {
        // No run was whole, with which it would have been saved.
        await this.ports.store.saveArriving(longer);
      }
      this.ports.report({ held: come, needed: come <= size ? size : 0 });
    }
    if (size && come >= size) {
      // What came before, or now, is not of this pack: more of it would not help.
      throw new Refused("no end");
    }
    // Some browsers take a cut answer for a whole one.
    throw new TypeError("cut");
  }

  /** A pack that goes on where it was cut has brought its manifests before. */
  async #recall() {
    for (const [digest, name] of this.manifests) {
      const bytes = await this.ports.store.readObject(digest);
      if (bytes) {
        addObjectsOf(await manifestIn(this.ports, bytes, name), this.wanted);
      }
    }
    this.brought.forEach((digest) => this.wanted.delete(digest));
  }

  /** @returns {Promise<boolean>} whether the end has come */
  async #takeRuns() {
    for (;;) {
      const run = takeRun(this.arriving.tail);
      if (run === "end") {
        await this.ports.store.saveArriving(undefined);
        return true;
      }
      if (!run) {
        return false;
      }
      const { name, taken, tail, runs } = this.arriving;
      const objects = await this.#unpack(run.zipped);
      const digests = objects.map(([digest]) => digest);
      const after = {
        name,
        taken: taken + tail.length - run.rest.length,
        tail: run.rest.slice(),
        runs: [...runs, digests],
      };
      // In one step: the objects are held, and their bytes are no longer on their way.
      await this.ports.store.addObjects(objects, after);
      this.arriving = after;
      this.brought.push(...digests);
    }
  }

  /**
   * @param {Uint8Array} zipped
   * @returns {Promise<[string, Uint8Array][]>} by digest, each of them wanted
   * @throws {Refused}
   */
  async #unpack(zipped) {
    const { ports } = this;
    const run = readRun(await ports.unzip(zipped, LARGEST_DECODED_BYTES));
    /** @type {[string, Uint8Array][]} */
    const made = [];
    let { literals } = run;
    let bytes = Infinity;
    for (const steps of run.objects) {
      if (bytes > BYTES_IN_A_BREATH) {
        await ports.breathe();
        bytes = 0;
      }
      const { object, rest } = await makeObject(steps, literals, (at) => this.#source(at, made));
      literals = rest;
      const digest = await digestOf(object);
      await this.#check(digest, object);
      made.push([digest, object]);
      bytes += object.length;
    }
    this.#keepAtHand(made);
    await ports.breathe();
    return made;
  }

  /**
   * @param {string} digest
   * @param {Uint8Array} object
   * @throws {Refused} nothing of this release, or a second time: a pack does not grow without end
   */
  async #check(digest, object) {
    if (!this.wanted.delete(digest)) {
      throw new Refused("not of this release");
    }
    const name = this.manifests.get(digest);
    if (name !== undefined) {
      addObjectsOf(await manifestIn(this.ports, object, name), this.wanted);
    }
  }

  /**
   * @param {number} at  number of the source
   * @param {[string, Uint8Array][]} made  in this run so far
   * @returns {Promise<Uint8Array|undefined>}
   */
  async #source(at, made) {
    const { base } = this.journey;
    const before = base.length + this.brought.length;
    const here = made[at - before];
    if (here) {
      return here[1];
    }
    const digest = at < base.length ? base[at] : this.brought[at - base.length];
    if (digest === undefined) {
      return undefined;
    }
    const bytes = this.atHand.get(digest) || (await this.ports.store.readObject(digest));
    if (bytes) {
      this.#keepAtHand([[digest, bytes]]);
    }
    return bytes;
  }

  /** @param {[string, Uint8Array][]} objects */
  #keepAtHand(objects) {
    for (const [digest, bytes] of objects) {
      this.atHand.set(digest, bytes);
    }
    for (const digest of [...this.atHand.keys()].slice(0, -AT_HAND)) {
      this.atHand.delete(digest);
    }
  }
}
