/**
 * Packs for the model: a small encoder by another road than the server's, which copies an object's
 * beginning from the base wherever the two begin alike.
 *
 * @import { Published } from "./fakes.js"
 */

import { gunzipSync, gzipSync } from "node:zlib";

import { members } from "../../service_worker/js/pack.js";
import { Refused } from "../../service_worker/js/release.js";
import { sha256 } from "./fakes.js";

const CORE = "core";

/** Worth a copy. */
const LEAST = 4;

/**
 * Unpacks at once, so that a seed alone decides the order of events.
 * @param {Uint8Array} bytes
 * @param {number} largest
 * @returns {Promise<Uint8Array>}
 */
export async function unzipAtOnce(bytes, largest) {
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: largest }));
  } catch {
    throw new Refused("gzip");
  }
}

/**
 * @typedef {[Record<string, string>, Record<string, string>, Published]} Journey  to what, from what of
 *   which release
 * @typedef {{ name: string, journeys: Journey[] }} Offer  a pack, or a series
 */

/** What there is for a release, by the release from which it leads. @type {WeakMap<Published, Map<Published, Offer[]>>} */
const known = new WeakMap();

/**
 * @param {string} name
 * @param {Published[]} published
 * @returns {Uint8Array|undefined} the pack or the series of this name, if the last release has one
 */
export function packOf(name, published) {
  const newest = published.reduce((a, b) => (a.pointer.sequence > b.pointer.sequence ? a : b));
  const offers = known.get(newest) || new Map([[newest, firstOffers(newest)]]);
  known.set(newest, offers);
  for (const older of published.filter((one) => !offers.has(one))) {
    offers.set(older, offersFrom(older, newest));
  }
  const found = [...offers.values()].flat().find((offer) => offer.name === name);
  const packs = found?.journeys.map(([target, base, older]) => encode(target, newest, base, older));
  return packs && new Uint8Array(Buffer.concat(packs));
}

/**
 * @param {Published} newest
 * @returns {Offer[]} what first visits may ask for
 */
function firstOffers(newest) {
  const { manifests: all } = newest.pointer;
  const single = Object.keys(all).map((part) => {
    const [target, base] = fullJourney(part, newest);
    return { name: nameOf(target, base), journeys: [fullJourney(part, newest)] };
  });
  const series = languagesOf(newest).map((first) => {
    const others = languagesOf(newest).filter((one) => one !== first);
    const journeys = [first, ...others].map((one) => fullJourney(one, newest));
    return { name: nameOf(all, only(all, first)), journeys };
  });
  return [...single, ...series.filter(({ journeys }) => journeys.length > 1)];
}

/**
 * @param {Published} older
 * @param {Published} newest
 * @returns {Offer[]} what phones with parts of it may ask for
 */
function offersFrom(older, newest) {
  const [all, held] = [newest.pointer.manifests, older.pointer.manifests];
  const parts = [CORE, ...languagesOf(older)];
  const whole = [CORE, ...languagesOf(older)];
  /** @type {{ target: string[], base: Record<string, string>, journeys: Journey[] }[]} */
  const offers = [];
  offers.push({ target: whole, base: only(held, ...whole), journeys: [[only(all, ...whole), only(held, ...whole), older]] });
  /** @type {(part: string) => Journey} */
  const journey = (part) => [only(all, part), only(held, part), older];
  for (const part of parts) {
    offers.push({ target: [part], base: only(held, part), journeys: [journey(part)] });
  }
  const added = languagesOf(newest).filter((one) => !whole.includes(one));
  if (added.length > 1) {
    offers.push({ target: added, base: held, journeys: added.map((one) => fullJourney(one, newest)) });
  }
  for (const some of subsets(parts.filter((one) => one in all && all[one] !== held[one]))) {
    offers.push({ target: some, base: held, journeys: some.map(journey) });
  }
  return offers.map(({ target, base, journeys }) => ({ name: nameOf(only(all, ...target), base), journeys }));
}

/**
 * @param {string[]} parts
 * @returns {string[][]} all choices of two or three of them: more than the server makes
 */
function subsets(parts) {
  const pairs = parts.flatMap((one, at) => parts.slice(at + 1).map((other) => [one, other]));
  return pairs.flatMap((pair) => {
    const later = parts.slice(parts.indexOf(/** @type {string} */ (pair[1])) + 1);
    return [pair, ...later.map((one) => [...pair, one])];
  });
}

/**
 * @param {string} part
 * @param {Published} newest
 * @returns {Journey} to a part from nothing but the core
 */
function fullJourney(part, newest) {
  const { manifests } = newest.pointer;
  return [only(manifests, part), part === CORE ? {} : only(manifests, CORE), newest];
}

/**
 * @param {Published} release
 * @returns {string[]}
 */
function languagesOf({ pointer }) {
  return Object.keys(pointer.manifests).filter((part) => part !== CORE).sort();
}

/**
 * @param {Record<string, string>} manifests
 * @param {string[]} parts
 * @returns {Record<string, string>} those that are there
 */
function only(manifests, ...parts) {
  return Object.fromEntries(parts.filter((one) => one in manifests).map((one) => [one, manifests[one] || ""]));
}

/**
 * @param {Record<string, string>} target
 * @param {Record<string, string>} base
 * @returns {string}
 */
function nameOf(target, base) {
  return Object.keys(base).length ? `${idOf(target)}-${idOf(base)}` : idOf(target);
}

/**
 * @param {Record<string, string>} manifests
 * @returns {string}
 */
function idOf(manifests) {
  const sorted = Object.fromEntries(Object.entries(manifests).sort());
  return sha256(JSON.stringify({ format: 1, manifests: sorted }));
}

/**
 * @param {Record<string, string>} target
 * @param {Published} newest
 * @param {Record<string, string>} base
 * @param {Published} older
 * @returns {Uint8Array}
 */
function encode(target, newest, base, older) {
  const held = numbered(base, older);
  const missing = numbered(target, newest).filter((digest) => !held.includes(digest));
  const isManifest = (/** @type {string} */ digest) => Object.values(target).includes(digest);
  const ordered = [...missing.filter(isManifest), ...missing.filter((digest) => !isManifest(digest))];
  const sources = held.map((digest) => older.objects.get(digest) || new Uint8Array());
  const runs = [];
  for (let place = 0; place < ordered.length; place += 2) {
    const objects = ordered.slice(place, place + 2).map((digest) => newest.objects.get(digest) || new Uint8Array());
    runs.push(runOf(objects, sources));
    sources.push(...objects);
  }
  return new Uint8Array(Buffer.concat([...runs, Buffer.alloc(4)]));
}

/**
 * @param {Record<string, string>} digests
 * @param {Published} release
 * @returns {string[]}
 */
function numbered(digests, { manifests }) {
  const read = Object.keys(digests).map((part) => [part, manifests[part]]);
  return members(digests, Object.fromEntries(read));
}

/**
 * @param {Uint8Array[]} objects
 * @param {Uint8Array[]} sources
 * @returns {Buffer}
 */
function runOf(objects, sources) {
  const head = [...number(objects.length)];
  const literals = [];
  for (const object of objects) {
    const { at, length } = beginning(object, sources);
    const rest = object.subarray(length);
    head.push(...number(length ? 2 : 1));
    if (length) {
      head.push(...number(0), ...number(length), ...number(at), ...number(0));
    }
    head.push(...number(rest.length), ...number(0));
    literals.push(rest);
  }
  const zipped = gzipSync(Buffer.concat([Buffer.from(head), ...literals]));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(zipped.length);
  return Buffer.concat([length, zipped]);
}

/**
 * @param {Uint8Array} object
 * @param {Uint8Array[]} sources
 * @returns {{ at: number, length: number }} the source that begins most like the object
 */
function beginning(object, sources) {
  const best = { at: 0, length: 0 };
  sources.forEach((source, at) => {
    let length = 0;
    while (length < object.length && source[length] === object[length]) {
      length += 1;
    }
    if (length >= LEAST && length > best.length) {
      Object.assign(best, { at, length });
    }
  });
  return best;
}

/**
 * @param {number} value
 * @returns {number[]} LEB128
 */
function number(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >> 7)];
}
