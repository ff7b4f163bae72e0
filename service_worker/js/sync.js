/**
 * Getting the guide, and getting what is new of it.
 *
 *           ask for the pointer
 *                  |
 *     no answer, refused, or older ----------------------------> failed  (nothing has changed)
 *                  |
 *     same release |  another release
 *          |       |
 *          |   collect its manifests, then every object of them that is not held, each hash checked
 *          |       |
 *          |   commit: one transaction puts it in force
 *          |       |
 *     for each language still wanted: collect, commit
 *          |
 *        first, newer or same
 *
 * Each arrow can be killed and repeated: objects already held are not asked for again, and what is in
 * force is always whole.
 *
 * @import { Store } from "./ports/store.js"
 * @import { Manifest, Pointer, Release } from "./release.js"
 *
 * @typedef {object} Ports
 * @property {() => Promise<Uint8Array>} fetchPointer
 * @property {(digest: string) => Promise<Uint8Array>} fetchObject
 * @property {Store} store
 * @property {() => number} now
 *
 * @typedef {"first"|"newer"|"same"|"failed"} Outcome
 */

import { CORE, digestOf, digestsOf, readManifest, readPointer, Refused } from "./release.js";

/** Objects asked for at the same time: as many as a browser opens connections. */
const AT_ONCE = 6;

/**
 * Looks for news and brings this phone up to date.
 * @param {Ports} ports
 * @param {{ language: string, thrifty: boolean }} reader  what she reads, and whether to save data
 * @returns {Promise<Outcome>}
 */
export async function sync(ports, reader) {
  const before = await ports.store.readRelease();
  // No network, no room, or bytes that are not what they should be: what is in force stays.
  const failed = await update(ports, before, reader).then(
    () => false,
    () => true,
  );
  const after = await ports.store.readRelease();
  if (hasLanguage(after) && !hasLanguage(before)) {
    return "first";
  }
  if (before && after && after.pointer.id !== before.pointer.id) {
    return "newer";
  }
  return failed ? "failed" : "same";
}

/**
 * @param {Release|undefined} release
 * @returns {boolean} whether more than the core is kept
 */
function hasLanguage(release) {
  return release !== undefined && Object.keys(release.manifests).some((name) => name !== CORE);
}

/**
 * @param {Ports} ports
 * @param {Release|undefined} before
 * @param {{ language: string, thrifty: boolean }} reader
 * @throws {Refused|TypeError|DOMException}
 */
async function update(ports, before, reader) {
  const pointer = await readPointer(await ports.fetchPointer());
  if (before && pointer.sequence < before.pointer.sequence) {
    throw new Refused("older");
  }
  await bringUpToDate(ports, before, pointer, reader);
}

/**
 * @param {Ports} ports
 * @param {Release|undefined} before
 * @param {Pointer} pointer
 * @param {{ language: string, thrifty: boolean }} reader
 */
async function bringUpToDate(ports, before, pointer, reader) {
  const kept = before ? Object.keys(before.manifests) : [CORE];
  const parts = kept.filter((name) => name in pointer.manifests);
  let manifests = before ? before.manifests : {};
  if (!before || before.pointer.id !== pointer.id) {
    manifests = await collect(ports, pointer, parts);
  }
  await commit(ports, pointer, manifests);
  for (const language of wantedLanguages(pointer, reader)) {
    if (!(language in manifests)) {
      manifests = { ...manifests, ...(await collect(ports, pointer, [language])) };
      await commit(ports, pointer, manifests);
    }
  }
}

/**
 * @param {Pointer} pointer
 * @param {{ language: string, thrifty: boolean }} reader
 * @returns {string[]} her own language first; the others too, unless she saves data
 */
function wantedLanguages(pointer, { language, thrifty }) {
  const all = Object.keys(pointer.manifests).filter((name) => name !== CORE);
  const own = all.filter((name) => name === language);
  return thrifty ? own : [...own, ...all.filter((name) => name !== language)];
}

/**
 * Collects parts of a release: afterwards every object of them is held.
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {string[]} parts
 * @returns {Promise<Record<string, Manifest>>}
 */
async function collect(ports, pointer, parts) {
  const held = await ports.store.heldDigests();
  /** @type {Record<string, Manifest>} */
  const manifests = {};
  for (const name of parts) {
    manifests[name] = await collectManifest(ports, pointer.manifests[name] || "", name, held);
  }
  const entries = Object.values(manifests).flatMap((manifest) => Object.values(manifest.entries));
  const missing = new Set(entries.map((entry) => entry.object).filter((d) => !held.has(d)));
  await collectObjects(ports, [...missing]);
  return manifests;
}

/**
 * @param {Ports} ports
 * @param {string} digest
 * @param {string} name
 * @param {Set<string>} held
 * @returns {Promise<Manifest>}
 */
async function collectManifest(ports, digest, name, held) {
  if (!held.has(digest)) {
    await collectObjects(ports, [digest]);
  }
  const bytes = await ports.store.readObject(digest);
  if (!bytes) {
    throw new Refused("manifest");
  }
  return readManifest(bytes, name);
}

/**
 * @param {Ports} ports
 * @param {string[]} digests
 */
async function collectObjects(ports, digests) {
  const waiting = [...digests];
  const collectNext = async () => {
    for (let digest = waiting.shift(); digest; digest = waiting.shift()) {
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
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {Record<string, Manifest>} manifests
 */
async function commit(ports, pointer, manifests) {
  const release = { pointer, manifests, checked: ports.now() };
  await ports.store.commit(release, digestsOf(release));
}
