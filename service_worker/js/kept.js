/**
 * What this phone keeps: the release in force, and earlier ones for as long as they are of use.
 *
 *     a newer release comes in force --> the one before it becomes an earlier one
 *     a window is open then ----------> it is pinned: it goes on with the release it was opened on
 *     the next time -------------------> earlier releases go that no open window is pinned to,
 *                                        but for the last few, so that a way back costs nothing
 *
 * @import { Release } from "./release.js"
 *
 * @typedef {object} Kept
 * @property {Release} release  in force
 * @property {Release[]} earlier  newest first
 * @property {Record<string, string>} pins  ids of releases, by the window that reads them
 */

import { digestsOf } from "./release.js";

/** Earlier releases that stay though nobody reads them. */
const SPARE = 2;

/** Earlier releases that stay at most, however many windows are open. */
const MOST = 8;

/**
 * @param {Kept|undefined} before
 * @param {Release} release  to be in force
 * @param {Record<string, string>} open  windows that are open: what each was opened on, if known
 * @returns {Kept}
 */
export function withRelease(before, release, open) {
  if (!before) {
    return { release, earlier: [], pins: {} };
  }
  const current = release.pointer.id;
  const candidates = [before.release, ...before.earlier].filter(({ pointer }) => pointer.id !== current);
  /** @type {Record<string, string>} */
  const pins = {};
  for (const [window, openedOn] of Object.entries(open)) {
    const id = before.pins[window] || openedOn || before.release.pointer.id;
    if (id !== current && candidates.some(({ pointer }) => pointer.id === id)) {
      pins[window] = id;
    }
  }
  const read = new Set(Object.values(pins));
  const earlier = candidates.filter(({ pointer }, index) => index < SPARE || read.has(pointer.id));
  return { release, earlier: earlier.slice(0, MOST), pins };
}

/**
 * @param {Kept} kept
 * @returns {Kept} the same without the releases that nobody reads
 */
export function withoutSpare(kept) {
  const read = new Set(Object.values(kept.pins));
  return { ...kept, earlier: kept.earlier.filter(({ pointer }) => read.has(pointer.id)) };
}

/**
 * @param {Kept} kept
 * @param {string} window
 * @returns {Release} the one that this window reads
 */
export function releaseOf(kept, window) {
  const pin = kept.pins[window];
  return kept.earlier.find(({ pointer }) => pointer.id === pin) || kept.release;
}

/**
 * @param {Kept|undefined} kept
 * @returns {Set<string>} the digests of all that is kept
 */
export function keptDigests(kept) {
  const releases = kept ? [kept.release, ...kept.earlier] : [];
  return new Set(releases.flatMap((release) => [...digestsOf(release)]));
}
