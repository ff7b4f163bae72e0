/**
 * Room: what goes when a phone is full, and what never piles up.
 *
 * @import { Manifest, Pointer } from "./release.js"
 * @import { Ports } from "./sync.js"
 */

import { keptDigests, withoutSpare, withRelease } from "./kept.js";
import { manifestIn } from "./manifests.js";
import { digestsOf } from "./release.js";

/** What cut attempts may leave behind, as a multiple of what is needed. */
const MOST_LEFT_OVER = 2;
const FEW = 500;

/**
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {string[]} names
 * @returns {Promise<Set<string>>} the digests of what these parts need, as far as their manifests are held
 */
async function begunDigests(ports, pointer, names) {
  /** @type {Record<string, Manifest>} */
  const manifests = {};
  for (const name of names) {
    const bytes = await ports.store.readObject(pointer.manifests[name] || "");
    if (bytes) {
      manifests[name] = await manifestIn(ports, bytes, name);
    }
  }
  return digestsOf({ pointer, manifests, checked: 0 });
}

/**
 * Drops all that is neither in force, nor read in an open window, nor part of what is being collected.
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {string[]} wanted
 */
export async function makeRoom(ports, pointer, wanted) {
  await ports.store.saveArriving(undefined);
  const before = await ports.store.readKept();
  const open = await ports.openWindows();
  const kept = before && withoutSpare(withRelease(before, before.release, open));
  const needed = new Set([...keptDigests(kept), ...(await begunDigests(ports, pointer, wanted))]);
  if (kept) {
    await ports.store.commit(kept, needed);
  } else {
    await dropExcept(ports, needed);
  }
}

/**
 * What cut attempts at many releases have left does not grow without end; what those at this one have
 * brought is needed.
 * @param {Ports} ports
 * @param {Pointer} pointer
 * @param {string[]} wanted
 */
export async function limitLeftOvers(ports, pointer, wanted) {
  const held = await ports.store.heldDigests();
  if (held.size <= FEW) {
    return;
  }
  const needed = keptDigests(await ports.store.readKept());
  const isMuch = () => held.size > needed.size * (1 + MOST_LEFT_OVER);
  // To know what was begun takes longer, and it cannot make it too much.
  if (isMuch()) {
    (await begunDigests(ports, pointer, wanted)).forEach((digest) => needed.add(digest));
  }
  if (isMuch()) {
    await dropExcept(ports, needed);
  }
}

/**
 * @param {Ports} ports
 * @param {Set<string>} needed
 */
async function dropExcept(ports, needed) {
  const arriving = await ports.store.readArriving();
  if (arriving && !arriving.runs.flat().every((digest) => needed.has(digest))) {
    // The rest of that pack copies from what goes now.
    await ports.store.saveArriving(undefined);
  }
  const held = await ports.store.heldDigests();
  await ports.store.removeObjects([...held].filter((digest) => !needed.has(digest)));
}

/**
 * @param {unknown} reason
 * @returns {boolean} whether the phone has no room left
 */
export function isFull(reason) {
  return reason instanceof DOMException && reason.name === "QuotaExceededError";
}
