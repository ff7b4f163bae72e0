/**
 * Getting the guide, and getting what is new of it.
 *
 *     ask for the pointer  ---- no answer, refused, or older --> failed
 *            |            ---- the publisher says "remove" ----> removed: nothing is kept any more
 *            |            ---- another order ------------------> in force at once, with what is kept
 *     collect all that is new of the parts that are kept; of nothing yet, the core (collect.js)
 *            |            ---- no room: drop what is not in use, once more; else --> full
 *     commit: one transaction puts them in force, and lets go of what nobody needs (kept.js)
 *            |
 *     for each language still wanted: the same
 *            |
 *     first, newer or same
 *
 * Each arrow can be killed and repeated: bytes that have come are not asked for again, those that the
 * browser threw away are, and what is in force is always whole. (tests/service_worker/sync_model.js)
 *
 * @import { Kept } from "./kept.js"
 * @import { PackAnswer } from "./ports/network.js"
 * @import { Store } from "./ports/store.js"
 * @import { Manifest, Pointer, Release } from "./release.js"
 * @import { Reader } from "./wanted.js"
 *
 * @typedef {object} Ports
 * @property {(again: boolean) => Promise<Uint8Array>} fetchPointer  again: not from what the browser
 *   remembers of it
 * @property {(digest: string, known: boolean) => Promise<Uint8Array>} fetchObject  known: the browser
 *   may have a copy of its own
 * @property {(name: string, from: number) => Promise<PackAnswer|undefined>} fetchPack
 * @property {() => boolean} canUnzip
 * @property {(bytes: Uint8Array, largest: number) => Promise<Uint8Array>} unzip
 * @property {Store} store
 * @property {() => number} now
 * @property {(ms: number) => Promise<unknown>} pause
 * @property {() => Promise<void>} breathe  goes on in another task
 * @property {() => Promise<Record<string, string>>} openWindows  ids; the release each was opened on
 * @property {(progress: { held: number, needed: number }) => void} report  of a step; needed 0: not known
 * @property {() => Promise<void>} remove  ends keeping, as the publisher ordered
 *
 * @typedef {"first"|"newer"|"same"|"failed"|"full"|"removed"} Outcome
 */

import { collectParts } from "./collect.js";
import { keptDigests, withRelease } from "./kept.js";
import { CORE, readPointer, Refused } from "./release.js";
import { isFull, limitLeftOvers, makeRoom } from "./room.js";
import { withSeries } from "./series.js";
import { seriesFor } from "./series_names.js";
import { keptParts, wantedParts } from "./wanted.js";

/** A database of a newer worker, or one that is damaged, or its record of what is kept. */
const BEYOND_REPAIR = ["VersionError", "UnknownError", "NotReadableError"];

/** A moment's trouble is over by then. */
const MOMENT_MS = 2_000;

/**
 * Looks for news and brings this phone up to date.
 * @param {Ports} ports
 * @param {Reader} reader
 * @returns {Promise<Outcome>}
 */
export async function sync(ports, reader) {
  const before = await readKept(ports);
  // No network, no room, or bytes that are not what they should be: what is in force stays.
  const end = await update(ports, before && before.release, reader).catch((reason) =>
    isFull(reason) ? "full" : "failed",
  );
  if (end === "removed") {
    return end;
  }
  return (await whatChanged(ports, before)) || end;
}

/**
 * A store that cannot be opened any more is of no use to anybody: no page is answered from it. It is
 * begun anew, as soon as there is a network that has what was in it. Where a browser lets sites keep
 * nothing, it stays an error.
 * @param {Ports} ports
 * @returns {Promise<Kept|undefined>}
 * @throws {DOMException|TypeError}
 */
async function readKept(ports) {
  const again = () => ports.pause(MOMENT_MS).then(() => ports.store.readKept());
  try {
    return await ports.store.readKept().catch(again);
  } catch (error) {
    if (!(error instanceof DOMException && BEYOND_REPAIR.includes(error.name))) {
      throw error;
    }
    await askForPointer(ports);
    await ports.store.forget();
    return undefined;
  }
}

/**
 * @param {Ports} ports
 * @param {Kept|undefined} before
 * @returns {Promise<"first"|"newer"|undefined>}
 */
async function whatChanged(ports, before) {
  const after = await ports.store.readKept();
  if (hasLanguage(after) && !hasLanguage(before)) {
    return "first";
  }
  const isNewer = before && after && after.release.pointer.id !== before.release.pointer.id;
  return isNewer ? "newer" : undefined;
}

/**
 * @param {Kept|undefined} kept
 * @returns {boolean} whether more than the core is kept
 */
function hasLanguage(kept) {
  return kept !== undefined && Object.keys(kept.release.manifests).some((name) => name !== CORE);
}

/**
 * @param {Ports} ports
 * @param {Release|undefined} before  in force
 * @param {Reader} reader
 * @returns {Promise<"same"|"removed">}
 * @throws {Refused|TypeError|DOMException}
 */
async function update(ports, before, reader) {
  const pointer = await askForPointer(ports);
  if (before && pointer.sequence < before.pointer.sequence) {
    throw new Refused("older");
  }
  if (pointer.control === "remove") {
    await ports.remove();
    return "removed";
  }
  await obey(ports, pointer);
  await limitLeftOvers(ports, pointer, wantedParts(before, pointer, reader));
  await bringUpToDate(ports, before, pointer, reader);
  // A pack of another release that never came to its end is of no use any more.
  if (await ports.store.readArriving()) {
    await ports.store.saveArriving(undefined);
  }
  return "same";
}

/**
 * An order counts at once: where it is to ask the network first, what is new may be what cannot be had.
 * @param {Ports} ports
 * @param {Pointer} pointer  whose order it is
 */
async function obey(ports, { control }) {
  const kept = await ports.store.readKept();
  if (kept && kept.release.pointer.control !== control) {
    const pointer = { ...kept.release.pointer, control };
    // With no room for it, it counts when what is new is in force.
    await ports.store.commit({ ...kept, release: { ...kept.release, pointer } }).catch(() => undefined);
  }
}

/**
 * A pointer that came damaged may be remembered by the browser under the right tag: a server that then
 * says "unchanged" would bring the damaged one back for ever. What is refused is asked for once more.
 * @param {Ports} ports
 * @returns {Promise<Pointer>}
 * @throws {Refused|TypeError}
 */
async function askForPointer(ports) {
  const remembered = await ports.fetchPointer(false);
  return readPointer(remembered).catch(async () => readPointer(await ports.fetchPointer(true)));
}

/**
 * @param {Ports} ports
 * @param {Release|undefined} before
 * @param {Pointer} pointer
 * @param {Reader} reader
 */
async function bringUpToDate(ports, before, pointer, reader) {
  // Emergency pages first: they do not wait for what else there is.
  const kept = keptParts(before, pointer);
  const more = wantedParts(before, pointer, reader).slice(kept.length);
  const series = ports.canUnzip() ? await seriesFor(pointer, before, more) : [];
  const steps = [kept, ...more.map((name) => [name])];
  await withSeries(ports, series, (by) => advance(by, before, pointer, steps));
}

/**
 * Moves from the release in force to that of `pointer`. Each step adds parts and puts them in force.
 * @param {Ports} ports
 * @param {Release|undefined} known  in force
 * @param {Pointer} pointer
 * @param {string[][]} steps
 */
async function advance(ports, known, pointer, steps) {
  const wanted = steps.flat();
  /** @type {Record<string, Manifest>} */
  let manifests = {};
  for (const parts of steps) {
    const collect = (/** @type {Ports} */ by) => collectParts(by, pointer, parts, known, manifests);
    const collected = await collect(ports).catch(async (reason) => {
      if (!isFull(reason)) {
        throw reason;
      }
      await makeRoom(ports, pointer, wanted);
      // Object by object: nothing needs room but what is to be kept.
      return collect({ ...ports, canUnzip: () => false });
    });
    manifests = { ...manifests, ...collected };
    const release = { pointer, manifests, checked: ports.now() };
    // The next steps may need what cut attempts have brought: nothing goes before the last.
    const isLast = parts === steps[steps.length - 1];
    const put = () => putInForce(ports, release, isLast);
    await put().catch(async (reason) => {
      if (!isFull(reason)) {
        throw reason;
      }
      // What is put in force takes room itself: that of releases which nobody reads.
      await makeRoom(ports, pointer, wanted);
      return put();
    });
  }
}

/**
 * @param {Ports} ports
 * @param {Release} release
 * @param {boolean} isLast  what it does not need goes
 */
async function putInForce(ports, release, isLast) {
  const kept = withRelease(await ports.store.readKept(), release, await ports.openWindows());
  await ports.store.commit(kept, isLast ? keptDigests(kept) : undefined);
}
