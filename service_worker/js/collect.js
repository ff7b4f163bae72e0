/**
 * Collecting what a release consists of: asked for by hash, checked by hash, stored by hash.
 *
 * @import { Manifest, Pointer } from "./release.js"
 * @import { Ports } from "./sync.js"
 */

import { digestOf, readManifest, Refused } from "./release.js";
import { pick } from "./shapes.js";

/** Objects asked for at the same time: as many as a browser opens connections. */
const AT_ONCE = 6;

/**
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {string[]} names
 * @param {Set<string>} inForce  digests of what is in force
 * @returns {Promise<Record<string, Manifest>>} the manifests of these parts
 */
export async function collectManifests(ports, pointer, names, inForce) {
  const digests = pick(pointer.manifests, names);
  const missing = new Set(Object.values(digests));
  await collectObjects(ports, missing).catch(async (reason) => {
    if (!isFull(reason)) {
      throw reason;
    }
    // Cut attempts at other releases have left no room even for this: they go, and it tries again.
    await makeRoom(ports, inForce);
    await collectObjects(ports, missing);
  });
  /** @type {Record<string, Manifest>} */
  const manifests = {};
  for (const [name, digest] of Object.entries(digests)) {
    const bytes = await ports.store.readObject(digest);
    if (!bytes) {
      throw new Refused("manifest");
    }
    manifests[name] = readManifest(bytes, name);
  }
  return manifests;
}

/**
 * Collects objects: afterwards every one of them is held. Those that are held are not asked for.
 * @param {Ports} ports
 * @param {Set<string>} digests
 */
export async function collectObjects(ports, digests) {
  const held = await ports.store.heldDigests();
  const missing = [...digests].filter((digest) => !held.has(digest));
  const collectNext = async () => {
    for (let digest = missing.shift(); digest; digest = missing.shift()) {
      await ports.store.addObjects([[digest, await collectObject(ports, digest)]]);
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
 * @param {Ports} ports
 * @param {string} digest
 * @returns {Promise<Uint8Array>}
 */
async function collectObject(ports, digest) {
  const bytes = await ports.fetchObject(digest);
  if ((await digestOf(bytes)) !== digest) {
    throw new Refused("hash");
  }
  return bytes;
}

/**
 * Drops what cut attempts at other releases have left.
 * @param {Ports} ports
 * @param {Set<string>} needed
 */
export async function makeRoom(ports, needed) {
  const held = await ports.store.heldDigests();
  const spare = [...held].filter((digest) => !needed.has(digest));
  if (spare.length) {
    await ports.store.removeObjects(spare);
  }
}

/**
 * @param {unknown} reason
 * @returns {boolean} whether the phone has no room left
 */
function isFull(reason) {
  return reason instanceof DOMException && reason.name === "QuotaExceededError";
}
