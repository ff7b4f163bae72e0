/**
 * Packs: many objects in one answer, made of what this phone holds already and of what is new.
 * The twin of content/release/pack.py; tests/contracts/packs.json holds samples for both.
 *
 *   pack         := run* end        end := 4 zero bytes
 *   run          := length (32 bits, big endian), then so many bytes: a gzip member
 *   run, decoded := n, then for each of n objects: m, then m steps; then all literal bytes
 *   step         := literal, length, and if length > 0: source, offset      (LEB128 numbers)
 *
 * An object is made step by step: so many literal bytes, then so many bytes copied from a source.
 * Sources are the objects of the base by number, then those of this pack in their order. No digest
 * travels: the phone takes what it unpacked by its hash, and only if the release names that hash.
 */

import { objectsOf, Refused, releaseId } from "./release.js";

/**
 * @import { Entry, Manifest } from "./release.js"
 *
 * @typedef {object} Step
 * @property {number} literal  bytes to take from the literals
 * @property {number} length  bytes to copy after them
 * @property {number} source
 * @property {number} offset
 *
 * @typedef {object} Run
 * @property {Step[][]} objects  how to make each
 * @property {Uint8Array} literals
 */

export const LARGEST_DECODED_BYTES = 2 ** 20;
/** What cannot be made smaller becomes a little larger. */
export const LARGEST_RUN_BYTES = LARGEST_DECODED_BYTES + 2 ** 12;
const LARGEST_MADE_BYTES = 2 ** 22;
export const LENGTH_BYTES = 4;
const LONGEST_NUMBER = 4;

/**
 * @param {Record<string, string>} target  digests of manifests by part
 * @param {Record<string, string>} base  the same of what is held, or empty
 * @returns {Promise<string>} the name of the pack that leads from the one to the other
 */
export async function packName(target, base) {
  const name = await releaseId(target);
  return Object.keys(base).length ? `${name}-${await releaseId(base)}` : name;
}

/**
 * @param {Record<string, string>} digests  of the manifests, by part
 * @param {Record<string, Manifest>} manifests
 * @returns {string[]} the digests of a base, by the number that packs know them under
 */
export function members(digests, manifests) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const name of Object.keys(manifests).sort()) {
    found.add(digests[name] || "");
    const { entries } = /** @type {Manifest} */ (manifests[name]);
    for (const path of Object.keys(entries).sort()) {
      objectsOf(/** @type {Entry} */ (entries[path])).forEach((digest) => found.add(digest));
    }
  }
  return [...found];
}

/**
 * Takes the first run off the bytes that have come.
 * @param {Uint8Array} bytes
 * @returns {{ zipped: Uint8Array, rest: Uint8Array }|"end"|undefined} undefined: more must come
 * @throws {Refused}
 */
export function takeRun(bytes) {
  if (bytes.length < LENGTH_BYTES) {
    return undefined;
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const end = LENGTH_BYTES + length;
  if (length > LARGEST_RUN_BYTES || (length === 0 && bytes.length > LENGTH_BYTES)) {
    throw new Refused("run");
  }
  if (length === 0) {
    return "end";
  }
  return bytes.length < end
    ? undefined
    : { zipped: bytes.subarray(LENGTH_BYTES, end), rest: bytes.subarray(end) };
}

/**
 * @param {Uint8Array} bytes  decoded
 * @returns {Run}
 * @throws {Refused}
 */
export function readRun(bytes) {
  const numbers = new Numbers(bytes);
  /** @type {Step[][]} */
  const objects = [];
  let literal = 0;
  let made = 0;
  for (let count = numbers.next(); count > 0; count -= 1) {
    const steps = [];
    for (let more = numbers.next(); more > 0; more -= 1) {
      const step = readStep(numbers);
      literal += step.literal;
      made += step.literal + step.length;
      steps.push(step);
    }
    objects.push(steps);
  }
  const literals = bytes.subarray(numbers.place);
  if (!objects.length || literals.length !== literal || made > LARGEST_MADE_BYTES) {
    throw new Refused("steps");
  }
  return { objects, literals };
}

/**
 * @param {Numbers} numbers
 * @returns {Step}
 */
function readStep(numbers) {
  const [literal, length] = [numbers.next(), numbers.next()];
  const [source, offset] = length ? [numbers.next(), numbers.next()] : [0, 0];
  return { literal, length, source, offset };
}

/**
 * @param {Step[]} steps
 * @param {Uint8Array} literals  those of this object come first
 * @param {(number: number) => Promise<Uint8Array|undefined>} readSource
 * @returns {Promise<{ object: Uint8Array, rest: Uint8Array }>}  the object, and the literals after it
 * @throws {Refused} a source is missing, or too short
 */
export async function makeObject(steps, literals, readSource) {
  const size = steps.reduce((sum, { literal, length }) => sum + literal + length, 0);
  const object = new Uint8Array(size);
  let [place, taken] = [0, 0];
  for (const { literal, length, source, offset } of steps) {
    object.set(literals.subarray(taken, taken + literal), place);
    taken += literal;
    place += literal;
    if (length) {
      const bytes = await readSource(source);
      if (!bytes || offset + length > bytes.length) {
        throw new Refused("source");
      }
      object.set(bytes.subarray(offset, offset + length), place);
      place += length;
    }
  }
  return { object, rest: literals.subarray(taken) };
}

/** Reads unsigned LEB128 numbers, one after the other. */
class Numbers {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
  }

  /**
   * @returns {number}
   * @throws {Refused} the bytes end, or the number is too long
   */
  next() {
    let number = 0;
    for (let index = 0; index < LONGEST_NUMBER; index += 1) {
      const byte = this.bytes[this.place];
      if (byte === undefined) {
        break;
      }
      this.place += 1;
      number |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) {
        return number;
      }
    }
    throw new Refused("number");
  }
}
