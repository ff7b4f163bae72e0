/**
 * The release format as the phone reads it: bytes in, checked values out, or a refusal.
 * The twin of content/release/manifest.py; tests/contracts/release.json holds samples for both.
 *
 * @typedef {object} Entry
 * @property {string} object  digest
 * @property {number} size  bytes
 * @property {string} headers  name of a header set of the same manifest
 * @property {string[]} [chunks]  digests of the pieces in which a phone keeps it, if it is large
 *
 * @typedef {object} HeaderSet
 * @property {number} status
 * @property {Record<string, string>} fields
 *
 * @typedef {object} Manifest
 * @property {number} format
 * @property {string} name
 * @property {Record<string, HeaderSet>} headers
 * @property {Record<string, Entry>} entries
 *
 * @typedef {object} Pointer
 * @property {number} format
 * @property {number} sequence
 * @property {string} id
 * @property {string} as_of
 * @property {string} control
 * @property {Record<string, string>} manifests  digests
 *
 * @typedef {object} Release  what is in force on this phone
 * @property {Pointer} pointer
 * @property {Record<string, Manifest>} manifests  the parts that are kept
 * @property {number} checked  when news was last looked for, milliseconds since 1970
 */

import {
  hasOwn, isCount, isDate, isDigest, isFields, isString, isStatus, listOf, mapOf, recordOf,
} from "./shapes.js";

const FORMAT = 1;
const CONTROLS = ["normal", "network-first", "remove"];

/** `core` or the code of a language; no name that every object inherits, and none like a number. */
const PART = /^[a-z]{2,8}(?:-[A-Za-z0-9]{2,8})*$/;

/** Far more than any guide needs; what is larger is not ours. */
const LARGEST_POINTER_BYTES = 65_536;
const LARGEST_MANIFEST_BYTES = 16_777_216;

/** Each byte as it is written in a digest. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const isPointer = recordOf({
  format: (value) => value === FORMAT,
  sequence: isCount,
  id: isDigest,
  as_of: isDate,
  control: (value) => CONTROLS.includes(value),
  manifests: mapOf(isDigest),
});
const isManifest = recordOf({
  format: (value) => value === FORMAT,
  name: isString,
  headers: mapOf(recordOf({ status: isStatus, fields: isFields })),
  entries: mapOf(
    recordOf({ object: isDigest, size: isCount, headers: isString }, { chunks: listOf(isDigest) }),
  ),
});

/** The part of a release that every phone keeps. */
export const CORE = "core";

/** Bytes that are not what they should be; what is in force stays in force. */
export class Refused extends Error {}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<string>} SHA-256, 64 lower-case hexadecimal characters
 */
export async function digestOf(bytes) {
  const hash = await crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (bytes));
  return Array.from(new Uint8Array(hash), (byte) => HEX[byte]).join("");
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Pointer>}
 * @throws {Refused}
 */
export async function readPointer(bytes) {
  const pointer = parse(bytes, LARGEST_POINTER_BYTES);
  const names = isPointer(pointer) ? Object.keys(pointer.manifests) : [];
  if (!names.includes(CORE) || !names.every((name) => PART.test(name))) {
    throw new Refused("pointer");
  }
  if (pointer.id !== (await releaseId(pointer.manifests))) {
    throw new Refused("pointer id");
  }
  return pointer;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} name  the part it must be
 * @returns {Manifest}
 * @throws {Refused}
 */
export function readManifest(bytes, name) {
  return checkManifest(parseManifest(bytes), name);
}

/**
 * @param {Uint8Array} bytes
 * @returns {unknown} what they say, to be checked: in a large guide, both take a weak phone a moment
 * @throws {Refused}
 */
export function parseManifest(bytes) {
  return parse(bytes, LARGEST_MANIFEST_BYTES);
}

/**
 * @param {any} manifest  parsed
 * @param {string} name  the part it must be
 * @returns {Manifest}
 * @throws {Refused}
 */
export function checkManifest(manifest, name) {
  if (!isManifest(manifest) || manifest.name !== name) {
    throw new Refused("manifest");
  }
  /** @type {Entry[]} */
  const entries = Object.values(manifest.entries);
  if (!entries.every((entry) => hasOwn(manifest.headers, entry.headers))) {
    throw new Refused("entry");
  }
  return manifest;
}

/**
 * @param {Record<string, string>} manifests
 * @returns {Promise<string>} the id of the release of these manifests
 */
export function releaseId(manifests) {
  const sorted = Object.fromEntries(Object.entries(manifests).sort(([a], [b]) => (a < b ? -1 : 1)));
  return digestOf(new TextEncoder().encode(JSON.stringify({ format: FORMAT, manifests: sorted })));
}

/**
 * @param {Release} release
 * @returns {Set<string>} the digests of all that a release on this phone needs
 */
export function digestsOf(release) {
  /** @type {Set<string>} */
  const digests = new Set();
  for (const [name, manifest] of Object.entries(release.manifests)) {
    digests.add(release.pointer.manifests[name] || "");
    addObjectsOf(manifest, digests);
  }
  return digests;
}

/**
 * @param {Manifest} manifest
 * @param {Set<string>} digests  to which those of all that it names are added
 */
export function addObjectsOf({ entries }, digests) {
  for (const path of Object.keys(entries)) {
    objectsOf(/** @type {Entry} */ (entries[path])).forEach((digest) => digests.add(digest));
  }
}

/**
 * @param {Entry} entry
 * @returns {string[]} the digests of what a phone keeps for it
 */
export function objectsOf(entry) {
  return entry.chunks || [entry.object];
}

/**
 * @param {Manifest} manifest
 * @param {string} path
 * @returns {Entry|undefined} what stands at the path
 */
export function entryAt(manifest, path) {
  return hasOwn(manifest.entries, path) ? manifest.entries[path] : undefined;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} largest  bytes
 * @returns {any}
 */
function parse(bytes, largest) {
  try {
    if (bytes.length <= largest) {
      // A byte order mark is no JSON, so it must not be swallowed.
      return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    }
  } catch {
    // Not JSON: refused below, like what is too large.
  }
  throw new Refused("format");
}
