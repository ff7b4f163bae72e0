/**
 * The release format as the phone reads it: bytes in, checked values out, or a refusal.
 * The twin of content/release/manifest.py; tests/contracts/release.json holds samples for both.
 *
 * @typedef {object} Entry
 * @property {string} object  digest
 * @property {number} size  bytes
 * @property {string} headers  name of a header set of the same manifest
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

const FORMAT = 1;
const DIGEST = /^[0-9a-f]{64}$/;

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
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Pointer>}
 * @throws {Refused}
 */
export async function readPointer(bytes) {
  const pointer = parse(bytes);
  const { sequence, manifests, id } = pointer;
  if (!Number.isSafeInteger(sequence) || sequence < 0 || !isRecord(manifests) || !manifests[CORE]) {
    throw new Refused("pointer");
  }
  if (!Object.values(manifests).every(isDigest) || id !== (await releaseId(manifests))) {
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
  const manifest = parse(bytes);
  if (manifest.name !== name || !isRecord(manifest.headers) || !isRecord(manifest.entries)) {
    throw new Refused("manifest");
  }
  for (const entry of Object.values(manifest.entries)) {
    const set = isRecord(entry) && manifest.headers[entry.headers];
    if (!isDigest(entry.object) || !isRecord(set) || !isRecord(set.fields)) {
      throw new Refused("entry");
    }
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
  const digests = Object.keys(release.manifests).map((name) => release.pointer.manifests[name]);
  for (const manifest of Object.values(release.manifests)) {
    digests.push(...Object.values(manifest.entries).map((entry) => entry.object));
  }
  return new Set(/** @type {string[]} */ (digests));
}

/**
 * @param {Release} release
 * @param {string} path
 * @returns {{ entry: Entry, manifest: Manifest }|undefined}
 */
export function findEntry(release, path) {
  for (const manifest of Object.values(release.manifests)) {
    const entry = manifest.entries[path];
    if (entry) {
      return { entry, manifest };
    }
  }
  return undefined;
}

/**
 * @param {Uint8Array} bytes
 * @returns {any}
 */
function parse(bytes) {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isRecord(value) && value.format === FORMAT) {
      return value;
    }
  } catch {
    // Not JSON: refused below, like an unknown format.
  }
  throw new Refused("format");
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isDigest(value) {
  return typeof value === "string" && DIGEST.test(value);
}
