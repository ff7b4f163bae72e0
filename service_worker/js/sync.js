/**
 * Getting the guide, and getting what is new of it.
 *
 *     ask for the pointer  ---- no answer, refused, or older --> failed
 *            |
 *     nothing is kept yet: the core alone, as below; then go on
 *            |
 *     collect the manifests of all parts that are kept or wanted
 *            |
 *     make room: drop what neither they nor the release in force need
 *            |
 *     collect every object of the parts that are kept; commit: one transaction puts them in force
 *            |
 *     for each language still wanted: the same
 *            |
 *     first, newer or same
 *
 * Each arrow can be killed and repeated: objects already held are not asked for again, those that the
 * browser threw away are, and what is in force is always whole. (tests/service_worker/sync_model.js)
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

import { collectManifests, collectObjects, makeRoom } from "./collect.js";
import { CORE, digestsOf, readPointer, Refused } from "./release.js";
import { pick } from "./shapes.js";

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
  // Emergency pages first: they do not wait for what else there is.
  const known = before || (await advance(ports, undefined, pointer, [[CORE]]));
  const kept = Object.keys(known.manifests).filter((name) => name in pointer.manifests);
  const more = wantedLanguages(pointer, reader).filter((name) => !kept.includes(name));
  await advance(ports, known, pointer, [kept, ...more.map((name) => [name])]);
}

/**
 * Moves from the release in force to that of `pointer`. Each step adds parts and puts them in force.
 * @param {Ports} ports
 * @param {Release|undefined} known  in force
 * @param {Pointer} pointer
 * @param {string[][]} steps
 * @returns {Promise<Release>} what is in force then
 */
async function advance(ports, known, pointer, steps) {
  const inForce = known ? digestsOf(known) : new Set();
  const wanted = await collectManifests(ports, pointer, steps.flat(), inForce);
  let release = { pointer, manifests: wanted, checked: ports.now() };
  const needed = digestsOf(release);
  await makeRoom(ports, new Set([...inForce, ...needed]));
  /** @type {Record<string, Manifest>} */
  let manifests = {};
  for (const parts of steps) {
    manifests = { ...manifests, ...pick(wanted, parts) };
    release = { pointer, manifests, checked: ports.now() };
    await collectObjects(ports, digestsOf(release));
    // What the next steps need stays too: a cut attempt may have brought it.
    await ports.store.commit(release, needed);
  }
  return release;
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
