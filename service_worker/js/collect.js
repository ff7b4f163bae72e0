/**
 * Collecting what a part of a release consists of: packed where that is less, else object by object.
 * Everything is asked for by hash, checked by hash, stored by hash.
 *
 *     the part is kept in an older edition --> the pack from that one to this one
 *     nothing of it is held ----------------> the pack that brings it whole
 *            |  (no such pack, damaged, or the browser cannot unpack: nothing is lost by it)
 *     its manifest, if that did not come
 *            |
 *     more than half of it is missing ------> the pack that brings it whole, unless that was tried
 *            |
 *     every object that is still missing, some at a time
 *
 * @import { Manifest, Pointer, Release } from "./release.js"
 * @import { Ports } from "./sync.js"
 *
 * @typedef {object} Holding  manifests that are held with all their objects
 * @property {Record<string, string>} digests  by part
 * @property {Record<string, Manifest>} manifests  the same ones, read
 */

import { manifestIn } from "./manifests.js";
import { members, packName } from "./pack.js";
import { CORE, digestOf, objectsOf, Refused } from "./release.js";
import { pick } from "./shapes.js";
import { collectPack } from "./unpack.js";

/** Objects asked for at the same time: as many as a browser opens connections. */
const AT_ONCE = 6;

/** @type {Holding} */
const NOTHING = { digests: {}, manifests: {} };

/**
 * Collects parts of a release: afterwards all that they need is held.
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {string[]} names
 * @param {Release|undefined} known  in force
 * @param {Record<string, Manifest>} before  parts of the same release that are whole already
 * @returns {Promise<Record<string, Manifest>>} the manifests of these parts
 */
export async function collectParts(ports, pointer, names, known, before) {
  await collectWhole(ports, pointer, names, known);
  /** @type {Record<string, Manifest>} */
  const manifests = { ...before };
  // The core first: the packs of languages are made upon it.
  for (const name of [...names].sort((a) => (a === CORE ? -1 : 1))) {
    manifests[name] = await collectPart(ports, pointer, name, known, manifests);
  }
  return pick(manifests, names);
}

/**
 * Who keeps all of a release gets what is new of it as one answer.
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {string[]} names
 * @param {Release|undefined} known
 */
async function collectWhole(ports, pointer, names, known) {
  const whole = known ? Object.keys(known.pointer.manifests) : [];
  if (known && names.includes(CORE) && whole.every((name) => name in known.manifests)) {
    const target = pick(pointer.manifests, whole);
    await usePack(ports, target, holdingOf(known.pointer.manifests, known.manifests));
  }
}

/**
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {string} name
 * @param {Release|undefined} known
 * @param {Record<string, Manifest>} manifests  of parts of the same release that are whole already
 * @returns {Promise<Manifest>}
 */
async function collectPart(ports, pointer, name, known, manifests) {
  const target = pick(pointer.manifests, [name]);
  const older = known && name in known.manifests && pick(known.manifests, [name]);
  if (known && older) {
    await usePack(ports, target, holdingOf(known.pointer.manifests, older));
  }
  const core = name === CORE ? NOTHING : holdingOf(pointer.manifests, pick(manifests, [CORE]));
  const wasTried = !older && (await usePack(ports, target, core));
  const manifest = await collectManifest(ports, name, target[name] || "");
  if (!wasTried && (await lacksMuch(ports, manifest))) {
    await usePack(ports, target, core, true);
  }
  await collectObjects(ports, manifest);
  return manifest;
}

/**
 * @param {Record<string, string>} digests
 * @param {Record<string, Manifest>} manifests
 * @returns {Holding} of these manifests
 */
function holdingOf(digests, manifests) {
  return { digests: pick(digests, Object.keys(manifests)), manifests };
}

/**
 * Uses a pack, if it can bring something and there is one.
 * @param {Ports} ports
 * @param {Record<string, string>} target  digests of manifests
 * @param {Holding} base
 * @param {boolean} [anyhow]  though the manifests are held
 * @returns {Promise<boolean>} whether it was tried
 */
async function usePack(ports, target, base, anyhow = false) {
  const isSame = Object.entries(target).every(([name, digest]) => base.digests[name] === digest);
  if (isSame || !ports.canUnzip()) {
    return false;
  }
  const name = await packName(target, base.digests);
  const held = await ports.store.heldDigests();
  const arriving = await ports.store.readArriving();
  const isBegun = arriving !== undefined && arriving.name === name;
  if (!anyhow && !isBegun && Object.values(target).every((digest) => held.has(digest))) {
    return false;
  }
  await collectPack(ports, { name, target, base: members(base.digests, base.manifests) });
  return true;
}

/**
 * @param {Ports} ports
 * @param {string} name
 * @param {string} digest
 * @returns {Promise<Manifest>} of a part
 */
async function collectManifest(ports, name, digest) {
  const held = await ports.store.readObject(digest);
  const bytes = held || (await collectObject(ports, digest, false));
  const manifest = await manifestIn(ports, bytes, name);
  if (!held) {
    await ports.store.addObjects([[digest, bytes]]);
  }
  return manifest;
}

/**
 * @param {Ports} ports
 * @param {Manifest} manifest
 * @returns {Promise<boolean>} whether more than half of its bytes are missing
 */
async function lacksMuch(ports, manifest) {
  const held = await ports.store.heldDigests();
  let [missing, all] = [0, 0];
  for (const entry of Object.values(manifest.entries)) {
    all += entry.size;
    missing += objectsOf(entry).every((digest) => held.has(digest)) ? 0 : entry.size;
  }
  return missing * 2 > all;
}

/**
 * Collects the objects that are missing. Those that are held are not asked for.
 * @param {Ports} ports
 * @param {Manifest} manifest
 */
async function collectObjects(ports, manifest) {
  const held = await ports.store.heldDigests();
  const missing = needsOf(manifest).filter(({ digest }) => !held.has(digest));
  const needed = missing.length;
  const collectNext = async () => {
    for (let next = missing.shift(); next; next = missing.shift()) {
      const bytes = await collectObject(ports, next.digest, next.isFile);
      await ports.store.addObjects([[next.digest, bytes]]);
      ports.report({ held: needed - missing.length, needed });
    }
  };
  const collectors = Array.from({ length: AT_ONCE }, collectNext);
  // Wait for all of them, so that none still writes when the failure of one is known.
  const results = await Promise.allSettled(collectors);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) {
    throw /** @type {PromiseRejectedResult} */ (failed).reason;
  }
}

/**
 * @param {Manifest} manifest
 * @returns {{ digest: string, isFile: boolean }[]} what it needs; files are what pages load by hash
 */
function needsOf(manifest) {
  /** @type {Map<string, boolean>} */
  const needs = new Map();
  for (const [path, entry] of Object.entries(manifest.entries)) {
    for (const digest of objectsOf(entry)) {
      needs.set(digest, needs.get(digest) || isFileAt(path, digest));
    }
  }
  return [...needs].map(([digest, isFile]) => ({ digest, isFile }));
}

/**
 * @param {string} path
 * @param {string} digest
 * @returns {boolean} whether pages load it by its hash from there
 */
function isFileAt(path, digest) {
  return path.startsWith("/o/") && path === `/o/${digest}`;
}

/**
 * @param {Ports} ports
 * @param {string} digest
 * @param {boolean} isFile  the document may have loaded it: the browser's own copy will do, if right
 * @returns {Promise<Uint8Array>}
 * @throws {Refused} other bytes than those asked for
 */
async function collectObject(ports, digest, isFile) {
  if (isFile) {
    // What it has may be wrong, or an error that somebody sent in its place.
    const bytes = await ports.fetchObject(digest, true).catch(() => undefined);
    if (bytes && (await digestOf(bytes)) === digest) {
      return bytes;
    }
  }
  const bytes = await ports.fetchObject(digest, false);
  if ((await digestOf(bytes)) !== digest) {
    throw new Refused("hash");
  }
  return bytes;
}
