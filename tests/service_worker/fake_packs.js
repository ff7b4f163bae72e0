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
 * @param {string} name
 * @param {Published[]} published
 * @returns {Uint8Array|undefined} the pack of this name, if the last release has one
 */
export function packOf(name, published) {
  const newest = published.reduce((a, b) => (a.pointer.sequence > b.pointer.sequence ? a : b));
  const { manifests: all } = newest.pointer;
  /** @type {[Record<string, string>, Record<string, string>, Published][]} */
  const journeys = Object.keys(all).map((part) => {
    const core = part === CORE ? {} : only(all, CORE);
    return [only(all, part), core, newest];
  });
  const series = seriesOf(name, newest);
  if (series) {
    return series;
  }
  for (const older of published) {
    journeys.push([all, older.pointer.manifests, older]);
    for (const part of Object.keys(all).filter((one) => one in older.pointer.manifests)) {
      journeys.push([only(all, part), only(older.pointer.manifests, part), older]);
    }
  }
  const found = journeys.find(([target, base]) => nameOf(target, base) === name);
  return found && encode(found[0], newest, found[1], found[2]);
}

/**
 * @param {string} name
 * @param {Published} newest
 * @returns {Uint8Array|undefined} the packs of all languages, if they go by this name in some order
 */
function seriesOf(name, newest) {
  const { manifests: all } = newest.pointer;
  const languages = Object.keys(all).filter((part) => part !== CORE).sort();
  const first = languages.find((one) => nameOf(all, only(all, one)) === name);
  if (!first || languages.length < 2) {
    return undefined;
  }
  const ordered = [first, ...languages.filter((one) => one !== first)];
  const packs = ordered.map((one) => encode(only(all, one), newest, only(all, CORE), newest));
  return new Uint8Array(Buffer.concat(packs));
}

/**
 * @param {Record<string, string>} manifests
 * @param {string} part
 * @returns {Record<string, string>}
 */
function only(manifests, part) {
  return { [part]: manifests[part] || "" };
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
